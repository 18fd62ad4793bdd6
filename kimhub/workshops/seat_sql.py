"""Statements about seats: the workshop's row, its registrations, the line, what has run out."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.workshops.quotas import Claim, Rules

# Speakers and the committee sit elsewhere; whoever is written down at the door has found a chair.
SEATED: Final = "r.kind NOT IN ('speaker', 'committee') AND r.walk_in = 0"
TAKING: Final = "('confirmed', 'offered')"
_NAMED: Final = (
    f"SELECT count(*) FROM workshop_registration r WHERE r.delegation = d.id AND r.state IN {TAKING}"  # noqa: S608
)
# Seats of a delegation that nobody has been named for yet.
_HELD: Final = f"d.seats - ({_NAMED})"
_ALIVE: Final = "d.state IN ('invited', 'accepted')"


class Hall(Struct):
    """A workshop whose row is locked. `freed`: a seat may have become free; `touched`: count anew."""

    id: int
    state: str
    wilayah_code: str
    starts_at: datetime | None
    ends_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    admission: str
    guests: bool
    approval: bool
    capacity: int | None
    per_organization: int | None
    per_district: int | None
    waiting_list: bool
    taken: int
    waiting: int
    last_line: int
    due: bool
    freed: bool = False
    touched: bool = False
    at_once: bool = False  # promoted people need not accept

    @property
    def rules(self) -> Rules:
        return Rules(self.capacity, self.per_organization, self.per_district)

    def next_line(self) -> int:
        self.last_line += 1
        return self.last_line


class Row(Struct, frozen=True):
    """A registration as the rules need it."""

    id: int
    workshop: int
    user: int | None
    delegation: int | None
    organization: int | None
    district_code: str
    kind: str
    state: str
    line: int
    offered_until: datetime | None
    phone: str
    key: UUID | None

    @property
    def claim(self) -> Claim:
        return Claim(self.id, self.organization, self.district_code)


class Found(Row, frozen=True):
    """One of those that a sign-up may meet; `what` they have in common."""

    what: str


_COLUMNS: Final = (
    'r.id, r.workshop, r."user", r.delegation, r.organization, r.district_code, r.kind, r.state, r.line,'
    " r.offered_until, r.phone, r.key"
)
# `due` may be as old as the statement's beginning, from before it had the lock. That only puts off to the
# next act, or to the job, what has run out in this very moment.
_HALL: Final = (
    "SELECT w.id, w.state, w.wilayah_code, w.starts_at, w.ends_at, w.opens_at, w.closes_at, w.admission,"  # noqa: S608
    " w.guests, w.approval, w.capacity, w.per_organization, w.per_district, w.waiting_list, w.taken,"
    " w.waiting, w.last_line,"
    " (EXISTS (SELECT 1 FROM workshop_registration r WHERE r.workshop = w.id AND r.state = 'offered'"
    " AND r.offered_until <= :at)"
    " OR EXISTS (SELECT 1 FROM workshop_delegation d WHERE d.workshop = w.id"
    f" AND {_ALIVE} AND d.answer_by <= :at AND (d.state = 'invited' OR {_HELD} > 0))) AS due"
    " FROM workshop w WHERE w.id = :id"
)
hall = prepare_sql(_HALL, Hall, postgres=f"{_HALL} FOR UPDATE OF w")
row = prepare_sql(f"SELECT {_COLUMNS} FROM workshop_registration r WHERE r.id = :id", Row)  # noqa: S608
# Everything a sign-up has to know about the person, in one question while others wait for the row.
known = prepare_sql(
    f"SELECT 'key' AS what, {_COLUMNS} FROM workshop_registration r WHERE r.key = :key"  # noqa: S608
    f" UNION ALL SELECT 'user', {_COLUMNS} FROM workshop_registration r"
    ' WHERE r.workshop = :workshop AND r."user" = :user'
    f" UNION ALL SELECT 'phone', {_COLUMNS} FROM workshop_registration r"
    " WHERE r.workshop = :workshop AND r.\"user\" IS NULL AND r.phone <> '' AND r.phone = :phone"
    f" UNION ALL SELECT 'phone', {_COLUMNS} FROM account a JOIN workshop_registration r"
    " ON r.workshop = :workshop AND r.\"user\" = a.id WHERE :phone <> '' AND a.phone = :phone"
    f" UNION ALL SELECT 'code', {_COLUMNS} FROM workshop_registration r"
    " WHERE r.workshop = :workshop AND r.code = :code",
    Found,
)
workshop_of = prepare_sql("SELECT workshop FROM workshop_registration WHERE id = :id")
given = prepare_sql(
    "SELECT 0 AS id, r.organization, r.district_code AS district, count(*) AS seats"  # noqa: S608
    f" FROM workshop_registration r WHERE r.workshop = :workshop AND r.state IN {TAKING} AND {SEATED}"
    f" GROUP BY r.organization, r.district_code UNION ALL"
    f" SELECT 0, d.organization, substr(o.wilayah_code, 1, 8), {_HELD} FROM workshop_delegation d"
    f" JOIN organization o ON o.id = d.organization WHERE d.workshop = :workshop AND {_ALIVE}",
    Claim,
)
line = prepare_sql(
    "SELECT r.id, r.organization, r.district_code AS district FROM workshop_registration r"  # noqa: S608
    f" WHERE r.workshop = :workshop AND r.state = 'waiting' AND {SEATED} ORDER BY r.line, r.id",
    Claim,
)
run_out = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_registration r WHERE r.workshop = :workshop"  # noqa: S608
    " AND r.state = 'offered' AND r.offered_until <= :at ORDER BY r.line",
    Row,
)
unanswered = prepare_sql(
    f"SELECT d.id, d.state, ({_NAMED}) AS named FROM workshop_delegation d WHERE d.workshop = :workshop"  # noqa: S608
    f" AND {_ALIVE} AND d.answer_by <= :at AND (d.state = 'invited' OR {_HELD} > 0)"
)
count = prepare_sql(
    "UPDATE workshop SET taken = (SELECT count(*) FROM workshop_registration r"  # noqa: S608
    f" WHERE r.workshop = :id AND r.state IN {TAKING} AND {SEATED})"
    f" + coalesce((SELECT sum({_HELD}) FROM workshop_delegation d WHERE d.workshop = :id AND {_ALIVE}), 0),"
    " waiting = (SELECT count(*) FROM workshop_registration r WHERE r.workshop = :id"
    " AND r.state = 'waiting'),"
    " asking = (SELECT count(*) FROM workshop_registration r WHERE r.workshop = :id AND r.state = 'asked'),"
    " last_line = :line, rev = rev + 1 WHERE id = :id"
)
due = prepare_sql(
    "SELECT workshop FROM workshop_registration WHERE state = 'offered' AND offered_until <= :at UNION"  # noqa: S608
    f" SELECT d.workshop FROM workshop_delegation d WHERE {_ALIVE} AND d.answer_by <= :at"
    f" AND (d.state = 'invited' OR {_HELD} > 0)"
)
