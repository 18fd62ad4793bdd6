"""Retention (domain.md 5): documents whose years are over are listed; what becomes of them a person says.

The years begin with the date of the document, or with the day it came. Nothing goes by itself: what is not
kept any longer goes into the bin, with the reason, and out of it again if somebody thinks better of it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.core.zones import today_in
from kimhub.groups.organizations import Profile
from kimhub.library import bin as bin_
from kimhub.library import documents, offices, policy
from kimhub.library.kinds import KINDS, PEMBINA
from kimhub.library.tables import Document as Row
from kimhub.library.tables_letters import RetentionAct
from kimhub.library.views import Document

SHOWN: Final = 100
FOR_GOOD: Final = date(9999, 12, 31)
LONGER: Final[dict[str, Lazy]] = {
    "1": lazy_("Setahun lagi"),
    "5": lazy_("Lima tahun lagi"),
    "0": lazy_("Selamanya"),
}


class Due(Struct, frozen=True):
    """A document whose time is over, and since when."""

    document: Document
    since: date


class Act(Struct, frozen=True):
    """`title` and `reason` are empty for those who may not know them."""

    title: str
    act: str
    until: date | None
    reason: str
    by_name: str
    at: datetime


class _Act(Struct, frozen=True):
    document: int
    title: str
    act: str
    until: date | None
    reason: str
    by: int | None
    by_name: str
    at: datetime


_due = prepare_sql(
    f"{documents.SELECT} WHERE d.organization = :house AND d.removed_at IS NULL AND d.kind = :kind"
    " AND ((d.dated_on IS NOT NULL AND d.dated_on <= :day)"
    " OR (d.dated_on IS NULL AND d.created_at < :moment))"
    f" AND (d.keep_until IS NULL OR d.keep_until <= :today) ORDER BY d.id LIMIT {SHOWN}",
    Document,
)
_acts = prepare_sql(
    'SELECT a.document, a.title, a.act, a.until, a.reason, a."by", a.by_name, a.at'  # noqa: S608
    " FROM library_retention a WHERE a.organization = :house"
    f" ORDER BY a.id DESC LIMIT {SHOWN}",
    _Act,
)


async def due(house: Profile) -> list[Due]:
    """Documents of a library that a person should look at, those over longest first."""
    today = today_in(house.wilayah_code)
    found: list[Due] = []
    for key, kind in KINDS.items():
        if kind.years is None:
            continue
        day = _years_before(today, kind.years)
        moment = datetime.combine(day, time(), UTC)
        for one in await _due(house=house.id, kind=key, day=day, moment=moment, today=today):
            found.append(Due(one, one.keep_until or _years_after(_begins(one), kind.years)))
    return sorted(found, key=lambda one: (one.since, one.document.id))[:SHOWN]


async def acts(house: Profile, actor: Actor) -> list[Act]:
    """What was decided, the latest first. Of what only admins read, or is gone and may have been such, an
    officer sees that something was decided, unless they decided it."""
    rows = await _acts(house=house.id)
    knows_all = policy.may_choose(actor, house.id, PEMBINA)
    there = {one.id: one for one in await documents.some([row.document for row in rows])}

    def told(row: _Act) -> bool:
        one = there.get(row.document)
        return knows_all or row.by == actor.id or (one is not None and policy.can_read(actor, one))

    return [
        Act(
            row.title if told(row) else "",
            row.act,
            row.until,
            row.reason if told(row) else "",
            row.by_name,
            row.at,
        )
        for row in rows
    ]


async def keep(document_id: int, house: Profile, actor: Actor, form: Mapping[str, str]) -> date:
    """Keep it longer; returns until when. Raises Invalid, NotFound, Refused."""
    years = form.get("longer", "")
    if years not in LONGER:
        raise Invalid(longer=_("Pilih berapa lama lagi dokumen ini disimpan."))
    reason = _reason(form)
    today = today_in(house.wilayah_code)
    until = _years_after(today, int(years)) if years != "0" else FOR_GOOD
    async with transaction():
        one = await _held(document_id, house, actor)
        values: dict[Any, Any] = {Row.keep_until: until, Row.version: Row.version + 1}
        await Row.update(values).where(Row.id == one.id)
        await RetentionAct.insert(
            RetentionAct(
                organization=house.id, document=one.id, title=one.title, act="keep", until=until,
                reason=reason, by=actor.id, by_name=await offices.acting_in(actor, house.id),
            )
        )  # fmt: skip
    return until


async def let_go(document_id: int, house: Profile, actor: Actor, form: Mapping[str, str]) -> None:
    """Into the bin, since its time is over. Raises NotFound, Refused."""
    async with transaction():
        one = await _held(document_id, house, actor)
    reason = _reason(form) or _("Masa simpannya sudah selesai.")
    await bin_.remove(one.id, actor, {"reason": reason})


async def _held(document_id: int, house: Profile, actor: Actor) -> Document:
    await lock_id(Row, document_id)
    one = await documents.by_id(document_id)
    if one is None or one.organization != house.id or one.is_removed:
        raise NotFound
    if not policy.can_rule(actor, one):
        raise Refused(_("Yang memutuskan admin, atau yang membawa dokumennya."))
    return one


def _reason(form: Mapping[str, str]) -> str:
    return checked_line(form.get("reason", ""), "reason", most=300, least=0)


def _begins(one: Document) -> date:
    return one.dated_on or one.created_at.date()


def _years_before(day: date, years: int) -> date:
    return _moved(day, -years)


def _years_after(day: date, years: int) -> date:
    return _moved(day, years)


def _moved(day: date, years: int) -> date:
    """The same day of another year; 28 February where it has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
