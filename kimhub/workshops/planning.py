"""A new event from one short form: everything else has a good default and can be said later."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish as tell
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, slugify
from kimhub.core.zones import zone_for, zone_key
from kimhub.workshops import kind_list, moments, policy, steps, workshops
from kimhub.workshops.events import WorkshopDrafted
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.views import Workshop as WorkshopView

RESERVED: Final = {"baru", "kalender", "saya", "jenis", "laporan"}
MODES: Final = ("onsite", "online", "both")
CAPACITY: Final = 50  # domain.md 2.5
MOST_SEATS: Final = 100_000
MAX_TITLE: Final = 160
MAX_VENUE: Final = 160


class House(Struct, frozen=True):
    """An organization somebody may hold events for."""

    id: int
    name: str
    slug: str
    kind: str
    wilayah_code: str
    place: str
    address: str
    legal_status: str
    last_venue: str

    @property
    def zone(self) -> tzinfo:
        return zone_for(self.wilayah_code)

    @property
    def venue(self) -> str:
        """Where it usually meets: as last time, else at its office, else in its village."""
        return self.last_venue or self.address[:MAX_VENUE] or self.place


class Basics(Struct, frozen=True):
    """What the short form says."""

    house: House
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    venue: str
    capacity: int | None


_houses = prepare_sql(
    "SELECT o.id, o.name, o.slug, o.kind, o.wilayah_code, o.place, o.address, o.legal_status,"
    " coalesce((SELECT w.venue FROM workshop w WHERE w.organization = o.id AND w.venue <> ''"
    "  ORDER BY w.id DESC LIMIT 1), '') AS last_venue"
    " FROM organization o WHERE o.id IN :ids ORDER BY o.search, o.id",
    House,
)
_made_with = prepare_sql("SELECT id FROM workshop WHERE key = :key AND created_by = :me")
_slug_taken = prepare_sql("SELECT 1 FROM workshop WHERE slug = :slug")


async def houses_of(actor: Actor) -> list[House]:
    """The organizations this person may create events for, the own house first."""
    ids = {g.organization for g in actor.grants if g.organization and g.role in policy.CREATORS}
    found = [
        house for house in await _houses(ids=sorted(ids)) if policy.may_create_for(actor, house)
    ] if ids else []  # fmt: skip
    home = actor.home.id if actor.home else 0
    return sorted(found, key=lambda house: house.id != home)


def defaults(houses: list[House]) -> dict[str, str]:
    """The form as it is opened. The place is filled in where there is one house only: with several, an
    empty place means that of the house chosen."""
    house = houses[0]
    return {
        "house": str(house.id),
        "kind": "workshop",
        "date": moments.next_saturday(now().astimezone(house.zone).date()).isoformat(),
        "start": "09:00",
        "end": "15:00",
        "mode": "onsite",
        "venue": house.venue if len(houses) == 1 else "",
        "capacity": str(CAPACITY),
    }


async def create(
    actor: Actor, form: dict[str, str], key: UUID, *, publish: bool, houses: list[House] | None = None
) -> WorkshopView:
    """Make the event with one session, a draft or announced at once. Sent twice with one key, made once.

    Raises Invalid; Refused for a house the person may not create events for.
    """
    houses = await houses_of(actor) if houses is None else houses
    basics = await read(form, houses)
    async with transaction():
        if made := await _made_with.value(key=key, me=actor.id or 0):
            return await view(int(made))
        row = Workshop(
            organization=basics.house.id,
            kind=basics.kind,
            title=basics.title,
            mode=basics.mode,
            venue=basics.venue,
            wilayah_code=basics.house.wilayah_code,
            zone=zone_key(basics.house.wilayah_code),
            starts_at=basics.starts_at,
            ends_at=basics.ends_at,
            capacity=basics.capacity,
            created_by=actor.id,
            created_at=now(),
            key=key,
        )
        workshop_id = await insert(row)
        if workshop_id is None:  # the same form, sent by another request a moment ago
            return await view(int(await _made_with.value(key=key, me=actor.id or 0)))
        await WorkshopSession.insert(
            WorkshopSession(workshop=workshop_id, starts_at=basics.starts_at, ends_at=basics.ends_at)
        )
        if publish:
            await steps.publish(await view(workshop_id), actor)
        else:
            await tell(WorkshopDrafted(workshop_id, basics.house.id, actor.id or 0))
    return await view(workshop_id)


async def insert(row: Workshop) -> int | None:
    """Store a new event under the first free address, in the caller's transaction; None when one was made
    with its key before. The address stays when the title changes: links live in WhatsApp groups."""
    for slug in _addresses(row.title, row.starts_at):
        if slug in RESERVED or await _slug_taken.value(slug=slug):
            continue
        row.slug = slug
        try:
            async with savepoint():
                return int((await Workshop.insert(row))[0]["id"])
        except Exception as error:
            if not is_unique_violation(error):
                raise
            if await Workshop.exists().where(Workshop.key == row.key):
                return None
    raise RuntimeError("no free address")


async def read(form: dict[str, str], houses: list[House]) -> Basics:
    """What the form says, checked. Raises Invalid, Refused."""
    house = next((one for one in houses if str(one.id) == form.get("house", str(houses[0].id))), None)
    if house is None:
        raise Refused(_("Anda tidak bisa membuat kegiatan untuk organisasi itu."))
    errors: dict[str, str] = {}
    title = read_line(form, "title", errors, most=MAX_TITLE, least=5, empty=_("Beri judul kegiatannya."))
    kind = form.get("kind", "workshop")
    if kind not in dict(await kind_list.options(house.wilayah_code)):
        errors["kind"] = _("Pilih jenis kegiatan dari daftar.")
    span = moments.read_span(form, house.zone, errors)
    if span and span[1] <= now():
        errors["date"] = _("Waktu ini sudah lewat. Pilih tanggal yang akan datang.")
    mode = form.get("mode", "onsite")
    if mode not in MODES:
        errors["mode"] = _("Pilih luring, daring, atau keduanya.")
    venue = read_line(form, "venue", errors, most=MAX_VENUE, least=0)
    capacity = read_seats(form, "capacity", errors)
    if errors or span is None:
        raise Invalid(**errors)
    if mode == "online":
        venue = ""
    elif not venue:
        venue = house.venue
    return Basics(house, kind, title, span[0], span[1], mode, venue, capacity)


def read_seats(form: dict[str, str], name: str, errors: dict[str, str], least: int = 1) -> int | None:
    """A number of seats; None for a field left empty, and with a sentence in `errors` for what is none."""
    text = form.get(name, "").strip().replace(".", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8 and least <= int(text) <= MOST_SEATS):
        errors[name] = _("Tulis jumlahnya dengan angka, misalnya 40.")
        return None
    return int(text)


def read_line(
    form: dict[str, str], name: str, errors: dict[str, str], *, most: int, least: int, empty: str = ""
) -> str:
    try:
        return checked_line(form.get(name, ""), name, most=most, least=least, empty=empty)
    except Invalid as no:
        errors |= no.errors
        return ""


def _addresses(title: str, starts_at: Any) -> Iterator[str]:
    """The title; with its date; then with letters drawn by chance."""
    base = slugify(title, fallback="kegiatan", most=70)
    yield base
    if isinstance(starts_at, datetime):
        local: date = (starts_at + timedelta(hours=8)).date()  # about the middle of the country: an address
        yield f"{base}-{local.isoformat()}"
    for _n in range(20):
        yield f"{base}-{secrets.token_hex(3)}"


async def view(workshop_id: int) -> WorkshopView:
    """The event that was just made."""
    found = await workshops.by_id(workshop_id)
    assert found is not None
    return found
