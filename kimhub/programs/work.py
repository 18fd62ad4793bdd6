"""What became of a program: planned against real, as one value that only has to be looked at.

`of(program)` reads it with five queries, whatever the number of lines; `totals(ids)` reads the sums of many
programs at once. Indicators stand apart (indicators.py): to count them asks other slices.

Lines are those of the version in force. A line that an amendment took out of the plan keeps what was
recorded of it: it is among `outside`, and its money counts in all sums (features.md E9).
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.programs import reading, shown, states
from kimhub.programs.plan import Line, Plan, by_source
from kimhub.programs.views import Program

FINISHED: Final = frozenset({states.DONE, states.LINE_CANCELLED})
EVER: Final = date.max


class LineWork(Struct, frozen=True):
    """A line with what became of it. `months` are the months of the program's year in which something was
    noted, as bits (bit 0 is January); `spent` is in Rupiah; `share` in per cent, as its people say."""

    line: Line
    year: int
    progress: str = states.NOT_STARTED
    reason: str = ""
    postponed_to: date | None = None
    share: int = 0
    done_on: date | None = None
    version: int = 1
    in_plan: bool = True
    entries: int = 0
    male: int = 0
    female: int = 0
    spent: int = 0
    months: int = 0
    last_on: date | None = None

    @property
    def people(self) -> int:
        """Participants noted, all entries together: somebody who came twice counts twice."""
        return self.male + self.female

    @property
    def planned(self) -> int:
        """Rupiah."""
        return self.line.amount

    @property
    def is_done(self) -> bool:
        return self.progress == states.DONE

    @property
    def due(self) -> date | None:
        """The day after which it is late: the new one when it was put off, else the last one planned."""
        if self.progress == states.POSTPONED and self.postponed_to:
            return self.postponed_to
        return last_day(self.line, self.year)

    def is_late(self, today: date) -> bool:
        """Its time is over, and it is neither done nor called off."""
        due = self.due
        return self.in_plan and self.progress not in FINISHED and due is not None and due < today

    def ran_in(self, month: int) -> bool:
        """Something was noted in this month, 1 to 12."""
        return bool(self.months >> (month - 1) & 1)

    @property
    def is_recorded(self) -> bool:
        """Something is kept of it that must not disappear."""
        return bool(self.entries or self.spent or self.progress != states.NOT_STARTED)


class SourceWork(Struct, frozen=True):
    """A source of money (groups.funding.SOURCES), Rupiah."""

    source: str
    planned: int = 0
    received: int = 0
    spent: int = 0

    @property
    def balance(self) -> int:
        """What is left of what came in; below zero where more was spent than is noted as received."""
        return self.received - self.spent

    @property
    def left(self) -> int:
        """What is left of the plan."""
        return self.planned - self.spent


class Work(Struct, frozen=True):
    """A program with what became of it. `lines` in the order of the plan."""

    plan: Plan
    today: date
    lines: tuple[LineWork, ...] = ()
    outside: tuple[LineWork, ...] = ()
    sources: tuple[SourceWork, ...] = ()

    @property
    def everything(self) -> tuple[LineWork, ...]:
        """Lines of the plan, then those that are out of it."""
        return (*self.lines, *self.outside)

    @property
    def planned(self) -> int:
        """Rupiah."""
        return self.plan.total

    @property
    def received(self) -> int:
        """Rupiah."""
        return sum(one.received for one in self.sources)

    @property
    def spent(self) -> int:
        """Rupiah; the same added up by source and by line."""
        return sum(one.spent for one in self.sources)

    @property
    def balance(self) -> int:
        """Rupiah: what came in less what was spent."""
        return self.received - self.spent

    @property
    def counts(self) -> dict[str, int]:
        """Lines of the plan by states.PROGRESS, each key there."""
        found = dict.fromkeys(states.PROGRESS, 0)
        for one in self.lines:
            found[one.progress] += 1
        return found

    @property
    def done(self) -> int:
        return self.counts[states.DONE]

    @property
    def late(self) -> list[LineWork]:
        return [one for one in self.lines if one.is_late(self.today)]

    @property
    def entries(self) -> int:
        return sum(one.entries for one in self.everything)

    @property
    def male(self) -> int:
        return sum(one.male for one in self.everything)

    @property
    def female(self) -> int:
        return sum(one.female for one in self.everything)

    @property
    def people(self) -> int:
        return self.male + self.female

    @property
    def months_active(self) -> int:
        """Months of the year in which anything was noted."""
        bits = 0
        for one in self.everything:
            bits |= one.months
        return bits.bit_count()

    def line(self, line_id: int) -> LineWork | None:
        return next((one for one in self.everything if one.line.id == line_id), None)


class Totals(Struct, frozen=True):
    """Sums of one program, from its rows: lists and comparisons of many."""

    program: int
    done: int = 0
    ongoing: int = 0
    entries: int = 0
    male: int = 0
    female: int = 0
    spent: int = 0
    received: int = 0


class _Row(Struct, frozen=True):
    id: int
    progress: str
    progress_reason: str
    postponed_to: date | None
    share: int
    done_on: date | None
    work_version: int


class _Day(Struct, frozen=True):
    line: int
    happened_on: date
    entries: int
    male: int
    female: int


class _Cost(Struct, frozen=True):
    line: int
    source: str
    amount: int


class _Income(Struct, frozen=True):
    source: str
    amount: int


class _Sum(Struct, frozen=True):
    program: int
    first: int
    second: int
    third: int


_rows = prepare_sql(
    "SELECT id, progress, progress_reason, postponed_to, share, done_on, work_version"
    " FROM program_line WHERE program = :program ORDER BY sort, id",
    _Row,
)
_days = prepare_sql(
    "SELECT line, happened_on, count(*) AS entries, sum(male) AS male, sum(female) AS female"
    " FROM program_entry WHERE program = :program AND happened_on <= :until GROUP BY line, happened_on",
    _Day,
)
_costs = prepare_sql(
    "SELECT c.line, c.source, sum(c.amount) AS amount FROM program_cost c"
    " JOIN program_entry e ON e.id = c.entry"
    " WHERE c.program = :program AND e.happened_on <= :until GROUP BY c.line, c.source",
    _Cost,
)
_incomes = prepare_sql(
    "SELECT source, sum(amount) AS amount FROM program_income"
    " WHERE program = :program AND received_on <= :until GROUP BY source",
    _Income,
)
_done_of = prepare_sql(
    "SELECT program, sum(CASE WHEN progress = 'done' THEN 1 ELSE 0 END) AS first,"
    " sum(CASE WHEN progress = 'ongoing' THEN 1 ELSE 0 END) AS second, count(*) AS third"
    " FROM program_line WHERE program IN :programs AND agreed IS TRUE GROUP BY program",
    _Sum,
)
_entries_of = prepare_sql(
    "SELECT program, count(*) AS first, sum(male) AS second, sum(female) AS third FROM program_entry"
    " WHERE program IN :programs GROUP BY program",
    _Sum,
)
_money_of = prepare_sql(
    "SELECT program, sum(spent) AS first, sum(received) AS second, 0 AS third FROM ("
    "SELECT program, amount AS spent, 0 AS received FROM program_cost WHERE program IN :programs"
    " UNION ALL SELECT program, 0, amount FROM program_income WHERE program IN :programs"
    ") one GROUP BY program",
    _Sum,
)


async def of(program: Program, whole: Plan | None = None, *, until: date | None = None) -> Work:
    """The program as it was carried out. `whole` is the plan when the caller has it already (else that of
    the version in force, or the working copy where nothing is agreed); `until` leaves out what was noted
    for later days: an account of half a year. Progress is always that of today."""
    whole = whole or await _plan(program)
    last = until or EVER
    rows = {row.id: row for row in await _rows(program=program.id)}
    days: dict[int, list[_Day]] = defaultdict(list)
    for day in await _days(program=program.id, until=last):
        days[day.line].append(day)
    costs = await _costs(program=program.id, until=last)
    spent: dict[int, int] = defaultdict(int)
    for cost in costs:
        spent[cost.line] += cost.amount
    planned = {line.id for line in whole.lines}
    lines = tuple(_worked(line, whole.year, rows, days, spent) for line in whole.lines)
    gone = [line_id for line_id in rows if line_id not in planned]
    recorded = [
        line_id
        for line_id in gone
        if days.get(line_id) or spent.get(line_id) or rows[line_id].progress != states.NOT_STARTED
    ]
    outside = tuple(
        _worked(line, whole.year, rows, days, spent, in_plan=False)
        for line in (await reading.lines_by_id(recorded) if recorded else ())
    )
    incomes = {row.source: row.amount for row in await _incomes(program=program.id, until=last)}
    return Work(whole, program.today, lines, outside, _sources(by_source(whole), incomes, costs))


async def totals(program_ids: Iterable[int]) -> dict[int, Totals]:
    """Sums of these programs by their ids, three queries in all; each id is there. How many lines are
    planned and at what cost stands in the version in force (`lines`, `total`)."""
    ids = list(program_ids)
    done = {row.program: row for row in await _done_of(programs=ids)}
    entries = {row.program: row for row in await _entries_of(programs=ids)}
    money = {row.program: row for row in await _money_of(programs=ids)}
    none = _Sum(0, 0, 0, 0)
    return {
        one: Totals(
            one,
            done=done.get(one, none).first,
            ongoing=done.get(one, none).second,
            entries=entries.get(one, none).first,
            male=entries.get(one, none).second,
            female=entries.get(one, none).third,
            spent=money.get(one, none).first,
            received=money.get(one, none).second,
        )
        for one in ids
    }


def last_day(line: Line, year: int) -> date | None:
    """The last day planned for a line; None without months."""
    if line.ends_on:
        return line.ends_on
    if not line.months:
        return None
    month = line.months.bit_length()
    return date(year, month, monthrange(year, month)[1])


async def _plan(program: Program) -> Plan:
    found = await shown.frozen(program.in_force) if program.in_force else None
    return found or await reading.working(program)


def _worked(
    line: Line,
    year: int,
    rows: dict[int, _Row],
    days: dict[int, list[_Day]],
    spent: dict[int, int],
    *,
    in_plan: bool = True,
) -> LineWork:
    row = rows.get(line.id) or _Row(line.id, states.NOT_STARTED, "", None, 0, None, 1)
    noted = days.get(line.id, [])
    months = 0
    for day in noted:
        if day.happened_on.year == year:
            months |= 1 << (day.happened_on.month - 1)
    return LineWork(
        line,
        year,
        row.progress,
        row.progress_reason,
        row.postponed_to,
        row.share,
        row.done_on,
        row.work_version,
        in_plan,
        entries=sum(day.entries for day in noted),
        male=sum(day.male for day in noted),
        female=sum(day.female for day in noted),
        spent=spent.get(line.id, 0),
        months=months,
        last_on=max((day.happened_on for day in noted), default=None),
    )


def _sources(
    planned: dict[str, int], received: dict[str, int], costs: list[_Cost]
) -> tuple[SourceWork, ...]:
    """Every source that is planned, received or spent: planned ones first, the largest in front."""
    spent: dict[str, int] = defaultdict(int)
    for cost in costs:
        spent[cost.source] += cost.amount
    names = [*planned, *sorted({*received, *spent} - {*planned})]
    return tuple(
        SourceWork(name, planned.get(name, 0), received.get(name, 0), spent.get(name, 0)) for name in names
    )
