"""What the rest of the code expects of the database, on both engines."""

import pytest

from kimhub.core.db import now, transaction
from kimhub.core.tables import Job
from tests.spy import queries


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


async def test_the_spy_sees_every_statement_once() -> None:
    with queries() as seen:
        async with transaction():
            await add("a")
        await tasks()

    assert [sql.split()[0] for sql in seen] == ["INSERT", "SELECT"]


async def test_a_test_finds_the_database_empty() -> None:
    assert await tasks() == []
