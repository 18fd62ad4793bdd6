"""Days, sessions and the rundown. The event begins with its first session and ends with its last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.workshops import changes, moments, seen
from kimhub.workshops import workshops as finding
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables import RundownItem, WorkshopSession
from kimhub.workshops.tables import Workshop as Row
from kimhub.workshops.views import Workshop

MOST_SESSIONS: Final = 40
LONGEST_EVENT: Final = timedelta(days=120)


class Line(Struct, frozen=True):
    """A line of the rundown. `by` says who, by the list of speakers or in words."""

    id: int
    session: int
    starts_at: datetime
    ends_at: datetime | None
    title: str
    speaker: int | None
    speaker_name: str
    who: str
    credit_hours: int

    @property
    def by(self) -> str:
        return self.speaker_name or self.who


class Session(Struct, frozen=True):
    """A stretch of time with its rundown."""

    id: int
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime
    lines: tuple[Line, ...] = ()


class OneSession(PartOf, frozen=True):
    """A session with its event: what one acts on."""

    session: Session


_sessions = prepare_sql(
    "SELECT id, title, room, starts_at, ends_at FROM workshop_session WHERE workshop = :workshop"
    " ORDER BY starts_at, id",
    Session,
)
_lines = prepare_sql(
    "SELECT i.id, i.session, i.starts_at, i.ends_at, i.title, i.speaker,"
    " coalesce(s.name, '') AS speaker_name, i.who, i.credit_hours"
    " FROM workshop_item i LEFT JOIN workshop_speaker s ON s.id = i.speaker"
    " WHERE i.workshop = :workshop ORDER BY i.starts_at, i.id",
    Line,
)
_attended = prepare_sql("SELECT 1 FROM workshop_attendance WHERE session = :session LIMIT 1")


async def of(workshop_id: int) -> list[Session]:
    """The sessions in order of time, each with its rundown."""
    lines = await _lines(workshop=workshop_id)
    return [
        structs.replace(one, lines=tuple(line for line in lines if line.session == one.id))
        for one in await _sessions(workshop=workshop_id)
    ]


async def get_session(slug: str, session_id: int) -> OneSession | None:
    workshop = await finding.get_workshop(slug)
    if workshop is None:
        return None
    found = next((one for one in await of(workshop.id) if one.id == session_id), None)
    return OneSession(workshop, found) if found else None


def as_form(session: Session, workshop: Workshop) -> dict[str, str]:
    """A session as its form shows it."""
    return {
        "title": session.title,
        "room": session.room,
        "date": moments.day_text(session.starts_at, workshop.zone),
        "start": moments.clock_text(session.starts_at, workshop.zone),
        "end": moments.clock_text(session.ends_at, workshop.zone),
    }


async def add(workshop: Workshop, actor: Actor, form: dict[str, str]) -> None:
    """Add a session. Raises Invalid, Refused."""
    values = _read(form, workshop)
    async with transaction():
        row = await changes.held(workshop.id)
        there = await _sessions(workshop=workshop.id)
        same = (values["starts_at"], values["ends_at"], values["title"])
        if any((one.starts_at, one.ends_at, one.title) == same for one in there):
            return  # the form was sent twice
        if len(there) >= MOST_SESSIONS:
            raise Refused(_("Sesinya sudah banyak. Gabungkan beberapa sesi."))
        await WorkshopSession.insert(WorkshopSession(workshop=workshop.id, **values))
        await _settle(row, actor, "added", ["", _words(values, workshop)])


async def add_day(workshop: Workshop, actor: Actor) -> None:
    """Add a day after the last one, with the times and rooms of that one. Raises Refused."""
    async with transaction():
        row = await changes.held(workshop.id)
        there = await _sessions(workshop=workshop.id)
        if not there:
            raise Refused(_("Tentukan dulu waktu hari pertama."))
        last = max(one.starts_at.astimezone(workshop.zone).date() for one in there)
        of_day = [one for one in there if one.starts_at.astimezone(workshop.zone).date() == last]
        if len(there) + len(of_day) > MOST_SESSIONS:
            raise Refused(_("Sesinya sudah banyak. Gabungkan beberapa sesi."))
        day = timedelta(days=1)
        for one in of_day:
            await WorkshopSession.insert(
                WorkshopSession(
                    workshop=workshop.id,
                    room=one.room,
                    starts_at=one.starts_at + day,
                    ends_at=one.ends_at + day,
                )
            )
        await _settle(row, actor, "added", ["", (last + day).isoformat()])


async def change(one: OneSession, actor: Actor, form: dict[str, str]) -> None:
    """Change a session; its rundown moves with its start. Raises Invalid, NotFound, Refused, Stale."""
    values = _read(form, one.workshop)
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = await _sessions(workshop=row.id)
        current = next((each for each in there if each.id == one.session.id), None)
        if current is None:
            raise NotFound
        seen.check(form, as_form(current, one.workshop))
        before = {name: getattr(current, name) for name in values}
        if before == values:
            return
        await WorkshopSession.update(values).where(WorkshopSession.id == current.id)
        shift = values["starts_at"] - current.starts_at
        if shift:
            lines = [line for line in await _lines(workshop=row.id) if line.session == current.id]
            await _move_lines(lines, lambda moment: moment + shift)
        timed = shift or values["ends_at"] != current.ends_at
        said = [_words(before, one.workshop), _words(values, one.workshop)]
        await _settle(row, actor, "changed", said, timed=bool(timed), placed=values["room"] != current.room)


async def remove(one: OneSession, actor: Actor) -> None:
    """Take a session and its rundown away. Raises Refused for the last one, and for one attended."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = await _sessions(workshop=one.workshop.id)
        if not any(each.id == one.session.id for each in there):
            return
        if len(there) == 1:
            raise Refused(_("Sisakan satu sesi. Ubah saja waktunya."))
        if await _attended.value(session=one.session.id):
            raise Refused(_("Kehadiran di sesi ini sudah dicatat, jadi sesinya tidak bisa dihapus."))
        await RundownItem.delete().where(RundownItem.session == one.session.id)
        await WorkshopSession.delete().where(WorkshopSession.id == one.session.id)
        await _settle(row, actor, "removed", [_words(as_values(one.session), one.workshop), ""])


def as_values(session: Session) -> dict[str, Any]:
    """The columns of a session."""
    return {name: getattr(session, name) for name in ("title", "room", "starts_at", "ends_at")}


def _read(form: dict[str, str], workshop: Workshop) -> dict[Any, Any]:
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name in ("title", "room"):
        try:
            values[name] = checked_line(form.get(name, ""), name, most=120, least=0)
        except Invalid as no:
            errors |= no.errors
    span = moments.read_span(form, workshop.zone, errors)
    if span and workshop.state == "open" and span[1] <= now() and not _was_past(workshop):
        errors["date"] = _("Waktu ini sudah lewat. Pilih tanggal yang akan datang.")
    if errors or span is None:
        raise Invalid(**errors)
    return values | {"starts_at": span[0], "ends_at": span[1]}


def _was_past(workshop: Workshop) -> bool:
    """It has begun: what really happened may be put right."""
    return workshop.starts_at is not None and workshop.starts_at <= now()


async def move_all(workshop_id: int, move: Callable[[datetime], datetime]) -> None:
    """Move every session and line of the rundown, in the caller's transaction."""
    for session in await _sessions(workshop=workshop_id):
        moved: dict[Any, Any] = {"starts_at": move(session.starts_at), "ends_at": move(session.ends_at)}
        await WorkshopSession.update(moved).where(WorkshopSession.id == session.id)
    await _move_lines(await _lines(workshop=workshop_id), move)


async def _move_lines(lines: list[Line], move: Callable[[datetime], datetime]) -> None:
    for line in lines:
        ends_at = move(line.ends_at) if line.ends_at else None
        moved: dict[Any, Any] = {"starts_at": move(line.starts_at), "ends_at": ends_at}
        await RundownItem.update(moved).where(RundownItem.id == line.id)


async def _settle(
    row: Workshop, actor: Actor, act: str, said: list[str], *, timed: bool = True, placed: bool = False
) -> None:
    """Bring the event's own start and end in line, as one edit. Raises Invalid when it is too long."""
    span = await changes.span_of(row.id)
    if span.first and span.last and span.last - span.first > LONGEST_EVENT:
        raise Invalid(date=_("Terlalu jauh dari hari lainnya. Buat kegiatan baru dalam satu seri."))
    values: dict[Any, Any] = {Row.starts_at: span.first, Row.ends_at: span.last}
    if row.closes_at and span.last and row.closes_at > span.last:
        values[Row.closes_at] = span.first
    matters = {name for name, is_so in (("time", timed), ("place", placed)) if is_so}
    await changes.record(row, actor, "sessions", {f"session_{act}": said}, values=values, matters=matters)


def _words(values: dict[str, Any], workshop: Workshop) -> str:
    """A session in the log."""
    start, end = (moments.moment_text(values[name], workshop.zone) for name in ("starts_at", "ends_at"))
    return " ".join(part for part in (start, end, values["title"], values["room"]) if part)
