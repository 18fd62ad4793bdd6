"""Which events stand in which calendar: of one event, of an organization or a wilayah, and of a person.

The link to an online room is chosen in the statement itself, so that it cannot leave with anything but the
calendar of somebody who has a seat.
"""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.i18n import _
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.settings import load
from kimhub.wilayah.labels import full_name
from kimhub.wilayah.names import prefix_range
from kimhub.workshops.ics import Entry
from kimhub.workshops.lists import LONGEST
from kimhub.workshops.views import Workshop

KEPT: Final = timedelta(days=90)  # so long an event stays in a calendar after its end
MOST: Final = 500  # stretches in one calendar


class Dated(Struct, frozen=True):
    """One session of an event; `place` is the reader's own (state of the registration, or empty)."""

    id: int
    slug: str
    title: str
    theme: str
    state: str
    mode: str
    venue: str
    address: str
    wilayah_code: str
    area_kind: str | None
    area_name: str | None
    online_url: str
    online_note: str
    version: int
    stamp: datetime
    owner_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    session_title: str


_PUBLIC: Final = "'' AS online_url, '' AS online_note, '' AS place"
_OWN: Final = (
    "CASE WHEN r.state = 'confirmed' THEN w.online_url ELSE '' END AS online_url,"
    " CASE WHEN r.state = 'confirmed' THEN w.online_note ELSE '' END AS online_note,"
    " coalesce(r.state, '') AS place"
)
_JOIN_OWN: Final = ' LEFT JOIN workshop_registration r ON r.workshop = w.id AND r."user" = :me'
_RECENT: Final = "w.state <> 'draft' AND w.starts_at > :since AND w.ends_at > :ended"


# What is still to come first: when there is more than fits, that is not what is left out.
_AHEAD: Final = "CASE WHEN w.ends_at > :today THEN 0 ELSE 1 END, "


def _calendar(where: str, own: bool = False, order: str = _AHEAD) -> Prepared[Dated]:
    return prepare_sql(
        "SELECT w.id, w.slug, w.title, w.theme, w.state, w.mode, w.venue, w.address, w.wilayah_code,"
        f" p.kind AS area_kind, p.name AS area_name, {_OWN if own else _PUBLIC}, w.version,"
        " coalesce(w.published_at, w.created_at) AS stamp, o.name AS owner_name,"
        " coalesce(s.starts_at, w.starts_at) AS starts_at, coalesce(s.ends_at, w.ends_at) AS ends_at,"
        " coalesce(s.title, '') AS session_title"
        " FROM workshop w JOIN organization o ON o.id = w.organization"
        " LEFT JOIN workshop_session s ON s.workshop = w.id"
        " LEFT JOIN wilayah p ON p.code = substr(w.wilayah_code, 1, 8)"
        f"{_JOIN_OWN if own else ''} WHERE w.starts_at IS NOT NULL AND w.ends_at IS NOT NULL AND {where}"
        f" ORDER BY {order}w.starts_at, w.id, starts_at, s.id LIMIT {MOST}",
        Dated,
    )


_everywhere = _calendar(_RECENT)
_of_organization = _calendar(f"{_RECENT} AND w.organization = :organization")
_of_wilayah = _calendar(f"{_RECENT} AND w.wilayah_code >= :low AND w.wilayah_code < :high")
_one = _calendar("w.id = :workshop", own=True, order="")
_of_person = _calendar(
    f'{_RECENT} AND w.id IN (SELECT mine.workshop FROM workshop_registration mine WHERE mine."user" = :me'
    " AND mine.state IN ('asked', 'confirmed', 'waiting', 'offered')"
    ' UNION SELECT h.workshop FROM workshop_helper h WHERE h."user" = :me)',
    own=True,
)


def _recent() -> dict[str, datetime]:
    today = now()
    ended = today - KEPT
    return {"today": today, "ended": ended, "since": ended - LONGEST}


async def of_organization(organization_id: int) -> list[Entry]:
    return entries(await _of_organization(organization=organization_id, **_recent()))


async def of_wilayah(code: str) -> list[Entry]:
    """Of a place and all that lies in it; of the empty code everything."""
    if not code:
        return entries(await _everywhere(**_recent()))
    low, high = prefix_range(code)
    return entries(await _of_wilayah(low=low, high=high, **_recent()))


async def of_person(user_id: int) -> list[Entry]:
    """What this person signed up for or helps to run."""
    return entries(await _of_person(me=user_id, **_recent()))


async def of_workshop(one: Workshop, actor: Actor) -> list[Entry]:
    """One event, as this person may know it."""
    return entries(await _one(workshop=one.id, me=actor.id or 0))


def entries(rows: Sequence[Dated]) -> list[Entry]:
    """One for each session: two days of six hours are not thirty hours. The first keeps the event's own
    name for as long as it lives, whichever session that is by then."""
    made = []
    for _id, group in groupby(rows, key=lambda row: row.id):
        sessions = list(group)
        for number, row in enumerate(sessions, 1):
            made.append(_entry(row, number, len(sessions)))
    return made


def _entry(row: Dated, number: int, of: int) -> Entry:
    base = load().base_url
    tail = f"-{number}" if number > 1 else ""
    title = row.title
    if of > 1:
        title += f" ({row.session_title or _('sesi %(n)s dari %(of)s') % {'n': number, 'of': of}})"
    status = "CONFIRMED"
    if row.state == "cancelled":
        status, title = "CANCELLED", _("Dibatalkan: %(title)s") % {"title": title}
    elif row.state == "draft":
        status = "TENTATIVE"
    elif row.place in {"asked", "waiting", "offered"}:
        status, title = "TENTATIVE", f"{title} ({_WAITS[row.place]()})"
    return Entry(
        uid=f"pelatihan-{row.id}{tail}@{urlsplit(base).hostname or 'kimhub'}",
        sequence=row.version,
        stamp=row.stamp,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        wilayah_code=row.wilayah_code,
        title=title,
        where=_where(row),
        text="\n".join(_text(row, f"{base}/pelatihan/{row.slug}")),
        url=f"{base}/pelatihan/{row.slug}",
        status=status,
    )


_WAITS: Final = {
    "asked": lambda: _("menunggu jawaban panitia"),
    "waiting": lambda: _("daftar tunggu"),
    "offered": lambda: _("kursi ditahan, jawab segera"),
}


def _where(row: Dated) -> str:
    if row.mode == "online":
        return _("Daring")
    area = (
        full_name(_Area(row.wilayah_code[:8], row.area_kind or "", row.area_name)) if row.area_name else ""
    )
    return ", ".join(part for part in (row.venue, row.address, area) if part)


def _text(row: Dated, address: str) -> list[str]:
    lines = [row.theme, _("Penyelenggara: %(name)s") % {"name": row.owner_name}, address]
    if row.online_url:
        lines.append(_("Ruang daring: %(address)s") % {"address": row.online_url})
        lines.append(row.online_note)
    return [line for line in lines if line]


class _Area(Struct, frozen=True):
    code: str
    kind: str
    name: str
