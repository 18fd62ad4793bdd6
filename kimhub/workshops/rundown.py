"""Lines of the rundown, within a session. They inform; nobody is told of a change."""

from datetime import timedelta
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.text import checked_line
from kimhub.workshops import changes, moments, schedule, seen, speakers
from kimhub.workshops import workshops as finding
from kimhub.workshops.parts import PartOf
from kimhub.workshops.schedule import Line, OneSession, Session
from kimhub.workshops.tables import RundownItem
from kimhub.workshops.views import Workshop

MOST_LINES: Final = 300
STEP: Final = timedelta(minutes=30)  # what a line is given when nothing is said


class OneLine(PartOf, frozen=True):
    """A line with its session and event: what one acts on."""

    session: Session
    line: Line


async def get_line(slug: str, line_id: int) -> OneLine | None:
    workshop = await finding.get_workshop(slug)
    for session in await schedule.of(workshop.id) if workshop else []:
        for line in session.lines:
            if line.id == line_id and workshop:
                return OneLine(workshop, session, line)
    return None


def blank(one: OneSession) -> dict[str, str]:
    """The form for a further line: it goes on where the last one ended."""
    lines, zone = one.session.lines, one.workshop.zone
    start = one.session.starts_at if not lines else lines[-1].ends_at or lines[-1].starts_at + STEP
    start = min(start, one.session.ends_at)
    end = min(start + STEP, one.session.ends_at)
    return {
        "start": moments.clock_text(start, zone),
        "end": moments.clock_text(end, zone) if end > start else "",
        "credit_hours": "",
    }


def as_form(line: Line, workshop: Workshop) -> dict[str, str]:
    zone = workshop.zone
    return {
        "title": line.title,
        "start": moments.clock_text(line.starts_at, zone),
        "end": moments.clock_text(line.ends_at, zone) if line.ends_at else "",
        "speaker": str(line.speaker or ""),
        "who": line.who,
        "credit_hours": str(line.credit_hours or ""),
    }


async def add(one: OneSession, actor: Actor, form: dict[str, str]) -> None:
    """Raises Invalid, Refused."""
    values = await _read(form, one.workshop, one.session)
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = [line for session in await schedule.of(row.id) for line in session.lines]
        if any((line.starts_at, line.title) == (values["starts_at"], values["title"]) for line in there):
            return  # the form was sent twice
        if len(there) >= MOST_LINES:
            raise Refused(_("Susunan acaranya sudah sangat panjang. Gabungkan beberapa baris."))
        await RundownItem.insert(RundownItem(workshop=row.id, session=one.session.id, **values))
        await changes.record(row, actor, "sessions", {"line_added": ["", values["title"]]})


async def change(one: OneLine, actor: Actor, form: dict[str, str]) -> None:
    """Raises Invalid, NotFound, Refused, Stale."""
    values = await _read(form, one.workshop, one.session)
    async with transaction():
        row = await changes.held(one.workshop.id)
        current = await get_line(one.workshop.slug, one.line.id)
        if current is None:
            raise NotFound
        seen.check(form, as_form(current.line, one.workshop))
        await RundownItem.update(values).where(RundownItem.id == one.line.id)
        await changes.record(row, actor, "sessions", {"line_changed": [one.line.title, values["title"]]})


async def remove(one: OneLine, actor: Actor) -> None:
    async with transaction():
        row = await changes.held(one.workshop.id)
        gone = await RundownItem.delete().where(RundownItem.id == one.line.id).returning(RundownItem.id)
        if gone:
            await changes.record(row, actor, "sessions", {"line_removed": [one.line.title, ""]})


async def _read(form: dict[str, str], workshop: Workshop, session: Session) -> dict[Any, Any]:
    """The columns of a line. A time before the session's start belongs to the night after it."""
    errors: dict[str, str] = {}
    values: dict[Any, Any] = {}
    for name, most, least in (("title", 200, 2), ("who", 160, 0)):
        try:
            values[name] = checked_line(
                form.get(name, ""), name, most=most, least=least, empty=_("Tulis acaranya.")
            )
        except Invalid as no:
            errors |= no.errors
    start = moments.read_clock(form, "start", errors)
    end = moments.read_clock(form, "end", errors) if form.get("end", "").strip() else None
    first = session.starts_at.astimezone(workshop.zone)
    if start is not None:
        values["starts_at"] = moments.at(first.date(), start, workshop.zone)
        if values["starts_at"] < session.starts_at:
            values["starts_at"] += timedelta(days=1)
        if values["starts_at"] > session.ends_at:
            errors["start"] = _("Jam ini di luar waktu sesinya.")
        values["ends_at"] = None
    if start is not None and end is not None:
        ends_at = moments.at(values["starts_at"].astimezone(workshop.zone).date(), end, workshop.zone)
        ends_at += timedelta(days=1) if ends_at <= values["starts_at"] else timedelta()
        values["ends_at"] = ends_at
        if ends_at > session.ends_at and "start" not in errors:
            errors["end"] = _("Jam selesai harus sesudah jam mulai, dan di dalam waktu sesinya.")
    hours = form.get("credit_hours", "").strip() or "0"
    if not (hours.isascii() and hours.isdigit() and int(hours[:4]) <= 99):
        errors["credit_hours"] = _("Tulis angka dari %(least)s sampai %(most)s.") % {"least": 0, "most": 99}
    known = {str(each.id): each for each in await speakers.of(workshop.id)}
    chosen = form.get("speaker", "")
    if chosen and chosen not in known:
        errors["speaker"] = _("Pilih satu dari daftar.")
    if errors:
        raise Invalid(**errors)
    return values | {"speaker": int(chosen) if chosen else None, "credit_hours": int(hours)}
