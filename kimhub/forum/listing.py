"""Lists of topics: of one board page by page, and the newest of all boards a person takes part in.

A page begins where the one before ended, by (last_post_at, id). People post while others read: a topic that
moves up between two pages would be lost to the reader, so each page after the first begins with those that
moved since and had not been shown. `last_post_at` never goes back, so nothing is shown twice.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.forum import statements as sql
from kimhub.forum.views import Place, TopicRow

PER_PAGE: Final = 20
WINDOW: Final = 500  # topics one look for unread ones goes through; the pager goes on from there
WINDOW_EACH: Final = 100  # the same for each board where several are looked through at once
MOVED: Final = 100
PINNED: Final = 10
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class Cursor(Struct, frozen=True):
    """Where a page ended, and up to when the list was known."""

    known: datetime
    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{_micros(self.known)}-{_micros(self.at)}-{self.id}"


START: Final = Cursor(EPOCH, datetime(9999, 1, 1, tzinfo=UTC), 0)


class Listing(Struct, frozen=True):
    rows: list[TopicRow]
    next: Cursor | None


def read_cursor(text: str) -> Cursor:
    """The cursor of an address; START for anything that is none."""
    try:
        known, at, topic_id = (int(part) for part in text.split("-"))
        return Cursor(EPOCH + known * MICROSECOND, EPOCH + at * MICROSECOND, topic_id)
    except (ValueError, OverflowError):
        return START


async def latest(board_id: int, user_id: int, after: Cursor = START) -> Listing:
    """Topics of a board by latest activity, without the pinned ones."""
    values = {"board": board_id, "me": user_id, "at": after.at, "id": after.id}
    rows = await sql.topics_latest(**values, most=PER_PAGE + 1)
    moved, known = await _since(after, rows, values)
    shown = rows[:PER_PAGE]
    end = shown[-1] if len(rows) > PER_PAGE else None
    return Listing([*moved, *shown], Cursor(known, end.last_post_at, end.id) if end else None)


async def unread(board_id: int, user_id: int, after: Cursor = START) -> Listing:
    """Those of `latest` with something unread. Each call looks through WINDOW topics at most, so a page may
    be short, even empty, and still have a next one."""
    values = {"board": board_id, "me": user_id, "at": after.at, "id": after.id}
    rows = await sql.topics_unread(**values, most=PER_PAGE + 1, window=WINDOW)
    moved, known = await _since(after, rows, values)
    shown = rows[:PER_PAGE]
    end: TopicRow | Place | None = shown[-1] if len(rows) > PER_PAGE else None
    end = end or await sql.topics_window_end.first(**values, window=WINDOW - 1)
    fresh = [row for row in [*moved, *shown] if row.fresh > 0]
    return Listing(fresh, Cursor(max(known, end.last_post_at), end.last_post_at, end.id) if end else None)


async def hidden(board_id: int, user_id: int) -> list[TopicRow]:
    """The hidden topics of a board, last hidden first, for its moderators."""
    return await sql.topics_hidden(board=board_id, me=user_id, most=100)


async def pinned(board_ids: list[int], user_id: int) -> list[TopicRow]:
    return await sql.topics_pinned(boards=board_ids, me=user_id, most=PINNED)


async def newest(board_ids: list[int], user_id: int) -> list[TopicRow]:
    """The newest topics of several boards, PER_PAGE of them."""
    return await sql.topics_newest(boards=board_ids, me=user_id, most=PER_PAGE)


async def newest_unread(board_ids: list[int], user_id: int) -> list[TopicRow]:
    """The newest unread topics, among the WINDOW_EACH latest of each board."""
    return await sql.topics_newest_unread(boards=board_ids, me=user_id, most=PER_PAGE, window=WINDOW_EACH)


async def unread_counts(board_ids: list[int], user_id: int) -> dict[int, int]:
    """How many topics have something unread, among the WINDOW_EACH latest of each board, by board; without
    the pinned ones."""
    rows = await sql.unread_counts(boards=board_ids, me=user_id, window=WINDOW_EACH)
    return {row.board: row.unread for row in rows}


def add_pinned(counts: dict[int, int], pinned: list[TopicRow]) -> dict[int, int]:
    """`counts` with the pinned topics that have something unread."""
    fresh = Counter(row.board for row in pinned if row.fresh > 0)
    return {board: counts.get(board, 0) + fresh[board] for board in counts.keys() | fresh.keys()}


async def _since(
    after: Cursor, rows: list[TopicRow], values: dict[str, Any]
) -> tuple[list[TopicRow], datetime]:
    """The topics that moved up since `after` was made and were not shown; up to when the list is known."""
    if after is START:
        return [], rows[0].last_post_at if rows else EPOCH
    moved = await sql.topics_moved(**values, known=after.known, most=MOVED)
    return moved, max([after.known, *(row.last_post_at for row in moved)])


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
