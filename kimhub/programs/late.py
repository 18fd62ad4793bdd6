"""Lines whose time is over and that are not done: their people are told, not every day."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import today_in
from kimhub.programs import programs, work
from kimhub.programs.events import LineLate
from kimhub.programs.tables import ProgramLine
from kimhub.programs.views import Program
from kimhub.programs.work import LineWork

AGAIN: Final = timedelta(days=14)
YEARS: Final = 1  # a program of the year before last is for its LPJ to talk of
DAY: Final = 86_400


class _Open(Struct, frozen=True):
    id: int
    program: int


_open = prepare_sql(
    "SELECT l.id, l.program FROM program_line l JOIN program p ON p.id = l.program"
    " WHERE p.kind = 'program' AND p.in_force IS NOT NULL AND p.state <> 'closed' AND p.year >= :since"
    " AND p.year <= :year AND l.progress NOT IN ('done', 'cancelled')"
    " AND (l.nagged_on IS NULL OR l.nagged_on <= :before) ORDER BY l.program, l.id",
    _Open,
)


async def of(program: Program) -> list[LineWork]:
    """The lines of a program that are late today, in its order."""
    return (await work.of(program)).late


async def tell(today: date | None = None) -> int:
    """Say of each line that has become late, or still is after two weeks, that it is. Returns how many."""
    day = today or today_in("91")
    before = day - AGAIN
    by_program: dict[int, set[int]] = defaultdict(set)
    for row in await _open(since=day.year - YEARS, year=day.year + 1, before=before):
        by_program[row.program].add(row.id)
    told = 0
    for program_id, ids in by_program.items():
        program = await programs.by_id(program_id)
        if program is None:
            continue
        there = today or program.today
        for one in (await work.of(program)).lines:
            if one.line.id in ids and one.is_late(there):
                told += await _say(program, one.line.id, there, before)
    return told


@every(DAY)
async def tell_daily(_: Tick) -> None:
    """Once a day."""
    await tell()


async def _say(program: Program, line_id: int, day: date, before: date) -> int:
    async with transaction():
        await lock_id(ProgramLine, line_id)
        last = await ProgramLine.select(ProgramLine.nagged_on).where(ProgramLine.id == line_id).first()
        if last and last["nagged_on"] and last["nagged_on"] > before:
            return 0  # another worker was faster
        await ProgramLine.update({ProgramLine.nagged_on: day}).where(ProgramLine.id == line_id)
        await publish(LineLate(program.id, program.organization, line_id))
    return 1
