"""How a district goes about programs: days, deadlines, whether the village head comes first."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql

REGENCY: Final = len("73.08")


class Rules(Struct, frozen=True):
    """Of a regency (or a province, for what stands there). Without a row these are in force."""

    wilayah_code: str
    acknowledge: bool = False
    need_decree: bool = True
    review_days: int = 14
    reply_days: int = 14
    submit_month: int = 12
    submit_day: int = 31
    report_month: int = 1
    report_day: int = 31
    half_year: bool = False
    version: int = 0

    def due(self, today: date) -> date:
        """Until when the pembina answers what comes in today."""
        return today + timedelta(days=self.review_days)

    def reply_by(self, today: date) -> date:
        """Until when a program returned today is awaited."""
        return today + timedelta(days=self.reply_days)

    def submit_by(self, year: int) -> date:
        """Until when the program of a year is awaited: a day of the year before."""
        return _day(year - 1, self.submit_month, self.submit_day)

    def report_by(self, year: int) -> date:
        """Until when the LPJ of a year is awaited: a day of the year after."""
        return _day(year + 1, self.report_month, self.report_day)


_of = prepare_sql(
    "SELECT wilayah_code, acknowledge, need_decree, review_days, reply_days, submit_month, submit_day,"
    " report_month, report_day, half_year, version FROM program_rules WHERE wilayah_code = :code",
    Rules,
)


async def of(seat: str) -> Rules:
    """The rules for whoever has its seat there."""
    code = seat[:REGENCY]
    return await _of.first(code=code) or Rules(code)


def _day(year: int, month: int, day: int) -> date:
    """The last day of the month where there is no such day."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(following - timedelta(days=1), date(year, month, 1) + timedelta(days=day - 1))
