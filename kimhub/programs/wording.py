"""What a plan says, field by field, in the reader's words: for whatever shows a line as text."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from kimhub.core.amounts import number, rupiah
from kimhub.core.formats import date_span, long_date, month_name
from kimhub.core.i18n import _, current_locale
from kimhub.groups.adinda import ADINDA
from kimhub.groups.funding import SOURCES
from kimhub.programs.plan import HUNDREDTHS, MONTHS, PRIORITIES, Indicator, Item, Line


def field(line: Line, key: str) -> str:
    """What a line says in one of plan.FIELDS; of indicators and items all, parted by "; "."""
    return _FIELDS[key](line)


def indicator(one: Indicator) -> str:
    """ "Berita terbit: 48 berita (semula 12)"."""
    said = one.name
    if one.target is not None:
        said += f": {_value(one.target, one.unit)}"
    elif one.unit:
        said += f" ({one.unit})"
    if one.baseline is not None:
        said += " " + _("(semula %(value)s)") % {"value": _value(one.baseline, one.unit)}
    if one.is_computed:
        said += ", " + (
            _("dihitung dari seluruh catatan KIM") if one.breadth == "house" else _("dihitung otomatis")
        )
    return said if one.kind == "kuantitatif" else said + ", " + _("kualitatif")


def item(one: Item) -> str:
    """ "Konsumsi: 30 orang × Rp50.000 = Rp1.500.000, Dana Desa"."""
    volume = " ".join(part for part in (number(one.volume), one.unit) if part)
    return f"{one.label}: {volume} × {rupiah(one.price)} = {rupiah(one.amount)}, {source(one.source)}"


def source(key: str) -> str:
    return str(SOURCES.get(key, key))


def money(line: Line) -> str:
    """What it costs and who pays: "Rp6.400.000, Dana Desa"; empty where nothing is asked for."""
    if not line.items:
        return ""
    payers = dict.fromkeys(source(one.source) for one in line.items)
    return f"{rupiah(line.amount)}, {', '.join(payers)}"


def when(line: Line) -> str:
    """ "Februari sampai April, tiap bulan", or the days."""
    said = _span(line.starts_on, line.ends_on) or _months(line)
    return ", ".join(part for part in (said, line.rhythm) if part)


def months(line: Line) -> str:
    """Of a run of months the first and the last: "Februari sampai April, Juni"."""
    return _months(line)


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return date_span(first, last) if first <= last else f"{long_date(first)} – {long_date(last)}"
    if first:
        return _("mulai %(day)s") % {"day": long_date(first)}
    return _("sampai %(day)s") % {"day": long_date(last)} if last else ""


def _months(line: Line) -> str:
    return _months_in(line.months, current_locale())


@lru_cache(maxsize=4096)
def _months_in(bits: int, _locale: str) -> str:
    if bits == (1 << MONTHS) - 1:
        return _("sepanjang tahun")
    runs: list[list[int]] = []
    for month in (month for month in range(1, MONTHS + 1) if bits >> (month - 1) & 1):
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    if len(run) == 1:
        return month_name(run[0])
    between = _("%(first)s dan %(last)s") if len(run) == 2 else _("%(first)s sampai %(last)s")
    return between % {"first": month_name(run[0]), "last": month_name(run[-1])}


def _target(line: Line) -> str:
    count = "" if line.target_count is None else _("%(n)s orang") % {"n": number(line.target_count)}
    return ": ".join(part for part in (count, line.target_group) if part)


def _value(hundredths: int, unit: str) -> str:
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    said = ("-" if hundredths < 0 else "") + number(whole)
    if rest:
        said += number(rest / HUNDREDTHS, 2)[1:].rstrip("0")
    return f"{said}%" if unit == "%" else f"{said} {unit}".rstrip()


_FIELDS: Final[dict[str, Callable[[Line], str]]] = {
    "section": lambda line: line.section,
    "name": lambda line: line.name,
    "adinda": lambda line: ", ".join(str(ADINDA[letter]) for letter in line.adinda if letter in ADINDA),
    "purpose": lambda line: line.purpose,
    "target": _target,
    "indicators": lambda line: "; ".join(map(indicator, line.indicators)),
    "when": when,
    "pic": lambda line: line.pic_name,
    "items": money,
    "output": lambda line: line.output,
    "outcome": lambda line: line.outcome,
    "priority": lambda line: str(PRIORITIES.get(line.priority, line.priority)),
    "note": lambda line: line.note,
}
