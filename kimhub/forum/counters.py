"""Numbers that are kept beside what they count, counted anew: after a move, and by `kimhub doctor`."""
# ruff: noqa: S608 - every part is written here

from typing import Final

from msgspec import Struct

from kimhub.core.db import lock_id, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.tables import Board, Topic

# What each column of a topic counts. A merged topic has no posts: its numbers are 0.
TOPIC: Final = {
    "last_number": "(SELECT coalesce(max(p.number), 0) FROM post p WHERE p.topic = topic.id)",
    "hidden_posts": "(SELECT count(*) FROM post p WHERE p.topic = topic.id AND p.deleted_at IS NOT NULL)",
    "reply_count": (
        "(SELECT count(*) FROM post p WHERE p.topic = topic.id AND p.number > 1 AND p.deleted_at IS NULL)"
    ),
    # Everybody named in an imported chat is somebody else, though one person copied it.
    "writers": (
        "(SELECT count(DISTINCT CAST(p.author AS varchar(20)) || ' ' || p.byline) FROM post p"
        " WHERE p.topic = topic.id AND p.deleted_at IS NULL)"
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


class _Topic(Struct, frozen=True):
    id: int
    board: int


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
_wrong_topics = prepare_sql(f"SELECT id, board FROM topic WHERE {_differs(TOPIC)}", _Topic)
_wrong_boards = prepare_sql(f"SELECT id FROM board WHERE {_differs(BOARD)}")
_mend_marks = prepare_sql(f"UPDATE topic_read SET spans = {SPANS} WHERE spans <> {SPANS}")


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
    """Set right every counter that is wrong; returns how many there were. People may go on writing."""
    found = await find_wrong()
    for topic in await _wrong_topics() if found.topics else []:
        async with transaction():
            await lock_id(Board, topic.board)
            await lock_id(Topic, topic.id)
            await recount_topic(topic.id)
    for row in await _wrong_boards() if found.boards else []:
        async with transaction():
            await lock_id(Board, row["id"])
            await recount_board(row["id"])
    if found.marks:
        async with transaction():
            await _mend_marks()
    return found
