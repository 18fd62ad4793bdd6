"""A month as a sheet of weeks, each day with what takes place on it."""

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from kimhub.workshops.views_lists import Listed

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
_MARGIN: Final = timedelta(hours=14)  # a day lasts longer on earth than in one place


class Day(Struct, frozen=True):
    day: date
    inside: bool  # of this month, not of the one before or after
    is_today: bool
    rows: list[Listed]


class Month(Struct, frozen=True):
    first: date
    weeks: list[list[Day]]
    before: str  # for the address; empty where it ends
    after: str

    @property
    def days(self) -> list[Day]:
        """Those of the month on which something begins or goes on."""
        return [day for week in self.weeks for day in week if day.inside and day.rows]


def read(text: str, today: date) -> date:
    """The first day of the month of an address (`2026-11`); of this month where it says none."""
    found = _MONTH.fullmatch(text) if text.isascii() else None
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def stretch(first: date) -> tuple[datetime, datetime]:
    """Everything that can lie in this month, whatever the zone of its place."""
    start = datetime.combine(first, time(), UTC) - _MARGIN
    return start, datetime.combine(_next(first), time(), UTC) + _MARGIN


def make(first: date, rows: Sequence[Listed], today: date) -> Month:
    """Weeks from Monday to Sunday; what lasts several days stands on each, by the clock of its place."""
    by_day: dict[date, list[Listed]] = {}
    for row in rows:
        if row.first_day is None or row.last_day is None:
            continue
        for offset in range((row.last_day - row.first_day).days + 1):
            by_day.setdefault(row.first_day + timedelta(days=offset), []).append(row)
    sheet = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    weeks = [
        [Day(day, day.month == first.month, day == today, by_day.get(day, [])) for day in week]
        for week in sheet
    ]
    before, after = first - timedelta(days=1), _next(first)
    return Month(
        first,
        weeks,
        before.strftime("%Y-%m") if before.year >= FIRST_YEAR else "",
        after.strftime("%Y-%m") if after.year <= LAST_YEAR else "",
    )


def _next(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
