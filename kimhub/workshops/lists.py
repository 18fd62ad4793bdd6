"""Lists of workshops: what is coming, what is over, a month, one's own, and what one runs.

Everything announced is public, so lists narrow by what people look for and never by rights; drafts stand
only in the list of those who run them.
"""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.wilayah.names import prefix_range
from kimhub.workshops.policy import CREATORS
from kimhub.workshops.views_lists import EVERYTHING, HOLDS, Listed, Wanted

PER_PAGE: Final = 20
CODE: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")  # of a wilayah
MOST_IN_MONTH: Final = 300
MOST_OWN: Final = 100
# No event lasts longer: what is coming is then looked for in a stretch of the index and not in all of it.
LONGEST: Final = timedelta(days=200)
RECENT: Final = timedelta(days=60)  # so long after its end an event stays among those one runs

COLUMNS: Final = (
    "w.id, w.slug, w.title, w.kind, k.label AS kind_label, k.label_en AS kind_label_en, w.state,"
    " w.starts_at, w.ends_at, w.postponed_from, w.wilayah_code, p.kind AS place_kind, p.name AS place_name,"
    " w.mode, w.venue, w.opens_at, w.closes_at, w.capacity, w.taken, w.waiting, w.waiting_list,"
    " o.name AS owner_name, o.slug AS owner_slug"
)
TABLES: Final = (
    " FROM workshop w JOIN organization o ON o.id = w.organization"
    " LEFT JOIN workshop_kind k ON k.code = w.kind"
    " LEFT JOIN wilayah p ON p.code = substr(w.wilayah_code, 1, 8)"
)
MINE: Final = ' LEFT JOIN workshop_registration r ON r.workshop = w.id AND r."user" = :me'
_SELECT: Final = f"SELECT {COLUMNS}, r.state AS mine, r.offered_until{TABLES}{MINE}"
_STATES: Final = ", ".join(f"'{state}'" for state in HOLDS)
_PARTS: Final = {
    "saya": f"r.state IN ({_STATES})",
    "organizations": "w.organization IN :organizations",
    "kim": "o.slug = :kim",
    "wilayah": "w.wilayah_code >= :low AND w.wilayah_code < :high",
    "kind": "w.kind = :kind",
    "after": "(w.starts_at, w.id) > (:at, :id)",
    "before": "(w.starts_at, w.id) < (:at, :id)",
}
_COMING: Final = "w.state <> 'draft' AND w.ends_at > :now AND w.starts_at > :since"
_PAST: Final = "w.state <> 'draft' AND w.ends_at <= :now AND w.starts_at <= :now"
_MONTH: Final = "w.state <> 'draft' AND w.starts_at > :since AND w.starts_at < :end AND w.ends_at > :start"


class Cursor(Struct, frozen=True):
    """The last line that was shown."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{round(self.at.timestamp() * 1_000_000)}-{self.id}"


class Page(Struct, frozen=True):
    rows: list[Listed]
    next: Cursor | None


def read_cursor(text: str) -> Cursor | None:
    """Where the list goes on; None for its beginning, and for what is no place in a list."""
    at, _, number = text.partition("-")
    if not (at.isascii() and at.isdigit() and number.isascii() and number.isdigit() and len(text) < 40):
        return None
    try:
        return Cursor(datetime.fromtimestamp(int(at) / 1_000_000, UTC), int(number))
    except (ValueError, OverflowError, OSError):
        return None


@cache
def _statement(when: str, parts: tuple[str, ...], order: str, most: int) -> Prepared[Listed]:
    where = " AND ".join([when, *(_PARTS[part] for part in parts)])
    return prepare_sql(f"{_SELECT} WHERE {where} ORDER BY {order} LIMIT {most}", Listed)


async def page(wanted: Wanted, actor: Actor, after: Cursor | None = None) -> Page:
    """What is coming, the next first; of what is over the latest first."""
    parts, values = _narrowed(wanted, actor)
    if after:
        parts.append("before" if wanted.past else "after")
        values |= {"at": after.at, "id": after.id}
    moment = now()
    values["now"] = moment
    if wanted.past:
        statement = _statement(_PAST, tuple(parts), "w.starts_at DESC, w.id DESC", PER_PAGE + 1)
    else:
        statement = _statement(_COMING, tuple(parts), "w.starts_at, w.id", PER_PAGE + 1)
        values["since"] = moment - LONGEST
    rows = await statement(**values)
    shown = rows[:PER_PAGE]
    last = shown[-1] if len(rows) > PER_PAGE else None
    return Page(shown, Cursor(last.starts_at, last.id) if last and last.starts_at else None)


async def between(start: datetime, end: datetime, wanted: Wanted, actor: Actor) -> list[Listed]:
    """Everything that takes place in a stretch of time, at most MOST_IN_MONTH."""
    parts, values = _narrowed(wanted, actor)
    statement = _statement(_MONTH, tuple(parts), "w.starts_at, w.id", MOST_IN_MONTH)
    return await statement(start=start, end=end, since=start - LONGEST, **values)


async def next_of(most: int, wanted: Wanted = EVERYTHING, actor: Actor | None = None) -> list[Listed]:
    """The nearest events of an organization or a wilayah, for a page that shows a few."""
    parts, values = _narrowed(wanted, actor or Actor())
    statement = _statement(_COMING, tuple(parts), "w.starts_at, w.id", most)
    moment = now()
    return await statement(now=moment, since=moment - LONGEST, **values)


_near = prepare_sql(
    f"{_SELECT} WHERE {_COMING} AND (r.state IN ({_STATES})"
    " OR (w.state <> 'cancelled' AND w.wilayah_code >= :low AND w.wilayah_code < :high))"
    f" ORDER BY CASE WHEN r.state IN ({_STATES}) THEN 0 ELSE 1 END, w.starts_at, w.id LIMIT 4",
    Listed,
)


async def near(actor: Actor, code: str) -> list[Listed]:
    """What somebody signed up for, then what takes place around them; few, in the order of time."""
    moment = now()
    low, high = prefix_range(code) if code else ("-", "-")
    rows = await _near(me=actor.id or 0, low=low, high=high, now=moment, since=moment - LONGEST)
    return sorted(rows, key=lambda row: (row.starts_at or moment, row.id))


def _narrowed(wanted: Wanted, actor: Actor) -> tuple[list[str], dict[str, Any]]:
    parts: list[str] = []
    values: dict[str, Any] = {"me": actor.id or 0}
    if wanted.who == "saya":
        parts.append("saya")
    elif wanted.who == "kim":
        parts.append("organizations")
        values["organizations"] = own_organizations(actor)
    if wanted.kim:
        parts.append("kim")
        values["kim"] = wanted.kim
    if wanted.wilayah:
        parts.append("wilayah")
        values["low"], values["high"] = prefix_range(wanted.wilayah)
    if wanted.kind:
        parts.append("kind")
        values["kind"] = wanted.kind
    return parts, values


def is_code(text: str) -> bool:
    """True for what can be the code of a wilayah."""
    return CODE.fullmatch(text) is not None


def own_organizations(actor: Actor, *roles: str) -> list[int]:
    """The organizations this person belongs to, or holds one of `roles` in."""
    return sorted(
        {
            grant.organization
            for grant in actor.grants
            if grant.organization is not None and (not roles or grant.role in roles)
        }
    )


# ---------------------------------------------------------------------------------------------- one's own


class Own(Struct, frozen=True):
    """What somebody signed up for, offers first, and what was."""

    waiting: list[Listed]  # a seat is held for them: it is their turn
    coming: list[Listed]
    past: list[Listed]


_own = prepare_sql(
    f"SELECT {COLUMNS}, r.state AS mine, r.offered_until{TABLES}"
    " JOIN workshop_registration r ON r.workshop = w.id"
    f" WHERE r.\"user\" = :me AND r.state IN ({_STATES}, 'rejected', 'lapsed') AND w.state <> 'draft'"
    f" ORDER BY w.starts_at DESC, w.id DESC LIMIT {MOST_OWN}",
    Listed,
)
_run = prepare_sql(
    f'{_SELECT} WHERE w.id IN (SELECT h.workshop FROM workshop_helper h WHERE h."user" = :me'
    " UNION SELECT own.id FROM workshop own WHERE own.organization IN :organizations)"
    " AND (w.ends_at IS NULL OR w.ends_at > :since OR w.state IN ('draft', 'open'))"
    f" ORDER BY w.starts_at DESC, w.id DESC LIMIT {MOST_OWN}",
    Listed,
)


async def own(actor: Actor) -> Own:
    """Everything this person signed up for; what was refused is named as long as it is to come."""
    rows = await _own(me=actor.id or 0)
    moment = now()
    coming = [row for row in reversed(rows) if row.ends_at and row.ends_at > moment]
    return Own(
        waiting=[row for row in coming if row.mine == "offered"],
        coming=[row for row in coming if row.mine != "offered"],
        past=[row for row in rows if row.mine == "confirmed" and row.ends_at and row.ends_at <= moment],
    )


async def run_by(actor: Actor) -> list[Listed]:
    """What this person plans or helps to run: drafts first, then what is coming, then what was."""
    rows = await _run(
        me=actor.id or 0,
        organizations=own_organizations(actor, *CREATORS),
        since=now() - RECENT,
    )
    return sorted(rows, key=_order)


def _order(row: Listed) -> tuple[int, float]:
    start = row.starts_at.timestamp() if row.starts_at else 0.0
    if row.state == "draft":
        return 0, start
    over = row.ends_at is not None and row.ends_at <= now()
    return (2, -start) if over else (1, start)
