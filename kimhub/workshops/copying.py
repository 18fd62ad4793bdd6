"""A new event from an earlier one: what is chosen comes along, and all times move to the new date."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import zone_for, zone_key
from kimhub.wilayah.names import is_within
from kimhub.workshops import changes, copying_parts, moments, planning, policy, states
from kimhub.workshops.events import WorkshopCopied
from kimhub.workshops.planning import House
from kimhub.workshops.tables import Workshop
from kimhub.workshops.views import Workshop as WorkshopView

PARTS: Final[dict[str, Lazy]] = {
    "details": lazy_("Isi dan aturan pendaftaran"),
    "rundown": lazy_("Susunan acara"),
    "speakers": lazy_("Narasumber"),
    "questions": lazy_("Pertanyaan pendaftaran"),
    "audience": lazy_("Sasaran"),
    "files": lazy_("Berkas"),
    "team": lazy_("Tim"),
}
NOT_OF_OTHERS: Final = ("team",)  # who helps elsewhere is not copied from there
# What a copy is told of the event itself, always and with "details". Links and phone numbers of one evening
# do not go to another house.
ALWAYS: Final = ("kind", "mode", "capacity")
DETAILS: Final = (
    "theme", "purpose", "legal_basis", "adinda", "audience_note", "bring", "admission", "guests",
    "approval", "per_organization", "per_district", "waiting_list", "keep_months", "reminders",
    "certificates", "certificate_share", "credit_hours",
)  # fmt: skip
POSTER: Final = ("poster", "poster_width", "poster_height", "poster_alt")
SAME_HOUSE: Final = (
    "contact_name", "contact_phone", "online_url", "online_note", "signer_name", "signer_position",
)  # fmt: skip


class Sibling(Struct, frozen=True):
    """Another event of the same series, or an earlier one of the house."""

    slug: str
    title: str
    state: str
    starts_at: datetime | None
    wilayah_code: str

    @property
    def zone(self) -> tzinfo:
        return zone_for(self.wilayah_code)


class Template(Struct, frozen=True):
    """An event a pembina offers for copying."""

    slug: str
    title: str
    owner: str
    seat: str


_COLUMNS: Final = "SELECT slug, title, state, starts_at, wilayah_code FROM workshop"
_siblings = prepare_sql(
    f"{_COLUMNS} WHERE (series = :series OR id = :series) AND id <> :me ORDER BY starts_at, id", Sibling
)
_earlier = prepare_sql(
    f"{_COLUMNS} WHERE organization IN :houses AND NOT is_template ORDER BY id DESC LIMIT 5", Sibling
)
_templates = prepare_sql(
    "SELECT w.slug, w.title, o.wilayah_code AS seat, o.name AS owner FROM workshop w"
    " JOIN organization o ON o.id = w.organization WHERE w.is_template AND w.state <> 'cancelled'"
    " ORDER BY w.title, w.id LIMIT 200",
    Template,
)
_made_with = prepare_sql("SELECT id FROM workshop WHERE key = :key AND created_by = :me")


async def siblings(one: WorkshopView) -> list[Sibling]:
    """The other events of its series in order of time, drafts too: for those who plan it."""
    return await _siblings(series=one.series, me=one.id) if one.series else []


async def earlier(houses: list[House]) -> list[Sibling]:
    """What these houses planned last."""
    return await _earlier(houses=[house.id for house in houses])


async def templates_for(houses: list[House]) -> list[Template]:
    """What those above offer to these houses."""
    return [
        one
        for one in await _templates()
        if any(is_within(house.wilayah_code, one.seat) for house in houses)
    ]


def parts_of(one: WorkshopView, actor: Actor) -> list[tuple[str, str]]:
    """What this person may take along: (key, name)."""
    own = policy.can_manage(actor, one)
    return [(key, str(text)) for key, text in PARTS.items() if own or key not in NOT_OF_OTHERS]


def defaults(one: WorkshopView, houses: list[House], *, series: bool = False) -> dict[str, str]:
    """The form as it is opened: for the next date of a series a week later, with all that belongs to it."""
    house = next((each for each in houses if each.id == one.organization), houses[0])
    today = now().astimezone(house.zone).date()
    day = moments.next_saturday(today)
    if series and one.starts_at:
        day = one.starts_at.astimezone(one.zone).date() + timedelta(days=7)
        while day <= today:
            day += timedelta(days=7)
    chosen = " ".join(part for part in PARTS if part != "team")
    return {
        "title": one.title,
        "house": str(house.id),
        "date": day.isoformat(),
        "parts": f"{chosen} team" if series else chosen,
        "series": "on" if series else "",
    }


async def copy(one: WorkshopView, actor: Actor, form: dict[str, str], key: UUID) -> WorkshopView:
    """Make a draft from `one` with the parts named in `form["parts"]`; returns it. Sent twice, made once.

    Raises Invalid; Refused for a house the person may not create events for.
    """
    houses = await planning.houses_of(actor)
    house = next((each for each in houses if str(each.id) == form.get("house", str(houses[0].id))), None)
    if house is None:
        raise Refused(_("Anda tidak bisa membuat kegiatan untuk organisasi itu."))
    errors: dict[str, str] = {}
    title = planning.read_line(
        form, "title", errors, most=planning.MAX_TITLE, least=5, empty=_("Beri judul kegiatannya.")
    )
    day = moments.read_day(form, "date", errors)
    if day and day < now().astimezone(house.zone).date():
        errors["date"] = _("Waktu ini sudah lewat. Pilih tanggal yang akan datang.")
    if errors or day is None:
        raise Invalid(**errors)
    parts = {key for key, _name in parts_of(one, actor)} & {*form.get("parts", "").split()}
    own = policy.can_manage(actor, one)
    async with transaction():
        if made := await _made_with.value(key=key, me=actor.id or 0):
            return await planning.view(int(made))
        row = _row(one, actor, house, title, parts, own)
        row.key = key
        if own and form.get("series") == "on":
            row.series = await _series_of(one)
        shift = _Shift(one, house, day)
        row.starts_at = shift.moment(one.starts_at) if one.starts_at else None
        row.ends_at = shift.moment(one.ends_at) if one.ends_at else None
        copy_id = await planning.insert(row)
        if copy_id is None:
            return await planning.view(int(await _made_with.value(key=key, me=actor.id or 0)))
        await copying_parts.bring(one, copy_id, parts, shift.moment, actor, own=own)
        await publish(WorkshopCopied(copy_id, house.id, actor.id or 0, one.id, " ".join(sorted(parts))))
        return await planning.view(copy_id)


class _Shift:
    """Moves a time to the new date: as many days later, at the same time by the clocks of the new place."""

    def __init__(self, one: WorkshopView, house: House, day: date) -> None:
        self.old = one.zone
        self.new = one.zone if house.id == one.organization else house.zone
        first = one.starts_at.astimezone(self.old).date() if one.starts_at else day
        self.days = day - first

    def moment(self, moment: datetime) -> datetime:
        local = moment.astimezone(self.old) + self.days
        return local.replace(tzinfo=self.new).astimezone(UTC)


def _row(one: WorkshopView, actor: Actor, house: House, title: str, parts: set[str], own: bool) -> Workshop:
    """The draft without its parts."""
    same = house.id == one.organization
    names = [*ALWAYS, *(DETAILS if "details" in parts else ())]
    names += [*(SAME_HOUSE if "details" in parts and same and own else ())]
    values: dict[str, Any] = {name: getattr(one, name) for name in names}
    code = one.wilayah_code if same else house.wilayah_code
    values |= {"venue": one.venue, "address": one.address} if same else {"venue": house.venue}
    if one.mode == "online":
        values["venue"] = ""
    if values.get("certificates") and not values.get("signer_name"):
        values["certificates"] = False  # nobody is named yet who signs them
    if "files" in parts:
        values |= {name: getattr(one, name) for name in POSTER}
    return Workshop(
        organization=house.id,
        title=title,
        wilayah_code=code,
        zone=zone_key(code),
        copied_from=one.id,
        created_by=actor.id,
        created_at=now(),
        **values,
    )


async def _series_of(one: WorkshopView) -> int:
    """The id of the series; the first event of it is marked too."""
    if one.series is None:
        first: dict[Any, Any] = {Workshop.series: one.id, Workshop.rev: Workshop.rev + 1}
        await Workshop.update(first).where((Workshop.id == one.id) & Workshop.series.is_null())
    return one.series or one.id


async def offer(one: WorkshopView, actor: Actor, on: bool) -> None:
    """Offer a draft to the KIM below for copying, or no longer. Raises Refused for what was announced."""
    async with transaction():
        row = await changes.held(one.id)
        if row.is_template == on:
            return
        if on and row.state != states.DRAFT:
            raise Refused(_("Yang sudah terbit tidak bisa menjadi contoh. Salin dulu, jadikan contoh."))
        said = {"is_template": ["" if on else "on", "on" if on else ""]}
        await changes.record(row, actor, "steps", said, values={Workshop.is_template: on})
