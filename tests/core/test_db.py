"""What the rest of the code expects of the database, the same on both engines."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Unique
from piccolo.table import Table

from kimhub.core import db
from kimhub.core.db import after_commit, lock, lock_id, now, savepoint, transaction
from kimhub.core.tables import Bucket, Job
from tests.spy import queries


class Town(Table, tablename="test_town"):
    id = BigSerial(primary_key=True)
    name = Varchar(length=40, unique=True)


class Sample(Table, tablename="test_sample"):
    id = BigSerial(primary_key=True)
    town = ForeignKey(Town, null=True)
    small = Integer(default=0)
    big = BigInt(default=0)
    yes = Boolean(default=False)
    moment = Timestamptz(null=True, default=None)
    day = Date(null=True, default=None)
    key = UUID()
    body = Text(default="")

    once_a_day = Unique([day, small])


@pytest.fixture
async def tables() -> AsyncIterator[None]:
    for table in (Town, Sample):
        await table.create_table()
    yield
    for table in (Sample, Town):
        await table.alter().drop_table()


async def add(task: str) -> None:
    await Job.insert(Job(task=task, run_at=now()))


async def tasks() -> list[str]:
    return await Job.select(Job.task).order_by(Job.task).output(as_list=True)


async def test_a_failure_inside_a_nested_transaction_undoes_everything() -> None:
    async def fail() -> None:
        async with transaction():
            await add("a")
            async with transaction():
                await add("b")
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await tasks() == []


async def test_a_transaction_reads_its_own_writes() -> None:
    async with transaction():
        await add("a")
        assert await tasks() == ["a"]


async def test_the_last_seat_is_given_once(tables: None) -> None:
    hall = Town(name="Mallari")
    await hall.save()

    async def take() -> None:
        async with transaction():
            await lock(hall)
            if await Sample.count() < 20:
                await Sample.insert(Sample(town=hall.id, small=0))

    await asyncio.gather(*[take() for _ in range(40)])

    assert await Sample.count() == 20


async def test_a_lock_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        await lock_id(Job, 1)


async def test_what_failed_in_a_savepoint_is_undone_alone(tables: None) -> None:
    async def add_towns(*names: str) -> None:
        async with savepoint():
            for name in names:
                await Town.insert(Town(name=name))

    async with transaction():
        await Town.insert(Town(name="a"))
        with pytest.raises(Exception) as caught:
            await add_towns("b", "a")
        await Town.insert(Town(name="c"))

    assert db.is_unique_violation(caught.value)
    assert await Town.select(Town.name).order_by(Town.name).output(as_list=True) == ["a", "c"]


async def test_what_waits_for_the_commit_never_runs_after_a_rollback() -> None:
    called: list[str] = []

    async def undone() -> None:
        async with transaction():
            after_commit(lambda: called.append("undone"))
            raise ZeroDivisionError

    async with transaction():
        async with transaction():
            after_commit(lambda: called.append("inner"))
        assert called == []
    with pytest.raises(ZeroDivisionError):
        await undone()
    after_commit(lambda: called.append("at once"))

    assert called == ["inner", "at once"]


async def test_a_task_started_inside_a_transaction_is_told_so() -> None:
    async with transaction():
        await add("a")
        with pytest.raises(RuntimeError, match="start it after the commit"):
            await asyncio.create_task(add("b"))

    assert await tasks() == ["a"]


async def test_a_task_that_outlives_its_transaction_writes_on_its_own() -> None:
    ended = asyncio.Event()

    async def late() -> None:
        await ended.wait()
        async with transaction():
            await add("late")

    async with transaction():
        task = asyncio.create_task(late())
    ended.set()
    await task

    assert await tasks() == ["late"]


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody() -> None:
    inside = asyncio.Event()

    async def victim() -> None:
        async with transaction():
            await add("a")
            inside.set()
            await asyncio.Event().wait()

    for _ in range(12):  # more often than there are connections
        inside.clear()
        task = asyncio.create_task(victim())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with transaction():
        await add("b")

    assert await tasks() == ["b"]


async def test_values_come_back_as_they_went_in(tables: None) -> None:
    wib = timezone(timedelta(hours=7))
    moment = datetime(2026, 11, 1, 6, 30, 0, 123456, tzinfo=wib)
    key = uuid4()
    await Sample.insert(
        Sample(
            small=-5,
            big=2**63 - 1,
            yes=True,
            moment=moment,
            day=date(2026, 2, 3),
            key=key,
            body="É ☕ '\"?{}$1",
        )
    )

    row = await Sample.select(Sample.all_columns(exclude=[Sample.id, Sample.town])).first()

    assert row == {
        "small": -5,
        "big": 2**63 - 1,
        "yes": True,
        "moment": moment,
        "day": date(2026, 2, 3),
        "key": key,
        "body": "É ☕ '\"?{}$1",
    }
    assert row["moment"].utcoffset() == timedelta(0)
    assert (type(row["small"]), type(row["yes"])) == (int, bool)


async def test_moments_compare_across_zones_and_microseconds(tables: None) -> None:
    first = datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)
    moments = [first, first + timedelta(microseconds=1), first + timedelta(seconds=1)]
    for number, moment in enumerate(moments):
        local = moment.astimezone(timezone(timedelta(hours=9)))
        await Sample.insert(Sample(small=number, moment=local))

    later = await Sample.select(Sample.small).where(Sample.moment > moments[0]).order_by(Sample.moment)

    assert [row["small"] for row in later] == [1, 2]


async def test_a_moment_the_database_set_is_aware_too(tables: None) -> None:
    await db.engine().fetch(
        'CREATE TABLE "test_made" (at TIMESTAMPTZ DEFAULT current_timestamp, n INTEGER)'
    )
    await db.engine().fetch('INSERT INTO "test_made" (n) VALUES (1)')
    ((at,),) = (await db.engine().fetch('SELECT at FROM "test_made"')).rows
    await db.engine().fetch('DROP TABLE "test_made"')

    assert at.utcoffset() == timedelta(0)
    assert abs(now() - at) < timedelta(minutes=5)


async def test_the_id_of_a_deleted_row_is_never_given_again(tables: None) -> None:
    ids = []
    for name in ("a", "b"):
        ids += await Town.insert(Town(name=name)).returning(Town.id)
        await Town.delete(force=True)

    assert ids[1]["id"] > ids[0]["id"]


@pytest.mark.parametrize("number", [2**63, 99999999999999999999, -(2**63) - 1])
async def test_a_number_no_column_can_hold_is_told_apart(tables: None, number: int) -> None:
    """Trap 4 of our stack: `/forum/99999999999999999999` must be able to become a 404."""
    with pytest.raises(OverflowError) as caught:
        await Town.select(Town.id).where(Town.id == number)

    assert db.is_out_of_range(caught.value)


async def test_a_composite_constraint_holds(tables: None) -> None:
    await Sample.insert(Sample(day=date(2026, 1, 1), small=1))

    with pytest.raises(Exception) as caught:
        await Sample.insert(Sample(day=date(2026, 1, 1), small=1))

    assert db.is_unique_violation(caught.value)


async def test_faults_are_told_apart(tables: None) -> None:
    await Town.insert(Town(name="a"))
    with pytest.raises(Exception) as twice:
        await Town.insert(Town(name="a"))
    with pytest.raises(Exception) as orphan:
        await Sample.insert(Sample(town=4711))

    checks = [
        db.is_unique_violation,
        db.is_foreign_key_violation,
        db.is_busy,
        db.is_disk_full,
        db.is_out_of_range,
    ]
    assert [check(twice.value) for check in checks] == [True, False, False, False, False]
    assert [check(orphan.value) for check in checks] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("error", "busy", "full"),
    [
        (asyncpg.DeadlockDetectedError("x"), True, False),
        (asyncpg.LockNotAvailableError("x"), True, False),
        (asyncpg.DiskFullError("x"), False, True),
        (OSError(28, "No space left on device"), False, True),
        (OSError(2, "No such file"), False, False),
        (sqlite3.OperationalError("made by hand"), False, False),
        (ValueError("x"), False, False),
    ],
    ids=repr,
)
@pytest.mark.once
def test_the_drivers_own_faults_are_known(error: Exception, busy: bool, full: bool) -> None:
    assert (db.is_busy(error), db.is_disk_full(error)) == (busy, full)


async def test_the_spy_sees_every_statement_once() -> None:
    with queries() as seen:
        async with transaction():
            await add("a")
        await tasks()

    assert [sql.split()[0] for sql in seen] == ["INSERT", "SELECT"]


async def test_counting_and_deciding_what_was_inserted_work_alike() -> None:
    query = Bucket.insert(Bucket(key="k", resets_at=now())).on_conflict(Bucket.key, "DO NOTHING")
    first: list[dict[str, Any]] = await query.returning(Bucket.id)
    second: list[dict[str, Any]] = await query

    assert (len(first), second) == (1, [])


async def test_a_test_finds_the_database_empty() -> None:
    assert await tasks() == []
    assert await Bucket.count() == 0


async def test_the_engine_in_use_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    assert db.engine_type() == pytestconfig.getoption("--db")
