"""A table of activities as KIM keep it, read into lines: titles above and sums below are left aside.

Sections stand in rows of their own or in a column whose merged cells have a text in the first row only;
what a row without an activity says belongs to the activity above it.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.core.sheets import Row
from kimhub.core.text import search_norm
from kimhub.groups.funding import SOURCES
from kimhub.programs import import_headings, import_months, import_sources, import_values
from kimhub.programs.import_headings import Heading
from kimhub.programs.plan import Indicator, Item, Line

MOST: Final = 200  # lines of one sheet
LENGTHS: Final = {
    "section": 80, "name": 200, "purpose": 600, "target_group": 200, "rhythm": 80, "pic_name": 120,
    "output": 400, "outcome": 400, "note": 300,
}  # fmt: skip
_SUM: Final = re.compile(r"(sub ?|grand ?)?(total|jumlah|jml)\b.*|terbilang\b.*")
_END: Final = re.compile(
    r"(mengetahui|menyetujui|disahkan|ditetapkan di|dibuat di|disusun oleh|ketua (kim|kelompok)|nip)\b.*"
)
_SECTION_WORD: Final = re.compile(r"(bidang|seksi|divisi|program|kelompok kerja|pokja|bagian|unsur)\b.*")
_UPPER: Final = re.compile(r"[A-Z]|[IVX]{1,5}")
_LOWER: Final = re.compile(r"[a-z]|\d+[.,]\d+")
_FRONT: Final = re.compile(r"(?:\(?(?:\d{1,3}|[A-Za-z])\s?[.)]|[-•*●▪–])\s+(?=\S)")
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


class Read(Struct, frozen=True):
    """A row that became a line (or a part of the one above), with what people should look at. `number` is
    that of the sheet; `same_as` names the row or line that has the same activity."""

    number: int
    line: Line
    notes: tuple[str, ...] = ()
    same: bool = False


class Skipped(Struct, frozen=True):
    number: int
    text: str
    why: str


class Result(Struct, frozen=True):
    lines: list[Read]
    skipped: list[Skipped]


class _Draft:
    """A line while its rows are read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.values: dict[str, Any] = {}
        self.indicators: list[Indicator] = []
        self.items: list[Item] = []
        self.whole: Item | None = None  # what it costs in all, until its items say it one by one
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def add(self, field: str, text: str, between: str = "; ") -> None:
        """A text more of a field that has one already."""
        known = self.values.get(field, "")
        if text and text not in known:
            self.values[field] = f"{known}{between}{text}" if known else text


def begin(rows: Sequence[Row]) -> Settings:
    """What the sheet looks like at first sight: its heading, else a guess by what stands in the columns."""
    heading = import_headings.find(rows) or _guess(rows)
    return Settings(heading.top, heading.fields, heading.words, heading.scale)


def read(rows: Sequence[Row], said: Settings) -> Result:
    """The lines of the sheet, in its order."""
    reader = _Reader(said, rows[said.top :])
    result = reader.run()
    above = [Skipped(row.number, _words(row), _("judul")) for row in rows[: said.top]]
    return Result(result.lines, above + result.skipped)


class _Reader:
    def __init__(self, said: Settings, rows: Sequence[Row]) -> None:
        self.said, self.rows = said, rows
        self.at = {field: column for column, field in enumerate(said.fields) if field}
        self.drafts: list[_Draft] = []
        self.skipped: list[Skipped] = []
        self.section = ""
        numbers = [self._number(row) for row in rows]
        self.numbered = sum(bool(number) for number in numbers) * 2 > len(rows)
        self.digits = any(number.isdigit() for number in numbers)
        self.has_sections = any(self._cell(row, "section") for row in rows)

    def run(self) -> Result:
        for at, row in enumerate(self.rows):
            why = self._why_not(row)
            if why == "end":
                self.skipped += [
                    Skipped(one.number, _words(one), _("di bawah tabel")) for one in self.rows[at:]
                ]
                break
            if why:
                self.skipped.append(Skipped(row.number, _words(row), why))
            elif section := self._section_of(row, self.rows[at + 1] if at + 1 < len(self.rows) else None):
                self.section = _calm(section)
                self.skipped.append(Skipped(row.number, section, _("judul bidang")))
            else:
                self._take(row)
        return Result([self._done(draft) for draft in self.drafts[:MOST]], self.skipped)

    # ------------------------------------------------------------------------------------- kinds of rows

    def _why_not(self, row: Row) -> str:
        first = next((search_norm(cell) for cell in row.cells if re.search(r"[^\W\d_]", cell)), "")
        if _SUM.fullmatch(first) and not self._tells(row):
            return _("jumlah")
        if _END.fullmatch(first) and not self._tells(row) and not self._cell(row, "amount"):
            return "end"
        if import_headings.is_numbering(row):
            return _("nomor kolom")
        fields = [import_headings.field_of(cell) for cell in row.cells]
        if sum(bool(field) for field in fields) > 2 and "name" in fields and not self._months(row):
            return _("judul kolom, berulang")
        if not any(re.search(r"\w", cell) for cell in row.cells):
            return _("kosong")
        return ""

    def _tells(self, row: Row) -> bool:
        """Something that only an activity has."""
        return any(re.search(r"\w", self._cell(row, field)) for field in _TELLING) or bool(
            self._months(row)
        )

    def _section_of(self, row: Row, below: Row | None) -> str:
        """The name of the section that this row heads; '' for any other row."""
        if self._tells(row):
            return ""
        number = self._number(row)
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
        text = _FRONT.sub("", texts[0]).strip(" :")
        if "volume" in self.at and self._cell(row, "price"):
            return ""
        amount = bool(self._cell(row, "amount"))
        if (_UPPER.fullmatch(number) and (self.digits or number == "A" or not amount)) or (
            _SECTION_WORD.fullmatch(search_norm(text)) and not amount
        ):
            return text
        if amount:
            return ""
        under = self._number(below) if below else ""
        if number.isdigit() and _LOWER.fullmatch(under):
            return text
        alone = texts[0] != self._cell(row, "name")
        bare = not number and self.numbered and not self.has_sections
        shouted = text.isupper() and len(text) > 4 and not self.has_sections and not number
        return text if alone or bare or shouted else ""

    # ------------------------------------------------------------------------------------- what it says

    def _take(self, row: Row) -> None:
        if section := self._cell(row, "section"):
            self.section = _calm(section)
        name = _FRONT.sub("", self._cell(row, "name")).strip()
        further = bool(self.drafts) and (not name or self._is_item(row))
        if further:
            draft = self.drafts[-1]
        elif name:
            draft = _Draft(row.number)
            draft.values = {"name": name, "section": self.section}
            self.drafts.append(draft)
        else:
            self.skipped.append(Skipped(row.number, _words(row), _("tanpa nama kegiatan")))
            return
        self._texts(row, draft)
        self._time(row, draft)
        self._money(row, draft, name if further else "")
        target = self._cell(row, "indicator_target")
        draft.indicators += import_values.indicators(self._cell(row, "indicator"), target)

    def _is_item(self, row: Row) -> bool:
        """A row of the budget under its activity: it has a price and no number of its own."""
        tells = any(self._cell(row, field) for field in _TELLING if field != "source")
        if "price" not in self.at or not self._cell(row, "price") or tells or self._months(row):
            return False
        return not self._number(row).isdigit() and self.digits

    def _texts(self, row: Row, draft: _Draft) -> None:
        for field in ("purpose", "output", "outcome", "note"):
            draft.add(field, self._cell(row, field))
        if place := self._cell(row, "place"):
            draft.add("note", _("Tempat: %(place)s") % {"place": place})
        if pic := self._cell(row, "pic"):
            draft.add("pic_name", pic, ", ")
        if said := self._cell(row, "target"):
            group, many = import_values.people(said)
            draft.add("target_group", group)
            if many and not draft.values.get("target_count"):
                draft.values["target_count"] = many
        if many := import_values.count(self._cell(row, "target_count")):
            draft.values["target_count"] = many
        if letters := import_values.cycle(self._cell(row, "adinda")):
            draft.values["adinda"] = letters
        if priority := self._cell(row, "priority"):
            draft.values["priority"] = import_values.priority(priority)

    def _time(self, row: Row, draft: _Draft) -> None:
        months = draft.values.get("months", 0) | self._months(row)
        text = self._cell(row, "when")
        when = import_months.read(text)
        if not when.understood:
            draft.note(_("Waktu “%(text)s” belum kami mengerti.") % {"text": text[:60]})
        draft.values["months"] = months | when.months
        often = self._cell(row, "rhythm")
        if rhythm := when.rhythm or often:
            draft.values["rhythm"] = rhythm
        if not draft.values["months"] and import_months.read(often).months:
            draft.values["months"] = import_months.read(often).months

    def _months(self, row: Row) -> int:
        """The months whose columns have a mark (a cross, a number, an amount; not a dash or zero)."""
        bits = 0
        for column, field in enumerate(self.said.fields):
            kind, _dash, number = field.partition("-")
            if kind in {"month", "quarter", "half"} and row.cell(column).strip(" -–—.0"):
                part = {"month": lambda n: 1 << (n - 1), "quarter": import_months.quarter,
                        "half": import_months.half}[kind]  # fmt: skip
                bits |= part(int(number))
        return bits

    def _money(self, row: Row, draft: _Draft, label: str) -> None:
        label_of_item = label or (self._cell(row, "label") if draft.number != row.number else "")
        label = (label or self._cell(row, "label") or draft.values["name"])[:200]
        for column, field in enumerate(self.said.fields):
            if field.startswith("from-") and row.cell(column).strip():
                self._item(draft, label, self._amount(row.cell(column), draft), field.removeprefix("from-"))
        if any(field.startswith("from-") for field in self.said.fields) and draft.items:
            return
        told = self._cell(row, "source")
        parts = import_values.by_source(told) or import_values.by_source(self._cell(row, "amount"))
        if parts:
            for source, price in parts:
                self._item(draft, label, import_values.Money(1, "", price), source)
            return
        if label_of_item and draft.whole in draft.items:
            draft.items.remove(draft.whole)
            draft.notes = [note for note in draft.notes if note != _("Sumber dana belum disebut.")]
        money = self._whole(row, draft)
        note = self._cell(row, "note")
        if not told and import_sources.exactly(search_norm(note)):
            told = note
        source = self._source(told or self._cell(row, "amount"), bool(told), bool(money.price), draft)
        if not money.price and told and draft.items and not self._cell(row, "amount"):
            return
        self._item(draft, label, money, source)
        if not label_of_item and draft.items and "price" in self.at and not self._cell(row, "price"):
            draft.whole = draft.items[-1]

    def _whole(self, row: Row, draft: _Draft) -> import_values.Money:
        """Volume x price where there are such columns, else the amount."""
        price = self._amount(self._cell(row, "price"), draft)
        if not price.price:
            return self._amount(self._cell(row, "amount"), draft)
        volume = import_values.count(self._cell(row, "volume")) or 1
        words = re.sub(r"^[\d.,\s]+", "", self._cell(row, "volume"))
        unit = self._cell(row, "unit") or words
        made = import_values.Money(volume, unit[:30], price.price)
        amount = import_values.money(self._cell(row, "amount"), self.said.scale).amount
        if amount and amount != made.amount:
            draft.note(_("Volume kali harga tidak sama dengan jumlahnya di tabel; periksa anggarannya."))
        return made

    def _amount(self, text: str, draft: _Draft) -> import_values.Money:
        money = import_values.money(text, self.said.scale)
        if not money.understood and not import_sources.read(text):
            draft.note(_("Anggaran “%(text)s” belum kami mengerti.") % {"text": text[:60]})
        return money

    def _source(self, text: str, told: bool, has_money: bool, draft: _Draft) -> str:
        found = import_sources.read(text)
        if len(found) > 1 and has_money:
            first = str(SOURCES[found[0]])
            draft.note(_("Ada beberapa sumber dana; semua ditulis pada %(source)s.") % {"source": first})
        elif not found and has_money and told and re.search(r"\w", text):
            draft.note(_("Sumber dana “%(text)s” tidak ada di daftar.") % {"text": text[:60]})
        elif not found and has_money and "source" in self.at:
            draft.note(_("Sumber dana belum disebut."))
        return found[0] if found else self.said.source

    def _item(self, draft: _Draft, label: str, money: import_values.Money, source: str) -> None:
        if money.price:
            draft.items.append(Item(0, label, money.volume, money.unit[:30], money.price, source))

    def _done(self, draft: _Draft) -> Read:
        values = draft.values
        for field, most in LENGTHS.items():
            if len(values.get(field, "")) > most:
                values[field] = values[field][: most - 1].rstrip() + "…"
                draft.note(_("Ada isi yang terlalu panjang dan kami pendekkan."))
        if not values.get("pic_name"):
            values["pic_name"] = self.said.pic
        indicators = [msgspec.structs.replace(one, name=one.name[:200], unit=one.unit[:40])
                      for one in draft.indicators]  # fmt: skip
        if not indicators and self.said.measure:
            indicators, note = _measure(values)
            if "indicator" in self.at or "output" in self.at:
                draft.note(note)
        line = Line(0, 0, **values, indicators=tuple(indicators), items=tuple(draft.items))
        return Read(draft.number, line, (*draft.notes, *_gaps(line, self.said.fields)))

    def _cell(self, row: Row, field: str) -> str:
        text = row.cell(self.at.get(field)) if field in self.at else ""
        return text if re.search(r"\w", text) else ""

    def _number(self, row: Row) -> str:
        return row.cell(self.at["number"]).strip(" .)(") if "number" in self.at else ""


def _measure(values: dict[str, Any]) -> tuple[list[Indicator], str]:
    """An indicator where the sheet has none: of the output, else that it takes place."""
    if output := values.get("output", ""):
        return import_values.indicators(output), _("Indikator kami ambil dari keluarannya.")
    times = (values.get("months", 0).bit_count() if values.get("rhythm") else 1) or 1
    one = Indicator(0, "kuantitatif", _("Kegiatan terlaksana"), _("kali"), times * 100)
    return [one], _("Indikator kami isi: kegiatan terlaksana %(n)s kali.") % {"n": times}


def _gaps(line: Line, fields: Sequence[str]) -> list[str]:
    """What it still lacks before it can be submitted; what no row says is said once for all (`lacks`)."""
    said = []
    if not line.pic_name and "pic" in fields:
        said.append(_("Belum ada penanggung jawab."))
    if not line.months and not _lacks_time(fields):
        said.append(_("Belum ada waktu."))
    if not line.indicators and "indicator" in fields:
        said.append(_("Belum ada indikator."))
    return said


def lacks(said: Settings, lines: Sequence[Read]) -> list[str]:
    """What the whole sheet says nothing of, as sentences."""
    found: list[str] = []
    if not lines:
        return found
    if "pic" not in said.fields and not said.pic:
        found.append(_("Tidak ada kolom penanggung jawab."))
    if _lacks_time(said.fields):
        found.append(_("Tidak ada kolom waktu; bulannya diisi nanti."))
    money = any(read.line.amount for read in lines)
    if money and not any(field == "source" or field.startswith("from-") for field in said.fields):
        source = str(SOURCES[said.source])
        found.append(
            _("Tidak ada kolom sumber dana; yang tidak disebut ditulis %(source)s.") % {"source": source}
        )
    if "indicator" not in said.fields and "indicator_target" not in said.fields:
        if said.measure:
            found.append(
                _("Tidak ada kolom indikator; kami isi dari keluarannya, atau “kegiatan terlaksana”.")
            )
        else:
            found.append(_("Tidak ada kolom indikator."))
    return found


def _lacks_time(fields: Sequence[str]) -> bool:
    return not any(
        field in {"when", "rhythm"} or field.startswith(("month", "quarter", "half")) for field in fields
    )


def _calm(section: str) -> str:
    """ "BIDANG PENYEBARAN INFORMASI" is "Penyebaran informasi" in a column that is called Bidang."""
    bare = re.sub(r"^bidang\s+(?=\S)", "", section, flags=re.IGNORECASE)
    if bare.isupper() and len(bare) > 4:
        bare = re.sub(r"\bkim\b", "KIM", bare.capitalize())
    return bare[:1].upper() + bare[1:]


def _words(row: Row) -> str:
    return " · ".join(cell for cell in row.cells if cell)[:120]


def _guess(rows: Sequence[Row]) -> Heading:
    """Columns by what stands in them, where there is no heading: the longest words are the activity."""
    sample = rows[:40]
    width = max(len(row.cells) for row in sample)
    fields = [""] * width

    def share(column: int, fits: Any) -> float:
        told = [row.cell(column) for row in sample if row.cell(column)]
        return sum(bool(fits(cell)) for cell in told) / len(told) if told else 0

    tests = (
        ("number", lambda cell: re.fullmatch(r"\d{1,3}[.)]?", cell)),
        ("amount", lambda cell: re.search(r"\d{4,}|\d\.\d{3}|rp", cell.casefold())
         and import_values.money(cell).price),
        ("source", lambda cell: import_sources.exactly(search_norm(cell))),
        ("when", lambda cell: import_months.read(cell).months and not cell.isdigit()),
    )  # fmt: skip
    for field, fits in tests:
        best = max(range(width), key=lambda column: (not fields[column]) * share(column, fits))
        if not fields[best] and share(best, fits) > 0.6 and width > 1:
            fields[best] = field
    rest = [column for column in range(width) if not fields[column]]
    if rest:
        longest = max(rest, key=lambda column: sum(len(row.cell(column)) for row in sample))
        fields[longest] = "name"
    return Heading(0, tuple(fields), tuple([""] * width))
