"""The order of the lines, and lines that are taken out of the plan and brought back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.programs import editing, line_rows
from kimhub.programs.tables import ProgramLine

_dropped = prepare_sql(
    "SELECT id, name, changed_name, changed_at FROM program_line"
    " WHERE program = :program AND dropped IS TRUE ORDER BY changed_at DESC, id DESC LIMIT 50"
)


class Dropped(Struct, frozen=True):
    """A line that was taken out, and by whom."""

    id: int
    name: str
    changed_name: str
    changed_at: datetime


async def drop_line(program_id: int, line_id: int, actor: Actor) -> None:
    """Take a line out of the plan. What is recorded of it stays, and it can come back. Raises NotFound,
    Refused."""
    await _set_dropped(program_id, line_id, actor, dropped=True)


async def restore_line(program_id: int, line_id: int, actor: Actor) -> None:
    """Put it back where it was. Raises NotFound, Refused."""
    await _set_dropped(program_id, line_id, actor, dropped=False)


async def _set_dropped(program_id: int, line_id: int, actor: Actor, *, dropped: bool) -> None:
    async with transaction():
        program = await editing.writable(program_id, actor)
        one = await editing.held_line(program, line_id)
        if one.dropped == dropped:
            return
        await line_rows.remember(one, "")
        values: dict[Any, Any] = {"dropped": dropped, **editing.marks(actor, one.version + 1)}
        await ProgramLine.update(values).where(ProgramLine.id == line_id)
        await editing.noted(program, actor, "dropped" if dropped else "restored", line_id)


async def move_line(program_id: int, line_id: int, actor: Actor, *, down: bool) -> None:
    """Change places with the line above or below; at the edge nothing happens. Raises Refused."""
    async with transaction():
        program = await editing.writable(program_id, actor)
        order = [row["id"] for row in await editing.order_of(program=program_id)]
        at = order.index(line_id) if line_id in order else -1
        to = at + (1 if down else -1)
        if at < 0 or not 0 <= to < len(order):
            return
        order[at], order[to] = order[to], order[at]
        await editing.number_lines(order)
        await editing.noted(program, actor, "order", line_id)


async def put_in_order(program_id: int, actor: Actor, wanted: Sequence[int]) -> None:
    """Bring the lines into this order; those that are not named (somebody has just added them) stay behind
    the line they stand behind. Raises Refused."""
    async with transaction():
        program = await editing.writable(program_id, actor)
        before = [row["id"] for row in await editing.order_of(program=program_id)]
        order = [line_id for line_id in dict.fromkeys(wanted) if line_id in before]
        for n, line_id in enumerate(before):
            if line_id not in order:
                order.insert(order.index(before[n - 1]) + 1 if n else 0, line_id)
        if order != before:
            await editing.number_lines(order)
            await editing.noted(program, actor, "order")


async def dropped(program_id: int) -> list[Dropped]:
    """Lines that were taken out, the last one first."""
    return [Dropped(**row) for row in await _dropped(program=program_id)]
