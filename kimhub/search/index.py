"""Asking the index: ids of entries, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

import msgspec

from kimhub.core.db import engine, engine_type, now
from kimhub.core.prepared import prepare_sql
from kimhub.search.asking import Ask, all_of, any_of, match, tsquery
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
        return await _ask([(match(part.ask), 0, part.before) for part in parts], limit)
    moment, found = seconds_at(now()), list[list[int]]([[]] * len(parts))
    for bits in (*STRETCHES, None):
        few = [n for n, some in enumerate(found) if len(some) < limit]
        asked = []
        for part in (parts[n] for n in few):
            newer, begin = since(bits, min(moment, seconds_of(part.before))) if bits else ((), 0)
            ask = all_of([any_of(newer), part.ask]) if newer else part.ask
            asked.append((tsquery(ask), first_at(begin), part.before))
        for n, some in zip(few, await _ask(asked, limit), strict=True):
            found[n] = some
    return found


async def _ask(asked: Sequence[tuple[str, int, int]], limit: int) -> list[list[int]]:
    """The same for questions in the language of the engine, from one id and before another."""
    found: list[list[int]] = [[] for _ in asked]
    if asked:
        values = [value for each in asked for value in each]
        for part, each in (await engine().fetch(_sql(len(asked), limit), values)).rows:
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
def _sql(parts: int, limit: int) -> str:
    """PostgreSQL would walk all rows from the newest, or look at each, for what it believes to be frequent:
    so it is told neither the words nor the order beforehand."""
    if engine_type() == "sqlite":
        one = (
            "SELECT * FROM (SELECT {n} AS part, rowid AS id FROM search_fts"
            " WHERE search_fts MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT {limit})"
        )
    else:
        one = (
            "(SELECT {n} AS part, id FROM search_entry"
            " WHERE tsv @@ (SELECT CAST(CAST(${a} AS text) AS tsquery))"
            " AND id >= CAST(${b} AS bigint) AND id < CAST(${c} AS bigint)"
            " ORDER BY id + 0 DESC LIMIT {limit})"
        )
    return " UNION ALL ".join(
        one.format(n=n, limit=limit, a=3 * n + 1, b=3 * n + 2, c=3 * n + 3) for n in range(parts)
    )
