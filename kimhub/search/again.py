"""What follows from a change of something larger: everything that belongs to it is looked at again, some at
a time, so that a board with a hundred thousand posts stops nobody.

    belonging("post", "topic", "SELECT id FROM post WHERE topic = CAST(:ref AS bigint) AND id > :after ...")
    await again("post", "topic", 7)
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from kimhub.core.db import transaction
from kimhub.core.jobs import enqueue
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.search import writing

AT_ONCE: Final = 200
_known: dict[tuple[str, str], Prepared[Any]] = {}


@dataclass(frozen=True, slots=True)
class Again:
    """Things of `kind` that belong to `of` (topic, board, house ...) number `ref`, above `after`."""

    kind: str
    of: str
    ref: int
    after: int = 0


def belonging(kind: str, of: str, sql: str) -> None:
    """Say how the things that belong to something are found: ids above `:after`, ascending."""
    _known[kind, of] = prepare_sql(f"{sql} LIMIT {AT_ONCE}")


async def again(kind: str, of: str, ref: int) -> None:
    """Look at all of them again: the first at once, the others in jobs."""
    await go_on(Again(kind, of, ref))


async def house_again(organization: int) -> None:
    """The same for everything that belongs to an organization."""
    for kind, of in _known:
        if of == "house":
            await again(kind, of, organization)


async def go_on(some: Again) -> None:
    """A job: the next of them."""
    rows = await _known[some.kind, some.of].rows(ref=some.ref, after=some.after)
    things = [int(row[0]) for row in rows]
    await writing.refresh(some.kind, things)
    if len(things) == AT_ONCE:
        async with transaction():
            await enqueue(go_on, replace(some, after=things[-1]))
