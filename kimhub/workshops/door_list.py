"""What a phone at the door knows: who is expected, who is there, and what is new since it last asked.

No telephone numbers: a helper at the door sees names only (features.md M3).
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.formats import clock, short_date
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import states
from kimhub.workshops.views import Workshop

KEPT: Final = timedelta(days=2)  # after the end a phone forgets the names
BEFORE: Final = timedelta(minutes=30)  # before a session people begin to come
LISTED: Final = "('confirmed', 'offered', 'waiting', 'asked')"


class Session(Struct, frozen=True):
    """A session, as the door needs it."""

    id: int
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime

    def is_on(self, at: datetime) -> bool:
        """People come from half an hour before until the end."""
        return self.starts_at - BEFORE <= at < self.ends_at


class Guest(Struct, frozen=True):
    """Somebody who signed up. `place` is the organization or institution, in words."""

    id: int
    code: str
    name: str
    place: str
    state: str


class Presence(Struct, frozen=True):
    """Somebody came to a session at that time; None: is not there after all."""

    registration: int
    session: int
    at: datetime | None
    method: str | None


class _Version(Struct, frozen=True):
    people: int
    changed: datetime | None
    acts: int | None


_sessions = prepare_sql(
    "SELECT id, title, room, starts_at, ends_at FROM workshop_session WHERE workshop = :workshop"
    " ORDER BY starts_at, id",
    Session,
)
_GUEST: Final = (
    "SELECT r.id, r.code, r.name, coalesce(nullif(r.from_where, ''), o.name, '') AS place, r.state"
    " FROM workshop_registration r LEFT JOIN organization o ON o.id = r.organization"
    " WHERE r.workshop = :workshop"
)
_guests = prepare_sql(f"{_GUEST} AND r.state IN {LISTED} ORDER BY lower(r.name), r.id", Guest)
_by_code = prepare_sql(f"{_GUEST} AND r.code = :code", Guest)
_by_id = prepare_sql(f"{_GUEST} AND r.id = :id", Guest)
_of_user = prepare_sql(f'{_GUEST} AND r."user" = :user', Guest)
_presences = prepare_sql(
    "SELECT registration, session, at, method FROM workshop_attendance WHERE workshop = :workshop", Presence
)
_presences_of = prepare_sql(
    "SELECT registration, session, at, method FROM workshop_attendance WHERE registration = :registration",
    Presence,
)
_present_at = prepare_sql(
    "SELECT registration, session, at, method FROM workshop_attendance"
    " WHERE workshop = :workshop AND session = :session",
    Presence,
)
_changes = prepare_sql(
    "SELECT x.registration, x.session, a.at, a.method FROM (SELECT DISTINCT registration, session"
    " FROM workshop_door_act WHERE workshop = :workshop AND id > :after AND registration IS NOT NULL) x"
    " LEFT JOIN workshop_attendance a ON a.registration = x.registration AND a.session = x.session",
    Presence,
)
_version = prepare_sql(
    "SELECT (SELECT count(*) FROM workshop_registration WHERE workshop = :workshop) AS people,"
    " (SELECT max(changed_at) FROM workshop_registration WHERE workshop = :workshop) AS changed,"
    " (SELECT max(id) FROM workshop_door_act WHERE workshop = :workshop) AS acts",
    _Version,
)


async def sessions(workshop_id: int) -> list[Session]:
    """In the order of time."""
    return await _sessions(workshop=workshop_id)


async def guests(workshop_id: int) -> list[Guest]:
    """Everybody who may come, by name; also those who still wait for a seat."""
    return await _guests(workshop=workshop_id)


async def by_code(workshop_id: int, code: str) -> Guest | None:
    """Whose code this is, whatever became of the registration."""
    return await _by_code.first(workshop=workshop_id, code=code)


async def by_id(workshop_id: int, registration_id: int) -> Guest | None:
    return await _by_id.first(workshop=workshop_id, id=registration_id)


async def of_user(workshop_id: int, user_id: int) -> Guest | None:
    """The registration of an account."""
    return await _of_user.first(workshop=workshop_id, user=user_id)


async def presences(workshop_id: int) -> list[Presence]:
    """Who is there, in all sessions."""
    return await _presences(workshop=workshop_id)


async def presences_of(registration_id: int) -> dict[int, Presence]:
    """Where one person is or was, by session."""
    return {row.session: row for row in await _presences_of(registration=registration_id)}


async def present_at(workshop_id: int, session_id: int) -> dict[int, Presence]:
    """Who is there in one session, by registration."""
    rows = await _present_at(workshop=workshop_id, session=session_id)
    return {row.registration: row for row in rows}


def chosen(those: list[Session], wanted: str | None, at: datetime) -> Session | None:
    """The session asked for; else the one that is on, the next one, or the last one."""
    if wanted:
        for one in those:
            if str(one.id) == wanted:
                return one
    on = [one for one in those if one.is_on(at)]
    coming = [one for one in those if one.starts_at > at]
    return next(iter(on or coming or those[-1:]), None)


def label(workshop: Workshop, one: Session, many: bool) -> str:
    """`Sesi pagi, 28 Nov, 09.00–12.00 WITA`; the year is said unless it is this one."""
    first = short_date(one.starts_at, workshop.zone, today=now())
    hours = f"{clock(one.starts_at, workshop.zone, bare=True)}–{clock(one.ends_at, workshop.zone)}"
    named = one.title or (_("Sesi") if many else "")
    return ", ".join(part for part in (named, one.room, first, hours) if part)


async def news(workshop: Workshop, known: str, after: int) -> dict[str, Any] | None:
    """What a phone does not have yet, ready for JSON; None when it has all.

    `known` is the version of the list of people it has ("" for none), `after` the last act it knows of.
    Times are milliseconds, as phones count them.
    """
    version = await _version.first(workshop=workshop.id)
    assert version
    stamp = int(version.changed.timestamp() * 1000) if version.changed else 0
    people, acts = f"{workshop.version}.{version.people}.{stamp}.{workshop.state}", version.acts or 0
    if known == people and after == acts:
        return None
    whole = known != people or not 0 < after <= acts
    there = await presences(workshop.id) if whole else await _changes(workshop=workshop.id, after=after)
    told: dict[str, Any] = {
        "v": people,
        "a": acts,
        "full": whole,
        "there": [[row.registration, row.session, _ms(row.at), row.method] for row in there],
    }
    if whole:
        those = await sessions(workshop.id)
        told["sessions"] = [
            [one.id, label(workshop, one, len(those) > 1), _ms(one.starts_at), _ms(one.ends_at)]
            for one in those
        ]
        told["people"] = [
            [one.id, one.code, one.name, one.place, one.state] for one in await guests(workshop.id)
        ]
        told["until"] = _ms(forget_at(workshop))
        told["open"] = workshop.state == states.OPEN
    return told


def forget_at(workshop: Workshop) -> datetime:
    """When a phone drops the list."""
    return (workshop.ends_at or now()) + KEPT


def _ms(at: datetime | None) -> int | None:
    return int(at.timestamp() * 1000) if at else None


def from_ms(value: float) -> datetime:
    """The moment a phone means; raises ValueError for a number no clock shows."""
    if not 0 <= value < 32_503_680_000_000:  # the year 3000
        raise ValueError(value)
    return datetime.fromtimestamp(value / 1000, UTC)
