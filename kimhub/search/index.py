"""Asking the index: ids of entries, the newest first. The ids tell the kind (writing.entry_id)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

import msgspec

from kimhub.core.db import engine, engine_type
from kimhub.core.prepared import prepare_sql
from kimhub.search.asking import Ask, match, tsquery
from kimhub.search.kinds import NUMBERS

BEYOND: Final = 2**63 - 1  # greater than any id
_KINDS: Final = {number: kind for kind, number in NUMBERS.items()}


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
    """For each part the greatest ids, at most `limit` of them, in one question."""
    found: list[list[int]] = [[] for _ in parts]
    if parts:
        say = match if engine_type() == "sqlite" else tsquery
        values = [value for part in parts for value in (say(part.ask), part.before)]
        for part, each in (await engine().fetch(_sql(len(parts), limit), values)).rows:
            found[part].append(each)
    return [sorted(some, reverse=True) for some in found]


async def exists(ask: Ask) -> bool:
    return bool((await ids([Part(ask)], 1))[0])


async def shown(wanted: Sequence[int], excerpt: int) -> dict[int, Shown]:
    """These entries with so much of their text."""
    rows: list[Shown] = await _shown(ids=list(wanted), excerpt=excerpt) if wanted else []
    return {row.id: row for row in rows}


def kind_of(entry_id: int) -> str:
    return _KINDS.get(entry_id >> 26 & 15, "")


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
            " WHERE search_fts MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT {limit})"
        )
    else:
        one = (
            "(SELECT {n} AS part, id FROM search_entry"
            " WHERE tsv @@ (SELECT CAST(CAST(${a} AS text) AS tsquery)) AND id < CAST(${b} AS bigint)"
            " ORDER BY id + 0 DESC LIMIT {limit})"
        )
    return " UNION ALL ".join(one.format(n=n, limit=limit, a=2 * n + 1, b=2 * n + 2) for n in range(parts))
