"""The rows of one line: read with their earlier versions, and written cell by cell."""

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from piccolo.table import Table

from kimhub.core.prepared import prepare_sql
from kimhub.programs import cells
from kimhub.programs.cells import Cost, Measured, Person, When
from kimhub.programs.plan import Indicator, Item, Line
from kimhub.programs.tables import BudgetItem, LinePast, ProgramIndicator, ProgramLine

KEPT: Final = 100  # edits of a line; each is saved by itself while somebody types
_COLUMNS: Final = tuple(name for name in Line.__struct_fields__ if name not in {"indicators", "items"})


class Stored(Struct, frozen=True):
    """A line as it stands. `keys` leads from the key a row was made with to its cell."""

    line: Line
    version: int
    dropped: bool
    name: str  # who wrote it last
    at: datetime
    keys: dict[str, str]

    @property
    def cells(self) -> dict[str, Any]:
        return cells.of_line(self.line)


class Past(Struct, frozen=True):
    """A line as it was: `name` had written it so at that time."""

    version: int
    content: str
    name: str
    written_at: datetime
    key: str

    @property
    def cells(self) -> dict[str, Any]:
        return cells.of_line(msgspec.json.decode(self.content, type=Line))


_SELECT: Final = (
    f"SELECT {', '.join(_COLUMNS)}, version, dropped, changed_name, changed_at FROM program_line"  # noqa: S608
)
_INDICATOR: Final = "i.id, i.kind, i.name, i.unit, i.target, i.baseline, i.source, i.breadth, i.key"
_ITEM: Final = "b.id, b.label, b.volume, b.unit, b.price, b.source, b.key"
_line = prepare_sql(f"{_SELECT} WHERE id = :id AND program = :program")
_lines = prepare_sql(f"{_SELECT} WHERE program = :program AND dropped IS FALSE ORDER BY sort, id")
_indicators = prepare_sql(
    f"SELECT {_INDICATOR} FROM program_indicator i"  # noqa: S608
    " WHERE i.line = :line AND i.dropped IS FALSE ORDER BY i.sort, i.id"
)
_items = prepare_sql(
    f"SELECT {_ITEM} FROM program_item b WHERE b.line = :line ORDER BY b.sort, b.id"  # noqa: S608
)
_indicators_of = prepare_sql(
    f"SELECT i.line, {_INDICATOR} FROM program_indicator i JOIN program_line l ON l.id = i.line"  # noqa: S608
    " WHERE l.program = :program AND i.dropped IS FALSE ORDER BY i.sort, i.id"
)
_items_of = prepare_sql(
    f"SELECT b.line, {_ITEM} FROM program_item b JOIN program_line l ON l.id = b.line"  # noqa: S608
    " WHERE l.program = :program ORDER BY b.sort, b.id"
)
_past = prepare_sql(
    "SELECT version, content, name, written_at, key FROM program_line_past"
    " WHERE line = :line AND version >= :version ORDER BY version",
    Past,
)
_next = {
    name: prepare_sql(f"SELECT coalesce(max(sort), -1) + 1 FROM program_{name} WHERE line = :line")  # noqa: S608
    for name in ("indicator", "item")
}
_forget = prepare_sql(
    "DELETE FROM program_line_past WHERE line = :line AND version <= :version RETURNING id"
)
_done = prepare_sql("SELECT version FROM program_line_past WHERE line = :line AND key = :key")


async def stored(program_id: int, line_id: int) -> Stored | None:
    """The line of that program, also one that was taken out; None when there is none."""
    row = await _line.first(id=line_id, program=program_id)
    if row is None:
        return None
    return _stored(row, await _indicators(line=line_id), await _items(line=line_id))


async def all_of(program_id: int) -> list[Stored]:
    """The lines of the plan in their order."""
    indicators: dict[int, list[dict[str, Any]]] = {}
    for row in await _indicators_of(program=program_id):
        indicators.setdefault(row.pop("line"), []).append(row)
    items: dict[int, list[dict[str, Any]]] = {}
    for row in await _items_of(program=program_id):
        items.setdefault(row.pop("line"), []).append(row)
    return [
        _stored(row, indicators.get(row["id"], []), items.get(row["id"], []))
        for row in await _lines(program=program_id)
    ]


async def since(line_id: int, version: int) -> list[Past]:
    """What the line was from that version on, the oldest first; the present one is not among them."""
    return await _past(line=line_id, version=version)


async def done_as(line_id: int, key: str) -> int | None:
    """The version that an edit with this key led to; None when it was not done."""
    found = await _done.value(line=line_id, key=key) if key else None
    return None if found is None else int(found) + 1


async def remember(one: Stored, key: str) -> None:
    """Keep the line as it stands, before an edit with this key. What lies further back than KEPT edits is
    let go: a device that was away for so long is asked about every difference."""
    content = msgspec.json.encode(one.line).decode()
    row = LinePast(
        line=one.line.id, version=one.version, content=content, name=one.name, written_at=one.at, key=key
    )
    await LinePast.insert(row)
    await _forget(line=one.line.id, version=one.version - KEPT)


async def write(one: Stored, wanted: dict[str, Any], changed: list[str], marks: dict[str, Any]) -> None:
    """Make the rows say what `wanted` says of the `changed` cells. `marks` are further columns of the
    line."""
    values: dict[Any, Any] = dict(marks)
    for cell in changed:
        table, _colon, ref = cell.partition(":")
        if table in {"indicator", "item"}:
            await _write_row(one.line, table, ref, wanted.get(cell))
        else:
            values |= columns(cell, wanted.get(cell))
    await ProgramLine.update(values).where(ProgramLine.id == one.line.id)


def columns(cell: str, value: Any) -> dict[str, Any]:
    """A cell of the line itself as columns."""
    match value:
        case When():
            return {"months": value.months, "starts_on": value.starts_on, "ends_on": value.ends_on}
        case Person():
            return {"pic_user": value.user, "pic_name": value.name}
    return {cell: value if value is not None or cell == "target_count" else ""}


async def _write_row(line: Line, table: str, ref: str, value: Measured | Cost | None) -> None:
    of: type[Table] = ProgramIndicator if table == "indicator" else BudgetItem
    if ref.isdigit():
        place = (of.id == int(ref)) & (of.line == line.id)  # type: ignore[attr-defined]
        if value is not None:
            await of.update(msgspec.structs.asdict(value)).where(place)  # type: ignore[arg-type]
        elif of is ProgramIndicator:
            await ProgramIndicator.update({ProgramIndicator.dropped: True}).where(place)
        else:
            await BudgetItem.delete().where(place)
    elif value is not None:
        fields: dict[str, Any] = msgspec.structs.asdict(value)
        fields |= {"line": line.id, "sort": await _next[table].value(line=line.id)}
        await of.insert(of(key="" if ref[0] == "+" else ref, **fields))


def _stored(row: dict[str, Any], indicators: list[dict[str, Any]], items: list[dict[str, Any]]) -> Stored:
    version, dropped = row.pop("version"), row.pop("dropped")
    name, at = row.pop("changed_name"), row.pop("changed_at")
    keys: dict[str, str] = {}
    line = Line(
        **row,
        indicators=tuple(Indicator(**_without_key(one, "indicator", keys)) for one in indicators),
        items=tuple(Item(**_without_key(one, "item", keys)) for one in items),
    )
    return Stored(line, version, dropped, name, at, keys)


def _without_key(row: dict[str, Any], table: str, keys: dict[str, str]) -> dict[str, Any]:
    if key := row.pop("key"):
        keys[f"{table}:{key}"] = f"{table}:{row['id']}"
    return row
