"""The SQLite engine by itself: its connections, its queue of writers, its reads on the event loop."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from piccolo.engine.sqlite import TransactionType

from kimhub.core import inline
from kimhub.core.sqlite import OneWriterEngine

pytestmark = pytest.mark.once

COUNT_TO = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) FROM n"
)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[OneWriterEngine]:
    """An engine on a file of its own, with every statement free to run on the loop."""
    engine = OneWriterEngine(str(tmp_path / "own.sqlite"), readers=2, inline_steps=5000, busy_timeout=2.0)
    await engine.fetch("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
    await engine.fetch("CREATE TABLE use (id INTEGER PRIMARY KEY, word INTEGER REFERENCES word (id))")
    yield engine
    await engine.close_connection_pool()


async def write(engine: OneWriterEngine, text: str) -> None:
    await engine.fetch("INSERT INTO word (text) VALUES (?)", [text])


async def words(engine: OneWriterEngine) -> list[str]:
    return [text for (text,) in (await engine.fetch("SELECT text FROM word ORDER BY text")).rows]


async def test_every_connection_is_durable_and_checks_references(engine: OneWriterEngine) -> None:
    connections = engine.connections()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    assert len(connections.all) == 5
    for connection in connections.all:
        found = {name: connection.execute(f"PRAGMA {name}").rows[0][0] for name in wanted}
        assert found == wanted
        assert connection.execute("PRAGMA query_only").rows[0][0] == int(
            connection is not connections.writer
        )
    assert connections.writer.execute("PRAGMA busy_timeout").rows[0][0] == 2000


async def test_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    engine = OneWriterEngine(str(tmp_path / "own.sqlite"))
    await engine.run_ddl("CREATE TABLE t (x INTEGER)")

    modes = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir()}
    await engine.close_connection_pool()

    assert set(modes.values()) == {0}
    assert "own.sqlite-wal" in modes


async def test_production_waits_fifteen_seconds_for_another_process(tmp_path: Path) -> None:
    engine = OneWriterEngine(str(tmp_path / "x.sqlite"))

    assert (await engine.fetch("PRAGMA busy_timeout")).rows[0][0] == 15000
    await engine.close_connection_pool()


async def test_a_reference_to_nothing_is_refused(engine: OneWriterEngine) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await engine.fetch("INSERT INTO use (word) VALUES (7)")


async def test_a_reader_cannot_write(engine: OneWriterEngine) -> None:
    await engine.fetch("CREATE TABLE other (x)")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await engine.pick(write=False).run("INSERT INTO other VALUES (1)")


async def test_a_query_beginning_with_with_reads_on_a_reader_and_writes_on_the_writer(
    engine: OneWriterEngine,
) -> None:
    assert (await engine.fetch(COUNT_TO, [3])).rows == [(3,)]
    await engine.fetch("WITH n(t) AS (SELECT 'new') INSERT INTO word (text) SELECT t FROM n")

    assert await words(engine) == ["new"]


async def test_readers_do_not_see_what_is_not_committed(engine: OneWriterEngine) -> None:
    seen: list[list[str]] = []

    async def outside() -> None:
        engine.current_transaction.set(None)
        seen.append(await words(engine))

    async with engine.transaction():
        await write(engine, "a")
        seen.append(await words(engine))
        await asyncio.create_task(outside())

    assert [*seen, await words(engine)] == [["a"], [], ["a"]]


async def test_a_deferred_transaction_is_a_snapshot_that_cannot_write(engine: OneWriterEngine) -> None:
    async with engine.transaction(TransactionType.deferred):
        assert await words(engine) == []
        other = sqlite3.connect(engine.path)
        other.execute("INSERT INTO word (text) VALUES ('b')")
        other.commit()
        other.close()

        assert await words(engine) == []
        with pytest.raises(sqlite3.OperationalError):
            await write(engine, "a")

    assert await words(engine) == ["b"]


async def test_somebody_cancelled_lets_go_and_leaves_nothing_behind(engine: OneWriterEngine) -> None:
    inside = asyncio.Event()

    async def victim() -> None:
        async with engine.transaction():
            await write(engine, "a")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(victim())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with engine.transaction():
        await write(engine, "b")

    assert await words(engine) == ["b"]


async def test_a_storm_of_cancellations_hurts_nobody_else(engine: OneWriterEngine) -> None:
    async def work(name: str) -> None:
        async with engine.transaction():
            await write(engine, name)
            await asyncio.sleep(0)
            await words(engine)

    surely, perhaps = 0, 0
    for turn in range(12):
        tasks = [asyncio.create_task(work(f"{turn}-{number}")) for number in range(20)]
        for _ in range(turn * 3):
            await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert results[1::2] == [None] * 10
        done = results.count(None)
        surely, perhaps = surely + done, perhaps + 20 - done

    # Somebody cancelled while the COMMIT ran may have committed, as with any database.
    assert surely <= len(await words(engine)) <= surely + perhaps
    assert not engine.connections().writer.lock.locked()


async def test_a_cancelled_read_is_interrupted_and_frees_its_reader(engine: OneWriterEngine) -> None:
    reads = [asyncio.create_task(engine.fetch(COUNT_TO, [10**12])) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)

    assert (await engine.fetch("SELECT 1")).rows == [(1,)]


async def test_writers_take_turns_in_the_order_they_came(engine: OneWriterEngine) -> None:
    async def work(number: int) -> None:
        async with engine.transaction():
            (highest,) = (await engine.fetch("SELECT coalesce(max(id), 0) FROM word")).rows[0]
            await engine.fetch("INSERT INTO word (id, text) VALUES (?, ?)", [highest + 1, str(number)])

    await asyncio.gather(*[work(number) for number in range(40)])

    rows = (await engine.fetch("SELECT id, text FROM word ORDER BY id")).rows
    assert rows == [(number + 1, str(number)) for number in range(40)]


async def test_a_writer_in_another_process_is_waited_for_and_then_named_busy(
    engine: OneWriterEngine,
) -> None:
    from kimhub.core.db import is_busy

    other = sqlite3.connect(engine.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as caught:
        async with engine.transaction():
            pass
    other.execute("ROLLBACK")
    other.close()

    assert is_busy(caught.value)
    async with engine.transaction():
        await write(engine, "a")
    assert await words(engine) == ["a"]


async def test_nothing_is_committed_alone_after_sqlite_itself_rolled_back(engine: OneWriterEngine) -> None:
    """A full disk makes SQLite roll back; code that goes on regardless must not half succeed."""

    async def regardless() -> None:
        async with engine.transaction():
            await write(engine, "a")
            await engine.fetch("ROLLBACK")  # as SQLite does by itself
            await write(engine, "b")

    with pytest.raises(sqlite3.OperationalError, match="already rolled back"):
        await regardless()

    assert await words(engine) == []


async def test_a_transaction_rolled_back_by_hand_is_over(engine: OneWriterEngine) -> None:
    async def carry_on() -> None:
        async with engine.transaction() as current:
            await write(engine, "a")
            await current.rollback()
            await write(engine, "b")

    with pytest.raises(sqlite3.OperationalError, match="already rolled back"):
        await carry_on()

    assert await words(engine) == []


class Clock:
    """Proof that the loop went on: counts the turns it took while something else was under way."""

    def __init__(self) -> None:
        self.turns = 0

    async def run(self) -> None:
        while True:
            self.turns += 1
            await asyncio.sleep(0)


async def test_a_slow_read_never_holds_the_loop(engine: OneWriterEngine) -> None:
    """As on a slow disk: each row takes 50 ms. It must not run on the loop's thread, not even once."""
    threads: list[threading.Thread] = []

    def slow_disk(value: int) -> int:
        threads.append(threading.current_thread())
        time.sleep(0.05)
        return value

    engine.setups.append(lambda raw: raw.create_function("slow_disk", 1, slow_disk))
    await engine.close_connection_pool()
    await write(engine, "a")
    clock = Clock()
    ticking = asyncio.create_task(clock.run())

    for _ in range(3):
        before = clock.turns
        assert (await engine.fetch("SELECT slow_disk(id) FROM word")).rows == [(1,)]
        assert clock.turns > before + 5
    ticking.cancel()

    assert len(threads) == 3
    assert threading.current_thread() not in threads


async def test_a_read_that_turns_slow_is_sent_back_to_the_threads(
    engine: OneWriterEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline, "QUICK", 0.2)  # far apart, for a busy machine
    monkeypatch.setattr(inline, "SLOW", 0.2)
    threads: list[threading.Thread] = []

    def disk(value: int) -> int:
        threads.append(threading.current_thread())
        if len(threads) in {3, 4}:
            time.sleep(0.3)
        return value

    engine.setups.append(lambda raw: raw.create_function("disk", 1, disk))
    await engine.close_connection_pool()
    for _ in range(5):
        await engine.fetch("SELECT disk(7)")

    here = threading.current_thread()
    # Timed in a thread; then trusted, watched after its first slow run, and sent back after the second.
    assert [thread is here for thread in threads] == [False, True, True, True, False]


async def test_a_long_read_is_taken_off_the_loop_after_a_few_thousand_steps(
    engine: OneWriterEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statement, quick for one value and endless for another."""
    monkeypatch.setattr(inline, "SLOW", 10.0)  # its steps are to end it, not a crowded machine
    engine.inline.ran_in_thread(COUNT_TO, 0.0)
    assert engine.inline.allows(COUNT_TO)
    clock = Clock()
    ticking = asyncio.create_task(clock.run())
    await asyncio.sleep(0)

    result = await engine.fetch(COUNT_TO, [400_000])
    ticking.cancel()

    assert result.rows == [(400_000,)]
    assert clock.turns > 20
    assert not engine.inline.allows(COUNT_TO)


async def test_a_short_read_stays_on_the_loop_however_often_it_runs(
    engine: OneWriterEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite adds up a statement's steps over its runs, so a naive limit breaks off every hundredth run."""
    monkeypatch.setattr(inline, "SLOW", 10.0)  # however busy the machine
    sql = "SELECT text FROM word WHERE id < ?"
    await write(engine, "a")
    engine.inline.ran_in_thread(sql, 0.0)
    monkeypatch.setattr(engine.connections(), "reader", None)  # calling it would fail

    for _ in range(3000):
        assert (await engine.fetch(sql, [9])).rows == [("a",)]


async def test_a_read_that_was_broken_off_is_prepared_once_more_and_kept(engine: OneWriterEngine) -> None:
    connection = engine.connections().reader()
    prepared: list[object] = []

    def asked(*what: object) -> int:
        prepared.append(what)
        return sqlite3.SQLITE_OK

    connection.raw.set_authorizer(asked)
    counting = "WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 100000)"
    sql = f"{counting} SELECT n FROM t"
    connection.execute(sql)
    connection.raw.set_progress_handler(lambda: True, 10_000)  # after its first row
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute(sql)
    connection.raw.set_progress_handler(None, 0)
    connection.execute(sql)
    assert prepared
    prepared.clear()
    assert len(connection.execute(sql).rows) == 100_000
    assert prepared == []


async def test_many_short_reads_in_a_row_let_others_run(engine: OneWriterEngine) -> None:
    clock = Clock()
    ticking = asyncio.create_task(clock.run())
    engine.inline.ran_in_thread(COUNT_TO, 0.0)
    before = clock.turns
    for _ in range(500):
        await engine.fetch(COUNT_TO, [300])
    ticking.cancel()

    assert clock.turns > before + 2


async def test_a_file_that_memory_cannot_hold_is_not_read_on_the_loop(
    engine: OneWriterEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline, "MEMORY_SHARE", 10**9)
    engine.inline.ran_in_thread("SELECT 1", 0.0)

    assert not engine.inline.allows("SELECT 1")


async def test_full_text_search_and_counting_stay_off_the_loop(engine: OneWriterEngine) -> None:
    for sql in ("SELECT count(*) FROM word", "SELECT group_concat(text) FROM word"):
        for _ in range(2):
            await engine.fetch(sql)
        assert not engine.inline.allows(sql)


async def test_without_inline_steps_nothing_runs_on_the_loop(tmp_path: Path) -> None:
    engine = OneWriterEngine(str(tmp_path / "x.sqlite"), inline_steps=0)
    for _ in range(2):
        await engine.fetch("SELECT 1")

    assert not engine.connections().inline
    await engine.close_connection_pool()


@pytest.mark.parametrize("ending", ["", "await engine.close_connection_pool()", "raise SystemExit(0)"])
def test_a_process_always_ends_even_with_a_read_under_way(tmp_path: Path, ending: str) -> None:
    code = f"""
import asyncio
from kimhub.core.sqlite import OneWriterEngine
engine = OneWriterEngine({str(tmp_path / "x.sqlite")!r})
async def main():
    endless = asyncio.create_task(engine.fetch({COUNT_TO!r}, [10**12]))
    await asyncio.sleep(0)
    await engine.fetch("CREATE TABLE t (x)")
    {ending}
asyncio.run(main())
"""
    result = subprocess.run(
        [sys.executable, "-c", code], timeout=20, check=False, stderr=subprocess.DEVNULL
    )

    assert result.returncode == 0


def test_each_loop_has_its_own_connections(tmp_path: Path) -> None:
    engine = OneWriterEngine(str(tmp_path / "x.sqlite"))

    async def add() -> int:
        await engine.fetch("CREATE TABLE IF NOT EXISTS t (x)")
        await engine.fetch("INSERT INTO t VALUES (1)")
        return (await engine.fetch("SELECT count(*) FROM t")).rows[0][0]

    assert [asyncio.run(add()) for _ in range(3)] == [1, 2, 3]
    engine.close()
