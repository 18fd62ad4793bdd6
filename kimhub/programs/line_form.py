"""What a form says about a line, cell by cell. A form may bring any part of them: the rest is left alone.

Rows of indicators and items come as lists of equal length (`indicator[]`, `indicator_name[]`, ...). A row
that was emptied is a row taken out; nothing goes because it was not sent.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from kimhub.chain.measures import MEASURES
from kimhub.core.amounts import rupiah
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.text import checked_line, clean_line
from kimhub.groups.adinda import letters
from kimhub.groups.funding import SOURCES
from kimhub.programs import charges
from kimhub.programs.amounts import (
    MOST_ROWS,
    MOST_RUPIAH,
    grouped,
    hundredths_text,
    read_count,
    read_hundredths,
    read_rupiah,
)
from kimhub.programs.cells import BREADTHS, KINDS, Cost, Measured, Person, When
from kimhub.programs.charges import Candidate
from kimhub.programs.plan import MONTHS, PRIORITIES, months_between

LENGTHS: Final = {
    "name": 200, "section": 80, "purpose": 600, "target_group": 200, "rhythm": 80, "output": 400,
    "outcome": 400, "note": 300,
}  # fmt: skip
INDICATOR: Final = ("indicator", *(f"indicator_{name}" for name in Measured.__struct_fields__))
ITEM: Final = ("item", *(f"item_{name}" for name in Cost.__struct_fields__))
Lists = dict[str, list[str]]


class Reading:
    """A form, read against the year and the people of the house, and against the cells it began as."""

    def __init__(
        self,
        form: dict[str, str],
        lists: Lists,
        *,
        year: int,
        people: list[Candidate],
        base: dict[str, Any],
    ) -> None:
        self.form, self.lists, self.year, self.people, self.base = form, lists, year, people, base
        self.errors: dict[str, str] = {}

    def cells(self) -> dict[str, Any]:
        """The cells the form brings. Raises Invalid with a sentence for each wrong one, by its cell."""
        found: dict[str, Any] = {}
        for cell, value in self._read():
            if value is not Wrong:
                found[cell] = value
        if self.errors:
            raise Invalid(**self.errors)
        return found

    def _read(self) -> Iterator[tuple[str, Any]]:
        for name, most in LENGTHS.items():
            if name in self.form:
                yield name, self._try(name, checked_line, self.form[name], name, most=most, least=0)
        if "target_count" in self.form:
            yield "target_count", self._number("target_count", read_count, self.form["target_count"])
        if "priority" in self.form:
            chosen = self.form["priority"]
            yield "priority", int(chosen) if chosen in map(str, PRIORITIES) else 2
        sent = self.lists.get("has[]", [])
        if "adinda" in sent:
            yield "adinda", letters("".join(self.lists.get("adinda[]", [])))
        if "when" in sent:
            yield "when", self._try("when", self._when)
        if "pic" in self.form:
            yield "pic", self._try("pic", self._person)
        yield from self._rows(INDICATOR, self._measured)
        yield from self._rows(ITEM, self._cost)

    def _try(self, cell: str, read: Callable[..., Any], *values: Any, **named: Any) -> Any:
        try:
            return read(*values, **named)
        except Invalid as no:
            self.errors[cell] = next(iter(no.errors.values()))
            return Wrong

    def _number(self, cell: str, read: Callable[[str], Any], text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            self.errors[cell] = _("Tulis dengan angka saja, misalnya 1.500 atau 12,5.")
            return Wrong

    def _person(self) -> Person:
        text = checked_line(self.form["pic"], "pic", most=160, least=0)
        before = self.base.get("pic")
        if isinstance(before, Person) and text == before.name:
            return before  # left as it was: also where two people have that name
        return charges.person(text, self.people)

    def _when(self) -> When:
        """Months are ticked, or follow from two days. Days and months must not contradict each other."""
        months = 0
        for text in self.lists.get("month[]", []):
            if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= MONTHS:
                months |= 1 << (int(text) - 1)
        first, last = self._day("starts_on"), self._day("ends_on")
        if first is None and last is None:
            return When(months)
        first, last = first or last, last or first
        assert first is not None
        assert last is not None
        if last < first:
            raise Invalid(when=_("Tanggal selesainya lebih awal daripada mulainya."))
        if first.year != self.year or last.year != self.year:
            raise Invalid(when=_("Pilih tanggal dalam tahun %(year)s.") % {"year": self.year})
        touched = months_between(first, last, self.year)
        before = self.base.get("when", When())
        moved = (before.starts_on, before.ends_on) != (first, last)
        if moved and months == before.months:
            return When(touched, first, last)
        if touched & ~months and not moved and months != before.months:
            raise Invalid(when=_("Bulannya tidak memuat tanggal kegiatan. Ubah atau kosongkan tanggalnya."))
        return When(months | touched, first, last)

    def _day(self, name: str) -> date | None:
        text = self.form.get(name, "").strip()
        if not text:
            return None
        found = parse_date(text)
        if found is None:
            raise Invalid(
                when=_("Tulis tanggalnya lengkap, misalnya 31/10/%(year)s.") % {"year": self.year}
            )
        return found

    def _rows(
        self, names: tuple[str, ...], read: Callable[[str, dict[str, str]], Any]
    ) -> Iterator[tuple[str, Any]]:
        columns = [self.lists.get(f"{name}[]", []) for name in names]
        if len(columns[0]) > MOST_ROWS:
            self.errors[names[0]] = too_many_rows()
            return
        for n, values in enumerate(zip(*columns, strict=False)):
            row = dict(zip(names, values, strict=True))
            ref = clean_line(row[names[0]])[:40]
            cell = f"{names[0]}:{ref or f'+{n}'}"
            value = read(cell, row)
            if value is not None or ref:
                yield cell, value

    def _measured(self, cell: str, row: dict[str, str]) -> Any:
        name, unit = clean_line(row["indicator_name"]), clean_line(row["indicator_unit"])
        target = self._number(cell, read_hundredths, row["indicator_target"])
        baseline = self._number(cell, read_hundredths, row["indicator_baseline"])
        if Wrong in {target, baseline}:
            return Wrong
        source = row["indicator_source"] if row["indicator_source"] in MEASURES else ""
        if not name and source:
            name = str(MEASURES[source].word)
        if not name:
            if target is not None or baseline is not None:
                return self._wrong(cell, _("Tulis apa yang diukur."))
            return None
        if len(name) > 200 or len(unit) > 40:
            return self._wrong(cell, _("Terlalu panjang. Pendekkan nama atau satuannya."))
        kind = row["indicator_kind"] if row["indicator_kind"] in KINDS else "kuantitatif"
        if source:
            kind, unit = "kuantitatif", unit or str(MEASURES[source].unit)
        breadth = row["indicator_breadth"] if row["indicator_breadth"] in BREADTHS else "line"
        return Measured(kind, name, unit, target, baseline, source, breadth)

    def _cost(self, cell: str, row: dict[str, str]) -> Any:
        label, unit = clean_line(row["item_label"]), clean_line(row["item_unit"])
        volume = self._number(cell, read_count, row["item_volume"])
        price = self._number(cell, read_rupiah, row["item_price"])
        if Wrong in {volume, price}:
            return Wrong
        if not label:
            if price:
                return self._wrong(cell, _("Tulis untuk apa biayanya."))
            return None
        if len(label) > 200 or len(unit) > 30:
            return self._wrong(cell, _("Terlalu panjang. Pendekkan uraian atau satuannya."))
        source = row["item_source"] if row["item_source"] in SOURCES else "lainnya"
        volume = 1 if volume is None else volume
        if volume * price > MOST_RUPIAH:
            return self._wrong(cell, too_dear())
        return Cost(label, volume, unit, price, source)

    def _wrong(self, cell: str, sentence: str) -> Any:
        self.errors[cell] = sentence
        return Wrong


def too_dear() -> str:
    """What is said of an item that costs more than anything here does."""
    return _("Satu rincian anggaran paling banyak %(most)s.") % {"most": rupiah(MOST_RUPIAH)}


def too_many_rows() -> str:
    return _("Terlalu banyak baris dalam satu kegiatan.")


class Wrong:
    """Stands for a value that could not be read; the sentence about it is in `errors`."""


def shown(value: Any) -> dict[str, str]:
    """A row of an indicator or an item as its fields show it."""
    if isinstance(value, Measured):
        return {
            "name": value.name,
            "kind": value.kind,
            "unit": value.unit,
            "target": hundredths_text(value.target),
            "baseline": hundredths_text(value.baseline),
            "source": value.source,
            "breadth": value.breadth,
        }
    return {
        "label": value.label,
        "volume": grouped(value.volume),
        "unit": value.unit,
        "price": grouped(value.price) if value.price else "",
        "source": value.source,
    }
