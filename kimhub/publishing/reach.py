"""What houses report of a package where no screen is: at a meeting, over the loudspeaker, on a poster."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.parsing import parse_date
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import arranging, packages, policy, policy_passing, sites
from kimhub.publishing.events import ReachTold
from kimhub.publishing.packages import Package
from kimhub.publishing.tables_passing import Package as PackageRow
from kimhub.publishing.tables_passing import Reach as Row
from kimhub.publishing.views import House

WAYS: Final[dict[str, Lazy]] = {
    "meeting": lazy_("Pertemuan atau rapat"),
    "loudspeaker": lazy_("Pengeras suara masjid atau desa"),
    "poster": lazy_("Papan pengumuman atau poster"),
    "leaflet": lazy_("Selebaran"),
    "group": lazy_("Grup WhatsApp"),
    "radio": lazy_("Radio"),
    "visit": lazy_("Dari rumah ke rumah"),
}
MOST_PEOPLE: Final = 200_000  # a whole regency does not hear one loudspeaker
MOST_NOTE: Final = 300
MOST_OF_A_HOUSE: Final = 100


class Told(Struct, frozen=True):
    """One report."""

    id: int
    organization: int
    house_name: str
    place: str
    way: str
    happened_on: date
    people: int
    note: str
    photo: int | None
    by_name: str
    at: datetime

    @property
    def words(self) -> str:
        return str(WAYS.get(self.way, self.way))


class Report(Struct, frozen=True):
    """A report with what it is about and whose it is."""

    package: Package
    house: House
    told: Told


_COLUMNS: Final = (
    "x.id, x.organization, o.name AS house_name, o.place, x.way, x.happened_on, x.people, x.note, x.photo,"
    " x.by_name, x.at"
)
_of_house = prepare_sql(
    f"SELECT {_COLUMNS} FROM info_package_reach x JOIN organization o ON o.id = x.organization"  # noqa: S608
    " WHERE x.package = :package AND x.organization = :house ORDER BY x.happened_on DESC, x.id DESC",
    Told,
)
_of_package = prepare_sql(
    f"SELECT {_COLUMNS} FROM info_package_reach x JOIN organization o ON o.id = x.organization"  # noqa: S608
    " WHERE x.package = :package AND (o.wilayah_code = :code OR (o.wilayah_code >= :low"
    " AND o.wilayah_code < :high)) ORDER BY x.happened_on DESC, x.id DESC LIMIT :most",
    Told,
)
_by_id = prepare_sql(
    f"SELECT {_COLUMNS} FROM info_package_reach x JOIN organization o ON o.id = x.organization"  # noqa: S608
    " WHERE x.id = :id AND x.package = :package",
    Told,
)
_by_key = prepare_sql('SELECT id FROM info_package_reach WHERE key = :key AND "by" = :me')
_count = prepare_sql(
    "SELECT count(*) FROM info_package_reach WHERE package = :package AND organization = :house"
)


async def of_house(one: Package, house: House) -> list[Told]:
    """What this house reported, the latest first."""
    return await _of_house(package=one.id, house=house.id) if one.id else []


async def of_package(one: Package, code: str, low: str, high: str, most: int) -> list[Told]:
    """What all houses of a wilayah reported, the latest first."""
    return await _of_package(package=one.id, code=code, low=low, high=high, most=most) if one.id else []


async def tell(
    one: Package, house: House, actor: Actor, form: dict[str, str], key: UUID, photo: int | None = None
) -> int:
    """Report it; returns the report's id. A form sent twice reports once. Raises Invalid, Refused."""
    asked = one if one.id else await arranging.ensure(one.article)
    if asked is None or asked.id is None:
        raise NotFound
    values = read(form, one)
    async with transaction():
        await lock_id(PackageRow, asked.id)
        if found := await _by_key.value(key=key, me=actor.id):
            return int(found)
        current = await packages.get_package(one.article.id)
        if current is None or not policy_passing.can_tell(actor, house, current, now()):
            raise Refused(_("Bahan ini tidak bisa dilaporkan untuk KIM itu sekarang."))
        if int(await _count.value(package=asked.id, house=house.id)) >= MOST_OF_A_HOUSE:
            raise Refused(_("Laporan untuk bahan ini sudah terlalu banyak. Gabungkan yang sama."))
        row = Row(package=asked.id, organization=house.id, photo=photo, key=key, **values)
        row.by, row.by_name = actor.id, actor.name[:120]
        made = int((await Row.insert(row).returning(Row.id))[0]["id"])
        await publish(ReachTold(asked.id, house.id, actor.id or 0, row.people))
    return made


async def get_report(article_id: int, report_id: int) -> Report | None:
    """A report of this package, with its house."""
    package = await packages.get_package(article_id)
    told = await _by_id.first(id=report_id, package=package.id) if package and package.id else None
    house = await sites.by_id(told.organization) if told else None
    return Report(package, house, told) if package and house and told else None


def can_drop(actor: Actor, one: Report) -> bool:
    """The house itself, of what was wrong."""
    return packages.can_read(actor, one.package) and policy.can_pass_on(actor, one.house)


async def drop(one: Report) -> None:
    """Take a report back. Twice is the same as once."""
    async with transaction():
        await Row.delete().where(Row.id == one.told.id)


def read(form: dict[str, str], one: Package) -> dict[str, Any]:
    """What a form says, checked. Raises Invalid."""
    errors: dict[str, str] = {}
    way = form.get("way", "")
    if way not in WAYS:
        errors["way"] = _("Pilih cara menyampaikannya.")
    day = parse_date(form.get("happened_on", ""))
    today = now().astimezone(one.article.zone).date()
    issued = one.article.published_at
    if day is None:
        errors["happened_on"] = _("Tulis tanggal seperti 17-08-2026.")
    elif day > today:
        errors["happened_on"] = _("Tanggal itu belum tiba.")
    elif issued and day < issued.astimezone(one.article.zone).date() - timedelta(days=1):
        errors["happened_on"] = _("Bahan ini belum terbit pada tanggal itu.")
    typed = form.get("people", "").replace(".", "").replace(" ", "")
    people = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    if not 1 <= people <= MOST_PEOPLE:
        errors["people"] = _("Tulis kira-kira berapa orang, dengan angka.")
    note = ""
    try:
        note = checked_line(form.get("note", ""), "note", most=MOST_NOTE, least=0)
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return {"way": way, "happened_on": day, "people": people, "note": note}
