"""The test database: made once per process by the real migrations, emptied after each test that wrote."""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kimhub.core.db import Engine, OneWriterEngine, make_engine
from kimhub.core.inline import is_read
from kimhub.core.sqlite_connection import Connection, Result
from kimhub.groups import rights
from kimhub.settings import read

# Tables whose rows belong to the installation, not to a test.
KEPT = ("migration", "wilayah")

# Called after each test: in-process caches empty themselves here.
after_each: list[Callable[[], object]] = [rights.forget]

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
    """Empties the tables that have rows, if anything was written since the last time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._wrote = False
        engine.watchers.append(self._watch)

    def _watch(self, sql: str) -> None:
        self._wrote = self._wrote or not is_read(sql)

    async def clean(self) -> None:
        if self._wrote and (tables := await filled(self._engine)):
            async with self._engine.transaction():
                await any_order(self._engine)
                # The versions last: triggers of other tables write them.
                for table in sorted(tables, key=lambda name: name.endswith("_version")):
                    await self._engine.fetch(f'DELETE FROM "{table}"')
        self._wrote = False
        for call in after_each:
            call()


async def any_order(engine: Engine) -> None:
    """In this transaction references are looked at when all is done, or not at all."""
    postgres = engine.engine_type == "postgres"
    await engine.fetch(
        "SET LOCAL session_replication_role = replica" if postgres else "PRAGMA defer_foreign_keys=ON"
    )


async def filled(engine: Engine) -> list[str]:
    """The tables of tests that have rows."""
    rows = (await engine.fetch(_TABLES[engine.engine_type])).rows
    names = [row[0] for row in rows if not row[0].startswith(KEPT)]
    if not names:
        return []
    questions = ", ".join(f'EXISTS (SELECT 1 FROM "{name}")' for name in names)
    answers = (await engine.fetch(f"SELECT {questions}")).rows[0]
    return [name for name, has in zip(names, answers, strict=True) if has]
