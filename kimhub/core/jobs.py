"""A durable queue in the same database: a job is a row naming a function.

At least once: a job may run again after a crash, so it must bear that. A job's name is its module and
function; when one is renamed the old name stays as an alias for one release.
"""

import asyncio
import contextlib
import importlib
import json
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, get_type_hints

import msgspec

from kimhub.core.db import after_commit, now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.core.tables import Job, Schedule

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # a crashed process's jobs come back after this
ATTEMPTS = 6  # 10 s, 40 s, 3 min, 11 min, 43 min; then kept with its error for a person to look at
WORKERS = 4
POLL = 5.0  # seconds; covers jobs queued by other processes

Task = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tick:
    """What a scheduled job is given: nothing but its time."""

    at: datetime


_TAKE = (
    "UPDATE job SET attempts = attempts + 1, lease_until = :lease WHERE id = (SELECT id FROM job WHERE"
    " failed_at IS NULL AND run_at <= :at AND (lease_until IS NULL OR lease_until < :at)"
    " ORDER BY run_at, id LIMIT 1) RETURNING id, task, payload, attempts"
)
_take = prepare_sql(_TAKE, postgres=_TAKE.replace("LIMIT 1", "LIMIT 1 FOR UPDATE SKIP LOCKED"))
_schedules: dict[str, tuple[Task, int]] = {}
_wake: asyncio.Event | None = None


async def enqueue(task: Task, payload: Any, at: datetime | None = None, key: str | None = None) -> None:
    """Queue `task(payload)` in the caller's transaction; payload is a dataclass of plain values.

    With `key` a second job of the same key is not queued while the first still waits.
    """
    job = Job(
        task=f"{task.__module__}:{task.__qualname__}",
        payload=json.dumps(asdict(payload), default=str),
        run_at=at or now(),
        key=key,
    )
    query = Job.insert(job)
    await (query.on_conflict(Job.key, "DO NOTHING") if key else query)
    if _wake:
        after_commit(_wake.set)


def every(seconds: int) -> Callable[[Task], Task]:
    """Run the function once per period in the whole installation, however many processes there are."""

    def register(task: Task) -> Task:
        _schedules[f"{task.__module__}:{task.__qualname__}"] = (task, seconds)
        return task

    return register


async def run_due() -> int:
    """Run everything that is due now, one after the other; returns how many. A failure is raised."""
    done = 0
    while row := await _claim():
        await _run(row)
        await Job.delete().where(Job.id == row["id"])
        done += 1
    return done


async def tick() -> None:
    """Queue each scheduled job whose period has begun."""
    at = now()
    for name, (task, seconds) in _schedules.items():
        slot = int(at.timestamp()) // seconds
        async with transaction():  # whoever moves the slot on queues the run
            await Schedule.insert(Schedule(name=name, slot=0)).on_conflict(Schedule.name, "DO NOTHING")
            moved = await (
                Schedule.update({Schedule.slot: slot})
                .where((Schedule.name == name) & (Schedule.slot < slot))
                .returning(Schedule.id)
            )
            if moved:
                await enqueue(task, Tick(at), key=f"every:{name}")


async def take_up_again() -> int:
    """Queue the jobs that were given up once more; returns how many."""
    async with transaction():
        change: dict[Any, Any] = {Job.failed_at: None, Job.attempts: 0, Job.run_at: now()}
        rows = await Job.update(change).where(Job.failed_at.is_not_null()).returning(Job.id)
    return len(rows)


async def behind() -> list[str]:
    """The repeated jobs whose period began ten minutes ago or more and that no process has queued: a sign
    that no worker runs. For this every module with jobs has to be imported."""
    clock = now().timestamp()
    slots = {row["name"]: row["slot"] for row in await Schedule.select(Schedule.name, Schedule.slot)}
    return [
        name
        for name, (_task, seconds) in _schedules.items()
        if slots.get(name, -1) < clock // seconds and clock % seconds > 600
    ]


async def work() -> None:
    """Run jobs until cancelled. Several processes may do so at once."""
    global _wake
    _wake = asyncio.Event()
    free = asyncio.Semaphore(WORKERS)
    running: set[asyncio.Task[None]] = set()
    next_tick = 0.0
    try:
        while True:
            try:
                if (clock := asyncio.get_running_loop().time()) >= next_tick:
                    next_tick = clock + 30
                    await tick()
                _wake.clear()
                await free.acquire()
                row = await _claim()
                if row is None:
                    free.release()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(_wake.wait(), POLL)
                    continue
                running.add(task := asyncio.create_task(_attempt(row, free)))
                task.add_done_callback(running.discard)
            except Exception:
                log.exception("the job queue could not be read")
                await asyncio.sleep(1)
    finally:
        _wake = None
        for task in running:
            task.cancel()


async def _attempt(row: dict[str, Any], free: asyncio.Semaphore) -> None:
    try:
        await _run(row)
        await Job.delete().where(Job.id == row["id"])
    except Exception as error:  # a broken job must not stop the queue
        log.exception("job %s (%s) failed", row["id"], row["task"])
        wait = timedelta(seconds=random.uniform(0.5, 1) * 10 * 4 ** (row["attempts"] - 1))  # noqa: S311 - jitter
        change: dict[Any, Any] = {Job.error: f"{type(error).__name__}: {error}"[:1000]}
        change[Job.run_at] = now() + wait
        change[Job.lease_until] = None
        if row["attempts"] >= ATTEMPTS:
            change[Job.failed_at] = now()
        await Job.update(change).where(Job.id == row["id"])
    finally:
        free.release()


async def _run(row: dict[str, Any]) -> None:
    module, _, name = row["task"].partition(":")
    task = getattr(importlib.import_module(module), name)
    (kind,) = [hint for key, hint in get_type_hints(task).items() if key != "return"]
    await task(msgspec.convert(json.loads(row["payload"]), kind, strict=False))


async def _claim() -> dict[str, Any] | None:
    """Take the oldest due job by one statement, which is atomic on both engines."""
    at = now()
    return await _take.first(lease=at + LEASE, at=at)
