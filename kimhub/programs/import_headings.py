"""What a column of somebody's work program holds, by its heading in the many ways KIM write it.

Headings stand in one row or two ("Waktu" above twelve months), below a title, above a row of column
numbers. What is not recognised is left for the person to say.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from kimhub.core.i18n import Lazy, lazy_
from kimhub.core.sheets import Row
from kimhub.core.text import search_norm
from kimhub.programs import import_months, import_sources

SEARCHED: Final = 30  # rows in which a heading is looked for
# What a column may be, as the person chooses it: "month-3", "quarter-1" and "from-dana_desa" come besides.
FIELDS: Final[dict[str, Lazy]] = {
    "number": lazy_("Nomor urut"),
    "section": lazy_("Bidang"),
    "name": lazy_("Kegiatan"),
    "adinda": lazy_("ADINDA"),
    "purpose": lazy_("Tujuan"),
    "target": lazy_("Sasaran"),
    "target_count": lazy_("Jumlah sasaran (orang)"),
    "indicator": lazy_("Indikator"),
    "indicator_target": lazy_("Target indikator"),
    "when": lazy_("Waktu"),
    "rhythm": lazy_("Berapa kali"),
    "pic": lazy_("Penanggung jawab"),
    "label": lazy_("Rincian belanja"),
    "volume": lazy_("Volume"),
    "unit": lazy_("Satuan"),
    "price": lazy_("Harga satuan"),
    "amount": lazy_("Anggaran (jumlah)"),
    "source": lazy_("Sumber dana"),
    "output": lazy_("Keluaran"),
    "outcome": lazy_("Hasil"),
    "priority": lazy_("Prioritas"),
    "place": lazy_("Tempat (masuk keterangan)"),
    "note": lazy_("Keterangan"),
}
SEVERAL: Final = ("month", "quarter", "half", "from")  # kinds that may stand in more than one column

# Tried in this order on the bare words of a heading; the first that fits says what the column is.
_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("number", r"no|nomor|nomer|no urut|nomor urut|urut|nr"),
    ("", r".*\b(realisasi|terealisasi|capaian|persen|persentase|progres|sisa|foto"
     r"|dokumentasi|nip|nik)\b.*"),
    ("pic", r".*\b(penanggung ?jawab|penangung ?jawab|pj|pic|pelaksana|koordinator"
     r"|petugas|ketua panitia)\b.*"),
    ("source", r".*\b(sumber|asal) (dana|anggaran|biaya|pembiayaan|pendanaan)\b.*|sumber"
     r"|pendanaan|asal dana|sd"),
    ("target_count", r"(jumlah|jml|banyaknya|target) (peserta|sasaran|orang|warga"
     r"|penerima manfaat|undangan)( orang)?"),
    ("price", r".*\b(harga|tarif|unit cost)\b.*"),
    ("volume", r".*\b(volume|vol|kuantitas|qty|banyaknya)\b.*"),
    ("unit", r"satuan|sat"),
    ("indicator", r".*\b(indikator|tolok ukur|tolak ukur|ukuran keberhasilan|ukuran|kpi"
     r"|parameter)\b.*"),
    ("rhythm", r"frekuensi|intensitas|berapa kali|frek"),
    ("amount", r".*\b(anggaran|biaya|pagu|rab|rp|nilai|rupiah|pembiayaan"
     r"|kebutuhan dana)\b.*|jumlah dana|dana"),
    ("adinda", r".*\badinda\b.*"),
    ("when", r".*\b(waktu|jadwal|bulan|tanggal|tgl|periode|kapan|hari)\b.*"
     r"|(rencana )?pelaksanaan|tahun pelaksanaan"),
    ("place", r".*\b(tempat|lokasi|alamat)\b.*"),
    ("target", r".*\b(sasaran|peserta|penerima manfaat|khalayak|audiens|target group"
     r"|kelompok sasaran)\b.*"),
    ("indicator_target", r".*\btarget\b.*"),
    ("purpose", r".*\b(tujuan|maksud)\b.*"),
    ("output", r".*\b(output|keluaran|luaran)\b.*"),
    ("outcome", r".*\b(outcome|hasil|manfaat|dampak)\b.*"),
    ("priority", r".*\bprioritas\b.*"),
    ("note", r"(keterangan|ket|catatan|info lain|lain lain)\b.*"),
    ("label", r".*\b(belanja|rincian|komponen|kebutuhan)\b.*|sub kegiatan"),
    ("name", r".*\b(kegiatan|aktivitas|agenda|program kerja|proker|nama program"
     r"|acara)\b.*|activity"),
    ("section", r".*\b(bidang|seksi|divisi|kategori|kelompok|unsur|pokja|program"
     r"|sub bidang|departemen|jenis)\b.*"),
    ("name", r"uraian|nama"),
    ("amount", r"jumlah|total|jml"),
)  # fmt: skip
_COMPILED: Final = tuple((field, re.compile(rule)) for field, rule in _RULES)
# A heading is short; a sentence that speaks of activities is none.
_LONGEST: Final = 60
_IN_THOUSANDS: Final = re.compile(r"\b(ribuan|ribu|x ?1 ?000|000)\b")
_IN_MILLIONS: Final = re.compile(r"\b(jutaan|juta)\b")
_PROOF: Final = 2  # columns recognised in a row that is taken as a heading


class Heading(Struct, frozen=True):
    """`top`: rows of the sheet up to and with the heading; `fields`: what each column is; `words`: its
    heading; `scale`: what amounts are multiplied by ("dalam ribuan")."""

    top: int
    fields: tuple[str, ...]
    words: tuple[str, ...]
    scale: int = 1


def field_of(heading: str) -> str:
    """What a heading says its column holds; '' for what is not known."""
    bare = search_norm(heading)
    return _field_of(bare) if 0 < len(bare) <= _LONGEST else ""


@lru_cache(maxsize=2000)
def _field_of(bare: str) -> str:
    """Some forty patterns are tried, and a sheet repeats its words: in each row it may have a heading."""
    if month := import_months.month_of(bare):
        return f"month-{month}"
    if quarter := import_months.quarter_of(bare):
        return f"quarter-{quarter}"
    if half := import_months.half_of(bare):
        return f"half-{half}"
    if source := import_sources.exactly(bare):
        return f"from-{source}"
    return next((field for field, rule in _COMPILED if rule.fullmatch(bare)), "")


def find(rows: Sequence[Row]) -> Heading | None:
    """The heading of a table among its first rows; None where there is none to be seen."""
    best, found = 0, -1
    for at, row in enumerate(rows[:SEARCHED]):
        fields = [field_of(cell) for cell in row.cells]
        known = {field for field in fields if field}
        score = len(known) + 2 * ("name" in known)
        enough = len(known) >= _PROOF or (known == {"name"} and len(row.cells) == 1)
        if enough and score > best and ("name" in known or len(known) > 1 + _PROOF):
            best, found = score, at
    return _read(rows, found) if found >= 0 else None


def _read(rows: Sequence[Row], at: int) -> Heading:
    """The heading that begins in row `at`, with the row below where that belongs to it."""
    first = rows[at]
    width = max(len(row.cells) for row in rows[: at + SEARCHED])
    carried = _carried(first, width)
    fields = [field_of(first.cell(column)) for column in range(width)]
    words = [first.cell(column) for column in range(width)]
    top = at + 1
    if top < len(rows) and _is_below(rows[top], first, fields):
        second = rows[top]
        for column in range(width):
            if text := second.cell(column):
                under = _under(carried[column], text)
                if under:
                    fields[column] = under
                words[column] = " · ".join(part for part in (carried[column], text) if part)
        top += 1
    if top < len(rows) and is_numbering(rows[top]):
        top += 1
    scale = _scale([*first.cells, *(rows[at - 1].cells if at else [])])
    return Heading(top, tuple(_once(fields)), tuple(words), scale)


def _carried(first: Row, width: int) -> list[str]:
    """The heading above each column: a merged cell stands in its first column only."""
    carried, last = [], ""
    for column in range(width):
        last = first.cell(column) or last
        carried.append(last)
    return carried


def _is_below(second: Row, first: Row, fields: Sequence[str]) -> bool:
    """A second row of the heading: it parts the columns under a wide cell, and names no activity."""
    if is_numbering(second) and not _parts_time(second, first):
        return False
    name = fields.index("name") if "name" in fields else None
    if second.cell(name):
        return False
    told = [(column, text) for column, text in enumerate(second.cells) if text]
    carried = _carried(first, len(second.cells))
    return bool(told) and all(_under(carried[column], text) or field_of(text) for column, text in told)


def _parts_time(second: Row, first: Row) -> bool:
    """Numbers that stand under a heading of time are months, quarters or weeks."""
    carried = _carried(first, len(second.cells))
    below = [field_of(carried[column]) for column, text in enumerate(second.cells) if text]
    return all(field == "when" or field.startswith(("month", "quarter")) for field in below)


def _under(above: str, text: str) -> str:
    """What a column is by the two cells of its heading: "Waktu" over "1" is January."""
    over, bare = field_of(above), search_norm(text)
    if over.startswith("month"):
        return over  # weeks of that month
    if over == "when" and (number := import_months.number_of(bare)):
        if "triwulan" in above.casefold() or "tw" in search_norm(above).split():
            return f"quarter-{number}" if number <= 4 else ""
        return f"month-{number}" if number <= 12 else ""
    return field_of(text)


def is_numbering(row: Row) -> bool:
    """A row of column numbers: 1, 2, 3 ..., also in brackets."""
    told = [re.sub(r"[().\s]", "", cell) for cell in row.cells if cell]
    if told[:3] != ["1", "2", "3"]:
        return False
    return all(re.fullmatch(r"\d{1,2}([=x+*]\d+)*", cell) for cell in told)


def _once(fields: list[str]) -> list[str]:
    """No field twice, but those that may; of two that fit, the second says more of the first."""
    taken: set[str] = set()
    result = []
    for field in fields:
        kind = field.partition("-")[0]
        if field in taken and kind not in SEVERAL:
            field = next((one for one in _SECOND.get(field, ()) if one not in taken), "")
        taken.add(field)
        result.append(field)
    if "name" not in taken and "section" in taken:  # "Program" alone heads what is done
        result[result.index("section")] = "name"
    if "amount" in taken and "label" in taken and "name" not in taken:
        result[result.index("label")] = "name"
    return result


_SECOND: Final = {
    "name": ("purpose", "label"),
    "amount": (),
    "section": ("name",),
    "target": ("target_count",),
}


def _scale(cells: Sequence[str]) -> int:
    said = [search_norm(cell) for cell in cells if field_of(cell) == "amount" or "dalam" in cell.casefold()]
    if any(_IN_THOUSANDS.search(text) for text in said):
        return 1000
    return 1_000_000 if any(_IN_MILLIONS.search(text) for text in said) else 1
