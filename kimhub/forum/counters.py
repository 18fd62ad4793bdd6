"""Numbers that are kept beside what they count, counted anew: after a move, and by `kimhub doctor`."""
# ruff: noqa: S608 - every part is written here

from typing import Final

from msgspec import Struct

from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql

# What each column of a topic counts. A merged topic has no posts: its numbers are 0.
TOPIC: Final = {
    "last_number": "(SELECT coalesce(max(p.number), 0) FROM post p WHERE p.topic = topic.id)",
    "hidden_posts": "(SELECT count(*) FROM post p WHERE p.topic = topic.id AND p.deleted_at IS NOT NULL)",
    "reply_count": (
        "(SELECT count(*) FROM post p WHERE p.topic = topic.id AND p.number > 1 AND p.deleted_at IS NULL)"
    ),
}
LAST_AUTHOR: Final = (
    "coalesce((SELECT p.author FROM post p WHERE p.topic = topic.id AND p.deleted_at IS NULL"
    " ORDER BY p.number DESC LIMIT 1), topic.author)"
)
BOARD: Final = {
    "topic_count": "(SELECT count(*) FROM topic t WHERE t.board = board.id AND t.hidden_at IS NULL)",
}
LAST_ON_BOARD: Final = (
    "(SELECT max(t.last_post_at) FROM topic t WHERE t.board = board.id AND t.merged_into IS NULL)"
)
SPANS: Final = (
    '(SELECT count(*) FROM read_span s WHERE s."user" = topic_read."user" AND s.topic = topic_read.topic)'
)


def _set(counted: dict[str, str]) -> str:
    return ", ".join(f"{column} = {count}" for column, count in counted.items())


def _differs(counted: dict[str, str]) -> str:
    return " OR ".join(f"{column} <> {count}" for column, count in counted.items())


_topic = prepare_sql(
    f"UPDATE topic SET {_set(TOPIC)}, last_author = {LAST_AUTHOR}, rev = rev + 1 WHERE id = :topic"
)
_board = prepare_sql(f"UPDATE board SET {_set(BOARD)}, last_post_at = {LAST_ON_BOARD} WHERE id = :board")


class Wrong(Struct, frozen=True):
    """How many rows say something else than a recount."""

    topics: int
    boards: int
    marks: int

    @property
    def any(self) -> bool:
        return bool(self.topics or self.boards or self.marks)


_wrong = prepare_sql(
    f"SELECT (SELECT count(*) FROM topic WHERE {_differs(TOPIC)}) AS topics,"
    f" (SELECT count(*) FROM board WHERE {_differs(BOARD)}) AS boards,"
    f" (SELECT count(*) FROM topic_read WHERE spans <> {SPANS}) AS marks",
    Wrong,
)
_mend = (
    prepare_sql(f"UPDATE topic SET {_set(TOPIC)}, rev = rev + 1 WHERE {_differs(TOPIC)}"),
    prepare_sql(f"UPDATE board SET {_set(BOARD)} WHERE {_differs(BOARD)}"),
    prepare_sql(f"UPDATE topic_read SET spans = {SPANS} WHERE spans <> {SPANS}"),
)


async def recount_topic(topic_id: int) -> None:
    """Count a topic's posts anew, inside the caller's transaction that has locked it. Its time stays."""
    await _topic(topic=topic_id)


async def recount_board(board_id: int) -> None:
    """Count a board's topics anew, inside the caller's transaction that has locked it."""
    await _board(board=board_id)


async def find_wrong() -> Wrong:
    """Compare every counter with a recount: slow, it looks at every post."""
    return await _wrong.first() or Wrong(0, 0, 0)


async def mend() -> Wrong:
    """Set right every counter that is wrong; returns how many there were."""
    async with transaction():
        found = await find_wrong()
        if found.any:
            for statement in _mend:
                await statement()
    return found
