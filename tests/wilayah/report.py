"""Run by test_everything in a process of its own: what is in a database with the whole country."""

import asyncio
import json

from kimhub.core import db
from kimhub.wilayah.service import load, search
from kimhub.wilayah.tables import WilayahRelease

SEARCHES = ("soka", "sidomulyo lumajang", "mallari awangpone", "pangkalpinang", "kota agung", "jatim")


async def main() -> None:
    await db.connect()
    first, again = await WilayahRelease.select(WilayahRelease.added), await load()
    counts = (
        await db.engine().fetch("SELECT level, count(*) FROM wilayah GROUP BY level ORDER BY level")
    ).rows
    plan = await db.engine().fetch(
        "EXPLAIN QUERY PLAN SELECT code FROM wilayah_word WHERE level = 4 AND word >= 'b'"
    )
    found = {
        text: [f"{place.title}, {place.where}" for place in await search(text, limit=3)]
        for text in SEARCHES
    }
    await db.disconnect()
    report = {
        "added": [*[one["added"] for one in first], again.added],
        "levels": dict(counts),
        "plan": plan.rows[0][-1],
        "found": found,
    }
    print(json.dumps(report))


asyncio.run(main())
