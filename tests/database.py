"""The test database: made once per process by the real migrations, emptied after each test that wrote."""

import asyncio
import os
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache, partial
from typing import Any

from kimhub.core.db import Engine, OneWriterEngine, make_engine
from kimhub.core.inline import is_read
from kimhub.core.sqlite_connection import Connection, Result
from kimhub.groups import rights
from kimhub.settings import read

# Tables whose rows belong to the installation, not to a test.
KEPT = ("migration", "wilayah")
# Tables that triggers write whenever others change.
VERSIONS = {"board_version", "library_version", "reader_version"}

# Called after each test: in-process caches empty themselves here.
after_each: list[Callable[[], object]] = [rights.forget]

_INTO = re.compile(r'\bINTO\s+"?(\w+)', re.IGNORECASE)
_TABLES = {
    "sqlite": "SELECT name FROM pragma_table_list"
    " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def open_engine(url: str) -> Engine:
    """A second engine, opened as the product opens its own."""
    ours = {key: value for key, value in os.environ.items() if key.startswith("KIMHUB_")}
    return make_engine(read(ours | {"KIMHUB_DATABASE_URL": url}))


def on_the_loop(engine: OneWriterEngine) -> None:
    """Let this engine's statements run where they are asked for, not each in a thread and back.

    That is half of the time a test takes. Others who are ready still get their turn at every statement, as
    they do while a thread works; tests/core/test_sqlite.py and the live server's tests have the threads.
    """
    for connection in engine.connections().all:
        connection.run = partial(_run, connection)  # type: ignore[method-assign]
        connection.reset = connection._roll_back  # type: ignore[method-assign]


async def _run(
    connection: Connection, sql: str, args: Sequence[Any] = (), in_transaction: bool = False
) -> Result:
    # Where nobody is ready a turn only asks the system for news, which takes as long as the statement.
    if getattr(asyncio.get_running_loop(), "_ready", True):
        await asyncio.sleep(0)
    return connection.execute(sql, args, in_transaction)


class Cleaner:
    """Empties the tables that were written since the last time.

    What a statement writes is read off it, what its triggers write off the tables' names; the last one of a
    process is asked whether anything was overlooked.
    """

    def __init__(self, engine: Engine, tables: Collection[str]) -> None:
        self._engine = engine
        self._tables = frozenset(tables)
        self._sent: set[str] = set()
        engine.watchers.append(self._watch)

    def _watch(self, sql: str) -> None:
        if not is_read(sql):
            self._sent.add(sql)

    async def clean(self) -> None:
        if tables := {table for sql in self._sent for table in written(sql)} & self._tables:
            await _empty(self._engine, tables)
        self._sent.clear()
        for call in after_each:
            call()


@lru_cache(10_000)
def written(sql: str) -> tuple[str, ...]:
    """The tables into which this statement puts rows."""
    return tuple(_INTO.findall(sql))


async def _empty(engine: Engine, tables: set[str]) -> None:
    """Without a look at references: SQLite then drops all rows of a table at once."""
    # The versions last: triggers of other tables write them.
    deletes = [f'DELETE FROM "{table}"' for table in [*sorted(tables - VERSIONS), *sorted(VERSIONS)]]
    if isinstance(engine, OneWriterEngine):
        await engine.fetch("PRAGMA foreign_keys=OFF")
        async with engine.transaction():
            for delete in deletes:
                await engine.fetch(delete)
        await engine.fetch("PRAGMA foreign_keys=ON")
    else:
        await engine.pool.execute(";".join(["SET LOCAL session_replication_role = replica", *deletes]))


async def any_order(engine: Engine) -> None:
    """In this transaction references are looked at when all is done, or not at all."""
    postgres = engine.engine_type == "postgres"
    await engine.fetch(
        "SET LOCAL session_replication_role = replica" if postgres else "PRAGMA defer_foreign_keys=ON"
    )


async def filled(engine: Engine) -> list[str]:
    """The tables of tests that have rows."""
    if not (names := await tables_of(engine)):
        return []
    questions = ", ".join(f'EXISTS (SELECT 1 FROM "{name}")' for name in names)
    answers = (await engine.fetch(f"SELECT {questions}")).rows[0]
    return [name for name, has in zip(names, answers, strict=True) if has]


async def tables_of(engine: Engine) -> list[str]:
    """The tables of tests."""
    rows = (await engine.fetch(_TABLES[engine.engine_type])).rows
    return [row[0] for row in rows if not row[0].startswith(KEPT)]
