"""How much there is of each kind, as far as it matters: beyond a thousand nobody counts on."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.db import engine, engine_type
from kimhub.search.asking import Ask, any_of, match, question, tsquery
from kimhub.search.kinds import NUMBERS
from kimhub.search.marks import Filters, tokens_of
from kimhub.search.query import parse

ENOUGH: Final = 1000


async def counts(actor: Actor, text: str, filters: Filters) -> dict[str, int]:
    """Of each kind that has any, what this person may read of it; ENOUGH + 1 means more than enough."""
    query, readers = parse(text), tokens_of(actor)
    if not query.terms and (query.without or filters == Filters()):
        return {}
    wide = msgspec.structs.replace(filters, kinds=())
    kinds = [*NUMBERS]
    asked = [question(query, readers, wide, (kind,)) for kind in kinds]
    found = await _numbers([any_of(ask for ask in (q.in_title, q.others) if ask) for q in asked])
    return {kind: number for kind, number in zip(kinds, found, strict=True) if number}


async def _numbers(asks: Sequence[Ask]) -> list[int]:
    say = match if engine_type() == "sqlite" else tsquery
    rows = (await engine().fetch(_sql(len(asks)), [say(ask) for ask in asks])).rows
    numbers = {row[0]: row[1] for row in rows}
    return [numbers.get(part, 0) for part in range(len(asks))]


@cache
def _sql(parts: int) -> str:
    if engine_type() == "sqlite":
        one = (
            "SELECT {n} AS part, count(*) AS number FROM"
            " (SELECT 1 FROM search_fts WHERE search_fts MATCH ? LIMIT {most})"
        )
    else:
        one = (
            "SELECT {n} AS part, count(*) AS number FROM (SELECT 1 FROM search_entry"
            " WHERE tsv @@ (SELECT CAST(CAST(${a} AS text) AS tsquery)) LIMIT {most}) found"
        )
    return " UNION ALL ".join(one.format(n=n, a=n + 1, most=ENOUGH + 1) for n in range(parts))
