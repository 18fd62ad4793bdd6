"""How far a package came, as a file; who took it is noted (features.md M1)."""

from datetime import timedelta
from typing import Final

from kimhub.core import limits, workbooks
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.sheets import write_csv
from kimhub.publishing import coverage
from kimhub.publishing.coverage import Coverage
from kimhub.publishing.events import CoverageTaken
from kimhub.publishing.packages import STATES, Package
from kimhub.wilayah.service import get_wilayah_many

MOST_A_DAY: Final = 60
MIMES: Final = {"xlsx": workbooks.MIME, "csv": "text/csv; charset=utf-8"}


async def take(actor: Actor, one: Package, code: str, file_format: str) -> tuple[bytes, str]:
    """The file and its name. Raises Invalid; TooMany for a machine."""
    if file_format not in MIMES:
        raise Invalid(format=_("Pilih jenis berkasnya."))
    found = await coverage.of(one, code)
    header, rows = await _houses(one, found)
    async with transaction():
        await limits.spend("list-export", (actor.id,), most=MOST_A_DAY, per=timedelta(days=1))
        await publish(CoverageTaken(one.article.id, actor.id or 0, file_format, len(rows)))
    name = f"cakupan-{one.article.slug}.{file_format}"
    if file_format == "csv":
        return write_csv(header, [[_text(value) for value in row] for row in rows]), name
    areas = workbooks.Sheet(
        _("Menurut wilayah"),
        [
            _("Wilayah"), _("Desa dan kelurahan"), _("Punya KIM"), _("Terjangkau"), _("Persen"), _("KIM"),
            _("KIM menyebarkan"), _("Orang"),
        ],
        [
            [
                part.name, part.villages, part.with_house, part.reached, part.percent, part.houses,
                part.done, part.people,
            ]
            for part in found.parts
        ],
    )  # fmt: skip
    return await workbooks.make_book([workbooks.Sheet(_("Menurut KIM"), header, rows), areas]), name


async def _houses(one: Package, found: Coverage) -> tuple[list[str], list[list[object]]]:
    zone = one.article.zone
    districts = await get_wilayah_many(sorted({row.house.district for row in found.rows}))
    header = [
        _("No."), _("KIM"), _("Tempat"), _("Kecamatan"), _("Keadaan"), _("Dibuka"), _("Disebarkan"),
        _("Selang (jam)"), _("Terlambat"), _("Laporan"), _("Orang"),
    ]  # fmt: skip
    rows: list[list[object]] = []
    for n, row in enumerate(found.rows, 1):
        house = row.house
        district = districts.get(house.district)
        rows.append([
            n, house.name, house.place, district.name if district else "", str(STATES[house.state]),
            house.opened_at.astimezone(zone) if house.opened_at else None,
            house.done_at.astimezone(zone) if house.done_at else None,
            round(row.delay / 3600, 1) if row.delay is not None else None,
            _("ya") if row.late else "", house.times or None, house.people or None,
        ])  # fmt: skip
    return header, rows


def _text(value: object) -> object:
    return f"{value:%d/%m/%Y %H.%M}" if hasattr(value, "strftime") else value
