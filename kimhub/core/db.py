"""The one place that knows SQLite and PostgreSQL differ.

Every write happens inside `async with transaction():`, and whoever counts before writing locks the
thing counted for.  Never start a task (create_task, gather, wait_for) inside a transaction: the
task would inherit it.  Both engines refuse such a task's queries with RuntimeError.
"""

import errno
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, TypeAlias

import asyncpg
import piccolo.table
from piccolo.table import Table

from kimhub.core import inserts
from kimhub.core.postgres import PooledEngine
from kimhub.core.sqlite import OneWriterEngine
from kimhub.settings import Settings, load

log = logging.getLogger(__name__)

Engine: TypeAlias = OneWriterEngine | PooledEngine

_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_SQLITE_UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_OS_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def make_engine(settings: Settings) -> Engine:
    """The engine that `settings.database_url` names: sqlite:///<path> or postgresql://..."""
    url = settings.database_url
    if settings.is_sqlite:
        path = url.partition(":///")[2]
        return OneWriterEngine(path, readers=settings.sqlite_readers, inline_steps=settings.inline_reads)
    return PooledEngine(url, pool_size=settings.pool_size)


@cache
def engine() -> Engine:
    """The engine of this process; `piccolo_conf.py` names the same one to Piccolo's commands."""
    return make_engine(load())


# Piccolo's own way to find it imports all that its commands need, Black among it: a tenth of the start.
piccolo.table.engine_finder = engine  # type: ignore[attr-defined]
inserts.write_at_once()


def engine_type() -> Literal["sqlite", "postgres"]:
    return "sqlite" if engine().engine_type == "sqlite" else "postgres"


async def connect() -> None:
    """Open the connections of the running loop: first thing at start."""
    await engine().start_connection_pool()


async def disconnect() -> None:
    """Close the connections of the running loop: last thing at the end."""
    await engine().close_connection_pool()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def transaction() -> AbstractAsyncContextManager[Any]:
    """All or nothing. Within another transaction it joins that one."""
    return engine().transaction()


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Inside a transaction: an exception leaving this block undoes the block only, and goes on upwards.

    For an insert that may break a unique constraint: PostgreSQL refuses every later
    statement of a transaction in which one failed, SQLite does not.
    """
    point = await _current().savepoint()
    try:
        yield
    except BaseException:
        await point.rollback_to()
        raise
    await point.release()


@asynccontextmanager
async def noting() -> AsyncIterator[None]:
    """A transaction for what only notes that somebody was here: skipped when the disk is full or busy.

    Pages write such notes while they are read, and reading must go on where nothing can be written.
    """
    nested = engine().transaction_exists()
    try:
        async with transaction():
            yield
    except Exception as error:
        if nested or not (is_disk_full(error) or is_busy(error)):
            raise
        log.warning("not noted: %s", " ".join(str(error).split()))


def after_commit(call: Callable[[], object]) -> None:
    """Call this once the transaction has been committed, never after a rollback; now when there is none."""
    if engine().transaction_exists():
        _current().after_commit.append(call)
    else:
        call()


async def lock(row: Table) -> None:
    """Make others who lock this row wait until our transaction ends; read its values again afterwards.

    Needed before counting what belongs to it ("is there a seat left?"): PostgreSQL
    lets two transactions count the same free seat.  SQLite has one writer anyway.
    """
    key = row._meta.primary_key
    await lock_id(type(row), getattr(row, key._meta.name))


async def lock_id(table: type[Table], key: object) -> None:
    """The same for a row known only by its primary key; a row that is not there locks nothing."""
    _current()
    if engine_type() == "postgres":
        name, column = table._meta.tablename, table._meta.primary_key._meta.db_column_name
        await engine().fetch(f'SELECT 1 FROM "{name}" WHERE "{column}" = $1 FOR UPDATE', [key])  # noqa: S608


def _current() -> Any:
    current = engine().current_transaction.get()
    if current is None:
        raise RuntimeError("this needs a transaction")
    return current


def is_unique_violation(error: BaseException) -> bool:
    """True when a row with this key exists already."""
    return isinstance(error, asyncpg.UniqueViolationError) or _sqlite_code(error) in _SQLITE_UNIQUE


def is_foreign_key_violation(error: BaseException) -> bool:
    """True when a row refers to nothing, or one still referred to would go."""
    return isinstance(error, asyncpg.ForeignKeyViolationError) or (
        _sqlite_code(error) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    )


def is_busy(error: BaseException) -> bool:
    """True when the same deed may succeed if tried again in a moment."""
    busy = (
        asyncpg.LockNotAvailableError,
        asyncpg.DeadlockDetectedError,
        asyncpg.SerializationError,
        asyncpg.TooManyConnectionsError,
        asyncpg.CannotConnectNowError,
        asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError,
        asyncpg.PostgresConnectionError,  # broken off
        ConnectionError,  # nobody there: the server is being started again
    )
    return isinstance(error, busy) or _sqlite_code(error) & 0xFF in _SQLITE_BUSY


def is_disk_full(error: BaseException) -> bool:
    """True when the disk (or what we may use of it) is full: nothing of the transaction was kept."""
    if isinstance(error, OSError):
        return error.errno in _OS_FULL
    return isinstance(error, asyncpg.DiskFullError) or _sqlite_code(error) in _SQLITE_FULL


def is_out_of_range(error: BaseException) -> bool:
    """True for a number no column can hold. As an id it names nothing, so the app answers 404."""
    return isinstance(error, OverflowError)


def _sqlite_code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) if isinstance(error, sqlite3.Error) else 0
