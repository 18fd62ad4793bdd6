"""Lists of topics: of one board, or of all boards a person takes part in, page by page.

A page begins where the one before ended, by (last_post_at, id). People post while others read: a topic that
moves up between two pages would be lost to the reader, so each page after the first begins with those that
moved since and had not been shown. `last_post_at` never goes back, so nothing is shown twice.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.forum import statements_lists as sql
from kimhub.forum.views_lists import Place, TopicRow

PER_PAGE: Final = 20
WINDOW: Final = 500  # topics one look for unread ones goes through; the pager goes on from there
WINDOW_EACH: Final = 100  # the same for each board where several are looked through at once
MOVED: Final = 100
PINNED: Final = 10
HIDDEN: Final = 100
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

UNREAD: Final = "unread"
WITHOUT_PINNED: Final = ("mine", "followed")  # everything in one row, as it comes


class Cursor(Struct, frozen=True):
    """Where a page ended, and up to when the list was known; `boards` when it is of several."""

    known: datetime
    at: datetime
    id: int
    boards: tuple[int, ...] = ()

    def __str__(self) -> str:
        text = f"{_micros(self.known)}-{_micros(self.at)}-{self.id}"
        return f"{text}-{'.'.join(map(str, self.boards))}" if self.boards else text


START: Final = Cursor(EPOCH, datetime(9999, 1, 1, tzinfo=UTC), 0)


class Listing(Struct, frozen=True):
    rows: list[TopicRow]
    next: Cursor | None
    pinned: list[TopicRow] = []


def read_cursor(text: str) -> Cursor:
    """The cursor of an address; START for anything that is none."""
    if not text:
        return START
    try:
        known, at, topic_id, *more = text.split("-")
        boards = tuple(int(part) for part in more[0].split(".")) if more else ()
        if len(more) > 1 or len(boards) > 200 or any(not 0 < board < 2**62 for board in boards):
            return START
        return Cursor(
            EPOCH + int(known) * MICROSECOND, EPOCH + int(at) * MICROSECOND, int(topic_id), boards
        )
    except (ValueError, OverflowError):
        return START


async def page(
    boards: list[int], user_id: int, filter_: str = "", label: str = "", after: Cursor = START
) -> Listing:
    """Topics of these boards by latest activity; the pinned ones apart, and on the first page only.

    `filter_` is "" (all), one of the keys of statements_lists.latest ("label" wants a `label`), or UNREAD.
    """
    if filter_ == UNREAD:
        return await unread(boards, user_id, after)
    values = _values(boards, user_id, after) | {"label": label}
    rows = await sql.latest[filter_](**values, most=PER_PAGE + 1)
    moved, known = await _since(after, rows, values, filter_)
    apart = after is START and filter_ not in WITHOUT_PINNED
    pinned = await sql.pinned[filter_](**values, most=PINNED) if apart else []
    shown = rows[:PER_PAGE]
    end = shown[-1] if len(rows) > PER_PAGE else None
    following = Cursor(known, end.last_post_at, end.id, after.boards) if end else None
    return Listing([*moved, *shown], following, pinned)


async def unread(boards: list[int], user_id: int, after: Cursor = START) -> Listing:
    """Those with something unread. Each call looks through the next topics of each board, not through all,
    so a page may be short, even empty, and still have a next one."""
    values = _values(boards, user_id, after)
    window = WINDOW if len(boards) == 1 else WINDOW_EACH
    rows = await sql.unread(**values, most=PER_PAGE + 1, window=window)
    moved, known = await _since(after, rows, values, "")
    end = await sql.window_end.first(**values, window=window - 1)
    seen = [row for row in rows if end is None or _place(row) >= _place(end)]
    shown = seen[:PER_PAGE]
    last: TopicRow | Place | None = shown[-1] if len(seen) > PER_PAGE else end
    pinned = await sql.pinned[""](**values, most=PINNED) if after is START else []
    following = (
        Cursor(max(known, last.last_post_at), last.last_post_at, last.id, after.boards) if last else None
    )
    return Listing(_waiting([*moved, *shown]), following, _waiting(pinned))


async def hidden(boards: list[int], user_id: int) -> list[TopicRow]:
    """The hidden topics of these boards, last hidden first, for their moderators."""
    return await sql.hidden(boards=boards, me=user_id, most=HIDDEN)


async def newest(boards: list[int], user_id: int) -> list[TopicRow]:
    """The newest topics of several boards, PER_PAGE of them, without the pinned ones."""
    return await sql.latest[""](**_values(boards, user_id, START), most=PER_PAGE)


async def unread_counts(boards: list[int], user_id: int) -> dict[int, int]:
    """How many topics wait for the reader, by board: of the pinned and the WINDOW_EACH latest of each."""
    rows = await sql.unread_counts(boards=boards, me=user_id, window=WINDOW_EACH, pinned=PINNED)
    return {row.board: row.unread for row in rows}


async def _since(
    after: Cursor, rows: list[TopicRow], values: dict[str, Any], filter_: str
) -> tuple[list[TopicRow], datetime]:
    """The topics that moved up since `after` was made and were not shown; up to when the list is known."""
    if after is START:
        return [], rows[0].last_post_at if rows else EPOCH
    moved = await sql.moved[filter_](**values, known=after.known, most=MOVED)
    return moved, max([after.known, *(row.last_post_at for row in moved)])


def _values(boards: list[int], user_id: int, after: Cursor) -> dict[str, Any]:
    return {"boards": boards, "me": user_id, "at": after.at, "id": after.id}


def _waiting(rows: list[TopicRow]) -> list[TopicRow]:
    return [row for row in rows if row.waits]


def _place(row: TopicRow | Place) -> tuple[datetime, int]:
    return row.last_post_at, row.id


def _moment(micros: str) -> datetime:
    return EPOCH + int(micros) * MICROSECOND


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND
