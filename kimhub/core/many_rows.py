"""Very many rows at once: some hundred in a statement, some ten thousand in a transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from kimhub.core.db import engine, engine_type, transaction

BATCH: Final = 800  # rows in one statement
CHUNK: Final = 40_000  # rows in one transaction
_MOST_VALUES: Final = 30_000  # in one statement; both engines refuse more than 32,766

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Into:
    """A table and its columns in the order of the rows' values."""

    table: str
    columns: tuple[str, ...]


async def write(into: Into, rows: Iterable[Row], tell: Callable[[int], object] | None = None) -> None:
    """Insert the rows; `tell` hears now and then how many are there."""
    done, source = 0, iter(rows)
    batch_size = min(BATCH, _MOST_VALUES // len(into.columns))
    while batch := _take(source, batch_size):
        async with transaction():
            written = 0
            while batch:
                await engine().fetch(*_insert(into, batch))
                written += len(batch)
                batch = _take(source, batch_size) if written < CHUNK else []
        done += written
        if tell and done % (5 * CHUNK) < CHUNK:
            tell(done)


async def next_id(table: str) -> int:
    """The id after the last that was ever given: one that was deleted may still be known somewhere."""
    rows = (await engine().fetch(f"SELECT coalesce(max(id), 0) FROM {table}")).rows  # noqa: S608
    return max(int(rows[0][0]), await _last_given(table)) + 1


async def follow_ids(table: str) -> None:
    """PostgreSQL counts ids by itself: tell it how far we have come."""
    if engine_type() == "postgres":
        await engine().fetch(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )


def _take(source: Iterator[Row], most: int) -> list[Row]:
    return [row for _, row in zip(range(most), source, strict=False)]


def _insert(into: Into, rows: list[Row]) -> tuple[str, list[Any]]:
    width = len(into.columns)
    if engine_type() == "postgres":
        places = ", ".join(
            f"({', '.join(f'${row * width + n + 1}' for n in range(width))})" for row in range(len(rows))
        )
    else:
        places = ", ".join([f"({', '.join('?' * width)})"] * len(rows))
    sql = f"INSERT INTO {into.table} ({', '.join(into.columns)}) VALUES {places}"  # noqa: S608 - our names
    return sql, [value for row in rows for value in row]


async def _last_given(table: str) -> int:
    if engine_type() == "postgres":
        sql = f"SELECT last_value FROM {table}_id_seq WHERE is_called"  # noqa: S608 - our names
    else:
        sql = f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'"  # noqa: S608
    rows = (await engine().fetch(sql)).rows
    return int(rows[0][0]) if rows else 0
