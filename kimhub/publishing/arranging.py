"""What an office asks of houses with a package: of whom, until when. The text is an article's."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor, within
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.zones import today_in
from kimhub.publishing import articles, packages, policy_passing, writing
from kimhub.publishing.events import PackageArranged
from kimhub.publishing.kinds import PACKAGE
from kimhub.publishing.packages import Package
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.tables_passing import Package as Row
from kimhub.publishing.views import Article, House
from kimhub.publishing.writing import Text

MOST_ASK: Final = 300


class Request(Struct, frozen=True):
    """What is asked, checked."""

    area: str
    ask: str
    due_on: date | None


def read(form: dict[str, str], seat: str, area: str, known: date | None = None) -> Request:
    """`area` is a wilayah code, empty for all of the office's. A date that was `known` may have passed.
    Raises Invalid."""
    errors: dict[str, str] = {}
    ask, due_on = "", None
    try:
        ask = checked_line(form.get("ask", ""), "ask", most=MOST_ASK, least=0)
    except Invalid as no:
        errors |= no.errors
    typed = form.get("due_on", "").strip()
    due_on = parse_date(typed)
    if typed and due_on is None:
        errors["due_on"] = _("Tulis tanggal seperti 17-08-2026.")
    elif due_on and due_on != known and due_on < today_in(seat):
        errors["due_on"] = _("Batas waktunya sudah lewat.")
    if area and not within(area, seat):
        errors["area"] = _("Pilih wilayah di dalam wilayah kantor Anda.")
    if errors:
        raise Invalid(**errors)
    return Request(area or seat, ask, due_on)


async def begin(office: House, actor: Actor, title: str, asked: Request, key: UUID) -> int:
    """A draft of a package; returns its article's id. A form sent twice begins one. Raises Invalid."""
    title = checked_line(title, "title", most=writing.MOST_TITLE, least=3, empty=_("Tulis judulnya."))
    async with transaction():
        article_id = await writing.begin(office, actor, PACKAGE, Text(title), key)
        await _keep(article_id, asked)
    return article_id


async def arrange(one: Package, actor: Actor, asked: Request) -> None:
    """Ask something else. Houses that were asked already are told of nothing but a new date."""
    async with transaction():
        current = await _locked(one, actor)
        if current.id is not None and (current.area, current.ask, current.due_on) == _values(asked):
            return
        await _keep(one.article.id, asked)
        await publish(_event(one.article, actor, "arranged"))


async def close(one: Package, actor: Actor, *, again: bool = False) -> None:
    """Wait for nobody any more; or (`again`) do."""
    async with transaction():
        current = await _locked(one, actor)
        if (current.closed_at is None) == again or current.id is None:
            return
        at = None if again else now()
        await Row.update({Row.closed_at: at}).where(Row.id == current.id)
        await publish(_event(one.article, actor, "opened" if again else "closed"))


async def remind(one: Package, actor: Actor) -> None:
    """Tell the houses that have not passed it on once more."""
    async with transaction():
        current = await _locked(one, actor)
        if current.closed_at is None:
            await publish(_event(one.article, actor, "remind"))


async def ensure(article: Article) -> Package | None:
    """The package of an article that has just gone out: one begun at the desk asks all houses of its
    office, and so does an announcement of what threatens. None for an article that asks nobody."""
    async with transaction():
        await lock_id(ArticleRow, article.id)
        found = await packages.of_article(article)
        asks = policy_passing.asks_at_once(article.info_class, article.owner_kind, article.kind)
        if (found is None and asks) or (found is not None and found.id is None):
            await _keep(article.id, Request(article.seat, "", None))
            found = await packages.of_article(article)
    return found


async def _locked(one: Package, actor: Actor) -> Package:
    """The package as it stands; others wait for us. Raises NotFound, Refused."""
    await lock_id(ArticleRow, one.article.id)
    article = await articles.get_article(one.article.id)
    current = await packages.of_article(article) if article else None
    if current is None:
        raise NotFound
    if not policy_passing.can_arrange(actor, current):
        raise Refused(_("Hanya kantor yang menerbitkan bahan ini yang bisa mengubahnya."))
    return current


async def _keep(article_id: int, asked: Request) -> None:
    row = Row(article=article_id, area=asked.area, ask=asked.ask, due_on=asked.due_on)
    columns: list[Any] = [Row.area, Row.ask, Row.due_on]
    await Row.insert(row).on_conflict(Row.article, "DO UPDATE", columns)


def _values(asked: Request) -> tuple[str, str, date | None]:
    return asked.area, asked.ask, asked.due_on


def _event(article: Article, actor: Actor, how: str) -> PackageArranged:
    return PackageArranged(article.id, article.organization, actor.id or 0, how)
