"""Programs as Plans: the working copy from its rows, a version from its snapshot."""

from collections import defaultdict
from typing import Any, Final

from kimhub.core.prepared import prepare_sql
from kimhub.programs import plan
from kimhub.programs.plan import Indicator, Item, Line, Plan
from kimhub.programs.views import Program

_LINE: Final = tuple(name for name in Line.__struct_fields__ if name not in {"indicators", "items"})
_house = prepare_sql("SELECT vision, mission FROM organization WHERE id = :id")
_lines = prepare_sql(
    f"SELECT {', '.join(_LINE)} FROM program_line"  # noqa: S608
    " WHERE program = :program AND dropped IS FALSE ORDER BY sort, id"
)
_indicators = prepare_sql(
    "SELECT i.line, i.id, i.kind, i.name, i.unit, i.target, i.baseline, i.source, i.breadth"
    " FROM program_indicator i JOIN program_line l ON l.id = i.line"
    " WHERE l.program = :program AND i.dropped IS FALSE ORDER BY i.sort, i.id"
)
_items = prepare_sql(
    "SELECT b.line, b.id, b.label, b.volume, b.unit, b.price, b.source"
    " FROM program_item b JOIN program_line l ON l.id = b.line"
    " WHERE l.program = :program ORDER BY b.sort, b.id"
)
_lines_by_id = prepare_sql(
    f"SELECT {', '.join(_LINE)} FROM program_line WHERE id IN :ids ORDER BY sort, id"  # noqa: S608
)
_snapshot = prepare_sql("SELECT content, sha256 FROM program_snapshot WHERE version = :version")


async def working(program: Program) -> Plan:
    """The working copy as it stands."""
    house = await _house.first(id=program.organization) or {"vision": "", "mission": ""}
    return Plan(
        organization=program.owner_name,
        place=program.owner_place,
        year=program.year,
        title=program.title,
        background=program.background,
        legal_basis=program.legal_basis,
        goals=program.goals,
        vision=house["vision"],
        mission=house["mission"],
        lines=await lines_of(program.id),
    )


async def lines_of(program_id: int) -> tuple[Line, ...]:
    """The lines of the working copy, in their order."""
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for row in await _indicators(program=program_id):
        indicators[row.pop("line")].append(Indicator(**row))
    items: dict[int, list[Item]] = defaultdict(list)
    for row in await _items(program=program_id):
        items[row.pop("line")].append(Item(**row))
    return tuple(
        _line(row, tuple(indicators[row["id"]]), tuple(items[row["id"]]))
        for row in await _lines(program=program_id)
    )


async def lines_by_id(ids: list[int]) -> tuple[Line, ...]:
    """Lines as their rows are, also those that were taken out of the plan; without indicators and items."""
    return tuple(_line(row, (), ()) for row in await _lines_by_id(ids=ids))


async def version(version_id: int) -> Plan | None:
    """What was submitted, as it was; None when there is no such version."""
    row = await _snapshot.first(version=version_id)
    return plan.decode(row["content"]) if row else None


async def shown(program: Program, *, working_copy: bool) -> Plan:
    """The working copy for those who write it; for everybody else the version in force, or (for reviewers,
    where nothing is agreed yet) the one that was submitted."""
    if working_copy:
        return await working(program)
    found = program.in_force or program.current
    return (await version(found) if found else None) or await working(program)


def _line(row: dict[str, Any], indicators: tuple[Indicator, ...], items: tuple[Item, ...]) -> Line:
    return Line(**row, indicators=indicators, items=items)
