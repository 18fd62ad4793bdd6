"""What was acknowledged is there: with many writers, after kill -9, a power cut, and on a full disk.

Real processes on a database of their own on a real disk (the other tests' databases live in memory).
"""

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from kimhub.core.db import Engine, is_disk_full
from kimhub.core.tables import Bucket, Event
from tests.core import power_cut
from tests.database import open_engine


@pytest.fixture
async def url(empty_database: str) -> str:
    """A database with one counter and no event."""
    own = open_engine(empty_database)
    for table in (Bucket, Event):
        for ddl in table.create_table().ddl:
            await own.fetch(ddl)
    await own.fetch(
        "INSERT INTO bucket (key, tries, resets_at) VALUES ('counter', 0, '2026-01-01 00:00:00+00:00')"
    )
    await own.close_connection_pool()
    return empty_database


async def start(url: str, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "tests.core.writer", *words],
        env=os.environ | {"KIMHUB_DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def acknowledged(process: asyncio.subprocess.Process, most: int) -> set[str]:
    """Read `most` acknowledgements, kill the process, and read those it had still sent."""
    assert process.stdout
    names = [await process.stdout.readline() for _ in range(most)]
    process.send_signal(signal.SIGKILL)
    rest, _ = await process.communicate()
    lines = [*names, *rest.splitlines(keepends=True)]
    return {line.decode().strip() for line in lines if line.endswith(b"\n")}


async def ask(own: Engine, sql: str) -> list[Any]:
    return [row[0] for row in (await own.fetch(sql)).rows]


async def test_forty_writers_in_each_of_two_processes_lose_nothing(url: str) -> None:
    processes = [await start(url, "count", "40", "5") for _ in range(2)]
    results = [await process.communicate() for process in processes]

    own = open_engine(url)
    counted = await ask(own, "SELECT tries FROM bucket")
    events = await ask(own, "SELECT DISTINCT kind FROM event")
    await own.close_connection_pool()
    assert [
        (process.returncode, errors) for process, (_, errors) in zip(processes, results, strict=True)
    ] == [
        (0, b""),
        (0, b""),
    ]
    assert (counted, len(events)) == ([400], 400)


async def test_after_kill_9_every_acknowledged_write_is_there(url: str) -> None:
    names = await acknowledged(await start(url, "acknowledge", "8"), 150)

    own = open_engine(url)
    kept = await ask(own, "SELECT kind FROM event")
    if own.engine_type == "sqlite":
        assert await ask(own, "PRAGMA integrity_check") == ["ok"]
    await own.fetch("INSERT INTO event (kind, happened_at) VALUES ('next', '2026-01-01 00:00:00+00:00')")
    await own.close_connection_pool()

    assert len(names) >= 150
    assert names - set(kept) == set()


def file_of(url: str) -> Path:
    return Path(url.partition(":///")[2])


@pytest.mark.once
@pytest.mark.skipif(not power_cut.available(), reason="this Python hides SQLite's functions")
@pytest.mark.parametrize(("level", "loses"), [(None, False), ("NORMAL", True)], ids=["ours", "NORMAL"])
async def test_after_a_power_cut_every_acknowledged_write_is_there(
    url: str, tmp_path: Path, level: str | None, loses: bool
) -> None:
    """The second case shows that the test would notice."""
    disk = tmp_path / "disk"
    disk.mkdir()
    for file in file_of(url).parent.glob(f"{file_of(url).name}*"):
        shutil.copy(file, disk)
    extra = ["--synchronous", level] if level else []
    names = await acknowledged(await start(url, "acknowledge", "4", "--disk", str(disk), *extra), 60)

    own = open_engine(f"sqlite:///{disk / file_of(url).name}")
    kept = await ask(own, "SELECT kind FROM event")
    assert await ask(own, "PRAGMA integrity_check") == ["ok"]
    await own.close_connection_pool()

    assert bool(names - set(kept)) is loses


@pytest.mark.once
async def test_a_copy_of_the_running_database_can_be_started_from(url: str, tmp_path: Path) -> None:
    """The files as they lie there in mid-write, with nobody tidying up."""
    process = await start(url, "acknowledge", "4")
    assert process.stdout
    before = {(await process.stdout.readline()).decode().strip() for _ in range(60)}
    process.send_signal(signal.SIGSTOP)
    copy = tmp_path / "copy"
    copy.mkdir()
    for suffix in ("-wal", ""):
        shutil.copy(f"{file_of(url)}{suffix}", copy / f"own.sqlite{suffix}")
    process.kill()
    await process.communicate()

    own = open_engine(f"sqlite:///{copy / 'own.sqlite'}")
    kept = await ask(own, "SELECT kind FROM event")
    assert await ask(own, "PRAGMA integrity_check") == ["ok"]
    await own.close_connection_pool()
    assert before - set(kept) == set()


@pytest.mark.once
async def test_a_full_disk_is_recognised_and_loses_nothing(url: str) -> None:
    process = await start(url, "acknowledge", "4", "--limit", "2000000")
    output, errors = await process.communicate()
    *names, last = output.decode().split()

    assert (last, process.returncode, errors) == ("full", 0, b"")
    own = open_engine(url)
    kept = await ask(own, "SELECT kind FROM event")
    assert await ask(own, "PRAGMA integrity_check") == ["ok"]
    await own.fetch("INSERT INTO event (kind, happened_at) VALUES ('there is room again', '')")
    await own.close_connection_pool()
    assert len(names) > 50
    assert sorted(kept) == sorted(names)


@pytest.mark.once
async def test_a_transaction_that_meets_a_full_disk_is_undone_as_a_whole(url: str) -> None:
    own = open_engine(url)
    own.setups.append(lambda raw: raw.execute("PRAGMA max_page_count=40"))

    async def write(much: int) -> None:
        async with own.transaction():
            await own.fetch("INSERT INTO event (kind, happened_at) VALUES ('first', '')")
            await own.fetch(
                "INSERT INTO event (kind, payload, happened_at) VALUES ('big', ?, '')", ["x" * much]
            )

    await write(10)
    with pytest.raises(Exception) as caught:
        await write(10**6)
    await write(10)

    assert is_disk_full(caught.value)
    assert await ask(own, "SELECT kind FROM event ORDER BY id") == ["first", "big", "first", "big"]
    await own.close_connection_pool()
