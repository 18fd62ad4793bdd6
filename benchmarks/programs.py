"""What pages of programs cost in a regency of 205 KIM with ten lines each.

    python -m benchmarks.programs [--houses 205] [--requests 300] [--only sqlite]

The desk, a program's page and a review with 60 changed lines, each as a multiple of the same template with
the same values rendered from memory (benchmarks/rendered.py) in the same run: issue 5 asks for 1.5 at most.
Of a review also the first look, for which two versions are read and compared before they are kept.
CPU is that of the web server's process; on PostgreSQL the database server works beside it. At the end the
PDF of a program of 40 lines: CPU of the process that makes it and of Typst, which is asked for in a thread.
"""

import argparse
import asyncio
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from benchmarks.servers import ROOT, serving
from benchmarks.sign_ups import database

SECRET = "only-for-benchmarks-" * 2
LINES, CHANGED, PRINTED = 10, 60, 40
PURPOSE = (
    "Melatih pengurus dan anggota KIM menulis berita desa yang benar, memotret kegiatan dengan izin warga,"
    " memeriksa kabar sebelum diteruskan, dan menjawab pertanyaan warga paling lambat dalam dua hari kerja."
)
ROUNDS = 4
MOST = 1.5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.programs")
    parser.add_argument("--houses", type=int, default=205)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--step", choices=[*STEPS], help="within the server's settings")
    given = parser.parse_args()
    if given.step:
        print(json.dumps(asyncio.run(STEPS[given.step](given.houses))))
        return
    for engine in ("sqlite", "postgres") if given.only is None else (given.only,):
        with tempfile.TemporaryDirectory() as folder, engine_of(engine, Path(folder)) as url:
            measure(engine, url, Path(folder), given)


def engine_of(engine: str, folder: Path) -> AbstractContextManager[str]:
    return database(engine, folder)


def measure(engine: str, url: str, folder: Path, given: argparse.Namespace) -> None:
    environment = {
        "KIMHUB_DATABASE_URL": url,
        "KIMHUB_DATA_DIR": str(folder / "data"),
        "KIMHUB_SECRET_KEY": SECRET,
        "KIMHUB_WORKER": "0",
    }
    made = step("prepare", environment, given)
    wanted = json.dumps({"cookie": made["cookie"], "paths": [page["path"] for page in made["pages"]]})
    print(f"{engine}: {given.houses} KIM, {given.houses * LINES} lines, made in {made['seconds']:.0f} s")
    print(f"  {'':34}{'ours µs':>9}{'memory µs':>11}{'ratio':>7}{'queries':>9}{'bytes':>9}")
    with (
        serving("kimhub.app:create_app", environment) as ours,
        serving("benchmarks.rendered:create_app", environment | {"BENCH_RENDERED": wanted}) as memory,
    ):
        for number, page in enumerate(made["pages"]):
            ours.load(page["path"], 4, 100, made["cookie"])
            memory.load(f"/{number}", 4, 100)
            mine, theirs = [], []
            for _ in range(ROUNDS):  # in turn, so that what disturbs the machine disturbs both
                mine.append(ours.load(page["path"], 4, given.requests, made["cookie"]))
                theirs.append(memory.load(f"/{number}", 4, given.requests))
            if failed := sum(round_["failed"] for round_ in (*mine, *theirs)):
                raise SystemExit(f"{page['name']}: {failed} answers failed")
            cpu, base = (min(each["cpu"] for each in rounds) for rounds in (mine, theirs))
            tell(page["name"], cpu, base, page["queries"], mine[0]["bytes"])
            if "first" in page:
                tell("  seen for the first time", cpu + page["first"], base, "", "")
    printed = step("print", environment, given)
    print(f"  PDF of {PRINTED} lines: {printed['cpu']:.2f} s of CPU, {printed['bytes'] / 1000:.0f} kB")


def tell(name: str, cpu: float, base: float, queries: int | str, size: int | str) -> None:
    ratio = cpu / base
    print(
        f"  {name:34}{cpu * 1e6:9.0f}{base * 1e6:11.0f}{ratio:7.2f}{queries:9}{size:9}"
        f"{'' if ratio <= MOST else '  too much'}"
    )


async def prepare(houses: int) -> dict[str, Any]:
    """A regency with programs that are agreed or wait, one of which came back with most lines changed."""
    from benchmarks.data import ask
    from kimhub.accounts import sessions
    from kimhub.core import db
    from kimhub.core.migrations import migrate
    from kimhub.programs import agreeing
    from tests import make

    begun = time.perf_counter()
    await migrate()
    await db.connect()
    await make.installed()
    irma = await make.pembina()
    office = await make.actor_of(irma)
    slugs = []
    for n in range(houses):
        kim = await make.kim(f"KIM Desa {n:03}", wilayah_code=f"73.08.{10 + n % 27:02}.{2001 + n // 27}")
        admin = await make.kim_admin(kim, f"Ketua {n:03}")
        one = await make.program(kim, *(f"Kegiatan nomor {line}" for line in range(1, LINES + 1)))
        version = await make.submitted(one, admin)
        if n % 2:
            await agreeing.approve(one.id, office, version_id=version.id)
        slugs.append(one.slug)
    short = await reviewed("KIM Banyak Berubah", irma)
    long = await reviewed("KIM Banyak Kata", irma, PURPOSE)
    kim = await make.kim("KIM Panjang")
    admin = await make.kim_admin(kim, "Ketua Panjang")
    printed = await make.program(kim, *(f"Kegiatan nomor {line}" for line in range(1, PRINTED + 1)))
    await make.agreed(printed, admin, irma)
    if db.engine_type() == "postgres":
        await db.engine().fetch("VACUUM ANALYZE")
    else:
        await db.engine().fetch("ANALYZE")
    cookie = f"session={await sessions.begin(irma.id, 'benchmark', confirmed=True)}"
    pages = [
        ("desk, what waits", "/tinjauan"),
        ("desk, all that is agreed", "/tinjauan?saring=disetujui"),
        ("all houses by stage", f"/tinjauan/program?tahun={short.year}"),
        ("a program of 10 lines", f"/program/{slugs[1]}"),
        (f"a review, {CHANGED} lines changed", f"/program/{short.slug}/tinjau"),
        (f"a review, {CHANGED} long lines changed", f"/program/{long.slug}/tinjau"),
    ]
    asked = [await ask(name, path, True, cookie) for name, path in pages]
    for page, one in zip(asked[-2:], (short, long), strict=True):
        page["first"] = await first_look(one.slug)
    await db.disconnect()
    return {"cookie": cookie, "pages": asked, "seconds": time.perf_counter() - begun}


async def reviewed(name: str, pembina: Any, purpose: str = "") -> Any:
    """A program that came back with CHANGED of its lines changed; with a `purpose` also in that and in what
    they are measured by and cost."""
    from kimhub.programs import agreeing
    from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine
    from tests import make

    kim = await make.kim(name)
    admin = await make.kim_admin(kim, f"Ketua {name}")
    many = await make.program(kim, *(f"Kegiatan nomor {line}" for line in range(1, CHANGED + 11)))
    mine = ProgramLine.program == many.id
    await ProgramLine.update({ProgramLine.purpose: purpose}).where(mine)
    version = await make.submitted(many, admin)
    await agreeing.send_back(
        many.id, await make.actor_of(pembina), version_id=version.id, note="Lengkapi sasarannya."
    )
    rows = await ProgramLine.select(ProgramLine.id).where(mine).order_by(ProgramLine.sort)
    changed = [row["id"] for row in rows[:CHANGED]]
    change: dict[Any, Any] = {"target_count": 35, "months": 0b1111000, "output": "Laporan dan foto"}
    if purpose:
        change["purpose"] = purpose.replace("dengan izin warga", "setelah meminta izin") + " Juga di dusun."
        await ProgramIndicator.update({ProgramIndicator.target: 6000}).where(
            ProgramIndicator.line.is_in(changed)
        )
        await BudgetItem.update({BudgetItem.volume: 25}).where(BudgetItem.line.is_in(changed))
    await ProgramLine.update(change).where(ProgramLine.id.is_in(changed))
    await make.submitted(many, admin)
    return many


async def first_look(slug: str) -> float:
    """CPU seconds for reading and comparing the two versions a review shows."""
    from kimhub.core.actor import Actor
    from kimhub.programs import compared, programs

    program = await programs.get_program(slug)
    assert program is not None
    after, before, *_ = await compared.versions_of(program, Actor(id=0, name=""))
    least = math.inf
    for _ in range(20):
        compared.forget()
        begun = time.process_time()
        await compared.between(before, after)
        least = min(least, time.process_time() - begun)
    return least


async def print_it(_houses: int) -> dict[str, Any]:
    """The PDF of the long program in a process that has made none before: Typst and its fonts are loaded
    within the measurement."""
    from kimhub.core import db
    from kimhub.programs import program_pdf, programs, reading
    from kimhub.programs.tables import WorkProgram

    await db.connect()
    row = await WorkProgram.select(WorkProgram.slug).where(WorkProgram.title.like("%KIM Panjang%")).first()
    program = await programs.get_program(row["slug"]) if row else None
    if program is None or program.in_force is None:
        raise SystemExit("there is no program to print")
    whole = await reading.shown(program, working_copy=False)
    version = await programs.version_by_id(program.in_force)
    before = spent()
    content = await program_pdf.make(program, whole, version)
    used = spent() - before
    await db.disconnect()
    return {"cpu": used, "bytes": len(content)}


def spent() -> float:
    """Seconds of CPU of this process and its children."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


STEPS = {"prepare": prepare, "print": print_it}


def step(name: str, environment: dict[str, str], given: argparse.Namespace) -> dict[str, Any]:
    """Run a step in a process with the server's settings."""
    command = [sys.executable, "-m", "benchmarks.programs", "--step", name, "--houses", str(given.houses)]
    answer = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True, text=True
    )
    made: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return made


if __name__ == "__main__":
    main()
