"""The door: who was there, whatever way it was noted.

Every act at the door is a row of the log (`DoorAct`) under the id that the phone gave it. Whether somebody
was there follows from the log alone, read in the order of the acts' own times. So it does not matter in
which order acts arrive, nor how often: a phone that had no signal for hours sends what it has, and the
last act counts.

The workshop's row is locked for each batch. What changed since a number is then every act with a higher
id, which phones that ask for news rely on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from piccolo.table import Table

from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.qr import qr_svg
from kimhub.settings import load
from kimhub.workshops import states, tables
from kimhub.workshops.door_log import EARLY, IN, OUT, Act, Log, Logged, bounded, since
from kimhub.workshops.door_words import NOT_CONFIRMED, gone, not_taken, refusal, too_early
from kimhub.workshops.tables_door import Attendance, DoorAct

AT_ONCE: Final = 500  # rows of one statement


class Noted(Struct, frozen=True):
    """What became of an act. `outcome` is ok, or why it was refused: a state of the registration, gone (no
    such person here), closed (attendance is not taken now)."""

    outcome: str
    registration: int = 0
    session: int = 0
    name: str = ""
    at: datetime | None = None  # since when the person is there; None: is not there
    changed: bool = False
    text: str = ""  # the sentence for whoever stands at the door

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"


class Count(Struct, frozen=True):
    """A session in numbers. `expected` are all who have a place, whether they came or not."""

    session: int
    present: int
    expected: int


class _Session(Struct, frozen=True):
    id: int
    starts_at: datetime
    ends_at: datetime


class _Person(Struct, frozen=True):
    id: int
    name: str
    state: str


class _Standing(Struct, frozen=True):
    state: str
    finished_at: datetime | None


class _There(Struct, frozen=True):
    id: int
    session: int
    registration: int
    at: datetime


_standing = prepare_sql("SELECT state, finished_at FROM workshop WHERE id = :id", _Standing)
_sessions = prepare_sql(
    "SELECT id, starts_at, ends_at FROM workshop_session WHERE workshop = :workshop", _Session
)
_people = prepare_sql(
    "SELECT id, name, state FROM workshop_registration WHERE workshop = :workshop AND id IN :ids", _Person
)
_log = prepare_sql(
    'SELECT key, session, registration, act, method, at, "by" FROM workshop_door_act'
    " WHERE workshop = :workshop AND registration IN :ids",
    Logged,
)
_there = prepare_sql(
    "SELECT id, session, registration, at FROM workshop_attendance"
    " WHERE workshop = :workshop AND registration IN :ids",
    _There,
)
_counts = prepare_sql(
    "SELECT s.id AS session, (SELECT count(*) FROM workshop_attendance a JOIN workshop_registration p"
    " ON p.id = a.registration WHERE a.session = s.id AND p.state = 'confirmed') AS present,"
    " (SELECT count(*) FROM workshop_registration r WHERE r.workshop = :workshop AND r.state = 'confirmed')"
    " AS expected FROM workshop_session s WHERE s.workshop = :workshop ORDER BY s.starts_at, s.id",
    Count,
)


async def counts(workshop_id: int) -> dict[int, Count]:
    """How many came to each session, by its id, in the order of the sessions."""
    return {row.session: row for row in await _counts(workshop=workshop_id)}


def personal_address(slug: str, code: str) -> str:
    """Where the QR of one person leads: any camera opens it; who works at the door sees a button."""
    return f"{load().base_url}/pelatihan/{slug}/pintu/{code}"


def personal_qr(slug: str, code: str) -> Any:
    """The QR that a person shows at the door, as HTML for a template."""
    return qr_svg(personal_address(slug, code), _("QR untuk daftar hadir, kode %(code)s") % {"code": code})


async def note(
    workshop_id: int,
    session_id: int,
    registration_id: int,
    *,
    key: UUID,
    method: str,
    by: int | None,
    act: str = IN,
) -> Noted:
    """Note that one person is there, or with OUT that they are not. Raises Refused, saying why not."""
    made = Act(key, session_id, registration_id, act, method)
    noted = (await note_all(workshop_id, [made], by))[key]
    if not noted.ok:
        raise Refused(noted.text)
    return noted


async def note_all(
    workshop_id: int, acts: Sequence[Act], by: int | None, *, sent_at: datetime | None = None
) -> dict[UUID, Noted]:
    """Note these acts; what was noted before under the same key changes nothing.

    `sent_at` is what the phone's clock said when it sent them: by how much it is wrong, all of its times
    are put right.
    """
    async with transaction():
        await lock_id(tables.Workshop, workshop_id)
        standing = await _standing.first(id=workshop_id)
        if standing is None:
            return {act.key: Noted("gone", text=gone()) for act in acts}
        sessions = {row.id: row for row in await _sessions(workshop=workshop_id)}
        ids = list({act.registration for act in acts})
        people = {row.id: row for row in await _people(workshop=workshop_id, ids=ids)}
        log = Log(await _log(workshop=workshop_id, ids=ids))
        taken = await _taken_keys([act.key for act in acts])
        noted: dict[UUID, Noted] = {}
        fresh: list[Any] = []
        for act in acts:
            person, session = people.get(act.registration), sessions.get(act.session)
            if person is None or session is None:
                noted[act.key] = Noted("gone", text=gone())
                continue
            if act.key in log.keys or act.key in taken:
                noted[act.key] = Noted("ok", person.id, session.id, person.name)
                continue
            at = bounded(act.at, sent_at, session.starts_at)
            outcome, text = _judged(standing, person, session, act.act, at)
            changed = False
            if outcome == "ok":
                logged = Logged(act.key, session.id, person.id, act.act, act.method, at, by)
                changed = log.add(logged)
                fresh.append(_row(workshop_id, logged, changed))
            noted[act.key] = Noted(outcome, person.id, session.id, person.name, changed=changed, text=text)
        if fresh:
            await _insert(DoorAct, fresh)
            await _settle(workshop_id, log, sessions)
    return {key: _told(one, log) for key, one in noted.items()}


def _judged(
    standing: _Standing, person: _Person, session: _Session, act: str, at: datetime
) -> tuple[str, str]:
    """The outcome, with the sentence for a refusal."""
    # A phone may come back into signal after attendance was closed: what it saw before counts.
    late = standing.state == states.FINISHED and standing.finished_at and at <= standing.finished_at
    if standing.state != states.OPEN and not late:
        return "closed", not_taken(standing.state)
    if act != OUT and at < session.starts_at - EARLY:
        return "closed", too_early()
    if act != OUT and person.state in NOT_CONFIRMED:
        return person.state, refusal(person.state, person.name)
    return "ok", ""


async def _taken_keys(keys: list[UUID]) -> set[UUID]:
    """Those of these keys that the log has, of whomever."""
    rows = await DoorAct.select(DoorAct.key).where(DoorAct.key.is_in(keys)) if keys else []
    return {row["key"] for row in rows}


async def _insert(table: type[Table], rows: Sequence[Any]) -> None:
    """A few hundred at a time: both engines bound the values of a statement."""
    for start in range(0, len(rows), AT_ONCE):
        await table.insert(*rows[start : start + AT_ONCE])


def _row(workshop_id: int, act: Logged, changed: bool) -> DoorAct:
    return DoorAct(
        key=act.key,
        workshop=workshop_id,
        session=act.session,
        registration=act.registration,
        act=act.act,
        method=act.method,
        at=act.at,
        by=act.by,
        acted=changed,
    )


async def _settle(workshop_id: int, log: Log, sessions: dict[int, _Session]) -> None:
    """Make the attendance of everybody touched what the log says."""
    ids = list({registration for registration, _session in log.touched})
    there = {(row.registration, row.session): row for row in await _there(workshop=workshop_id, ids=ids)}
    fresh: list[Attendance] = []
    for pair in sorted(log.touched):
        came, known = since(log.of[pair]), there.get(pair)
        if came is None:
            if known:
                await Attendance.delete().where(Attendance.id == known.id)
            continue
        came_at = _came_at(came, sessions[pair[1]])
        values: dict[Any, Any] = {
            Attendance.at: came_at,
            Attendance.method: came.method,
            Attendance.by: came.by,
        }
        if known is None:
            fresh.append(Attendance(values, registration=pair[0], session=pair[1], workshop=workshop_id))
        elif known.at != came_at:
            await Attendance.update(values).where(Attendance.id == known.id)
    await _insert(Attendance, fresh)


def _came_at(act: Logged, session: _Session) -> datetime:
    """Whoever is ticked from paper in the evening came while the session was on."""
    return min(act.at, session.ends_at) if act.method == "paper" else act.at


def _told(noted: Noted, log: Log) -> Noted:
    if not noted.ok:
        return noted
    came = since(log.of[noted.registration, noted.session])
    return Noted(
        "ok", noted.registration, noted.session, noted.name, came.at if came else None, noted.changed
    )
