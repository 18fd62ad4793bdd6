"""The office's desk: what waits for whoever reviews, what waits for the houses, what was agreed.

An office is its staff: whatever comes in waits for all of them until somebody takes it up, and then for
that one and whoever stands in. What one wrote oneself waits for the others.
"""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import today_in, zone_for
from kimhub.groups import terms
from kimhub.programs import shown, states
from kimhub.programs.accounting import ADDRESSES
from kimhub.programs.policy import STAFF, WRITERS
from kimhub.wilayah.names import prefix_range

Row = TypeVar("Row")

PER_PAGE: Final = 25
FEW: Final = 5
KEPT: Final = 1000  # rows, each where it is asked for: most are what they were
_YEARS: Final = range(2000, 2200)
NOBODY: Final = "-"  # no wilayah is called so
TABS: Final = ("", "rekan", "kim", "disetujui", "semua", "terlambat")


class Queued(Struct, frozen=True):
    """A program on the desk. `turn` says for whom a submitted one waits: mine (or nobody's yet), instead
    (of somebody who is away), other. `answered` are remarks of earlier rounds that the house has settled or
    answered, `open` those it has not settled. `opens` is False where the reader may only count it."""

    id: int
    slug: str
    owner_name: str
    owner_slug: str
    seat: str
    district: str | None
    year: int
    state: str
    in_force: int | None
    number: int | None
    lines: int | None
    total: int | None
    submitted_at: datetime | None
    due_on: date | None
    decided_at: datetime | None
    reply_by: date | None
    changed_at: datetime
    reviewer: str | None
    turn: str
    answered: int
    open: int
    opens: bool

    @property
    def path(self) -> str:
        return f"/program/{self.slug}"

    @property
    def review(self) -> str:
        return f"{self.path}/tinjau"

    @property
    def today(self) -> date:
        return today_in(self.seat)

    @property
    def day(self) -> int:
        """1 on the day it came in."""
        came = self.submitted_at or self.changed_at
        return (self.today - came.astimezone(zone_for(self.seat)).date()).days + 1

    @property
    def waits_for(self) -> date | None:
        """The day by which somebody owes an answer."""
        if self.state in states.WAITING:
            return self.due_on
        return self.reply_by if self.state == states.NEEDS_REVISION else None

    @property
    def late(self) -> int:
        """Days past that day."""
        until = self.waits_for
        return max(0, (self.today - until).days) if until else 0


class Cursor(Struct, frozen=True):
    """The last line that was shown."""

    at: str
    id: int

    def __str__(self) -> str:
        return f"{self.at}_{self.id}"


class Page(Struct, frozen=True):
    rows: list[Queued]
    next: Cursor | None


class Counts(Struct, frozen=True):
    """How many programs stand where; `mine` includes what waits in somebody's stead."""

    mine: int
    other: int
    house: int
    agreed: int


class _Unsettled(Struct, frozen=True):
    house: int
    mine: int
    every: int


class _Number(Struct, frozen=True):
    n: int


class Late(Struct, frozen=True):
    """A line whose time is over and that is not done."""

    id: int
    name: str
    pic_name: str
    months: int
    ends_on: date | None
    slug: str
    owner_name: str
    year: int
    in_force: int

    @property
    def path(self) -> str:
        return f"/program/{self.slug}/kegiatan/{self.id}"


# ------------------------------------------------------------------------------------------------- scope


def codes_of(actor: Actor, *roles: str) -> list[str]:
    """The wilayah in which one of `roles` is held."""
    return sorted({g.wilayah for g in actor.grants if g.role in roles and g.wilayah})


def houses_of(actor: Actor) -> list[int]:
    """The houses whose programs this person may write on."""
    return sorted(
        {g.organization for g in actor.grants if g.organization is not None and g.role in WRITERS}
    )


def scope(actor: Actor) -> dict[str, Any]:
    """What the statements below ask of whoever reads: as pembina, as province, and the reader's own
    houses."""
    pembina, province = codes_of(actor, "pembina"), codes_of(actor, "province")
    every = [*pembina, *province]
    return {
        "me": actor.id or 0,
        "hand": f"% {actor.id} %",
        "writing": houses_of(actor),
        "codes": pembina or [NOBODY],
        "provinces": province or [NOBODY],
        "low": min(every, default=NOBODY),
        "high": max((prefix_range(code)[1] for code in every), default=NOBODY),
        "today": terms.today(),
    }


_PEMBINA: Final = (
    "(substr(o.wilayah_code, 1, 5) IN :codes OR substr(o.wilayah_code, 1, 2) IN :codes"
    " OR substr(o.wilayah_code, 1, 8) IN :codes OR o.wilayah_code IN :codes)"
)
_PROVINCE: Final = "substr(o.wilayah_code, 1, 2) IN :provinces"
_RANGE: Final = "o.wilayah_code >= :low AND o.wilayah_code < :high"
# As policy.oversees says it: a province decides on forums of a regency and on its own.
DECIDES: Final = f"({_PEMBINA} OR (length(o.wilayah_code) <= 5 AND {_PROVINCE}))"
SEES: Final = f"{_RANGE} AND ({_PEMBINA} OR {_PROVINCE})"


def plainly(sql: str) -> str:
    """The same for whoever looks after one regency, as nearly everybody does: a stretch of codes and no
    more, which takes a third of the time."""
    return sql.replace(SEES, _RANGE).replace(DECIDES, "TRUE")


def is_plain(given: dict[str, Any]) -> bool:
    """Whether `plainly` holds for a `scope`."""
    return len(given["codes"]) == 1 and given["codes"] != [NOBODY] and given["provinces"] == [NOBODY]


class Scoped(Generic[Row]):
    """A statement about a reader's wilayah."""

    def __init__(self, sql: str, into: type[Row], kept: int = 0) -> None:
        self._many, self._one = (prepare_sql(each, into, kept=kept) for each in (sql, plainly(sql)))

    async def __call__(self, actor: Actor, **values: Any) -> list[Row]:
        given = scope(actor)
        return await (self._one if is_plain(given) else self._many)(**given, **values)


# As policy.reviews says it: nobody decides on what they wrote, submitted, or hold an office in.
_FREE: Final = (
    "p.organization NOT IN :writing AND v.submitted_by <> :me AND (' ' || p.hands || ' ') NOT LIKE :hand"
)
_AWAY: Final = (
    "SELECT s.away FROM program_stand_in s WHERE s.instead = :me AND s.ended_at IS NULL"
    " AND s.since <= :today AND s.until >= :today"
)
_MINE: Final = f"(v.reviewer IS NULL OR v.reviewer = :me OR v.reviewer IN ({_AWAY}))"
TURN: Final = (
    "CASE WHEN v.reviewer IS NULL OR v.reviewer = :me THEN 'mine'"
    f" WHEN v.reviewer IN ({_AWAY}) THEN 'instead' ELSE 'other' END"
)
WAITING: Final = f"p.state IN ('submitted', 'in_review') AND {DECIDES} AND {_FREE}"
TABLES: Final = (
    " FROM program p JOIN organization o ON o.id = p.organization"
    " LEFT JOIN program_version v ON v.id = p.current"
)
_SENT: Final = (
    "(SELECT count(c.id) FROM program_comment c WHERE c.program = p.id AND c.sent_at IS NOT NULL"
    " AND c.of_reviewer IS TRUE AND c.parent IS NULL"
)
_ANSWERED: Final = (
    f"CASE WHEN v.number > 1 THEN {_SENT} AND c.version < v.id AND (c.resolved_at IS NOT NULL"
    " OR EXISTS (SELECT 1 FROM program_comment a WHERE a.program = c.program AND a.parent = c.id"
    " AND a.of_reviewer IS FALSE)))"
    " ELSE 0 END"
)
_OPEN: Final = f"CASE WHEN p.state = 'needs_revision' THEN {_SENT} AND c.resolved_at IS NULL) ELSE 0 END"
_SELECT: Final = (
    "SELECT p.id, p.slug, o.name AS owner_name, o.slug AS owner_slug, o.wilayah_code AS seat,"
    " w.name AS district, p.year, p.state, p.in_force, v.number, v.lines, v.total, v.submitted_at,"
    " v.due_on, v.decided_at, p.reply_by, p.changed_at, r.name AS reviewer,"
    f" CASE WHEN p.state IN ('submitted', 'in_review') THEN {TURN} ELSE '' END AS turn,"
    f" {_ANSWERED} AS answered, {_OPEN} AS open,"
    f" CASE WHEN p.in_force IS NOT NULL OR (p.current IS NOT NULL AND {DECIDES}) THEN TRUE ELSE FALSE END"
    " AS opens"
)
_JOINS: Final = (
    " LEFT JOIN account r ON r.id = v.reviewer LEFT JOIN wilayah w ON w.code = substr(o.wilayah_code, 1, 8)"
)
_PROGRAM: Final = f"p.kind = 'program' AND p.state <> 'cancelled' AND {SEES}"
_DECIDED: Final = "p.in_force IS NOT NULL AND p.state IN ('approved', 'closed')"
# Of each tab: what stands in it, by what it is ordered, and how it goes on after a line.
_LISTS: Final = {
    "": (
        f"{WAITING} AND {TURN} <> 'other'",
        "v.submitted_at, p.id",
        "(v.submitted_at, p.id) > (:at, :id)",
    ),
    "rekan": (
        f"{WAITING} AND {TURN} = 'other'",
        "v.submitted_at, p.id",
        "(v.submitted_at, p.id) > (:at, :id)",
    ),
    "kim": (
        f"p.state = 'needs_revision' AND {DECIDES}",
        "p.reply_by, p.id",
        "(p.reply_by, p.id) > (:at, :id)",
    ),
    "disetujui": (
        _DECIDED,
        "v.decided_at DESC, v.program DESC",
        "(v.decided_at, v.program) < (:at, :id)",
    ),
    "semua": (
        "p.current IS NOT NULL",
        "p.changed_at DESC, p.id DESC",
        "(p.changed_at, p.id) < (:at, :id)",
    ),
}  # fmt: skip
# Where each tab begins. A CROSS JOIN is the order SQLite is to go in: from the little that waits, and from
# what was decided last, as indexes have them.
_QUEUE: Final = (
    " FROM program p CROSS JOIN program_version v CROSS JOIN organization o"
    " WHERE p.state IN ('submitted', 'in_review', 'needs_revision') AND v.id = p.current"
    f" AND o.id = p.organization AND {_PROGRAM}"
)
_FROM: Final = {
    "": _QUEUE,
    "rekan": _QUEUE,
    "disetujui": (
        " FROM program_version v CROSS JOIN program p CROSS JOIN organization o"
        " WHERE p.id = v.program AND p.current = v.id AND o.id = p.organization"
        f" AND v.decided_at IS NOT NULL AND {_PROGRAM}"
    ),
}


@cache
def _statement(tab: str, further: bool, most: int) -> Scoped[Queued]:
    """First which ones, then what is shown of them: else all would be dressed before they are sorted."""
    where, order, after = _LISTS[tab]
    begin = _FROM.get(tab, f"{TABLES} WHERE {_PROGRAM}")
    goes_on = f" AND {after}" if further else ""
    chosen = f"SELECT p.id AS chosen{begin} AND {where}{goes_on} ORDER BY {order} LIMIT {most}"
    return Scoped(
        f"{_SELECT} FROM ({chosen}) c JOIN program p ON p.id = c.chosen"
        " JOIN organization o ON o.id = p.organization LEFT JOIN program_version v ON v.id = p.current"
        f"{_JOINS} ORDER BY {order}",
        Queued,
        KEPT,
    )


# In two, because each is then short enough to be asked on the event loop (core/inline.py).
_unsettled = Scoped(
    "SELECT count(CASE WHEN p.state = 'needs_revision' THEN 1 END) AS house,"
    f" count(CASE WHEN p.state <> 'needs_revision' AND {_MINE} THEN 1 END) AS mine, count(p.id) AS every"
    f"{_QUEUE} AND {DECIDES} AND (p.state = 'needs_revision' OR ({_FREE}))",
    _Unsettled,
)
_agreed = Scoped(
    "SELECT count(p.id) AS n FROM organization o CROSS JOIN program p"
    f" WHERE p.organization = o.id AND {_DECIDED} AND {_PROGRAM}",
    _Number,
)


async def waiting(actor: Actor) -> int:
    """How many programs wait for this person."""
    return (await _unsettled(actor))[0].mine


async def counts(actor: Actor) -> Counts:
    """The numbers on the tabs."""
    open_, agreed = (await _unsettled(actor))[0], (await _agreed(actor))[0]
    return Counts(open_.mine, open_.every - open_.mine - open_.house, open_.house, agreed.n)


async def page(actor: Actor, tab: str, after: Cursor | None = None, most: int = PER_PAGE) -> Page:
    """A stretch of one tab."""
    values: dict[str, Any] = {}
    if after:
        moment = datetime.fromisoformat(after.at)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        values = {"at": moment.date() if tab == "kim" else moment, "id": after.id}
    rows = await _statement(tab, after is not None, most + 1)(actor, **values)
    shown = rows[:most]
    return Page(shown, _cursor(tab, shown[-1]) if len(rows) > most else None)


def read_cursor(text: str) -> Cursor | None:
    """Where a tab goes on; None for its beginning, and for what is no place in it."""
    at, _, number = text.partition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and len(at) < 40):
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Cursor(at, int(number)) if moment.year in _YEARS else None


def _cursor(tab: str, row: Queued) -> Cursor | None:
    at: date | None = {
        "kim": row.reply_by,
        "disetujui": row.decided_at,
        "semua": row.changed_at,
    }.get(tab, row.submitted_at)
    return Cursor(at.isoformat(), row.id) if at else None


# ---------------------------------------------------------------------------------------------- late lines

# As work.LineWork.is_late says it.
IS_LATE: Final = (
    "l.agreed IS TRUE AND p.in_force IS NOT NULL AND p.state <> 'closed' AND p.kind = 'program'"
    " AND l.progress NOT IN ('done', 'cancelled')"
    " AND CASE WHEN l.progress = 'postponed' AND l.postponed_to IS NOT NULL THEN l.postponed_to < :today"
    " ELSE l.agreed_until < :today END"
)
_late = Scoped(
    "SELECT l.id, l.name, l.pic_name, l.months, l.ends_on, p.slug, o.name AS owner_name, p.year,"
    " p.in_force"
    " FROM program_line l JOIN program p ON p.id = l.program JOIN organization o ON o.id = p.organization"
    f" WHERE {IS_LATE} AND {SEES} AND l.id > :after ORDER BY l.id LIMIT {PER_PAGE + 1}",
    Late,
)


async def late_lines(actor: Actor, after: int = 0) -> tuple[list[Late], int | None]:
    """Lines of agreed programs whose time is over, as they were agreed, and where the list goes on. What a
    house is writing (an amendment) is nobody else's yet."""
    rows = await _late(actor, after=after)
    plans = await shown.several(row.in_force for row in rows)
    found = [
        structs.replace(
            row, name=line.name, pic_name=line.pic_name, months=line.months, ends_on=line.ends_on
        )
        for row in rows[:PER_PAGE]
        if row.in_force in plans and (line := plans[row.in_force].line(row.id))
    ]
    return found, rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None


# ------------------------------------------------------------------------------------------------- reports


class Account(Struct, frozen=True):
    """An LPJ that waits for the office."""

    id: int
    slug: str
    owner_name: str
    seat: str
    year: int
    period: str
    submitted_at: datetime

    @property
    def path(self) -> str:
        return f"/program/{self.slug}/lpj/{ADDRESSES[self.period]}"


# In this order: few wait, and hardly ever any.
_accounts = Scoped(
    "SELECT a.id, p.slug, o.name AS owner_name, o.wilayah_code AS seat, p.year, a.period, a.submitted_at"
    " FROM program_report a CROSS JOIN program p CROSS JOIN organization o"
    " WHERE p.id = a.program AND o.id = p.organization AND a.state = 'submitted'"
    f" AND {SEES} AND {DECIDES} ORDER BY a.submitted_at, a.id LIMIT {PER_PAGE}",
    Account,
)


async def accounts(actor: Actor) -> list[Account]:
    """LPJ that wait to be accepted, the oldest first."""
    return await _accounts(actor)


def is_staff(actor: Actor) -> bool:
    return actor.plays(*STAFF)
