"""The overview and the comparison as files; who took what is noted (features.md M1)."""

from datetime import timedelta
from typing import Final

from kimhub.core import limits, workbooks
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.sheets import write_csv
from kimhub.programs import comparing, overview
from kimhub.programs.events import ListTakenOut
from kimhub.programs.overview import Wanted

MOST_A_DAY: Final = 60
MOST_ROWS: Final = 5000
WHAT: Final[dict[str, Lazy]] = {
    "tahap": lazy_("Tahap program kerja"),
    "banding": lazy_("Perbandingan KIM"),
}
MIMES: Final = {"xlsx": workbooks.MIME, "csv": "text/csv; charset=utf-8"}
Table = tuple[list[str], list[list[object]]]


async def take(actor: Actor, what: str, file_format: str, wanted: Wanted) -> tuple[bytes, str]:
    """The file and its name. Raises Invalid; TooMany for a machine."""
    if what not in WHAT or file_format not in MIMES:
        raise Invalid(format=_("Pilih jenis berkasnya."))
    header, rows = await (_stages(actor, wanted) if what == "tahap" else _compared(actor, wanted))
    async with transaction():
        await limits.spend("list-export", (actor.id,), most=MOST_A_DAY, per=timedelta(days=1))
        await publish(ListTakenOut(actor.id or 0, f"desk:{what}", file_format, len(rows)))
    name = f"program-kerja-{wanted.year}-{what}.{file_format}"
    if file_format == "csv":
        return write_csv(header, [[_text(value) for value in row] for row in rows]), name
    return await workbooks.make_workbook(f"{WHAT[what]} {wanted.year}", header, rows), name


async def _stages(actor: Actor, wanted: Wanted) -> Table:
    found, _more = await overview.page(actor, wanted, most=MOST_ROWS)
    header = [
        _("No."), _("KIM"), _("Kecamatan"), _("Tahun"), _("Tahap"), _("Versi"), _("Kegiatan"),
        _("Anggaran (Rp)"), _("Batas telaah"), _("Batas jawab KIM"),
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            n, one.name, one.district or "", wanted.year, str(overview.STAGES[one.stage]), one.number,
            one.lines, one.total, one.due_on if one.stage == "waiting" else None,
            one.reply_by if one.stage == "returned" else None,
        ]
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    return header, rows


async def _compared(actor: Actor, wanted: Wanted) -> Table:
    found = await comparing.of(actor, wanted.year, wanted.district)
    header = [
        _("No."), _("KIM"), _("Kecamatan"), _("Kegiatan direncanakan"), _("Terlaksana"), _("Terlambat"),
        _("Anggaran (Rp)"), _("Terpakai (Rp)"), _("Peserta"), _("Indikator bertarget"), _("Sesuai jadwal"),
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            n, one.name, one.district or "", one.lines, one.done, one.late, one.planned, one.spent,
            one.people, one.measured, one.on_schedule,
        ]
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    return header, rows


def _text(value: object) -> object:
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value
