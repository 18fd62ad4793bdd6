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
from kimhub.programs.amounts import MOST_ROWS, MOST_RUPIAH
from kimhub.programs.import_guess import guess
from kimhub.programs.import_lacks import gaps, measure
from kimhub.programs.import_sheet import FRONT, Settings, Sheet, calm, words
from kimhub.programs.line_form import too_many_rows
from kimhub.programs.plan import Indicator, Item, Line

MOST: Final = 200  # lines of one sheet
LENGTHS: Final = {
    "section": 80, "name": 200, "purpose": 600, "target_group": 200, "rhythm": 80, "pic_name": 120,
    "output": 400, "outcome": 400, "note": 300,
}  # fmt: skip
_TIMES: Final = re.compile(r"(\d{1,3}) ?(?:x|kali|keg\.?|kegiatan|pertemuan|sesi)", re.IGNORECASE)


class Read(Struct, frozen=True):
    """A row that became a line (or a part of the one above), with what people should look at. `number` is
    that of the sheet; `same`: the program has such an activity already."""

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
        self.times = 0  # that it takes place, where its volume says so ("2 kali")
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
    heading = import_headings.find(rows) or guess(rows)
    return Settings(heading.top, heading.fields, heading.words, heading.scale)


def likeliest(sheets: Sequence[tuple[str, list[Row]]]) -> tuple[str, list[Row]]:
    """The sheet whose heading says most of activities; the first that has anything where none does."""

    def known(one: tuple[str, list[Row]]) -> tuple[int, bool]:
        heading = import_headings.find(one[1])
        return len({field for field in heading.fields if field}) if heading else 0, bool(one[1])

    return max(sheets, key=known)


def read(rows: Sequence[Row], said: Settings) -> Result:
    """The lines of the sheet, in its order."""
    result = _Reader(Sheet(said, rows[said.top :])).run()
    above = [Skipped(row.number, words(row), _("judul")) for row in rows[: said.top]]
    return Result(result.lines, above + result.skipped)


class _Reader:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.said = sheet, sheet.said
        self.drafts: list[_Draft] = []
        self.skipped: list[Skipped] = []
        self.section = ""

    def run(self) -> Result:
        for at, row in enumerate(self.sheet.rows):
            why = self.sheet.why_not(row)
            if why == "end":
                self.skipped += [
                    Skipped(one.number, words(one), _("di bawah tabel")) for one in self.sheet.rows[at:]
                ]
                break
            if why:
                self.skipped.append(Skipped(row.number, words(row), why))
            elif section := self.sheet.section_of(row, self.sheet.below(at)):
                self.section = calm(section)
                self.skipped.append(Skipped(row.number, section, _("judul bidang")))
            else:
                self._take(row)
        much = _("lebih dari %(most)s kegiatan") % {"most": MOST}
        self.skipped += [Skipped(one.number, one.values["name"], much) for one in self.drafts[MOST:]]
        return Result([self._done(draft) for draft in self.drafts[:MOST]], self.skipped)

    # ------------------------------------------------------------------------------------- kinds of rows

    # ------------------------------------------------------------------------------------- what it says

    def _take(self, row: Row) -> None:
        if section := self.sheet.cell(row, "section"):
            self.section = calm(section)
        name = FRONT.sub("", self.sheet.cell(row, "name")).strip()
        further = bool(self.drafts) and (not name or self.sheet.is_item(row))
        if further:
            draft = self.drafts[-1]
        elif name:
            draft = _Draft(row.number)
            draft.values = {"name": name, "section": self.section}
            if said := _TIMES.fullmatch(self.sheet.cell(row, "volume").strip()):
                draft.times = int(said[1])
            self.drafts.append(draft)
        else:
            self.skipped.append(Skipped(row.number, words(row), _("tanpa nama kegiatan")))
            return
        self._texts(row, draft)
        self._time(row, draft)
        self._money(row, draft, name if further else "")
        target = self.sheet.cell(row, "indicator_target")
        draft.indicators += import_values.indicators(self.sheet.cell(row, "indicator"), target)

    def _texts(self, row: Row, draft: _Draft) -> None:
        for field in ("purpose", "output", "outcome", "note"):
            draft.add(field, self.sheet.cell(row, field))
        if place := self.sheet.cell(row, "place"):
            draft.add("note", _("Tempat: %(place)s") % {"place": place})
        if pic := self.sheet.cell(row, "pic"):
            draft.add("pic_name", pic, ", ")
        if said := self.sheet.cell(row, "target"):
            group, many = import_values.people(said)
            draft.add("target_group", group)
            if many and not draft.values.get("target_count"):
                draft.values["target_count"] = many
        if many := import_values.count(self.sheet.cell(row, "target_count")):
            draft.values["target_count"] = many
        if letters := import_values.cycle(self.sheet.cell(row, "adinda")):
            draft.values["adinda"] = letters
        if priority := self.sheet.cell(row, "priority"):
            draft.values["priority"] = import_values.priority(priority)

    def _time(self, row: Row, draft: _Draft) -> None:
        months = draft.values.get("months", 0) | self.sheet.months(row)
        text = self.sheet.cell(row, "when")
        when = import_months.read(text)
        if not when.understood:
            draft.note(_("Waktu “%(text)s” belum kami mengerti.") % {"text": text[:60]})
        draft.values["months"] = months | when.months
        often = self.sheet.cell(row, "rhythm")
        if rhythm := when.rhythm or often:
            draft.values["rhythm"] = rhythm
        if not draft.values["months"] and import_months.read(often).months:
            draft.values["months"] = import_months.read(often).months

    def _money(self, row: Row, draft: _Draft, label: str) -> None:
        label_of_item = label or (self.sheet.cell(row, "label") if draft.number != row.number else "")
        label = (label or self.sheet.cell(row, "label") or draft.values["name"])[:200]
        for column, field in enumerate(self.said.fields):
            if field.startswith("from-") and row.cell(column).strip():
                self._item(draft, label, self._amount(row.cell(column), draft), field.removeprefix("from-"))
        if any(field.startswith("from-") for field in self.said.fields) and draft.items:
            return
        told = self.sheet.cell(row, "source")
        parts = import_values.by_source(told) or import_values.by_source(self.sheet.cell(row, "amount"))
        if parts:
            for source, price in parts:
                self._item(draft, label, import_values.Money(1, "", price), source)
            return
        if label_of_item and draft.whole in draft.items:
            draft.items.remove(draft.whole)
            draft.notes = [note for note in draft.notes if note != _("Sumber dana belum disebut.")]
        money = self._whole(row, draft)
        note = self.sheet.cell(row, "note")
        if not told and import_sources.exactly(search_norm(note)):
            told = note
        source = self._source(told or self.sheet.cell(row, "amount"), bool(told), bool(money.price), draft)
        if not money.price and told and draft.items and not self.sheet.cell(row, "amount"):
            return
        self._item(draft, label, money, source)
        has_price = "price" not in self.sheet.at or self.sheet.cell(row, "price")
        if not label_of_item and draft.items and not has_price:
            draft.whole = draft.items[-1]

    def _whole(self, row: Row, draft: _Draft) -> import_values.Money:
        """Volume x price where there are such columns, else the amount."""
        price = self._amount(self.sheet.cell(row, "price"), draft)
        if not price.price:
            return self._amount(self.sheet.cell(row, "amount"), draft)
        volume = import_values.count(self.sheet.cell(row, "volume")) or 1
        words = re.sub(r"^[\d.,\s]+", "", self.sheet.cell(row, "volume"))
        unit = self.sheet.cell(row, "unit") or words
        made = import_values.Money(volume, unit[:30], price.price)
        amount = import_values.money(self.sheet.cell(row, "amount"), self.said.scale).amount
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
        elif not found and has_money and "source" in self.sheet.at:
            draft.note(_("Sumber dana belum disebut."))
        return found[0] if found else self.said.source

    def _item(self, draft: _Draft, label: str, money: import_values.Money, source: str) -> None:
        if money.amount > MOST_RUPIAH:
            text = f"{money.volume} x {money.price}"
            draft.note(_("Anggaran “%(text)s” belum kami mengerti.") % {"text": text})
        elif money.price:
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
        if max(len(indicators), len(draft.items)) > MOST_ROWS:
            draft.note(too_many_rows())
            indicators, draft.items = indicators[:MOST_ROWS], draft.items[:MOST_ROWS]
        if not indicators and self.said.measure:
            indicators, note = measure(values, draft.times)
            if "indicator" in self.sheet.at or "output" in self.sheet.at:
                draft.note(note)
        line = Line(0, 0, **values, indicators=tuple(indicators), items=tuple(draft.items))
        return Read(draft.number, line, (*draft.notes, *gaps(line, self.said.fields)))
