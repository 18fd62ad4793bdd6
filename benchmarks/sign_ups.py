"""Many people sign up for one workshop at once, over HTTP, to one server of several worker processes.

    python -m benchmarks.sign_ups [--people 500] [--seats 50] [--seconds 60] [--workers 4] [--only sqlite]

On SQLite and on PostgreSQL, in a scratch database each. Everybody opens the workshop's page and taps; every
tenth taps twice at the same moment. Half of them send the form as a phone without scripts does. Jobs run
beside it, as they do in earnest. Afterwards the places are compared with what the order of arrival, the
seats and the shares of KIM and kecamatan give; whatever is not so ends this program with a sentence.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.servers import ROOT, serving

PER_ORGANIZATION, PER_DISTRICT = 3, 14
KIM, DISTRICTS = 40, 5
SECRET = "only-for-benchmarks-" * 2


@dataclass
class Tap:
    """One form, from its sending to the end of its answer."""

    person: int
    sent: float
    done: float
    status: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sign_ups")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seats", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--step", choices=["prepare", "check"], help="within the server's settings")
    given = parser.parse_args()
    if given.step:
        print(json.dumps(asyncio.run(STEPS[given.step](given.people, given.seats))))
        return
    for engine in ("sqlite", "postgres") if given.only is None else (given.only,):
        with tempfile.TemporaryDirectory() as folder, database(engine, Path(folder)) as url:
            print(f"{engine}: {told(measure(url, Path(folder), given))}")


def measure(url: str, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Prepare, serve, tap, check: what came of it."""
    environment = {
        "KIMHUB_DATABASE_URL": url,
        "KIMHUB_DATA_DIR": str(folder / "data"),
        "KIMHUB_SECRET_KEY": SECRET,
    }
    made = step("prepare", environment, given)
    command = [sys.executable, "-m", "kimhub", "migrate"]  # the places of Indonesia, before any clock runs
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
    with serving("kimhub.app:create_app", environment, workers=given.workers) as server:
        taps = asyncio.run(everybody(f"http://127.0.0.1:{server.port}", made, given.seconds))
    found = step("check", environment, given)
    if wrong := sorted({tap.status for tap in taps} - {200, 303}):
        raise SystemExit(f"answers with {wrong}")
    check_order(taps, {int(person): line for person, line in found["lines"].items()})
    times = sorted(tap.done - tap.sent for tap in taps)
    return found["counts"] | {
        "answers": len(taps),
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "slowest": times[-1],
    }


async def everybody(url: str, made: dict[str, Any], seconds: float) -> list[Tap]:
    """Each person at a moment of their own within so many seconds."""
    chance, begin = Random(7), time.perf_counter()
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:

        async def one(person: dict[str, Any], at: float, number: int) -> list[Tap]:
            await asyncio.sleep(max(0.0, begin + at - time.perf_counter()))
            headers = {"Cookie": f"session={person['session']}", "X-CSRFToken": person["token"]}
            page = await client.get(made["path"], headers=headers)
            if page.status_code != 200:
                raise SystemExit(f"the page answered {page.status_code}")
            if number % 2:
                headers |= {"HX-Request": "true", "HX-Request-Type": "partial"}
            form = {"key": str(uuid4())}
            twice = 2 if number % 10 == 0 else 1
            return list(await asyncio.gather(*(tap(person["id"], headers, form) for _ in range(twice))))

        async def tap(person: int, headers: dict[str, str], form: dict[str, str]) -> Tap:
            sent = time.perf_counter()
            answer = await client.post(f"{made['path']}/daftar", headers=headers, data=form)
            return Tap(person, sent, time.perf_counter(), answer.status_code)

        moments = sorted(chance.uniform(0, seconds) for _ in made["people"])
        chance.shuffle(made["people"])
        every = zip(made["people"], moments, strict=True)
        taken = await asyncio.gather(*(one(person, at, n) for n, (person, at) in enumerate(every)))
    return [tap for taps in taken for tap in taps]


def check_order(taps: list[Tap], lines: dict[int, int]) -> None:
    """Whoever had the answer before another sent the form stands before that one."""
    last = 0
    waiting = sorted(taps, key=lambda tap: tap.done)
    for tap in sorted(taps, key=lambda tap: tap.sent):
        while waiting and waiting[0].done < tap.sent:
            last = max(last, lines[waiting.pop(0).person])
        first = tap.sent == min(each.sent for each in taps if each.person == tap.person)
        if first and lines[tap.person] < last:
            raise SystemExit(f"person {tap.person} overtook somebody: {lines[tap.person]} before {last}")


async def prepare(people: int, seats: int) -> dict[str, Any]:
    """A workshop, and people with sessions in KIM of several kecamatan."""
    from kimhub.accounts import sessions
    from kimhub.core import csrf, db
    from kimhub.core.migrations import migrate
    from tests import make

    await migrate()
    await db.connect()
    await make.installed()
    codes = [f"73.08.{10 + n % DISTRICTS}.{2001 + n}" for n in range(KIM)]
    kims = [await make.kim(f"KIM {code}", wilayah_code=code) for code in codes]
    at = await make.workshop(
        kims[0], capacity=seats, per_organization=PER_ORGANIZATION, per_district=PER_DISTRICT
    )
    made = []
    for n in range(people):
        person = await make.member(kims[n % KIM], f"Orang {n}")
        session = await sessions.begin(person.id, "benchmark", confirmed=True)
        made.append({"id": person.id, "session": session, "token": csrf.make_token(session)})
    await db.disconnect()
    return {"path": f"/pelatihan/{at.slug}", "people": made}


async def check(people: int, seats: int) -> dict[str, Any]:
    """Who stands where. Ends with a sentence when that is not what the rules give."""
    from kimhub.core import db
    from kimhub.workshops.quotas import Claim, Room, Rules
    from kimhub.workshops.tables import Workshop
    from kimhub.workshops.tables_seats import Registration

    await db.connect()
    rows = await Registration.objects().order_by(Registration.line)
    at = await Workshop.objects().first()
    await db.disconnect()
    states = Counter(row.state for row in rows)
    room = Room(Rules(seats, PER_ORGANIZATION, PER_DISTRICT))
    right = room.next_of(Claim(row.id, row.organization, row.district_code) for row in rows)
    wrong = {
        "people": len({row.user for row in rows}) != people or len(rows) != people,
        "lines": [row.line for row in rows] != list(range(1, people + 1)),
        "seats": [row.id for row in rows if row.state == "confirmed"] != right or len(right) != seats,
        "states": states != Counter(confirmed=seats, waiting=people - seats),
        "counters": not at or (at.taken, at.waiting, at.asking) != (seats, people - seats, 0),
    }
    if any(wrong.values()):
        raise SystemExit(f"not as it should be: {[name for name, so in wrong.items() if so]} ({states})")
    return {"counts": dict(states), "lines": {row.user: row.line for row in rows}}


STEPS = {"prepare": prepare, "check": check}


def step(name: str, environment: dict[str, str], given: argparse.Namespace) -> dict[str, Any]:
    """Run a step in a process with the server's settings."""
    command = [sys.executable, "-m", "benchmarks.sign_ups", "--step", name]
    command += ["--people", str(given.people), "--seats", str(given.seats)]
    answer = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True, text=True
    )
    made: dict[str, Any] = json.loads(answer.stdout)
    return made


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """An empty database: a file, or one of a server of our own."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/kimhub.sqlite"
        return
    import asyncpg

    from tests.postgres import Server

    async def create() -> None:
        connection = await asyncpg.connect(server.url("postgres"))
        await connection.execute("CREATE DATABASE sign_ups")
        await connection.close()

    server = Server().start()
    try:
        asyncio.run(create())
        yield server.url("sign_ups")
    finally:
        server.stop()


def told(found: dict[str, Any]) -> str:
    return (
        f"{found['confirmed']} confirmed, {found['waiting']} waiting in order of arrival;"
        f" {found['answers']} answers: p50 {found['p50'] * 1e3:.0f} ms, p95 {found['p95'] * 1e3:.0f} ms,"
        f" slowest {found['slowest'] * 1e3:.0f} ms"
    )


if __name__ == "__main__":
    main()
