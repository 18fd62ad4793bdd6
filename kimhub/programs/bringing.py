"""Lines that come from elsewhere (a sheet, last year, a template, another KIM) become lines of a draft."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.programs import editing
from kimhub.programs.amounts import MOST_ROWS, MOST_RUPIAH
from kimhub.programs.line_form import too_dear, too_many_rows
from kimhub.programs.plan import Indicator, Item, Line
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine
from kimhub.programs.views import Program

_AT_ONCE: Final = 200  # rows per INSERT: SQLite takes 32,766 values
_PLAN: Final = tuple(
    name for name in Line.__struct_fields__ if name not in {"id", "sort", "indicators", "items"}
)
_last = prepare_sql(
    "SELECT coalesce(max(sort), 0) AS sort, sum(CASE WHEN dropped THEN 0 ELSE 1 END) AS lines"
    " FROM program_line WHERE program = :program"
)


async def bring(
    program: Program,
    actor: Actor,
    lines: Sequence[Line],
    what: str,
    *,
    keys: Sequence[UUID | None] = (),
) -> list[int]:
    """Write `lines` behind those of the program, inside the caller's transaction (which holds it); returns
    their ids. `what` is said by the event: imported, adopted, copied. Raises Refused beyond MOST_LINES, and
    for a line with more than a form takes."""
    if not lines:
        return []
    there = await _last.first(program=program.id)
    assert there is not None
    if int(there["lines"] or 0) + len(lines) > editing.MOST_LINES:
        raise Refused(
            _("Paling banyak %(most)s kegiatan dalam satu program.") % {"most": editing.MOST_LINES}
        )
    for line in lines:
        if max(len(line.items), len(line.indicators)) > MOST_ROWS:
            raise Refused(too_many_rows())
        if any(item.amount > MOST_RUPIAH for item in line.items):
            raise Refused(too_dear())
    rows = []
    for n, line in enumerate(lines, 1):
        values: dict[str, Any] = {name: getattr(line, name) for name in _PLAN}
        rows.append(
            ProgramLine(
                program=program.id, sort=int(there["sort"]) + n, key=keys[n - 1] if keys else None,
                **values, **editing.marks(actor, 1),
            )
        )  # fmt: skip
    ids = await _insert(ProgramLine, rows)
    pairs = list(zip(ids, lines, strict=True))
    await _insert(
        ProgramIndicator,
        [
            ProgramIndicator(line=line_id, sort=n, **_without_id(one))
            for line_id, line in pairs
            for n, one in enumerate(line.indicators)
        ],
    )
    await _insert(
        BudgetItem,
        [
            BudgetItem(line=line_id, sort=n, **_without_id(item))
            for line_id, line in pairs
            for n, item in enumerate(line.items)
        ],
    )
    await editing.noted(program, actor, what, ids[0] if len(ids) == 1 else None)
    return ids


def _without_id(one: Indicator | Item) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(one).items() if name != "id"}


async def _insert(table: Any, rows: list[Any]) -> list[int]:
    """The new ids, in the order of the rows: both engines number what one statement brings in its order."""
    ids: list[int] = []
    for at in range(0, len(rows), _AT_ONCE):
        made = await table.insert(*rows[at : at + _AT_ONCE])
        ids += sorted(int(row["id"]) for row in made)
    return ids
