"""Reminding many houses at once: of a program, of an answer, of an LPJ. Once a day per house and topic."""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.formats import long_date
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.core.zones import zone_for
from kimhub.groups.tables import Organization
from kimhub.programs import desk, overview
from kimhub.programs.events import HousesReminded
from kimhub.programs.policy import STAFF
from kimhub.programs.rules import Rules
from kimhub.programs.tables_review import ProgramReminder
from kimhub.wilayah.names import prefix_range

MOST: Final = 500
LONGEST: Final = 500
SHOWN: Final = 300  # rows of what was sent
TOPICS: Final[dict[str, Lazy]] = {
    "program": lazy_("Belum mengajukan program"),
    "reply": lazy_("Belum menjawab perbaikan"),
    "report": lazy_("Belum mengirim LPJ"),
}
_OWES: Final = {
    "program": f"{overview.STAGE} IN ('none', 'draft')",
    "reply": "p.state = 'needs_revision'",
    "report": (
        "p.in_force IS NOT NULL AND p.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM program_report a"
        " WHERE a.program = p.id AND a.period = 'year' AND a.state IN ('submitted', 'accepted'))"
    ),
}


class Owing(Struct, frozen=True):
    """A house that owes something, and when it was last reminded of that."""

    id: int
    name: str
    slug: str
    seat: str
    district: str | None
    stage: str
    reply_by: date | None
    reminded_at: datetime | None

    @property
    def was_today(self) -> bool:
        zone = zone_for(self.seat)
        at = self.reminded_at
        return at is not None and at.astimezone(zone).date() == now().astimezone(zone).date()


class _Sent(Struct, frozen=True):
    name: str
    year: int
    about: str
    message: str
    sent_at: datetime
    by: str | None


class Sending(Struct, frozen=True):
    """One reminder with all that had it."""

    about: str
    year: int
    message: str
    sent_at: datetime
    by: str
    houses: tuple[str, ...]


def _statement(about: str) -> Any:
    return prepare_sql(
        "SELECT o.id, o.name, o.slug, o.wilayah_code AS seat, w.name AS district,"
        f" {overview.STAGE} AS stage, p.reply_by,"
        " (SELECT max(r.sent_at) FROM program_reminder r WHERE r.organization = o.id"
        " AND r.year = :plan_year AND r.about = :about) AS reminded_at"
        f"{overview.JOIN} LEFT JOIN wilayah w ON w.code = substr(o.wilayah_code, 1, 8)"
        f" WHERE {overview.HOUSES} AND {desk.DECIDES} AND {_OWES[about]}"
        " AND o.wilayah_code >= :from_code AND o.wilayah_code < :to_code"
        f" ORDER BY o.wilayah_code, o.id LIMIT {MOST}",
        Owing,
    )


_owing = {about: _statement(about) for about in TOPICS}
_sent = prepare_sql(
    "SELECT o.name, r.year, r.about, r.message, r.sent_at, a.name AS by FROM program_reminder r"
    " JOIN organization o ON o.id = r.organization LEFT JOIN account a ON a.id = r.sent_by"
    f" WHERE {desk.SEES} ORDER BY r.sent_at DESC, r.id LIMIT {SHOWN}",
    _Sent,
)


async def owing(actor: Actor, about: str, year: int, district: str = "") -> list[Owing]:
    """The houses of one's wilayah that owe this, by their place; at most MOST."""
    low, high = prefix_range(district)
    return list(
        await _owing[about](**desk.scope(actor), plan_year=year, about=about, from_code=low, to_code=high)
    )


async def sendings(actor: Actor) -> list[Sending]:
    """What was sent last, the newest first, each with those who had it."""
    found: dict[tuple[str, int, str, datetime, str], list[str]] = {}
    for row in await _sent(**desk.scope(actor)):
        key = (row.about, row.year, row.message, row.sent_at, row.by or "")
        found.setdefault(key, []).append(row.name)
    return [
        Sending(about, year, message, at, by, tuple(names))
        for (about, year, message, at, by), names in found.items()
    ]


def suggestion(about: str, year: int, rules: Rules) -> str:
    """Words to begin with; whoever sends them may write others."""
    if about == "reply":
        return _(
            "Kami menunggu perbaikan program kerja. Bila ada catatan yang kurang jelas, tanyakan saja."
        )
    if about == "report":
        said = _(
            "LPJ tahun %(year)s ditunggu paling lambat %(day)s. Sebagian sudah terisi dari catatan Anda."
        )
        return said % {"year": year, "day": long_date(rules.report_by(year))}
    said = _("Program kerja %(year)s ditunggu paling lambat %(day)s. Bisa dimulai dari program tahun lalu.")
    return said % {"year": year, "day": long_date(rules.submit_by(year))}


async def remind(actor: Actor, about: str, year: int, houses: list[int], message: str) -> int:
    """Tell the officers of these houses; those that owe nothing, that others look after, or that had a
    reminder of this today are passed over. Returns how many had it. Raises Invalid."""
    errors: dict[str, str] = {}
    try:
        message = checked_text(message, "message", most=LONGEST) if message.strip() else ""
    except Invalid as no:
        errors |= no.errors
    if not houses:
        errors["house"] = _("Pilih paling sedikit satu KIM.")
    if errors:
        raise Invalid(**errors)
    async with transaction():
        # Two of an office at once take turns, so that nobody is reminded twice.
        for office in sorted({g.organization for g in actor.grants if g.role in STAFF and g.organization}):
            await lock_id(Organization, office)
        wanted = {*houses}
        told = [one.id for one in await owing(actor, about, year) if one.id in wanted and not one.was_today]
        if not told:
            return 0
        at = now()
        await ProgramReminder.insert(
            *[
                ProgramReminder(
                    organization=one, year=year, about=about, message=message, sent_by=actor.id, sent_at=at
                )
                for one in told
            ]
        )
        await publish(HousesReminded(tuple(told), year, about, message, actor.id or 0))
    return len(told)
