"""The timeline of a program: for each activity the months it runs in, as bars and as words.

Pure: plan in, geometry out. Lengths are parts of a lane in per cent, so that it fits any width and the bars
stay as thick as they are.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.core.formats import month_name
from kimhub.core.i18n import _
from kimhub.programs.plan import MONTHS, Line, Plan

GAP: Final = 0.7  # per cent between a bar and the edge of its month
EVERY: Final = (1 << MONTHS) - 1


class Bar(Struct, frozen=True):
    """Where it begins and how long it is: "8.33%", as SVG wants it."""

    x: str
    width: str


class Lane(Struct, frozen=True):
    """An activity: what is planned and, where it is carried out, when something was done."""

    line: Line
    planned: tuple[Bar, ...]
    done: tuple[Bar, ...]
    when: str
    was: str


class Chart(Struct, frozen=True):
    """`month` is the current one, 0 in another year; `busy` counts the activities of each month."""

    year: int
    month: int
    lanes: tuple[Lane, ...]
    busy: tuple[int, ...]

    @property
    def has_done(self) -> bool:
        return any(lane.done for lane in self.lanes)


def chart(plan: Plan, today: date, done: Mapping[int, int] | None = None) -> Chart:
    """The timeline; `done` holds the months, as bits, in which something was done, by the id of a line."""
    done = done or {}
    lanes = tuple(_lane(line, done.get(line.id, 0)) for line in plan.lines)
    busy = tuple(sum(line.runs_in(month) for line in plan.lines) for month in range(1, MONTHS + 1))
    return Chart(plan.year, today.month if today.year == plan.year else 0, lanes, busy)


def runs(months: int) -> list[tuple[int, int]]:
    """First and last month of each stretch: 0b1110 is [(2, 4)]."""
    found: list[tuple[int, int]] = []
    for month in range(1, MONTHS + 1):
        if not months >> (month - 1) & 1:
            continue
        if found and found[-1][1] == month - 1:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def words(months: int, *, short: bool = False) -> str:
    """The same as people say it: "Februari–April, Juni"; empty without a month."""
    if months & EVERY == EVERY:
        return _("Sepanjang tahun")
    return ", ".join(_stretch(first, last, short) for first, last in runs(months))


def _lane(line: Line, done: int) -> Lane:
    return Lane(line, _bars(line.months), _bars(done), words(line.months), words(done))


def _bars(months: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(_percent(first - 1, GAP), _percent(last - first + 1, -2 * GAP)) for first, last in runs(months)
    )


def _percent(months: int, more: float) -> str:
    return f"{100 * months / MONTHS + more:.2f}%"


def _stretch(first: int, last: int, short: bool) -> str:
    start = month_name(first, short=short)
    return start if first == last else f"{start}–{month_name(last, short=short)}"
