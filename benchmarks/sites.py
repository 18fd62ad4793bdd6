"""What public pages cost with 3,555 sites and 100,000 articles.

    python -m benchmarks.sites [--sites 3555] [--articles 100000] [--small 1000] [--only sqlite]

An article that is kept ready is measured against the bare framework answering the same bytes, in turns, in
one run: rate and CPU (issue 7 asks for 60 % of its rate). The same pages made anew for each request (by a
query that is not kept) show what growth costs: front page and article shall cost the same with 1,000 and
with 100,000 articles, within 10 %.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.servers import ROOT, Server, serving
from benchmarks.sign_ups import database

SECRET = "only-for-benchmarks-" * 2
ROUNDS = 5
EACH = 28  # articles of a site that tells anything: its pages hold as much in both cases
CONNECTIONS = 8
MADE_ANEW = "?anew=1"  # a query of which nothing is kept


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sites")
    parser.add_argument("--sites", type=int, default=3555)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--fill", type=int, help="within the server's settings: so many articles")
    given = parser.parse_args()
    if given.fill is not None:
        print(json.dumps(asyncio.run(fill(given.sites, given.fill))))
        return
    for engine in ("sqlite", "postgres") if given.only is None else (given.only,):
        grown = {}
        for articles in (given.small, given.articles):
            with tempfile.TemporaryDirectory() as folder, database(engine, Path(folder)) as url:
                grown[articles] = measure(engine, url, Path(folder), articles, given)
        for name, small in grown[given.small].items():
            more = grown[given.articles][name] / small - 1
            print(f"  growth of {name:28}{more:+7.1%}{'' if more <= 0.1 else '  too much'}")


def measure(
    engine: str, url: str, folder: Path, articles: int, given: argparse.Namespace
) -> dict[str, float]:
    """CPU seconds of each page made anew; prints all figures."""
    environment = {
        "KIMHUB_DATABASE_URL": url,
        "KIMHUB_DATA_DIR": str(folder / "data"),
        "KIMHUB_SECRET_KEY": SECRET,
        "KIMHUB_WORKER": "0",
    }
    begun = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "benchmarks.sites",
        "--sites",
        str(given.sites),
        "--fill",
        str(articles),
    ]
    said = subprocess.check_output(command, cwd=ROOT, env={**os.environ, **environment})
    made = json.loads(said.splitlines()[-1])  # before it, what the filling tells
    took = time.perf_counter() - begun
    print(f"{engine}: {given.sites:,} sites, {articles:,} articles, made in {took:.0f} s")
    costs: dict[str, float] = {}
    with serving("kimhub.app:create_app", environment) as ours:
        for name, path in made["pages"].items():
            ours.load(path + MADE_ANEW, 4, 50)
            rounds = [ours.load(path + MADE_ANEW, 4, given.requests // 8) for _ in range(ROUNDS)]
            if failed := sum(each["failed"] for each in rounds):
                raise SystemExit(f"{path}: {failed} answers failed")
            costs[name] = min(each["cpu"] for each in rounds)
            print(f"  {name:34}{costs[name] * 1e6:9.0f} µs of CPU made anew, {rounds[0]['bytes']:,} bytes")
        if articles == given.articles:
            compare(ours, made["pages"]["article"], folder, given.requests)
    return costs


def compare(ours: Server, path: str, folder: Path, requests: int) -> None:
    """A kept article beside the bare framework with the same bytes."""
    asked = HTTPConnection("127.0.0.1", ours.port)
    asked.request("GET", path, headers={"Accept-Encoding": "br"})
    answer = asked.getresponse()
    encoding = answer.getheader("content-encoding", "")
    body = folder / "body"
    body.write_bytes(answer.read())
    environment = {"BENCH_BYTES": str(body), "BENCH_ENCODING": encoding}
    with serving("benchmarks.same_bytes:create_app", environment) as bare:
        rates: dict[str, list[dict[str, Any]]] = {"ours": [], "bare": []}
        for _ in range(ROUNDS):  # in turn, so that what disturbs the machine disturbs both
            for name, server in (("ours", ours), ("bare", bare)):
                rates[name].append(server.load(path, CONNECTIONS, requests, encoding="br"))
    rate = {name: median(each["per_second"] for each in all_) for name, all_ in rates.items()}
    cpu = {name: min(each["cpu"] for each in all_) for name, all_ in rates.items()}
    share = rate["ours"] / rate["bare"]
    print(f"  article kept, {body.stat().st_size:,} bytes: {share:.0%} of the bare framework's rate")
    for name in rate:
        print(f"    {name}: {rate[name]:.0f} a second, {cpu[name] * 1e6:.0f} µs of CPU")


async def fill(sites: int, articles: int) -> dict[str, Any]:
    """The places of Indonesia, the sites and articles; returns addresses of pages."""
    from kimhub.cli.start import database as opened
    from kimhub.cli.start import load_places
    from kimhub.core import db
    from kimhub.publishing import bulk, lists
    from tests import make

    async with opened():
        await load_places()
        await make.installed()
        await make.agency()
        await bulk.fill(sites, articles, telling=max(1, articles // EACH))
        await db.engine().fetch("VACUUM ANALYZE" if db.engine_type() == "postgres" else "ANALYZE")
        line = (await lists.everywhere(("news",), most=1))[0]
    return {
        "pages": {
            "article": line.path,
            "front page of a site": f"/k/{line.owner_slug}",
            "list of news of a site": f"/k/{line.owner_slug}/berita",
            "portal": "/",
            "news of all": "/kabar",
        }
    }


if __name__ == "__main__":
    main()
