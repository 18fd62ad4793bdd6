"""What stands on a certificate. It is put together once, when the certificate is issued, and kept: whatever
changes afterwards, the paper, its PDF and the check page go on saying the same. Papers speak Indonesian.
"""

import json
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct, convert, to_builtins

from kimhub.core.formats import date_span, long_date
from kimhub.core.i18n import lazy_, use_locale
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import zone_for
from kimhub.papers import letterheads
from kimhub.papers.checks import Facts
from kimhub.workshops import kind_list
from kimhub.workshops.views import Workshop

KIND: Final = "certificate"  # for papers: numbers and codes
ROLES: Final = {
    "participant": "peserta",
    "companion": "pendamping",
    "guest": "tamu undangan",
    "committee": "panitia",
    "speaker": "narasumber",
    "moderator": "moderator",
}


class Lesson(Struct, frozen=True):
    title: str
    who: str
    hours: int


class Printed(Struct, frozen=True):
    """What all certificates of an event say, besides name, number and role."""

    organizer: list[str]
    event: str
    held: str
    town: str
    signer_name: str
    signer_position: str
    hours: int
    lessons: list[Lesson]


class _Kept(Struct, frozen=True):
    """A certificate as its row keeps it."""

    number: str
    name: str
    from_where: str
    role: str
    facts: str
    issued_on: date
    state: str
    reason: str
    ended_at: datetime | None
    wilayah_code: str

    @property
    def ended_on(self) -> date | None:
        return self.ended_at.astimezone(zone_for(self.wilayah_code)).date() if self.ended_at else None


_lessons = prepare_sql(
    "SELECT i.title, coalesce(p.name, i.who) AS who, i.credit_hours AS hours FROM workshop_item i"
    " LEFT JOIN workshop_speaker p ON p.id = i.speaker WHERE i.workshop = :workshop"
    " ORDER BY i.starts_at, i.id",
    Lesson,
)
_by_code = prepare_sql(
    "SELECT c.number, c.name, c.from_where, c.role, c.facts, c.issued_on, c.state, c.reason, c.ended_at,"
    " w.wilayah_code FROM workshop_certificate c JOIN workshop w ON w.id = c.workshop WHERE c.code = :code",
    _Kept,
)


async def printed(workshop: Workshop) -> Printed:
    """The facts of the event as they are at this moment."""
    head = await letterheads.of(workshop.organization)
    lessons = await lessons_of(workshop.id)
    hours = workshop.credit_hours or sum(lesson.hours for lesson in lessons)
    with use_locale("id"):
        kind = await kind_list.label_of(workshop.kind)
        said = workshop.title.lower().startswith(kind.lower())
        event = workshop.title if said else f"{kind} {workshop.title}"
        held = _held(workshop, hours)
    return Printed(
        head.lines,
        event,
        held,
        head.town,
        workshop.signer_name,
        workshop.signer_position,
        hours,
        lessons,
    )


async def lessons_of(workshop_id: int) -> list[Lesson]:
    """The lines of the rundown that count hours; where none does, those that somebody holds."""
    every = await _lessons(workshop=workshop_id)
    counted = [lesson for lesson in every if lesson.hours]
    return counted or [lesson for lesson in every if lesson.who]


def _held(workshop: Workshop, hours: int) -> str:
    """ "yang diadakan Sabtu, 9 November 2024 di Aula Kantor Desa Mallari selama 6 jam pelajaran."."""
    first = workshop.starts_at.astimezone(workshop.zone).date() if workshop.starts_at else None
    last = workshop.ends_at.astimezone(workshop.zone).date() if workshop.ends_at else first
    when = ""
    if first and last:
        when = long_date(first, weekday=True) if first == last else date_span(first, last)
    place = "" if workshop.mode == "online" else f"di {workshop.venue}" if workshop.venue else ""
    online = {"online": "secara daring", "both": "dan secara daring" if place else "secara daring"}
    length = f"selama {hours} jam pelajaran" if hours else ""
    parts = ["yang diadakan", when, place, online.get(workshop.mode, ""), length]
    return " ".join(part for part in parts if part) + "."


def packed(facts: Printed) -> str:
    return json.dumps(to_builtins(facts), ensure_ascii=False)


def unpacked(text: str) -> Printed:
    return convert(json.loads(text), Printed)


def town_and_day(facts: Printed, issued_on: date) -> str:
    """ "Awangpone, 9 November 2024"."""
    return ", ".join(part for part in (facts.town, long_date(issued_on, locale="id")) if part)


async def facts_of(code: str) -> Facts | None:
    """Every printed fact of the certificate with this code, for the page that anybody may ask."""
    row = await _by_code.first(code=code)
    if row is None:
        return None
    facts = unpacked(row.facts)
    said: list[tuple[Any, str]] = [
        (lazy_("Nama"), row.name),
        (lazy_("Dari"), row.from_where),
        (lazy_("Sebagai"), ROLES.get(row.role, row.role)),
        (lazy_("Acara"), facts.event),
        (lazy_("Waktu dan tempat"), facts.held.removeprefix("yang diadakan ").rstrip(".")),
        (lazy_("Penyelenggara"), ", ".join(facts.organizer)),
        (lazy_("Nomor"), row.number),
        (lazy_("Tempat dan tanggal terbit"), town_and_day(facts, row.issued_on)),
        (lazy_("Penanda tangan"), ", ".join(p for p in (facts.signer_name, facts.signer_position) if p)),
        (lazy_("Jam pelajaran"), str(facts.hours) if facts.hours else ""),
    ]
    return Facts(
        lazy_("Sertifikat"),
        [(label, value) for label, value in said if value],
        row.state,
        row.reason,
        row.ended_on,
        [lazy_("Materi"), lazy_("Narasumber"), lazy_("JP")] if facts.lessons else [],
        [[lesson.title, lesson.who, str(lesson.hours or "–")] for lesson in facts.lessons],
    )
