"""How much there is of each kind, as far as it matters: beyond some hundreds nobody counts on."""

from typing import Final

import msgspec

from kimhub.core.actor import Actor
from kimhub.search import index
from kimhub.search.asking import question
from kimhub.search.index import Part
from kimhub.search.kinds import NUMBERS
from kimhub.search.marks import Filters, tokens_of
from kimhub.search.query import parse

ENOUGH: Final = 200


async def counts(actor: Actor, text: str, filters: Filters) -> dict[str, int]:
    """Of each kind that has any, what this person may read of it; ENOUGH + 1 means more than enough."""
    query, readers = parse(text), tokens_of(actor)
    if not query.terms and (query.without or filters == Filters()):
        return {}
    wide = msgspec.structs.replace(filters, kinds=())
    kinds = [*NUMBERS]
    parts = [Part(question(query, readers, wide, (kind,)).any) for kind in kinds]
    found = await index.ids(parts, ENOUGH + 1)
    return {kind: len(some) for kind, some in zip(kinds, found, strict=True) if some}
