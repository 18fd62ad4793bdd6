"""How long the database needs to find a place among all 91,599, on SQLite and on PostgreSQL.

    python benchmarks/wilayah_search.py [rounds]

Loads the whole country into a scratch database of each engine and runs every text in turn, as one person
would type it. Wall time of `search()` from call to result: for SQLite that is the statements and their way
through the connection's thread, for PostgreSQL also the socket. Stops when the two engines do not find the
same.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

TEXTS = (
    "pangkalpinang", "pangkal pinang", "mallari", "mallari awangpone", "mallari bone", "bone mallari",
    "desa mallari", "kab bone", "soka", "soka'an", "sidomulyo lumajang", "kota agung", "jakarta pusat",
    "bangka belitung", "jatim", "salatiga", "banjar baru", "suka ma", "sukamaju ba", "suka bandung",
    "ba bone", "mal bon", "su", "ban", "kar", "zzzz", "kec kota kota kediri",
    "Desa Mallari, Kec. Awangpone, Kab. Bone, Sulawesi Selatan",
)  # fmt: skip
LETTER_BY_LETTER = "mallari awangpone"


async def measure(rounds: int) -> dict[str, object]:
    from kimhub.core import db
    from kimhub.core.migrations import migrate
    from kimhub.wilayah.service import load, search

    await migrate()
    await db.connect()
    begun = perf_counter()
    await load()
    loading = perf_counter() - begun
    texts = TEXTS + tuple(LETTER_BY_LETTER[:n] for n in range(2, len(LETTER_BY_LETTER) + 1))
    times: dict[str, list[float]] = {text: [] for text in texts}
    found = {text: [place.code for place in await search(text)] for text in texts}
    for _ in range(rounds):
        for text, seen in times.items():
            begun = perf_counter()
            await search(text)
            seen.append((perf_counter() - begun) * 1000)
    await db.disconnect()
    return {"loading": loading, "times": times, "found": found}


def run(url: str, folder: str, rounds: int) -> dict[str, object]:
    """In a process of its own: the engine is chosen once per process."""
    settings = {"KIMHUB_DATA_DIR": folder, "KIMHUB_DATABASE_URL": url, "KIMHUB_INLINE_READS": "5000"}
    command = [sys.executable, __file__, str(rounds), "--inside"]
    done = subprocess.run(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, check=True)
    report: dict[str, object] = json.loads(done.stdout)
    return report


def main(rounds: int) -> None:
    from tests.postgres import Server

    with tempfile.TemporaryDirectory() as folder:
        reports = {"SQLite": run(f"sqlite:///{folder}/all.sqlite", folder, rounds)}
        server = Server().start()
        try:
            reports["PostgreSQL"] = run(server.url("postgres"), folder, rounds)
        finally:
            server.stop()
    one, other = (report["found"] for report in reports.values())
    if different := [text for text in one if one[text] != other[text]]:
        sys.exit(f"the engines do not find the same for {different}")
    heads = ("SQLite best", "p50", "p95", "PostgreSQL best", "p50", "p95")
    print(
        f"{'text, ms':60}",
        *(f"{head:>{width}}" for head, width in zip(heads, (12, 6, 6, 16, 6, 6), strict=True)),
    )
    for text in (*one, "all of them"):
        line = f"{text:60}"
        for report, width in zip(reports.values(), (12, 16), strict=True):
            times = report["times"]
            seen = times[text] if text in times else [each for some in times.values() for each in some]
            cuts = quantiles(seen, n=20)
            line += f" {min(seen):{width}.2f} {cuts[9]:6.2f} {cuts[18]:6.2f}"
        print(line)
    print("loading:", ", ".join(f"{name} {report['loading']:.2f} s" for name, report in reports.items()))


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    if "--inside" in sys.argv:
        print(json.dumps(asyncio.run(measure(asked))))
    else:
        main(asked)
