"""Jobs: run once after the commit, tried again after a failure, never lost and never doubled."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from kimhub.core import bus, jobs
from kimhub.core.db import now, transaction
from kimhub.core.tables import Event, Job

done: list[int] = []


@dataclass(frozen=True)
class Number:
    n: int
    actor_id: int | None = None


async def note(number: Number) -> None:
    done.append(number.n)


async def fail(number: Number) -> None:
    raise ZeroDivisionError("always")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


async def test_a_job_runs_once_with_what_it_was_given():
    await jobs.enqueue(note, Number(7))

    assert await jobs.run_due() == 1
    assert done == [7]
    assert await jobs.run_due() == 0


async def test_a_transaction_that_fails_leaves_no_job():
    async def change_of_mind() -> None:
        async with transaction():
            await jobs.enqueue(note, Number(7))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_of_mind()

    assert await jobs.run_due() == 0


async def test_a_job_waits_for_its_time():
    await jobs.enqueue(note, Number(7), at=now() + timedelta(hours=1))

    assert await jobs.run_due() == 0
    assert await Job.count() == 1


async def test_the_same_key_waits_once():
    for _ in range(3):
        await jobs.enqueue(note, Number(7), key="digest:7")

    assert await jobs.run_due() == 1


async def test_many_workers_share_the_queue_without_doubling():
    for n in range(20):
        await jobs.enqueue(note, Number(n))

    await asyncio.gather(*[jobs.run_due() for _ in range(5)])

    assert sorted(done) == list(range(20))


async def test_a_failed_job_comes_back_later_with_its_error():
    await jobs.enqueue(fail, Number(7))
    row = await jobs._claim()
    free = asyncio.Semaphore(0)

    await jobs._attempt(row, free)

    kept = await Job.objects().first()
    assert kept.error == "ZeroDivisionError: always"
    assert kept.run_at > now()
    assert (kept.failed_at, kept.attempts) == (None, 1)


async def test_a_job_that_always_fails_is_kept_for_a_person_to_see():
    await jobs.enqueue(fail, Number(7))
    await Job.update({Job.attempts: jobs.ATTEMPTS - 1}, force=True)

    await jobs._attempt(await jobs._claim(), asyncio.Semaphore(0))

    kept = await Job.objects().first()
    assert kept.failed_at is not None
    assert await jobs._claim() is None


async def test_a_crashed_process_gives_its_job_back_when_the_lease_ends():
    await jobs.enqueue(note, Number(7))
    assert await jobs._claim()
    assert await jobs._claim() is None

    await Job.update({Job.lease_until: now() - timedelta(seconds=1)}, force=True)

    assert await jobs.run_due() == 1


async def test_what_happened_is_recorded_and_told_after_the_commit():
    bus.on(Number)(note)
    try:
        async with transaction():
            await bus.publish(Number(3, actor_id=5))
        await jobs.run_due()
    finally:
        bus._subscribers[Number].clear()

    event = await Event.select(Event.kind, Event.payload, Event.actor).first()
    assert event == {"kind": "Number", "payload": '{"n": 3, "actor_id": 5}', "actor": 5}
    assert done == [3]


async def test_a_scheduled_job_is_queued_once_per_period_however_many_processes_look(monkeypatch):
    monkeypatch.setattr(jobs, "_schedules", {f"{note.__module__}:note": (note, 86_400)})

    for _ in range(3):
        await jobs.tick()

    assert await Job.count() == 1
