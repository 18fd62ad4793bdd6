"""The PostgreSQL engine: Piccolo's, with a pool that does not ask twice and transactions that never leak.

asyncpg resets a connection with a second round trip each time it returns to the pool.  Nothing here
changes the session outside a transaction (only SET LOCAL is allowed), so there is nothing to reset.

A connection that ran single statements without a fault does not go back there at all: taking it out and
putting it in again makes a task and a timer each, and costs a fifth of what the statement does.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from kimhub.core.sqlite_connection import Result


class Records(Result):
    """What a statement gave; each row knows its columns."""

    __slots__ = ()

    def __init__(self, rows: Sequence[asyncpg.Record]) -> None:
        super().__init__((), rows)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.rows[0].keys()) if self.rows else ()  # type: ignore[attr-defined]


class _Connection(asyncpg.Connection):
    def get_reset_query(self) -> str:
        return ""


class Transaction(PostgresTransaction):
    """Piccolo's transaction, whose connection goes back to the pool whatever happens."""

    def __init__(self, engine: "PooledEngine", allow_nested: bool) -> None:
        outer: Any = engine.current_transaction.get()
        if outer is not None and outer.ended:
            engine.current_transaction.set(None)  # inherited from a transaction that has ended
        super().__init__(engine, allow_nested=allow_nested)
        self.after_commit: list[Callable[[], object]] = []
        self.ended = False
        self.task = asyncio.current_task()

    async def get_connection(self) -> Any:
        engine: Any = self.engine
        self.pool = engine.running_pool()
        return await (engine.take(self.pool) if self.pool else engine.get_new_connection())

    async def begin(self) -> None:
        try:
            await self.transaction.start()
        except BaseException:
            await self._release()
            raise

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return False
        try:
            if not (self._committed or self._rolled_back):
                await (self.commit() if exception is None else self.rollback())
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._release()
        if self._committed:
            for call in self.after_commit:
                call()
        return False

    async def _release(self) -> None:
        self.ended = True
        if self.pool:
            await self.pool.release(self.connection)
        else:
            await self.connection.close()


class PooledEngine(PostgresEngine):
    """`watchers` are called with every statement (tests count with them)."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.watchers: list[Callable[[str], object]] = []
        self.pool_size = pool_size
        self._pool_loop: asyncio.AbstractEventLoop | None = None
        self._at_hand: list[Any] = []  # connections taken from the pool that wait for the next statement
        self._queue = 0  # how many wait for a connection
        settings = {"application_name": "kimhub", "timezone": "UTC", "jit": "off"}
        super().__init__(config={"dsn": url, "server_settings": settings, "statement_cache_size": 500})

    async def check_version(self) -> None:
        """Nothing: Piccolo would connect each time the module is imported."""

    async def start_connection_pool(self, **options: Any) -> None:
        """Open the pool for the running loop; a second call does nothing."""
        if self.running_pool() is None:
            sizes = {"min_size": min(2, self.pool_size), "max_size": self.pool_size}
            self.pool = await asyncpg.create_pool(
                **self.config | sizes | options, connection_class=_Connection
            )
            self._pool_loop = asyncio.get_running_loop()

    async def close_connection_pool(self) -> None:
        if pool := self.running_pool():
            self.pool = None
            while self._at_hand:
                await pool.release(self._at_hand.pop())
            await pool.close()

    def running_pool(self) -> Any:
        """The pool when it belongs to the running loop, else None (then each query connects by itself)."""
        return self.pool if self.pool and self._pool_loop is asyncio.get_running_loop() else None

    async def take(self, pool: Any) -> Any:
        """A connection that works; whoever took it gives it back to `pool`."""
        while self._at_hand:
            connection = self._at_hand.pop()
            if not connection.is_closed():
                return connection
            await pool.release(connection)
        self._queue += 1
        try:
            return await pool.acquire()
        finally:
            self._queue -= 1

    async def _one(self, pool: Any, sql: str, args: Sequence[Any]) -> list[asyncpg.Record]:
        """Run one statement outside a transaction."""
        connection = await self.take(pool)
        try:
            records: list[asyncpg.Record] = await connection.fetch(sql, *args)
        except BaseException:
            await pool.release(connection)
            raise
        if self._queue or pool is not self.pool:
            await pool.release(connection)
        else:
            self._at_hand.append(connection)
        return records

    async def fetch(self, sql: str, args: Sequence[Any] = (), plain: bool = False) -> Result:
        """Run one statement, in the task's transaction when there is one.

        Raises OverflowError for a number beyond its column's range (as SQLite does: the app answers
        404), RuntimeError in a task that was started inside a transaction which is still open.
        """
        records = await self._records(sql, args)
        return Records(records)

    async def _records(self, sql: str, args: Sequence[Any]) -> list[asyncpg.Record]:
        for watch in self.watchers:
            watch(sql)
        transaction: Any = self.current_transaction.get()
        try:
            if transaction is not None and not transaction.ended:
                if transaction.task is not asyncio.current_task():
                    raise RuntimeError(
                        "this task was started inside a transaction: start it after the commit"
                    )
                return await transaction.connection.fetch(sql, *args)
            if pool := self.running_pool():
                return await self._one(pool, sql, args)
            connection = await self.get_new_connection()
            try:
                return await connection.fetch(sql, *args)
            finally:
                await connection.close()
        except asyncpg.DataError as error:
            if "value out of int" in str(error):
                raise OverflowError(str(error)) from error
            raise

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Any]:
        return await self._records(*querystring.compile_string(engine_type="postgres"))

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Any]:
        return await self._records(ddl, ())

    def transaction(self, allow_nested: bool = True) -> Transaction:
        return Transaction(self, allow_nested)
