"""What takes many statements to make is made once per process, and put back for later tests."""

import time
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unittest.mock import patch

from kimhub.core import files
from kimhub.core.db import engine, transaction
from tests.database import any_order, filled

_GOOD_FOR = 300.0  # seconds: there are codes among the rows that end after ten minutes
_PLACE = {"sqlite": "temp", "postgres": "kept"}

Made = TypeVar("Made")


@dataclass
class _Snapshot:
    number: int  # of its copies: two worlds must not write over each other's
    result: Any
    tables: list[str]
    contents: dict[str, tuple[bytes, str, str]]  # key in the storage -> what `save_content` was given
    where: object  # SQLite: the connection that has the copies
    at: float = field(default_factory=time.monotonic)

    def is_good(self) -> bool:
        return time.monotonic() - self.at < _GOOD_FOR and self.where is _connection()


_snapshots: dict[Callable[[], Awaitable[Any]], _Snapshot] = {}


async def once(build: Callable[[], Awaitable[Made]]) -> Made:
    """What `build` gives, and all rows and files it makes. Where something is there already, it builds."""
    if await filled(engine()):
        return await build()
    kept = _snapshots.get(build)
    if kept and kept.is_good():
        await _put_back(kept)
    else:
        number = kept.number if kept else len(_snapshots)
        kept = _snapshots[build] = await _keep(build, number)
    return deepcopy(kept.result)


async def _keep(build: Callable[[], Awaitable[Any]], number: int) -> _Snapshot:
    contents: dict[str, tuple[bytes, str, str]] = {}
    save = files.save_content

    async def note(content: bytes, mime: str, name: str, *more: Any) -> files.Stored:
        stored = await save(content, mime, name, *more)
        contents[stored.key] = content, mime, name
        return stored

    with patch.object(files, "save_content", note):
        result = await build()
    async with transaction():
        if engine().engine_type == "postgres":
            await engine().fetch("CREATE SCHEMA IF NOT EXISTS kept")
        tables = await filled(engine())
        for table in tables:
            await engine().fetch(f"DROP TABLE IF EXISTS {_copy(number, table)}")
            await engine().fetch(f'CREATE TABLE {_copy(number, table)} AS SELECT * FROM "{table}"')
    return _Snapshot(number, result, tables, contents, _connection())


async def _put_back(kept: _Snapshot) -> None:
    async with transaction():
        await any_order(engine())
        for table in kept.tables:
            # A trigger may have made the row of a counter by now.
            copy = _copy(kept.number, table)
            await engine().fetch(
                f'INSERT INTO "{table}" SELECT * FROM {copy} WHERE true ON CONFLICT DO NOTHING'
            )
    for key, content in kept.contents.items():
        if await files.store().size(key) is None:
            await files.save_content(*content)


def _copy(number: int, table: str) -> str:
    return f'{_PLACE[engine().engine_type]}."kept{number}_{table}"'


def _connection() -> object:
    connections = getattr(engine(), "connections", None)
    return connections().writer if connections else None
