"""The working copy becomes again what was agreed: of an amendment that was thrown away."""

from typing import Any, Final

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.programs.plan import TEXTS, Indicator, Line, Plan
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine, WorkProgram

_PLAN: Final = tuple(name for name in Line.__struct_fields__ if name not in {"id", "indicators", "items"})
_ids = prepare_sql("SELECT id FROM program_line WHERE program = :program")


async def restore(program_id: int, agreed: Plan) -> None:
    """Make the rows say what `agreed` says, inside the caller's transaction. Lines that came later are
    taken out of the plan, those that were taken out come back; what was recorded of them stays."""
    texts: dict[Any, Any] = {name: getattr(agreed, name) for name in TEXTS}
    await WorkProgram.update({**texts, "version": WorkProgram.version + 1}).where(
        WorkProgram.id == program_id
    )
    kept = {line.id for line in agreed.lines}
    for row in await _ids(program=program_id):
        if row["id"] not in kept:
            await ProgramLine.update(
                {"dropped": True, "version": ProgramLine.version + 1, "changed_at": now()}
            ).where(ProgramLine.id == row["id"])
    for line in agreed.lines:
        values: dict[Any, Any] = {name: getattr(line, name) for name in _PLAN}
        values |= {"dropped": False, "version": ProgramLine.version + 1, "changed_at": now()}
        await ProgramLine.update(values).where(
            (ProgramLine.id == line.id) & (ProgramLine.program == program_id)
        )
        await _indicators(line)
        await BudgetItem.delete().where(BudgetItem.line == line.id)
        if line.items:
            await BudgetItem.insert(
                *[
                    BudgetItem(
                        line=line.id, sort=n, label=item.label, volume=item.volume, unit=item.unit,
                        price=item.price, source=item.source,
                    )
                    for n, item in enumerate(line.items)
                ]
            )  # fmt: skip


async def _indicators(line: Line) -> None:
    kept = {one.id for one in line.indicators}
    rows = await ProgramIndicator.select(ProgramIndicator.id).where(ProgramIndicator.line == line.id)
    for row in rows:
        if row["id"] not in kept:
            await ProgramIndicator.update({ProgramIndicator.dropped: True}).where(
                ProgramIndicator.id == row["id"]
            )
    for n, one in enumerate(line.indicators):
        values: dict[Any, Any] = {
            name: getattr(one, name) for name in Indicator.__struct_fields__ if name != "id"
        }
        await ProgramIndicator.update({**values, "sort": n, "dropped": False}).where(
            (ProgramIndicator.id == one.id) & (ProgramIndicator.line == line.id)
        )
