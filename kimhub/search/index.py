"""Asking the index: ids of entries, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec

from kimhub.core.db import engine, engine_type, now
from kimhub.core.prepared import prepare_sql
from kimhub.search.asking import Ask, any_of, conjuncts, match, tsquery
from kimhub.search.ids import BEYOND, first_at, seconds_at, seconds_of
from kimhub.search.marks import STRETCHES, since


class Part(NamedTuple):
    """Some entries that are asked for together with others; `before` an id."""

    ask: Ask
    before: int = BEYOND


class Shown(msgspec.Struct, frozen=True):
    """An entry as it is shown."""

    id: int
    kind: str
    thing: int
    title: str
    excerpt: str
    path: str
    house: str
    seat: str
    year: int | None
    type: str
    status: str
    happened_at: datetime


async def ids(parts: Sequence[Part], limit: int) -> list[list[int]]:
    """For each part the greatest ids, at most `limit` of them, the greatest first.

    FTS5 goes from the newest to the oldest and stops when it has enough. PostgreSQL collects all that there
    are, so it is asked for the last hours first, then for days, for months, and in the end for everything.
    """
    if engine_type() == "sqlite":
        return await _ask([([match(part.ask)], 0, part.before) for part in parts], limit)
    moment, found = seconds_at(now()), list[list[int]]([[]] * len(parts))
    for bits in (*STRETCHES, None):
        few = [n for n, some in enumerate(found) if len(some) < limit]
        asked = []
        for part in (parts[n] for n in few):
            asks, begin = conjuncts(part.ask), 0
            if bits:
                newer, begin = since(bits, min(moment, seconds_of(part.before)))
                asks.append(any_of(newer))
            asked.append(([tsquery(ask) for ask in asks], first_at(begin), part.before))
        for n, some in zip(few, await _ask(asked, limit), strict=True):
            found[n] = some
    return found


async def _ask(asked: Sequence[tuple[list[str], int, int]], limit: int) -> list[list[int]]:
    """The same for questions in the language of the engine, from one id and before another."""
    found: list[list[int]] = [[] for _ in asked]
    if asked:
        values = [value for asks, *between in asked for value in (*asks, *between)]
        sql = _sql(tuple(len(asks) for asks, *_ in asked), limit)
        for part, each in (await engine().fetch(sql, values)).rows:
            found[part].append(each)
    return [sorted(some, reverse=True) for some in found]


async def exists(ask: Ask) -> bool:
    return bool((await ids([Part(ask)], 1))[0])


async def shown(wanted: Sequence[int], excerpt: int) -> dict[int, Shown]:
    """These entries with so much of their text."""
    rows: list[Shown] = await _shown(ids=list(wanted), excerpt=excerpt) if wanted else []
    return {row.id: row for row in rows}


_shown = prepare_sql(
    "SELECT id, kind, thing, title, substr(excerpt, 1, CAST(:excerpt AS integer)) AS excerpt, path, house,"
    " seat, year, type, status, happened_at FROM search_entry WHERE id IN :ids",
    Shown,
)


@cache
def _sql(sizes: tuple[int, ...], limit: int) -> str:
    """For parts of so many conditions each (FTS5 takes one, which says it all).

    PostgreSQL would walk all rows from the newest, or look at each, for what it believes to be frequent: so
    it is told neither the words nor the order beforehand. Conditions by themselves let its index jump from
    what is rare to what is rare; within one it looks at every entry of the rarest word (ten times slower).
    """
    if engine_type() == "sqlite":
        return " UNION ALL ".join(
            f"SELECT * FROM (SELECT {n} AS part, rowid AS id FROM search_fts"  # noqa: S608 - our numbers
            f" WHERE search_fts MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT {limit})"
            for n in range(len(sizes))
        )
    parts, last = [], 0
    for n, size in enumerate(sizes):
        words = [f"tsv @@ (SELECT CAST(CAST(${last + i} AS text) AS tsquery))" for i in range(1, size + 1)]
        last += size + 2
        parts.append(
            f"(SELECT {n} AS part, id FROM search_entry WHERE {' AND '.join(words)}"  # noqa: S608
            f" AND id + 0 >= CAST(${last - 1} AS bigint) AND id + 0 < CAST(${last} AS bigint)"
            f" ORDER BY id + 0 DESC LIMIT {limit})"
        )
    return " UNION ALL ".join(parts)
