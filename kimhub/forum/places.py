"""Holding topics still while something is done to them.

Locks are taken in one order everywhere, so that a move, a merge the other way round and a reply at the same
moment wait for each other in a line and never in a circle: boards by id, then topics by id, then read marks
by topic and person.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kimhub.core.db import lock_id
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum.tables import Board, Topic


class Elsewhere(Refused):
    """The topic stands on another board than the page said, or was merged: look again, then try again."""

    def __init__(self) -> None:
        super().__init__(_("Topik ini baru saja dipindahkan. Buka lagi topiknya, lalu ulangi."))


class State(Struct, frozen=True):
    """A topic as it is once nobody else can change it."""

    id: int
    board: int
    author: int
    last_number: int
    last_post_at: datetime
    hidden_at: datetime | None
    locked_at: datetime | None
    has_poll: bool
    has_decision: bool
    merged_into: int | None


_states = prepare_sql(
    "SELECT id, board, author, last_number, last_post_at, hidden_at, locked_at, has_poll, has_decision,"
    " merged_into FROM topic WHERE id IN :topics",
    State,
)


async def hold(topics: Iterable[int], boards: Iterable[int]) -> dict[int, State]:
    """The topics, locked with the boards they are believed to be on, inside the caller's transaction.

    Raises Elsewhere when one is on a board that was not named, and NotFound when one is not there.
    """
    wanted, named = sorted(set(topics)), sorted(set(boards))
    for board in named:
        await lock_id(Board, board)
    for topic in wanted:
        await lock_id(Topic, topic)
    found = {state.id: state for state in await _states(topics=wanted)}
    if len(found) < len(wanted):
        raise NotFound
    if any(state.merged_into is not None or state.board not in named for state in found.values()):
        raise Elsewhere
    return found
