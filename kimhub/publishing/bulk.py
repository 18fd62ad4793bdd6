"""Very many sites and articles at once, as years of use would leave them: `kimhub seed`, the benchmarks."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from kimhub.core import many_rows, stamp
from kimhub.core.db import now
from kimhub.core.many_rows import Into, Row
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import slugify
from kimhub.groups import installation
from kimhub.groups.organizations import searchable
from kimhub.publishing import bulk_words
from kimhub.publishing.kinds import LISTED
from kimhub.wilayah.names import prefix_range

YEARS: Final = timedelta(days=1460)
_HOUSE: Final = Into(
    "organization",
    ("id", "kind", "name", "slug", "wilayah_code", "place", "search", "legal_status", "activity_level"),
)
_ARTICLE: Final = Into(
    "article",
    (
        "id", "organization", "kind", "slug", "title", "lede", "shown", "work", "live", "newest",
        "revisions", "tags", "adinda", "place", "verdict", "author_name", "published_at",
        "created_at", "changed_at",
    ),
)  # fmt: skip
_REVISION: Final = Into(
    "article_revision",
    ("id", "article", "number", "title", "lede", "body", "facts", "closed", "author_name", "created_at"),
)
_villages = prepare_sql(
    "SELECT code, name FROM wilayah WHERE level = 4 AND retired_on IS NULL AND code NOT IN"
    " (SELECT wilayah_code FROM organization WHERE kind = 'kim')"
    " ORDER BY CASE WHEN code >= :low AND code < :high THEN 0 ELSE 1 END, code LIMIT :most"
)
_kims = prepare_sql(
    "SELECT id, name FROM organization WHERE kind = 'kim' AND legal_status <> 'draft' ORDER BY id"
)


async def fill(
    sites: int,
    articles: int,
    *,
    seed: int = 1,
    telling: int | None = None,
    tell: Callable[[str], object] = lambda _text: None,
) -> None:
    """Make KIM until there are `sites`, in the installation's villages first, and write `articles` articles
    for them (or the first `telling` of them) in turn. Raises ValueError for articles without a site."""
    chance = Random(seed)  # noqa: S311 - invented data
    there = await _kims()
    if sites > len(there):
        await _make_houses(sites - len(there))
        there = await _kims()
        tell(f"{len(there):,} sites are there")
    if articles and not there:
        raise ValueError("articles need a site")
    first, revision = await many_rows.next_id("article"), await many_rows.next_id("article_revision")
    writers = [(row["id"], row["name"]) for row in there[:telling]]
    told = list(_told(chance, writers, articles, first, revision))
    await many_rows.write(_ARTICLE, (row for row, _ in told), lambda done: tell(f"{done:,} articles"))
    await many_rows.write(_REVISION, (row for _, row in told))
    for table in ("article", "article_revision"):
        await many_rows.follow_ids(table)
    stamp.touch()
    tell(f"{articles:,} articles are written")


async def _make_houses(missing: int) -> None:
    low, high = prefix_range(installation.current().wilayah_code)
    first = await many_rows.next_id("organization")
    villages = await _villages(low=low, high=high, most=missing)

    def rows() -> Iterator[Row]:
        for number, village in enumerate(villages, first):
            name = f"KIM {village['name']}"
            place = f"Desa {village['name']}"
            slug = f"{slugify(name, most=50)}-{number}"
            yield (
                number, "kim", name, slug, village["code"], place, searchable(name, place),
                "verified", "active",
            )  # fmt: skip

    await many_rows.write(_HOUSE, rows())
    await many_rows.follow_ids("organization")


def _told(
    chance: Random, houses: list[tuple[int, str]], articles: int, first: int, revision: int
) -> Iterator[tuple[Row, Row]]:
    """An article and its text, in the order of time."""
    begun, step = now() - YEARS, YEARS / (articles + 1)
    bodies = [json.dumps(bulk_words.body(chance)) for _ in range(400)]
    for n in range(articles):
        house, name = houses[n % len(houses)]
        at: datetime = begun + n * step
        title = bulk_words.title(chance, name)
        kind = LISTED[0] if n % 8 else chance.choice(LISTED)
        slug = f"{slugify(title, most=60)}-{first + n}"
        lede = bulk_words.lede(chance)
        article = (
            first + n, house, kind, slug, title, lede, "shown", "done", revision + n, revision + n, 1,
            f" {chance.choice(bulk_words.TAGS)} ", chance.choice("ADINda"), "",
            "false" if kind == "clarification" else "", "Redaksi", at, at, at,
        )  # fmt: skip
        yield (
            article,
            (revision + n, first + n, 1, title, lede, chance.choice(bodies), "{}", True, "Redaksi", at),
        )
