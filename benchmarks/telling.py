"""What it costs to tell many people: the writer's answer with 0 and 500 followers, and the jobs behind it.

    python benchmarks/telling.py [--rounds 40] [--announce 5000]

On SQLite and on PostgreSQL, in a scratch database each. CPU is that of this process; on SQLite the database
is in it, on PostgreSQL it is a process beside (its time is in the wall column only).
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

FOLLOWERS = 500
CHANCE = Random(7)


async def measure(rounds: int, announced: int) -> dict[str, Any]:
    from kimhub.app import create_app
    from kimhub.core import db
    from kimhub.core.jobs import run_due
    from kimhub.core.migrations import migrate
    from kimhub.forum import announcing, following
    from kimhub.forum.tables_reading import TopicFollow
    from kimhub.groups import rights
    from kimhub.notifications.tables import Notification
    from tests import make

    create_app()  # registers who listens
    await migrate()
    await db.connect()
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    writer = admin  # what members write quickly and often might be held for a look
    board = await make.board(kim)
    topic = await make.topic(board, await make.member(kim, "Nurhayati"))
    await run_due()
    await TopicFollow.delete(force=True)
    crowd = [await make.member(kim, f"Orang {n}") for n in range(max(FOLLOWERS, announced))]

    found: dict[str, Any] = {}
    for followers in (0, FOLLOWERS):
        for person in crowd[:followers]:
            await following.set_topic(person.id, topic.id, "follow")
        await TopicFollow.delete().where(TopicFollow.user == writer.id)
        answers, jobs = [], []
        for _round in range(rounds + 3):
            answers.append(await _timed(_reply(topic.id, writer)))
            if followers and _round == 0:
                rights.forget()
                found["jobs of the first reply, grants not in memory"] = await _timed(run_due())
            else:
                jobs.append(await _timed(run_due()))
        found[f"reply with {followers} followers"] = _middle(answers[3:])
        found[f"its jobs with {followers} followers"] = _middle(jobs[3:])
        told = await Notification.count().where(Notification.read_at.is_null())
        if told != followers + 1:
            raise RuntimeError(f"{told} people were told, not {followers + 1}")
    await announcing.announce(await make.topic_view(topic.id), await make.acting(admin), confirm=True)
    rights.forget()
    found[f"announcement to {len(crowd)}"] = await _timed(run_due())
    await db.disconnect()
    return found


async def _reply(topic_id: int, writer: Any) -> None:
    from kimhub.core import limits
    from kimhub.forum import writing
    from kimhub.forum.samples import sentence
    from tests import make

    await limits.forgive("forum-post", writer.id)
    actor, topic = await make.acting(writer), await make.topic_view(topic_id)
    await writing.reply(topic, actor, sentence(CHANCE), uuid4())  # chain letters would be held


async def _timed(work: Any) -> tuple[float, float]:
    """CPU and wall time, in milliseconds."""
    cpu, wall = process_time(), perf_counter()
    await work
    return (process_time() - cpu) * 1000, (perf_counter() - wall) * 1000


def _middle(times: list[tuple[float, float]]) -> tuple[float, float]:
    return median(cpu for cpu, _wall in times), median(wall for _cpu, wall in times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--announce", type=int, default=5000)
    parser.add_argument("--here", action="store_true", help="measure on the database of the environment")
    given = parser.parse_args()
    if given.here:
        print(json.dumps(asyncio.run(measure(given.rounds, given.announce))))
        return
    print(f"{'':52}{'CPU ms':>9}{'wall ms':>9}")
    for name, url in _databases():
        environment = {**os.environ, "KIMHUB_DATABASE_URL": url, "KIMHUB_SECRET_KEY": "only-measuring-" * 4}
        command = [sys.executable, __file__, "--here", "--rounds", str(given.rounds)]
        command += ["--announce", str(given.announce)]
        with tempfile.TemporaryDirectory() as folder:
            environment["KIMHUB_DATA_DIR"] = folder
            if not url:
                environment["KIMHUB_DATABASE_URL"] = f"sqlite:///{folder}/kimhub.sqlite"
            done = subprocess.run(
                command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
            )
        print(name)
        for what, (cpu, wall) in json.loads(done.stdout.splitlines()[-1]).items():
            print(f"  {what:50}{cpu:9.1f}{wall:9.1f}")


def _databases() -> Any:
    from tests.postgres import Server

    yield "SQLite", ""
    server = Server().start()
    try:
        url = server.url("telling")
        subprocess.run(
            [str(server.bin / "psql"), server.url("postgres"), "-c", "CREATE DATABASE telling"],
            check=True,
            capture_output=True,
        )
        yield "PostgreSQL", url
    finally:
        server.stop()


if __name__ == "__main__":
    main()
