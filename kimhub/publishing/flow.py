"""From draft to reader (domain.md 4, 10): send, return, publish, schedule, archive, hide.

Each step locks the article, asks its state again, writes down who did it and why, and says what happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from kimhub.core.actor import Actor
from kimhub.core.bus import publish as say
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.jobs import enqueue
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, slugify
from kimhub.library.kinds import CLASSES, EXEMPT
from kimhub.publishing import articles, blocks, policy, products, writing
from kimhub.publishing.events import (
    ArticleBroughtBack,
    ArticlePublished,
    ArticleReturned,
    ArticleScheduled,
    ArticleSent,
    ArticleSettled,
    ArticleTakenDown,
)
from kimhub.publishing.kinds import (
    ANNOUNCEMENT,
    ARCHIVED,
    AT_ONCE,
    AUDIENCES,
    CLARIFICATION,
    DONE,
    DRAFT,
    GALLERY,
    HIDDEN,
    IN_REVIEW,
    PRODUCT,
    RETURNED,
    SCHEDULED,
    SHOWN,
    VERDICTS,
)
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.tables import ArticleAct, ArticleRevision, Moved, PhotoUse
from kimhub.publishing.views import Article, Revision

FAR: Final = timedelta(days=366)  # nobody plans a text further ahead
URGENT_FOR: Final = timedelta(days=3)  # a banner stands so long unless its writer says otherwise

ACTS: Final[dict[str, Lazy]] = {
    "sent": lazy_("Dikirim ke redaktur"),
    "withdrawn": lazy_("Ditarik kembali oleh penulis"),
    "returned": lazy_("Dikembalikan kepada penulis"),
    "scheduled": lazy_("Dijadwalkan"),
    "unscheduled": lazy_("Jadwal dibatalkan"),
    "published": lazy_("Diterbitkan"),
    "renewed": lazy_("Versi baru diterbitkan"),
    "settled": lazy_("Pengaturan diubah"),
    "reviewed": lazy_("Diperiksa: masih benar"),
    "archived": lazy_("Dimasukkan ke arsip"),
    "hidden": lazy_("Ditarik dari publik"),
    "back": lazy_("Ditampilkan lagi"),
    "expired": lazy_("Masa tayang berakhir"),
    "removed": lazy_("Draf dibuang"),
}


class Settings(Struct, frozen=True):
    """What an editor says of an article besides its text. None leaves a thing as it is."""

    audience: str | None = None
    info_class: str | None = None
    slug: str | None = None
    expires_at: datetime | None = None
    urgent_until: datetime | None = None
    keep_times: bool = True  # False: expires_at and urgent_until are said, None removes them


@dataclass(frozen=True, slots=True)
class Due:
    """An article whose moment comes, `at` an ISO time: a schedule that was changed since does nothing. The
    text that comes is for `audience`, if that is another than of the one that stands."""

    article_id: int
    at: str
    audience: str = ""


_photos = prepare_sql("SELECT id FROM site_photo WHERE id IN :ids")
_acts = prepare_sql(
    "SELECT act, revision, by_name, note, at FROM article_act WHERE article = :article ORDER BY id DESC"
)


async def send(article: Article, actor: Actor) -> None:
    """To the editors. Raises Invalid when something a reader needs is missing."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_send(actor, one))
        check_ready(one.kind, newest)
        await _set(one, {ArticleRow.work: IN_REVIEW, ArticleRow.note: ""}, newest, close=True)
        await _note(one, newest, "sent", actor)
        await say(ArticleSent(one.id, one.organization, actor.id or 0))


async def withdraw(article: Article, actor: Actor) -> None:
    """Back from the editors, to write on."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_withdraw(actor, one))
        await _set(one, {ArticleRow.work: DRAFT}, newest)
        await _note(one, newest, "withdrawn", actor)
        await say(ArticleReturned(one.id, one.organization, actor.id or 0, by_author=True))


async def give_back(article: Article, actor: Actor, note: str) -> None:
    """Back to whoever wrote it, with a note. Raises Invalid for `note`."""
    note = checked_line(note, "note", most=500, least=5, empty=_("Tulis apa yang perlu diperbaiki."))
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_return(actor, one))
        await _set(one, {ArticleRow.work: RETURNED, ArticleRow.note: note}, newest)
        await _note(one, newest, "returned", actor, note)
        await say(ArticleReturned(one.id, one.organization, actor.id or 0))


async def publish(
    article: Article,
    actor: Actor,
    settings: Settings | None = None,
    at: datetime | None = None,
    seen: int | None = None,
) -> None:
    """Let the newest text out, now, or `at` a time to come (aware). Raises Invalid for what is missing or
    cannot be, Refused when the text is no longer that of the version the editor has `seen`."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_publish(actor, one) and seen in {None, one.version})
        check_ready(one.kind, newest)
        comes = at is not None and at > now()
        later = ""  # the readers of the text that comes, not of the one that stands until then
        if settings is not None:
            if comes and one.live is not None and settings.audience in AUDIENCES.keys() - {one.audience}:
                later, settings = settings.audience or "", replace(settings, audience=None)
            what = await _settle(one, settings, newest.title)
            if what and one.live is not None:
                await say(ArticleSettled(one.id, one.organization, actor.id or 0, tuple(what)))
        if at is not None and comes:
            if at > now() + FAR:
                raise Invalid(publish_at=_("Pilih waktu dalam setahun ke depan."))
            if settings is not None and settings.expires_at and settings.expires_at <= at:
                raise Invalid(expires_at=_("Pilih waktu sesudah tulisan ini terbit."))
            await _set(one, {ArticleRow.work: SCHEDULED, ArticleRow.publish_at: at}, newest, close=True)
            await _note(one, newest, "scheduled", actor)
            await enqueue(let_out, Due(one.id, at.isoformat(), later), at=at)
            await say(ArticleScheduled(one.id, one.organization, actor.id or 0, at.isoformat()))
            return
        await _show(one, newest, actor)


async def unschedule(article: Article, actor: Actor) -> None:
    """It does not go out by itself any more."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_unschedule(actor, one))
        await _set(one, {ArticleRow.work: DRAFT, ArticleRow.publish_at: None}, newest)
        await _note(one, newest, "unscheduled", actor)
        await say(ArticleScheduled(one.id, one.organization, actor.id or 0, ""))


async def let_out(due: Due) -> None:
    """A scheduled article goes out; one whose schedule was changed since stays."""
    async with transaction():
        await lock_id(ArticleRow, due.article_id)
        one = await articles.get_article(due.article_id)
        if one is None or one.work != SCHEDULED or one.publish_at is None or one.publish_at > now():
            return
        if one.owner_status in {"draft", "dissolved"} or one.shown in {ARCHIVED, HIDDEN}:
            return
        newest = await articles.revision(one.newest or 0)
        if due.audience in AUDIENCES:
            await ArticleRow.update({ArticleRow.audience: due.audience}).where(ArticleRow.id == one.id)
            await say(ArticleSettled(one.id, one.organization, 0, ("audience",)))
        await _show(one, newest, None)


async def settle(article: Article, actor: Actor, settings: Settings) -> None:
    """Change readers, class, times or address. Raises Invalid for what cannot be."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_settle(actor, one))
        what = await _settle(one, settings, one.title)
        if what:
            await _note(one, newest, "settled", actor)
            await say(ArticleSettled(one.id, one.organization, actor.id or 0, tuple(what)))


async def archive(article: Article, actor: Actor) -> None:
    """Out of sight, because its time is over."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_archive(actor, one))
        await _set(one, {ArticleRow.shown: ARCHIVED}, newest)
        await _note(one, newest, "archived", actor)
        await say(ArticleTakenDown(one.id, one.organization, actor.id or 0, "archived"))


async def hide(article: Article, actor: Actor, reason: str) -> None:
    """Take away what must not stand; whoever wrote it reads why. Raises Invalid for `reason`."""
    reason = checked_line(
        reason, "reason", most=500, least=10, empty=_("Tulis alasannya. Penulis akan membacanya.")
    )
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_hide(actor, one))
        office = policy.hides_for_office(actor, one)
        values: dict[Any, Any] = {
            ArticleRow.shown: HIDDEN, ArticleRow.note: reason, ArticleRow.hidden_by_office: office,
        }  # fmt: skip
        await _set(one, values, newest)
        await _note(one, newest, "hidden", actor, reason)
        await say(ArticleTakenDown(one.id, one.organization, actor.id or 0, "hidden"))


async def bring_back(article: Article, actor: Actor, seen: int | None = None) -> None:
    """Show again what was archived or hidden; with `seen`, the version somebody has before them, the newest
    text at once: what it was taken away for never stands there again. Raises Invalid when that text lacks
    something."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_bring_back(actor, one) and seen in {None, one.version})
        if seen is not None and one.work != DONE:
            check_ready(one.kind, newest)
            await ArticleRow.update({ArticleRow.hidden_by_office: False}).where(ArticleRow.id == one.id)
            await _show(one, newest, actor)
            return
        values: dict[Any, Any] = {
            ArticleRow.shown: SHOWN, ArticleRow.note: "", ArticleRow.hidden_by_office: False,
        }  # fmt: skip
        await _set(one, values, newest)
        await _note(one, newest, "back", actor)
        await say(ArticleBroughtBack(one.id, one.organization, actor.id or 0))


async def remove(article: Article, actor: Actor) -> None:
    """Throw a draft away that was never shown."""
    async with transaction():
        one, newest = await _locked(article)
        _allowed(policy.can_remove(actor, one))
        await _set(one, {ArticleRow.removed_at: now()}, newest)
        await _note(one, newest, "removed", actor)
        await say(ArticleTakenDown(one.id, one.organization, actor.id or 0, "removed"))


async def acts_of(article_id: int) -> list[dict[str, Any]]:
    """What was done with the article, the latest first: act, revision, by_name, note, at."""
    rows: list[dict[str, Any]] = await _acts(article=article_id)
    return rows


def check_ready(kind: str, text: Revision) -> None:
    """Raises Invalid with a sentence for each thing a reader would miss."""
    errors: dict[str, str] = {}
    if len(text.title) < 3:
        errors["title"] = _("Tulis judulnya.")
    body = text.blocks
    if blocks.is_empty(body):
        errors["body"] = _("Tulis isinya, atau tambahkan foto.")
    elif kind == GALLERY and not blocks.photos(body):
        errors["body"] = _("Tambahkan paling sedikit satu foto.")
    if kind == CLARIFICATION:
        told = text.told
        if not told.claim:
            errors["claim"] = _("Tulis kabar yang diperiksa.")
        if told.verdict not in VERDICTS:
            errors["verdict"] = _("Pilih hasil pemeriksaannya.")
        if not told.evidence:
            errors["evidence"] = _("Tulis paling sedikit satu bukti dan sumbernya.")
    if kind == PRODUCT:
        errors |= products.missing(text.told)
    if errors:
        raise Invalid(**errors)


async def _show(one: Article, newest: Revision, actor: Actor | None) -> None:
    """Make this the text that is read."""
    moment = now()
    again = one.live is not None
    text = writing.text_of(newest)
    values: dict[Any, Any] = {
        getattr(ArticleRow, name): value for name, value in writing.shown_columns(text).items()
    }
    values |= {
        ArticleRow.shown: SHOWN,
        ArticleRow.work: DONE,
        ArticleRow.live: newest.id,
        ArticleRow.published_at: one.published_at or moment,
        ArticleRow.publish_at: None,
        ArticleRow.note: "",
    }
    fresh = await articles.get_article(one.id)  # settings may have just been changed
    assert fresh is not None
    at_once = fresh.info_class == AT_ONCE and one.kind == ANNOUNCEMENT and not again
    if at_once and fresh.urgent_until is None:
        values[ArticleRow.urgent_until] = moment + URGENT_FOR
    await _set(one, values, newest, close=True)
    await PhotoUse.delete().where(PhotoUse.article == one.id)
    used = blocks.photos(text.blocks) + ([text.cover] if text.cover else [])
    if there := [row["id"] for row in await _photos(ids=used)] if used else []:  # some may be gone for good
        await PhotoUse.insert(*(PhotoUse(photo=photo, article=one.id) for photo in there))
    await _note(one, newest, "renewed" if again else "published", actor)
    await say(ArticlePublished(one.id, one.organization, actor.id if actor else None, again, at_once))


async def _settle(one: Article, said: Settings, title: str) -> list[str]:
    """Write down what an editor says besides the text; returns the names of what is different now."""
    values: dict[str, Any] = {}
    if said.audience is not None:
        if said.audience not in AUDIENCES:
            raise Invalid(audience=_("Pilih siapa yang boleh membaca."))
        values["audience"] = said.audience
    if said.info_class is not None:
        if said.info_class not in CLASSES or said.info_class == EXEMPT:
            raise Invalid(info_class=_("Pilih golongan informasinya."))
        values["info_class"] = said.info_class
    if not said.keep_times:
        if said.expires_at and said.expires_at <= now():
            raise Invalid(expires_at=_("Pilih waktu yang belum lewat."))
        values |= {"expires_at": said.expires_at, "urgent_until": said.urgent_until}
        if said.expires_at:
            await enqueue(run_out, Due(one.id, said.expires_at.isoformat()), at=said.expires_at)
    if said.slug is not None or one.live is None:
        await _move(one, said.slug or title, values, said=bool(said.slug))
    changed = {name: value for name, value in values.items() if getattr(one, name) != value}
    if changed:
        columns: dict[Any, Any] = {getattr(ArticleRow, name): value for name, value in changed.items()}
        await ArticleRow.update({**columns, ArticleRow.rev: ArticleRow.rev + 1}).where(
            ArticleRow.id == one.id
        )
    return sorted(changed)


async def _move(one: Article, wanted: str, values: dict[str, Any], *, said: bool) -> None:
    """Another address, `said` by somebody or that of its title; the one it had leads there, once it was
    public."""
    slug = slugify(wanted, most=70)
    numbered = one.slug.removeprefix(f"{slug}-")  # others of the house had this title first
    if slug == one.slug or (not said and one.slug != numbered and numbered.isdigit() and len(numbered) < 3):
        return
    await Moved.delete().where((Moved.article == one.id) & (Moved.slug == slug))  # back where it was
    values["slug"] = await writing.free_slug(one.organization, one.kind, slug)
    if one.live is not None:
        await Moved.insert(
            Moved(organization=one.organization, kind=one.kind, slug=one.slug, article=one.id)
        )


async def run_out(due: Due) -> None:
    """The time of an article is over: it is not read since then, and now others are told so."""
    async with transaction():
        await lock_id(ArticleRow, due.article_id)
        one = await articles.get_article(due.article_id)
        if one is None or one.shown != SHOWN or one.expires_at is None or one.expires_at > now():
            return
        newest = await articles.revision(one.newest or 0)
        await _set(one, {ArticleRow.shown: ARCHIVED}, newest)
        await _note(one, newest, "expired", None)
        await say(ArticleTakenDown(one.id, one.organization, None, "expired"))


async def _locked(article: Article) -> tuple[Article, Revision]:
    """The article as it stands at this moment, and its newest text; others wait for us."""
    await lock_id(ArticleRow, article.id)
    one = await articles.get_article(article.id)
    if one is None:
        raise NotFound
    return one, await articles.revision(one.newest or 0)


def _allowed(may: bool) -> None:
    """Raises Refused when somebody else was faster and the step makes no sense any more."""
    if not may:
        raise Refused(_("Keadaan tulisan ini baru saja berubah. Muat ulang halaman ini."))


async def _set(one: Article, values: dict[Any, Any], newest: Revision, close: bool = False) -> None:
    values = {**values, ArticleRow.rev: ArticleRow.rev + 1, ArticleRow.changed_at: now()}
    await ArticleRow.update(values).where(ArticleRow.id == one.id)
    if close and not newest.closed:
        await ArticleRevision.update({ArticleRevision.closed: True}).where(ArticleRevision.id == newest.id)


async def _note(one: Article, newest: Revision, act: str, actor: Actor | None, note: str = "") -> None:
    row = ArticleAct(
        article=one.id,
        revision=newest.number,
        act=act,
        by=actor.id if actor else None,
        by_name=actor.name if actor else "",
        note=note,
    )
    await ArticleAct.insert(row)
