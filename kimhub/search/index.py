"""Asking the index: ids of entries, the newest first.

Each kind has an index of its own (a table of FTS5, a partial GIN index), so whoever looks for people among
a million posts asks that of the people.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

import msgspec

from kimhub.core.db import engine, engine_type, now
from kimhub.core.prepared import prepare_sql
from kimhub.search.asking import Ask, any_of, conjuncts, match, tsquery
from kimhub.search.ids import BEYOND, first_at, seconds_at, seconds_of
from kimhub.search.kinds import NUMBERS
from kimhub.search.marks import DAYS, MONTHS, STRETCHES, since

# Of these there are so many that PostgreSQL is asked for the newest first: how far back, step by step.
_STEPS: Final = {
    "person": (MONTHS,), "document": (MONTHS,), "article": (MONTHS,), "topic": (MONTHS,),
    "post": (DAYS, MONTHS),
}  # fmt: skip


class Part(NamedTuple):
    """Some entries of a kind that are asked for together with others; `before` an id."""

    kind: str
    ask: Ask
    most: int
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


async def ids(parts: Sequence[Part]) -> list[list[int]]:
    """For each part its greatest ids, at most `most` of them, the greatest first.

    FTS5 goes from the newest to the oldest and stops when it has enough. PostgreSQL collects all that there
    are, so of large kinds it is asked for the last days first, then for months, and in the end for
    everything.
    """
    if not parts:
        return []
    if engine_type() == "sqlite":
        return await _of_sqlite(parts)
    return await _of_postgres(parts)


async def some(asks: Sequence[Ask], kinds: Sequence[str] = ()) -> list[bool]:
    """Of each question whether any entry answers it."""
    there = [False] * len(asks)
    for kind in kinds or [*NUMBERS][::-1]:  # mostly among the many
        left = [n for n, found in enumerate(there) if not found]
        for n, found in zip(left, await ids([Part(kind, asks[n], 1) for n in left]), strict=True):
            there[n] = bool(found)
    return there


async def shown(wanted: Sequence[int], excerpt: int) -> dict[int, Shown]:
    """These entries with so much of their text; those whose time is over are not there."""
    rows: list[Shown] = await _shown(ids=list(wanted), excerpt=excerpt, now=now()) if wanted else []
    return {row.id: row for row in rows}


_shown = prepare_sql(
    "SELECT id, kind, thing, title, substr(excerpt, 1, CAST(:excerpt AS integer)) AS excerpt, path, house,"
    " seat, year, type, status, happened_at FROM search_entry"
    " WHERE id IN :ids AND (ends_at IS NULL OR ends_at > :now)",
    Shown,
)


async def _of_sqlite(parts: Sequence[Part]) -> list[list[int]]:
    sql = _fts(tuple((part.kind, part.most) for part in parts))
    values = [value for part in parts for value in (match(part.ask), part.before)]
    return await _fetch(sql, values, len(parts))


async def _of_postgres(parts: Sequence[Part]) -> list[list[int]]:
    """What is not asked any more is asked as NULL, which nothing matches: so the statement stays the same,
    and the server need not plan it again."""
    moment, found = seconds_at(now()), dict[int, list[int]]()
    asks = [[tsquery(ask) for ask in conjuncts(part.ask)] for part in parts]
    for bits in (*STRETCHES, None):
        some = [n for n, part in enumerate(parts) if bits is None or bits in _STEPS.get(part.kind, ())]
        open_ = {n for n in some if len(found.get(n, ())) < parts[n].most}
        if not open_:
            continue
        values, sizes = list[Any](), list[tuple[str, int, int]]()
        for n in some:
            part, begin = parts[n], 0
            words: list[str | None] = [*asks[n]]
            if bits:
                newer, begin = since(bits, min(moment, seconds_of(part.before)))
                words.append(tsquery(any_of(newer)))
            values += [*(words if n in open_ else [None] * len(words)), first_at(begin), part.before]
            sizes.append((part.kind, part.most, len(words)))
        rows = await _fetch(_gin(tuple(sizes)), values, len(some))
        found |= {n: rows[place] for place, n in enumerate(some) if n in open_}
    return [found[n] for n in range(len(parts))]


async def _fetch(sql: str, values: list[Any], parts: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(parts)]
    for part, each in (await engine().fetch(sql, values)).rows:
        found[part].append(each)
    return [sorted(each, reverse=True) for each in found]


@cache
def _fts(parts: tuple[tuple[str, int], ...]) -> str:
    """For parts of these kinds with so many results each."""
    return " UNION ALL ".join(
        f"SELECT * FROM (SELECT {n} AS part, rowid AS id FROM search_{kind}"  # noqa: S608 - our names
        f" WHERE search_{kind} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT {most})"
        for n, (kind, most) in enumerate(parts)
    )


@cache
def _gin(parts: tuple[tuple[str, int, int], ...]) -> str:
    """For parts of these kinds, with so many results each, of so many conditions each.

    PostgreSQL would walk all rows from the newest, or look at each, for what it believes to be frequent: so
    it is told neither the words nor the order beforehand. Conditions by themselves let its index jump from
    what is rare to what is rare; within one it looks at every entry of the rarest word (ten times slower).
    """
    asked, last = [], 0
    for n, (kind, most, size) in enumerate(parts):
        words = [f"tsv @@ (SELECT CAST(CAST(${last + i} AS text) AS tsquery))" for i in range(1, size + 1)]
        last += size + 2
        asked.append(
            f"(SELECT {n} AS part, id FROM search_entry WHERE kind = '{kind}' AND {' AND '.join(words)}"  # noqa: S608
            f" AND id + 0 >= CAST(${last - 1} AS bigint) AND id + 0 < CAST(${last} AS bigint)"
            f" ORDER BY id + 0 DESC LIMIT {most})"
        )
    return " UNION ALL ".join(asked)
