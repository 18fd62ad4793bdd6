"""What was not answered by its day: the whole office hears of it once. Nothing is ever decided by the clock
(domain.md 3.3)."""

from datetime import date
from typing import Any, Final

from msgspec import Struct

from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import today_in
from kimhub.programs import agreeing, states
from kimhub.programs.events import ReviewOverdue
from kimhub.programs.tables_versions import ProgramVersion

HOUR: Final = 3600


class _Due(Struct, frozen=True):
    id: int
    program: int
    due_on: date
    seat: str


_due = prepare_sql(
    "SELECT v.id, v.program, v.due_on, o.wilayah_code AS seat FROM program_version v"
    " JOIN program p ON p.current = v.id JOIN organization o ON o.id = p.organization"
    " WHERE v.state IN ('submitted', 'in_review') AND v.due_on <= :today AND v.escalated_at IS NULL"
    " ORDER BY v.id",
    _Due,
)


async def escalate(today: date | None = None) -> int:
    """Say of each version whose day is over that it is. Returns how many."""
    said = 0
    for row in await _due(today=today or today_in("91")):
        here = today or today_in(row.seat)
        if row.due_on < here:
            said += await _say(row)
    return said


@every(HOUR)
async def escalate_hourly(_: Tick) -> None:
    """The day ends at another hour in each zone."""
    await escalate()


async def _say(row: _Due) -> int:
    async with transaction():
        program = await agreeing.held(row.program)
        if program.current != row.id or program.state not in states.WAITING:
            return 0
        change: dict[Any, Any] = {ProgramVersion.escalated_at: now()}
        changed = await (
            ProgramVersion.update(change)
            .where((ProgramVersion.id == row.id) & ProgramVersion.escalated_at.is_null())
            .returning(ProgramVersion.id)
        )
        if not changed:
            return 0
        await agreeing.step(program, "escalated", version=row.id)
        await publish(ReviewOverdue(program.id, program.organization, row.id))
    return 1
