"""The SQLite engine: one writer, a few readers, nothing opened per query.

Piccolo's own engine opens a connection, a thread and the whole schema for every query, and its
default transaction loses most concurrent writers to "database is locked".  This one keeps

* one writer behind a first-come, first-served lock: writers of this process queue, and
  BEGIN IMMEDIATE with a busy timeout covers writers of other processes;
* a few read-only readers, which in WAL mode never wait for the writer;
* one more reader for short reads on the event loop itself (see `inline.py`).

A write acknowledged is on the disk: WAL with synchronous=FULL.
"""

import asyncio
import atexit
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Any

from piccolo.engine.sqlite import Atomic, SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.querystring import QueryString

from kimhub.core.inline import Inline, Limit, is_read
from kimhub.core.sqlite_connection import Connection, Result, Setup, register_converters

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # NORMAL lost every acknowledged write in the power-cut test
    "foreign_keys": "ON",
    "temp_store": "MEMORY",
    "cache_size": "-8000",  # KiB, per connection
    "journal_size_limit": "67108864",
}
_GAVE_UP = {sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Lease:
    """What a transaction holds: the connection, until `close`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.task = asyncio.current_task()
        self.open = True
        self.begun = False

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> Result:
        return await self.connection.run(sql, args, in_transaction=self.begun)

    async def begin(self, sql: str) -> None:
        await self.connection.run(sql)
        self.begun = True

    async def close(self) -> None:
        """Give the connection back, rolling back what was not committed; may be called twice."""
        if self.open:
            self.open = False
            self.connection.reset()
            self.connection.lock.release()


class Transaction(SQLiteTransaction):
    """Piccolo's transaction on a leased connection, given back whatever happens."""

    connection: Lease

    def __init__(self, engine: "OneWriterEngine", kind: TransactionType, allow_nested: bool) -> None:
        if (outer := engine.current_transaction.get()) is not None and not outer.connection.open:
            engine.current_transaction.set(None)  # inherited from a transaction that has ended
        super().__init__(engine, transaction_type=kind, allow_nested=allow_nested)
        self.after_commit: list[Callable[[], object]] = []

    async def get_connection(self) -> Lease:
        engine: Any = self.engine
        connection = engine.pick(write=self.transaction_type is not TransactionType.deferred)
        await connection.lock.acquire()
        return Lease(connection)

    async def begin(self) -> None:
        try:
            await self.connection.begin(f"BEGIN {self.transaction_type.value}")
        except BaseException:
            await self.connection.close()
            raise

    async def rollback(self) -> None:
        """Undo everything; a statement sent afterwards in the same block raises OperationalError."""
        self._rolled_back = True
        self.connection.connection.reset()

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return False
        try:
            if exception is None and not (self._committed or self._rolled_back):
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.connection.close()
        if self._committed:
            for call in self.after_commit:
                call()
        return False


class OneWriterEngine(SQLiteEngine):
    """See the module. `pragmas` and `setups` (functions given each new connection) may be changed
    before the first query; `watchers` are called with every statement (tests count with them)."""

    def __init__(
        self, path: str, *, readers: int = 2, inline_steps: int = 0, busy_timeout: float = 15.0
    ) -> None:
        self.readers = readers
        self.busy_timeout = busy_timeout
        self.pragmas = dict(PRAGMAS)
        self.setups: list[Setup] = []
        self.watchers: list[Callable[[str], object]] = []
        self.inline = Inline(path, inline_steps)
        self._sets: dict[asyncio.AbstractEventLoop, _Connections] = {}
        self._last: dict[int, tuple[asyncio.AbstractEventLoop, _Connections]] = {}  # by thread
        self._opening = threading.Lock()
        super().__init__(path=path)
        register_converters()
        atexit.register(self.close)

    async def fetch(self, sql: str, args: Sequence[Any] = (), plain: bool = False) -> Result:
        """Run one statement where it belongs: in the task's transaction, on a reader, or on the writer.

        With `plain` rows may come unconverted (the result says so): for whoever knows what they hold.
        Raises OverflowError for a number beyond 64 bits (no such row can exist: the app answers 404),
        RuntimeError in a task that was started inside a transaction which is still open.
        """
        for watch in self.watchers:
            watch(sql)
        transaction = self.current_transaction.get()
        if transaction is not None and transaction.connection.open:
            if transaction.connection.task is not asyncio.current_task():
                raise RuntimeError("this task was started inside a transaction: start it after the commit")
            return await transaction.connection.execute(sql, args)
        if is_read(sql):
            return await self._read(sql, args, plain)
        connection = self.connections().writer
        async with connection.lock:
            return await connection.run(sql, args)

    async def _read(self, sql: str, args: Sequence[Any], plain: bool) -> Result:
        connections = self.connections()
        inline = self.inline
        if connections.inline and inline.allows(sql):
            here, limit = connections.inline[plain]
            limit.begin(watched=inline.suspects(sql))
            try:
                result = here.execute(sql, args)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _GAVE_UP:
                    raise
                inline.was_slow(sql, limit)
            else:
                if inline.ran_on_loop(sql, result.seconds, limit):
                    await asyncio.sleep(0)
                return result
        connection = connections.reader()
        async with connection.lock:
            result = await connection.run(sql, args)
        if connections.inline:
            inline.ran_in_thread(sql, result.seconds)
        return result

    # What Piccolo calls

    async def run_querystring(
        self, querystring: QueryString, in_pool: bool = False
    ) -> list[dict[str, Any]]:
        return (await self.fetch(*querystring.compile_string(engine_type="sqlite"))).dicts()

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:
        return (await self.fetch(ddl)).dicts()

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> Transaction:
        """IMMEDIATE on the writer; `TransactionType.deferred` is a read-only snapshot on a reader."""
        return Transaction(self, transaction_type, allow_nested)

    def atomic(self, transaction_type: TransactionType = TransactionType.immediate) -> Atomic:
        return Atomic(self, transaction_type)

    async def start_connection_pool(self) -> None:
        self.connections()

    async def close_connection_pool(self) -> None:
        """Close this loop's connections; the last one to close moves the WAL into the file."""
        self._last.pop(threading.get_ident(), None)
        if connections := self._sets.pop(asyncio.get_running_loop(), None):
            await asyncio.to_thread(connections.close)

    # Connections

    def connections(self) -> "_Connections":
        """The connections of the running loop: migrations, run_sync() and tests bring their own.

        Asking for that loop is a system call (getpid). A thread has one running loop at a time, so the one
        it had is still the one while it runs.
        """
        thread = threading.get_ident()
        if (last := self._last.get(thread)) is not None and last[0].is_running():
            return last[1]
        loop = asyncio.get_running_loop()
        connections = self._sets.get(loop)
        if connections is None:
            with self._opening:
                for ended in [other for other in self._sets if other.is_closed()]:
                    self._sets.pop(ended).close()
                connections = self._sets[loop] = _Connections(self)
        self._last[thread] = loop, connections
        return connections

    def pick(self, write: bool) -> Connection:
        return self.connections().writer if write else self.connections().reader()

    def close(self) -> None:
        """Close everything; runs at the end of the process."""
        self._last.clear()
        while self._sets:
            with contextlib.suppress(KeyError):
                self._sets.popitem()[1].close()


class _Connections:
    """The writer (opened first: it turns WAL on), the readers, and the two readers on the loop: one whose
    values are converted, one whose rows are plain (see Result)."""

    def __init__(self, engine: OneWriterEngine) -> None:
        def opened(read_only: bool, timeout: float, plain: bool = False) -> Connection:
            connection = Connection(
                engine.path,
                busy_timeout=timeout,
                pragmas=engine.pragmas,
                setups=engine.setups,
                read_only=read_only,
                plain=plain,
            )
            self.all.append(connection)
            return connection

        self.all: list[Connection] = []
        self.inline: list[tuple[Connection, Limit]] = []
        try:
            self.writer = opened(False, engine.busy_timeout)
            self.readers = [opened(True, engine.busy_timeout) for _ in range(engine.readers)]
            if engine.inline.steps:
                for plain in (False, True):
                    here = opened(True, 0.0, plain)
                    self.inline.append((here, Limit(here.raw, engine.inline.steps)))
        except BaseException:
            self.close()
            raise

    def reader(self) -> Connection:
        """An idle reader, else the one that has waited longest for its turn."""
        readers = self.readers
        readers.append(readers.pop(0))
        for connection in readers:
            if not connection.lock.locked():
                return connection
        return readers[0]

    def close(self) -> None:
        for connection in reversed(self.all):  # the writer last: it tidies the WAL away
            connection.close()
