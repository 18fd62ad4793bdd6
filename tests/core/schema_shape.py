"""What a table really looks like in the database, without the names nobody asked for."""

from typing import Any

from kimhub.core.db import Engine

Shape = dict[str, list[Any]]

_POSTGRES = {
    "columns": (
        "SELECT column_name, data_type, character_maximum_length, is_nullable,"
        " split_part(column_default, '::', 1)"
        " FROM information_schema.columns WHERE table_name = $1"
    ),
    "indexes": (
        "SELECT indexdef LIKE 'CREATE UNIQUE%' AS is_unique, substring(indexdef from 'USING.*') AS what"
        " FROM pg_indexes WHERE tablename = $1"
    ),
    "constraints": (
        "SELECT pg_get_constraintdef(c.oid) AS what FROM pg_constraint c"
        " JOIN pg_class t ON t.oid = c.conrelid WHERE t.relname = $1"
    ),
}


async def shape(engine: Engine, table: str) -> Shape:
    """Columns, indexes and constraints of a table, each in a fixed order."""
    if engine.engine_type == "postgres":
        found = {name: (await engine.fetch(sql, [table])).rows for name, sql in _POSTGRES.items()}
        return {name: sorted((tuple(row) for row in rows), key=repr) for name, rows in found.items()}
    return await _sqlite(engine, table)


async def _sqlite(engine: Engine, table: str) -> Shape:
    async def rows(sql: str, *args: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in (await engine.fetch(sql, list(args))).rows]

    indexes = []
    for name, unique, origin in await rows(
        'SELECT name, "unique", origin FROM pragma_index_list(?)', table
    ):
        columns = await rows("SELECT name FROM pragma_index_info(?) ORDER BY seqno", name)
        indexes.append((unique, origin, [column for (column,) in columns]))
    references = await rows(
        'SELECT "from", "table", "to", on_update, on_delete FROM pragma_foreign_key_list(?)', table
    )
    ((sql,),) = await rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table)
    described = await rows('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)', table)
    return {
        "columns": sorted(described),
        "indexes": sorted(indexes, key=repr),
        "constraints": [*sorted(references), sql.upper().count(" CHECK "), "AUTOINCREMENT" in sql],
    }
