"""What indicators have come to: counted from records, or typed (features.md E10).

A counted number is the sum of rows, and a page shows these rows: whoever looks may open those that they may
see anyway, and the sum stays the same for everybody.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.chain import links, measures
from kimhub.chain.kinds import KINDS
from kimhub.chain.measures import Counted, Measure
from kimhub.core.actor import Actor
from kimhub.programs import readings
from kimhub.programs.plan import HUNDREDTHS, MONTHS, Indicator, Line, Plan
from kimhub.programs.readings import Reading
from kimhub.programs.views import Program

KIND: Final = "program_line"  # of the chain


class Standing(Struct, frozen=True):
    """An indicator with what it has come to. `value` in hundredths, None where nothing is known; `expected`
    is how much of the target the plan would have by now, in per cent."""

    line: Line
    indicator: Indicator
    value: int | None = None
    expected: int = 0
    reading: Reading | None = None
    rows: int = 0

    @property
    def is_computed(self) -> bool:
        return self.indicator.is_computed

    @property
    def is_typed(self) -> bool:
        return self.reading is not None

    @property
    def share(self) -> int | None:
        """Per cent of the target, rounded down; None where there is no number to compare. Where less is
        better (a target below the baseline) it is the part of the way that was gone."""
        target, start = self.indicator.target, self.indicator.baseline
        if self.value is None or not target:
            return None
        if start is not None and start > target:
            return max(0, (start - self.value) * 100 // (start - target))
        return self.value * 100 // target

    @property
    def is_behind(self) -> bool:
        """Behind schedule: less than planned by now."""
        share = self.share
        if share is None:
            return bool(self.indicator.target) and self.expected > 0
        return share < self.expected

    @property
    def is_measured(self) -> bool:
        """It has a target to be compared with."""
        return bool(self.indicator.target)


async def of(
    program: Program, whole: Plan, *, line_id: int | None = None, until: date | None = None
) -> list[Standing]:
    """All indicators of a plan (or of one of its lines) as they stand, in its order. Typed ones cost one
    query, counted ones one or two for each measure, whatever the number of lines."""
    day = until or program.today
    lines = [line for line in whole.lines if line_id is None or line.id == line_id]
    typed = await readings.newest(program.id, until or date.max)
    counted = await _counted(program, lines, *year_until(whole.year, until))
    found: list[Standing] = []
    for line in lines:
        due = expected(line, whole.year, day)
        for indicator in line.indicators:
            if indicator.is_computed:
                rows = counted.get(indicator.id, [])
                found.append(Standing(line, indicator, total(rows), due, rows=len(rows)))
            else:
                told = typed.get(indicator.id)
                found.append(Standing(line, indicator, told.value if told else None, due, told))
    return found


async def _counted(
    program: Program, lines: list[Line], first: date, last: date
) -> dict[int, list[Counted]]:
    """The records behind each counted indicator, by its id."""
    wanted: dict[str, list[tuple[int, Indicator]]] = defaultdict(list)
    for line in lines:
        for indicator in line.indicators:
            if indicator.source in measures.MEASURES:
                wanted[indicator.source].append((line.id, indicator))
    found: dict[int, list[Counted]] = {}
    for source, some in wanted.items():
        measure = measures.MEASURES[source]
        of_house: list[Counted] = []
        if any(indicator.breadth == "house" for _line, indicator in some):
            of_house = await measure.of_house(program.organization, first, last)
        own = [line_id for line_id, indicator in some if indicator.breadth != "house"]
        tied = await _tied(measure, own) if own else {}
        things = sorted({thing for several in tied.values() for thing in several})
        of_thing: dict[int, list[Counted]] = defaultdict(list)
        for row in await measure.of_things(things, first, last) if things else []:
            of_thing[row.id].append(row)
        for line_id, indicator in some:
            if indicator.breadth == "house":
                found[indicator.id] = of_house
            else:
                found[indicator.id] = [row for thing in tied.get(line_id, []) for row in of_thing[thing]]
    return found


async def rows_of(
    program: Program, line_id: int, indicator: Indicator, first: date, last: date
) -> list[Counted]:
    """The records behind a counted number, the newest first; none for a measure nobody offers any more."""
    measure = measures.MEASURES.get(indicator.source)
    if measure is None:
        return []
    if indicator.breadth == "house":
        rows = await measure.of_house(program.organization, first, last)
    else:
        ids = (await _tied(measure, [line_id])).get(line_id, [])
        rows = await measure.of_things(ids, first, last) if ids else []
    return sorted(rows, key=lambda row: (row.on or date.min, row.id), reverse=True)


async def seen(actor: Actor, indicator: Indicator, rows: list[Counted]) -> set[int]:
    """Ids of the rows whose things this person may see: only these are named and linked."""
    measure = measures.MEASURES.get(indicator.source)
    kind = KINDS.get(measure.kind) if measure else None
    ids = sorted({row.id for row in rows if row.id})
    if kind is None or not ids:
        return set()
    return {thing.id for thing in await kind.see(actor, ids)}


def total(rows: list[Counted]) -> int:
    """Hundredths."""
    return sum(row.value for row in rows) * HUNDREDTHS


def year_until(year: int, until: date | None) -> tuple[date, date]:
    """The days of a program's year, up to `until`."""
    last = date(year, 12, 31)
    return date(year, 1, 1), min(last, until) if until else last


def months_over(year: int, today: date) -> int:
    """How many months of the year are over; a month is over on its last day."""
    if today.year != year:
        return MONTHS if today.year > year else 0
    over = today.day == monthrange(today.year, today.month)[1]
    return today.month if over else today.month - 1


def expected(line: Line, year: int, today: date) -> int:
    """How much of the line's months are over, in per cent; without months nothing is expected."""
    months = line.month_list
    over = months_over(year, today)
    return len([month for month in months if month <= over]) * 100 // len(months) if months else 0


async def _tied(measure: Measure, line_ids: list[int]) -> dict[int, list[int]]:
    """Ids of the things that each line is counted by; of notes it is the line itself."""
    if measure.kind == KIND:
        return {line_id: [line_id] for line_id in line_ids}
    return await links.tied(KIND, line_ids, measure.kind)
