"""A table of activities as it lies there: which rows are activities, and what else there is around them."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.core.sheets import Row
from kimhub.core.text import search_norm
from kimhub.programs import import_headings, import_months

_SUM: Final = re.compile(r"(sub ?|grand ?)?(total|jumlah|jml)\b.*|terbilang\b.*")
_END: Final = re.compile(
    r"(mengetahui|menyetujui|disahkan|ditetapkan di|dibuat di|disusun oleh|ketua (kim|kelompok)|nip)\b.*"
)
_SECTION_WORD: Final = re.compile(r"(bidang|seksi|divisi|program|kelompok kerja|pokja|bagian|unsur)\b.*")
_UPPER: Final = re.compile(r"[A-Z]|[IVX]{1,5}")
_LOWER: Final = re.compile(r"[a-z]|\d+[.,]\d+")
FRONT: Final = re.compile(r"(?:\(?(?:\d{1,3}|[A-Za-z])\s?[.)]|[-•*●▪–])\s+(?=\S)")
_TELLING: Final = ("when", "rhythm", "pic", "target", "purpose", "indicator", "source", "output", "outcome")


class Settings(Struct, frozen=True):
    """What the person has said about the sheet: what each column is, and what stands where a cell is
    empty. `top` is the number of rows above the activities."""

    top: int
    fields: tuple[str, ...]
    words: tuple[str, ...] = ()
    scale: int = 1
    source: str = "lainnya"
    pic: str = ""
    measure: bool = True


class Sheet:
    """The rows below the heading, with what was said about the columns."""

    def __init__(self, said: Settings, rows: Sequence[Row]) -> None:
        self.said, self.rows = said, rows
        self.at = {field: column for column, field in enumerate(said.fields) if field}
        numbers = [self.number(row) for row in rows]
        self.numbered = sum(bool(number) for number in numbers) * 2 > len(rows)
        self.digits = any(number.isdigit() for number in numbers)
        self.has_sections = any(self.cell(row, "section") for row in rows)

    def below(self, at: int) -> Row | None:
        """The row under that one."""
        return self.rows[at + 1] if at + 1 < len(self.rows) else None

    def why_not(self, row: Row) -> str:
        """Why a row is left aside; "end" where what follows stands below the table; '' for any other."""
        first = next((search_norm(cell) for cell in row.cells if re.search(r"[^\W\d_]", cell)), "")
        if _SUM.fullmatch(first) and not self.tells(row):
            return _("jumlah")
        if _END.fullmatch(first) and not self.tells(row) and not self.cell(row, "amount"):
            return "end"
        if import_headings.is_numbering(row):
            return _("nomor kolom")
        if self._repeats_heading(row):
            return _("judul kolom, berulang")
        if not any(re.search(r"\w", cell) for cell in row.cells):
            return _("kosong")
        return ""

    def _repeats_heading(self, row: Row) -> bool:
        """The heading once more, as it stands on the second page."""
        words = [search_norm(words.partition(" · ")[0]) for words in self.said.words]
        told = [(column, search_norm(cell)) for column, cell in enumerate(row.cells) if cell]
        same = sum(column < len(words) and words[column] == cell for column, cell in told)
        return same > 1 and same * 2 >= len(told)

    def tells(self, row: Row) -> bool:
        """Something that only an activity has."""
        return any(re.search(r"\w", self.cell(row, field)) for field in _TELLING) or bool(self.months(row))

    def section_of(self, row: Row, below: Row | None) -> str:
        """The name of the section that this row heads; '' for any other row."""
        if self.tells(row):
            return ""
        number = self.number(row)
        beside = {self.at.get(field) for field in ("number", "amount", "price")}
        texts = [
            cell
            for column, cell in enumerate(row.cells)
            if column not in beside - {self.at.get("name")} and re.search(r"[^\W\d_]{2}", cell)
        ]
        if not texts and len(number) > 3:  # merged from the first column on
            texts = [number]
        if len(texts) != 1:
            return ""
        text = FRONT.sub("", texts[0]).strip(" :")
        if "volume" in self.at and self.cell(row, "price"):
            return ""
        amount = bool(self.cell(row, "amount"))
        if (_UPPER.fullmatch(number) and (self.digits or number == "A" or not amount)) or (
            _SECTION_WORD.fullmatch(search_norm(text)) and not amount
        ):
            return text
        if amount:
            return ""
        under = self.number(below) if below else ""
        if number.isdigit() and _LOWER.fullmatch(under):
            return text
        alone = texts[0] != self.cell(row, "name")
        bare = not number and self.numbered and not self.has_sections
        shouted = text.isupper() and len(text) > 4 and not self.has_sections and not number
        return text if alone or bare or shouted else ""

    def is_item(self, row: Row) -> bool:
        """A row of the budget under its activity: it has a price and no number of its own."""
        tells = any(self.cell(row, field) for field in _TELLING if field != "source")
        if "price" not in self.at or not self.cell(row, "price") or tells or self.months(row):
            return False
        return not self.number(row).isdigit() and self.digits

    def months(self, row: Row) -> int:
        """The months whose columns have a mark (a cross, a number, an amount; not a dash or zero)."""
        bits = 0
        for column, field in enumerate(self.said.fields):
            kind, _dash, number = field.partition("-")
            if kind in {"month", "quarter", "half"} and row.cell(column).strip(" -–—.0"):
                part = {"month": lambda n: 1 << (n - 1), "quarter": import_months.quarter,
                        "half": import_months.half}[kind]  # fmt: skip
                bits |= part(int(number))
        return bits

    def cell(self, row: Row, field: str) -> str:
        """What a row says of a field; '' for a dash."""
        text = row.cell(self.at.get(field)) if field in self.at else ""
        return text if re.search(r"\w", text) else ""

    def number(self, row: Row) -> str:
        """How the row is counted: 1, A, II, a."""
        return row.cell(self.at["number"]).strip(" .)(") if "number" in self.at else ""


# Abbreviations that stay in capitals.
_SHORT: Final = re.compile(r"\b(?:kim|sdm|umkm|ukm|tik|it|pkk|hp|bpd|rt|rw)\b", re.IGNORECASE)


def calm(section: str) -> str:
    """ "BIDANG PENYEBARAN INFORMASI" is "Penyebaran informasi" in a column that is called Bidang; a bare
    "Bidang II" stays."""
    bare = re.sub(r"^bidang\s+(?=\S{3})", "", section, flags=re.IGNORECASE)
    if bare.isupper() and len(bare) > 4:
        bare = _SHORT.sub(lambda found: found[0].upper(), bare.capitalize())
    return bare[:1].upper() + bare[1:]


def words(row: Row) -> str:
    return " · ".join(cell for cell in row.cells if cell)[:120]
