"""One SQLite connection with a thread of its own, and how values come out of it."""

import asyncio
import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from queue import SimpleQueue
from time import perf_counter
from typing import Any, NamedTuple

import piccolo.engine.sqlite  # noqa: F401  (registers its converters first; ours replace three of them)

STEPS_BETWEEN_LOOKS = 200_000  # some milliseconds, after which a read asks if it is still wanted

Setup = Callable[[sqlite3.Connection], None]


class Result:
    """What a statement gave: rows, their columns, the time it took.

    `plain` rows hold what SQLite itself knows (times and dates as text, yes and no as numbers).
    """

    __slots__ = ("described", "plain", "rows", "seconds")

    def __init__(
        self,
        described: Sequence[Sequence[Any]],
        rows: Sequence[Sequence[Any]],
        seconds: float = 0.0,
        plain: bool = False,
    ) -> None:
        self.described, self.rows, self.seconds, self.plain = described, rows, seconds, plain

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns; none when the statement returns nothing."""
        return tuple([column[0] for column in self.described])

    def dicts(self) -> list[dict[str, Any]]:
        names = self.names
        return [dict(zip(names, row, strict=True)) for row in self.rows]


class _Order(NamedTuple):
    """A statement on its way to the connection's thread."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Result]
    sql: str
    args: Sequence[Any]
    in_transaction: bool


def _timestamp(value: bytes) -> datetime:
    """Timestamps are stored in UTC with their offset; what lacks one was written in UTC too."""
    moment = datetime.fromisoformat(value.decode())
    if moment.tzinfo is UTC:
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def register_converters() -> None:
    """Replace Piccolo's slowest converters (it sends every INTEGER cell through decode() and Decimal())."""
    sqlite3.converters.pop("INTEGER", None)  # an INTEGER column gives int by itself
    sqlite3.register_converter("BOOLEAN", lambda value: value == b"1")
    sqlite3.register_converter("TIMESTAMPTZ", _timestamp)


class Connection:
    """A sqlite3 connection whose statements run in the order they were sent.

    That order is what makes cancelling safe: whoever lets go of the connection sends its
    rollback first, so it is done before anything the next owner sends.  The thread is a
    daemon: a process always ends, even with a slow query under way.
    """

    def __init__(
        self,
        path: str,
        *,
        busy_timeout: float,
        pragmas: Mapping[str, str],
        setups: Iterable[Setup] = (),
        read_only: bool = False,
        plain: bool = False,
    ) -> None:
        self.read_only, self.plain = read_only, plain
        self.lock = asyncio.Lock()
        if not read_only:
            _make_private(path)
        self.raw = sqlite3.connect(
            path,
            timeout=busy_timeout,
            isolation_level=None,
            detect_types=0 if plain else sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
            cached_statements=512,
            check_same_thread=False,
        )
        try:
            for name, value in pragmas.items():
                self.raw.execute(f"PRAGMA {name}={value}").fetchall()
            for setup in setups:
                setup(self.raw)
            if read_only:
                self.raw.execute("PRAGMA query_only=1")
            self.raw.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()  # reads the schema now
        except BaseException:
            self.raw.close()
            raise
        if read_only:
            self.raw.set_progress_handler(self._unwanted, STEPS_BETWEEN_LOOKS)
        self._broken_off: dict[str, str] = {}
        self._current: _Order | None = None
        self._closing = False
        self._orders: SimpleQueue[_Order | Callable[[], object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def execute(self, sql: str, args: Sequence[Any] = (), in_transaction: bool = False) -> Result:
        """Run one statement in the calling thread.

        Some failures (a full disk, an I/O error) make SQLite roll back by itself.  A statement
        that believes itself inside that transaction must not be committed alone after it.
        """
        if in_transaction and not self.raw.in_transaction:
            raise sqlite3.OperationalError("the transaction was already rolled back by an earlier error")
        text = self._broken_off.get(sql, sql) if self._broken_off else sql
        begun = perf_counter()
        try:
            cursor = self.raw.execute(text, args)
            if cursor.description is None:
                return Result((), ())
            rows = cursor.fetchall()
        except sqlite3.OperationalError as error:
            # Python keeps a statement that was broken off as one in use for ever, and prepares it anew each
            # time, which takes longer than running it. Written otherwise it is another one.
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                self._broken_off[sql] = text + " "
            raise
        return Result(cursor.description, rows, perf_counter() - begun, self.plain)

    async def run(self, sql: str, args: Sequence[Any] = (), in_transaction: bool = False) -> Result:
        """Run one statement in the connection's thread; the caller holds `lock`.

        When the caller is cancelled, a read is broken off soon, a write begun runs to its end.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._send(_Order(loop, future, sql, args, in_transaction))
        return await future

    def reset(self) -> None:
        """Roll back what is open, after the statements already sent; does not wait."""
        self._send(self._roll_back)

    def close(self, wait: float = 5.0) -> None:
        """Finish what was sent, then close; a read under way is broken off."""
        self._closing = True
        if self._thread is None:
            self.raw.close()
            return
        self._orders.put(None)
        self._thread.join(wait)

    def _send(self, order: _Order | Callable[[], object]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="sqlite", daemon=True)
            self._thread.start()
        self._orders.put(order)

    def _unwanted(self) -> bool:
        """Asked now and then during a read: True breaks it off."""
        return self._closing or (self._current is not None and self._current.future.cancelled())

    def _roll_back(self) -> None:
        if self.raw.in_transaction:
            self.raw.rollback()

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            if not isinstance(order, _Order):
                order()
                continue
            if order.future.cancelled():
                continue
            self._current = order
            result: Result | None = None
            error: BaseException | None = None
            try:
                result = self.execute(order.sql, order.args, order.in_transaction)
            except BaseException as failure:
                error = failure
            with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody waits any more
                order.loop.call_soon_threadsafe(_settle, order.future, result, error)
            self._current = None
            del order, result, error
        self._roll_back()
        self.raw.close()


def _make_private(path: str) -> None:
    """A new database is for its owner's eyes only; its WAL and SHM get the same mode from SQLite.

    Never an existing one: closing a file drops the locks that all connections of this process hold on it.
    """
    with contextlib.suppress(OSError):  # it exists; or SQLite says better what is wrong with the place
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _settle(future: asyncio.Future[Result], result: Result | None, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is not None:
        future.set_exception(error)
    elif result is not None:
        future.set_result(result)
