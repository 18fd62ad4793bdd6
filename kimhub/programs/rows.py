"""A plan as tables say it: names of sources, months in words, values with their units. Asks no database."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct

from kimhub.chain.measures import MEASURES
from kimhub.core.amounts import number, rupiah
from kimhub.core.i18n import _, ngettext
from kimhub.groups.funding import SOURCES
from kimhub.programs import gantt, readings
from kimhub.programs.indicators import Standing
from kimhub.programs.plan import HUNDREDTHS, Indicator, Line, Plan

QUALITATIVE: Final = "kualitatif"


class Row(Struct, frozen=True):
    """A line as the table of activities shows it."""

    line: Line
    when: str
    sources: str
    whom: str


class Measured(Struct, frozen=True):
    """An indicator with its line; values are text with their unit, empty where none are. `reached` and
    `share` (per cent of the target) say what it has come to, once the program is carried out."""

    line: Line
    indicator: Indicator
    source: str
    baseline: str
    target: str
    reached: str = ""
    share: int | None = None


def lines(plan: Plan) -> list[Row]:
    """The lines in their order."""
    names = source_names()
    return [Row(line, when(line), _sources(line, names), whom(line)) for line in plan.lines]


def measured(plan: Plan) -> list[Measured]:
    """Every indicator, in the order of the lines."""
    return [
        Measured(line, one, source_of(one), value(one.baseline, one.unit), target_of(one))
        for line in plan.lines
        for one in line.indicators
    ]


def reached(standing: Iterable[Standing]) -> list[Measured]:
    """Indicators with what they have come to."""
    return [
        Measured(
            one.line,
            one.indicator,
            said_by(one),
            value(one.indicator.baseline, one.indicator.unit),
            target_of(one.indicator),
            _reached(one),
            one.share,
        )
        for one in standing
    ]


def _reached(one: Standing) -> str:
    """A number with its unit; of a qualitative one how far it is, without the words that tell of people."""
    if one.reading and one.reading.rating:
        return str(readings.RATINGS[one.reading.rating])
    return value(one.value, one.indicator.unit)


def said_by(one: Standing) -> str:
    """Where the number comes from, and what the office says of it where somebody typed it."""
    source = source_of(one.indicator)
    match one.reading.verdict if one.reading else "":
        case "confirmed":
            return _("%(source)s, dibenarkan pembina") % {"source": source}
        case "doubted":
            return _("%(source)s, diragukan pembina") % {"source": source}
    return source


def when(line: Line) -> str:
    """ "Februari–April", and the rhythm where one is named: "Sepanjang tahun, tiap bulan"."""
    return ", ".join(part for part in (gantt.words(line.months, short=True), line.rhythm) if part)


def whom(line: Line) -> str:
    """ "20 orang: karang taruna dan kader PKK"."""
    people = ""
    if line.target_count:
        count = line.target_count
        people = ngettext("%(n)s orang", "%(n)s orang", count) % {"n": number(count)}
    return ": ".join(part for part in (people, line.target_group) if part)


def source_names() -> dict[str, str]:
    """The sources of money by their keys, in the language of the reader."""
    return {key: str(name) for key, name in SOURCES.items()}


def section_names(sections: Iterable[str]) -> dict[str, str]:
    """Sections by themselves; what has none is said so."""
    return {name: name or _("Tanpa bidang") for name in sections}


def source_of(one: Indicator) -> str:
    """Where its number comes from: counted by KIMHub, written in, or told in words."""
    if one.kind == QUALITATIVE:
        return _("cerita (kualitatif)")
    if not one.is_computed:
        return _("diisi pengurus")
    known = MEASURES.get(one.source)
    return _("dihitung: %(what)s") % {"what": known.word if known else one.source}


def target_of(one: Indicator) -> str:
    """ "48 berita"; of a qualitative one empty."""
    return value(one.target, one.unit)


def value(hundredths: int | None, unit: str) -> str:
    """ "48 berita", "12,5 %"; empty for None."""
    if hundredths is None:
        return ""
    return f"{number(Decimal(hundredths) / HUNDREDTHS)} {unit}".strip()


def _sources(line: Line, names: Mapping[str, str]) -> str:
    keys = dict.fromkeys(item.source for item in line.items)
    return ", ".join(names.get(key, key) for key in keys)


def money(amount: int) -> str:
    """Rupiah in a row of figures: "Rp26.000.000"."""
    return rupiah(amount)
