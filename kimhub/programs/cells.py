"""A line as cells: what is written, saved, and laid together with what others write.

A cell is what people think of as one thing: the months with their dates, the person in charge, an
indicator, a budget item. Cells of indicators and items are called `indicator:<id>` and `item:<id>`; one
that a form has just made goes by the key it was made with.
"""

from datetime import date
from typing import Any, Final

from msgspec import Struct

from kimhub.core.formats import date_span, month_name, rupiah
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.groups.adinda import ADINDA
from kimhub.groups.funding import SOURCES
from kimhub.programs.amounts import grouped, hundredths_text
from kimhub.programs.plan import MONTHS, PRIORITIES, Indicator, Item, Line

PLAIN: Final = (
    "name", "section", "adinda", "purpose", "target_group", "target_count", "rhythm", "output", "outcome",
    "priority", "note",
)  # fmt: skip
LABELS: Final[dict[str, Lazy]] = {
    "name": lazy_("Kegiatan"),
    "section": lazy_("Bidang"),
    "adinda": lazy_("ADINDA"),
    "purpose": lazy_("Tujuan"),
    "target_group": lazy_("Sasaran"),
    "target_count": lazy_("Jumlah sasaran"),
    "when": lazy_("Waktu"),
    "rhythm": lazy_("Seberapa sering"),
    "pic": lazy_("Penanggung jawab"),
    "output": lazy_("Keluaran"),
    "outcome": lazy_("Hasil"),
    "priority": lazy_("Prioritas"),
    "note": lazy_("Keterangan"),
    "indicator": lazy_("Indikator"),
    "item": lazy_("Anggaran"),
}
KINDS: Final[dict[str, Lazy]] = {
    "kuantitatif": lazy_("Angka"),
    "kualitatif": lazy_("Kata-kata"),
}
BREADTHS: Final[dict[str, Lazy]] = {
    "line": lazy_("yang terkait kegiatan ini"),
    "house": lazy_("semua selama setahun"),
}


class When(Struct, frozen=True):
    months: int = 0
    starts_on: date | None = None
    ends_on: date | None = None


class Person(Struct, frozen=True):
    name: str = ""
    user: int | None = None


class Measured(Struct, frozen=True):
    """An indicator without its id."""

    kind: str
    name: str
    unit: str
    target: int | None
    baseline: int | None
    source: str
    breadth: str


class Cost(Struct, frozen=True):
    """A budget item without its id."""

    label: str
    volume: int
    unit: str
    price: int
    source: str


def of_line(line: Line) -> dict[str, Any]:
    """The cells of a line."""
    found: dict[str, Any] = {name: getattr(line, name) for name in PLAIN}
    found["when"] = When(line.months, line.starts_on, line.ends_on)
    found["pic"] = Person(line.pic_name, line.pic_user)
    found |= {f"indicator:{one.id}": measured(one) for one in line.indicators}
    return found | {f"item:{one.id}": cost(one) for one in line.items}


def measured(one: Indicator) -> Measured:
    return Measured(*(getattr(one, name) for name in Measured.__struct_fields__))


def cost(one: Item) -> Cost:
    return Cost(*(getattr(one, name) for name in Cost.__struct_fields__))


def label(cell: str) -> str:
    """What people call the cell."""
    return str(LABELS[cell.partition(":")[0]])


def said(cell: str, value: Any) -> str:
    """A value of that cell in words; empty for nothing."""
    match value:
        case None | "" | 0:
            return ""
        case When():
            return when_words(value)
        case Person():
            return value.name
        case Measured():
            target = " ".join(part for part in (hundredths_text(value.target), value.unit) if part)
            return f"{value.name}: {target}" if target else value.name
        case Cost():
            return (
                f"{value.label}: {grouped(value.volume)} {value.unit} × {rupiah(value.price)},"
                f" {SOURCES.get(value.source, value.source)}"
            )
    if cell == "priority":
        return str(PRIORITIES.get(value, value))
    if cell == "adinda":
        return ", ".join(str(ADINDA[letter]) for letter in value if letter in ADINDA)
    return grouped(value) if isinstance(value, int) else value


def when_words(when: When) -> str:
    """ "Februari-April, Juni" or "3-5 Februari 2027"."""
    if when.starts_on and when.ends_on:
        return date_span(when.starts_on, when.ends_on)
    months = [n for n in range(1, MONTHS + 1) if when.months >> (n - 1) & 1]
    if len(months) == MONTHS:
        return _("Sepanjang tahun")
    spans: list[list[int]] = []
    for month in months:
        if spans and spans[-1][-1] == month - 1:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(
        month_name(span[0]) if len(span) == 1 else f"{month_name(span[0])}\u2013{month_name(span[-1])}"
        for span in spans
    )
