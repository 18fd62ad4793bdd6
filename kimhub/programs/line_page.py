"""All that the page of a line shows, for one reader."""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.programs import (
    costs,
    entries,
    indicators,
    policy,
    policy_work,
    reading,
    shown,
    work,
    work_files,
)
from kimhub.programs.costs import Cost
from kimhub.programs.entries import Entry
from kimhub.programs.indicators import Standing
from kimhub.programs.plan import Line
from kimhub.programs.programs import LineOf
from kimhub.programs.work import LineWork
from kimhub.programs.work_files import File

SHOWN = 20  # entries, before all are asked for


class Noted(Struct, frozen=True):
    """An entry with what belongs to it."""

    entry: Entry
    costs: list[Cost]
    photos: list[File]
    papers: list[File]

    @property
    def spent(self) -> int:
        """Rupiah."""
        return sum(cost.amount for cost in self.costs)


class View(Struct, frozen=True):
    """`in_force`: it stands in the agreed version; else it is planned only, or was taken out."""

    line: Line
    worked: LineWork
    in_force: bool
    is_gone: bool
    noted: list[Noted]
    more: int
    standings: list[Standing]
    spent: dict[str, int]  # by source

    @property
    def planned(self) -> dict[str, int]:
        """Rupiah by source."""
        found: dict[str, int] = {}
        for item in self.line.items:
            found[item.source] = found.get(item.source, 0) + item.amount
        return found

    @property
    def sources(self) -> list[str]:
        planned = self.planned
        return [*planned, *(source for source in self.spent if source not in planned)]


async def of(one: LineOf, actor: Actor, *, every: bool = False) -> View | None:
    """The line as this person may see it: what is agreed, or what they write or review. A line that was
    taken out of the plan stays as long as something is recorded of it. None for anything else."""
    program = one.program
    writes = policy.writes(actor, program)
    whole = await shown.frozen(program.in_force) if program.in_force else None
    whole = whole or await reading.shown(program, working_copy=writes)
    done = await work.of(program, whole)
    worked = done.line(one.id)
    if worked is None:
        worked = await _of_working_copy(one, actor)
    if worked is None:
        return None
    books = policy_work.sees_books(actor, program)
    some, files, spent = await _noted(one, every=every)
    by_source: dict[str, int] = {}
    for rows in spent.values():
        for cost in rows:
            by_source[cost.source] = by_source.get(cost.source, 0) + cost.amount
    measured = worked.line.indicators and program.in_force is not None and worked.in_plan
    return View(
        worked.line,
        worked,
        in_force=program.in_force is not None and whole.line(one.id) is not None,
        is_gone=program.in_force is not None and not worked.in_plan and worked.is_recorded,
        noted=[
            Noted(
                entry,
                spent.get(entry.id, []) if books else [],
                [file for file in files.get(entry.id, []) if file.is_picture],
                [file for file in files.get(entry.id, []) if not file.is_picture and books],
            )
            for entry in some
        ],
        more=worked.entries - len(some),
        standings=await indicators.of(program, whole, line_id=one.id) if measured else [],
        spent=by_source,
    )


async def name_of(one: LineOf) -> str:
    """What the agreed version calls the line: for people who do not read what is being written."""
    whole = await shown.frozen(one.program.in_force) if one.program.in_force else None
    there = whole.line(one.id) if whole else None
    return there.name if there else one.name


async def _of_working_copy(one: LineOf, actor: Actor) -> LineWork | None:
    """A line of an amendment that is not agreed yet, for those who write it."""
    if not policy.sees_working_copy(actor, one.program) or one.dropped:
        return None
    line = (await reading.working(one.program)).line(one.id)
    return work.LineWork(line, one.program.year, in_plan=False) if line else None


async def _noted(
    one: LineOf, *, every: bool
) -> tuple[list[Entry], dict[int, list[File]], dict[int, list[Cost]]]:
    some = await entries.of_line(one.id, entries.MOST if every else SHOWN)
    files: dict[int, list[File]] = {}
    for file in await work_files.of_line(one.id) if some else []:
        files.setdefault(file.entry or 0, []).append(file)
    return some, files, await costs.of_line(one.id)
