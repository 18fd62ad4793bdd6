"""Which lines stand in the version in force, and until when: kept beside the working copy, which an
amendment changes before anybody has agreed to it. Lists and sums of many programs rest on it."""

from collections import defaultdict
from datetime import date
from typing import Any

from kimhub.programs import reading, work
from kimhub.programs.tables import ProgramLine


async def mark(program_id: int, version_id: int | None) -> None:
    """Note the lines of the version that is in force from now on (None: there is none), inside the
    caller's transaction."""
    whole = await reading.version(version_id) if version_id is not None else None
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for line in whole.lines if whole else ():
        by_day[work.last_day(line, whole.year if whole else 0)].append(line.id)
    mine = ProgramLine.program == program_id
    gone: dict[Any, Any] = {ProgramLine.agreed: False, ProgramLine.agreed_until: None}
    await ProgramLine.update(gone).where(mine & ProgramLine.agreed.eq(True))
    for until, ids in by_day.items():
        there: dict[Any, Any] = {ProgramLine.agreed: True, ProgramLine.agreed_until: until}
        await ProgramLine.update(there).where(mine & ProgramLine.id.is_in(ids))
