"""Whom it is for: organizations by name, or everybody of a wilayah. Nothing on the list: everybody."""

from typing import Any, Final

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.groups import register
from kimhub.wilayah.service import get_wilayah, get_wilayah_many
from kimhub.workshops import changes
from kimhub.workshops import workshops as finding
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables import WorkshopAudience as Row
from kimhub.workshops.views import Workshop

MOST: Final = 300
SHOWN: Final = 15  # of the organizations found


class Entry(Struct, frozen=True):
    """An organization (`name`, `where`), or a wilayah (its code; named by `titles`)."""

    id: int
    organization: int | None
    wilayah_code: str
    name: str
    where: str


class OneEntry(PartOf, frozen=True):
    entry: Entry


_of = prepare_sql(
    "SELECT x.id, x.organization, x.wilayah_code, coalesce(o.name, x.wilayah_code) AS name,"
    " coalesce(o.place, '') AS \"where\" FROM workshop_audience x"
    " LEFT JOIN organization o ON o.id = x.organization WHERE x.workshop = :workshop"
    " ORDER BY x.organization IS NULL DESC, o.search, x.wilayah_code, x.id",
    Entry,
)


async def of(workshop_id: int) -> list[Entry]:
    """The list, areas first, each with its name."""
    entries = await _of(workshop=workshop_id)
    codes = [entry.wilayah_code for entry in entries if entry.organization is None]
    places = await get_wilayah_many(codes) if codes else {}
    named = []
    for entry in entries:
        place = places.get(entry.wilayah_code) if entry.organization is None else None
        if place:
            entry = structs.replace(entry, name=place.title, where=place.where)
        named.append(entry)
    return named


async def get_entry(slug: str, entry_id: int) -> OneEntry | None:
    workshop = await finding.get_workshop(slug)
    found = [one for one in await of(workshop.id) if one.id == entry_id] if workshop else []
    return OneEntry(workshop, found[0]) if found and workshop else None


async def find(actor: Actor, words: str) -> list[register.Entry] | None:
    """Organizations of the register by name or place; None while nothing was typed."""
    if not words.strip():
        return None
    found, _more = await register.find(actor, register.Filter(text=words.strip()[:100]))
    return [one for one in found if one.legal_status != "draft"][:SHOWN]


async def add(workshop: Workshop, actor: Actor, *, organization: str = "", code: str = "") -> None:
    """Put an organization (its id) or a wilayah (its code) on the list. Raises Invalid, Refused."""
    async with transaction():
        row = await changes.held(workshop.id)
        there = await _of(workshop=workshop.id)
        if len(there) >= MOST:
            raise Refused(_("Daftarnya sudah sangat panjang. Pilih wilayahnya saja."))
        if code:
            place = await get_wilayah(code)
            if place is None:
                raise Invalid(wilayah=_("Pilih satu wilayah dari daftar."))
            if any(one.wilayah_code == code for one in there):
                return
            await Row.insert(Row(workshop=workshop.id, wilayah_code=code))
            said = place.title
        else:
            found = await _organization(organization)
            if any(one.organization == found["id"] for one in there):
                return
            await Row.insert(Row(workshop=workshop.id, organization=found["id"]))
            said = str(found["name"])
        await changes.record(row, actor, "audience", {"audience_added": ["", said]})


async def remove(one: OneEntry, actor: Actor) -> None:
    """Who has signed up keeps the place; only further sign-ups follow the list."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        if await Row.delete().where(Row.id == one.entry.id).returning(Row.id):
            await changes.record(row, actor, "audience", {"audience_removed": [one.entry.name, ""]})


async def say(workshop: Workshop, actor: Actor, words: str) -> None:
    """For whom, in words of the organizer. Raises Invalid."""
    note = checked_line(words, "audience_note", most=200, least=0)
    async with transaction():
        row = await changes.held(workshop.id)
        if row.audience_note == note:
            return
        values: dict[Any, Any] = {WorkshopRow.audience_note: note}
        said = {"audience_note": [row.audience_note, note]}
        await changes.record(row, actor, "audience", said, values=values)


_named = prepare_sql(
    "SELECT id, name FROM organization WHERE id = :id AND legal_status NOT IN ('draft', 'dissolved')"
)


async def _organization(text: str) -> dict[str, Any]:
    known = text.isascii() and text.isdigit() and len(text) < 19
    rows = await _named(id=int(text)) if known else []
    if not rows:
        raise Invalid(cari=_("Pilih satu organisasi dari daftar."))
    return rows[0]
