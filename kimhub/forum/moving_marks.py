"""Read marks when posts go to another topic: fetched, reckoned in `marks`, written back.

Everything here runs inside the transaction of the move. A mark that somebody sets at the very same moment
may be lost with it: then posts are unread for them that they have just seen, never the other way round.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final, TypeVar

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.forum.marks import Marks, Span, of_merge, of_split
from kimhub.forum.tables import TopicRead
from kimhub.forum.tables_reading import ReadSpan

T = TypeVar("T")
AT_ONCE: Final = 500  # rows of one statement


class _Mark(Struct, frozen=True):
    user: int
    topic: int
    last_number: int


class _Stretch(Struct, frozen=True):
    user: int
    topic: int
    first: int
    last: int


# In the order everybody locks them; SQLite has one writer and no such clause.
_FIND: Final = (
    'SELECT "user", topic, last_number FROM topic_read WHERE topic IN :topics ORDER BY topic, "user"'
)
_marks = prepare_sql(_FIND, _Mark, postgres=f"{_FIND} FOR UPDATE")
# Each change of a mark gives its reader a new version: several moves must not take these in two orders.
_VERSIONS: Final = 'SELECT "user" FROM reader_version WHERE "user" IN :users ORDER BY "user"'
_hold_versions = prepare_sql(_VERSIONS, postgres=f"{_VERSIONS} FOR UPDATE")
_spans = prepare_sql('SELECT "user", topic, first, last FROM read_span WHERE topic IN :topics', _Stretch)
_drop_spans = prepare_sql("DELETE FROM read_span WHERE topic IN :topics")
_drop_marks = prepare_sql("DELETE FROM topic_read WHERE topic = :topic")


async def split(source: int, target: int, moved: list[int]) -> None:
    """Posts that had the numbers `moved` in `source` are the new topic `target` now."""
    known = await _known([source])
    found = {user: of_split(marks, moved) for (user, _topic), marks in known.items()}
    await _write(target, {user: marks for user, marks in found.items() if marks.last or marks.spans})


async def merge(source: int, target: int, offset: int) -> None:
    """The posts of `source` follow number `offset` of `target` now."""
    known, nothing = await _known([source, target]), Marks()
    readers = {user for user, _topic in known}
    found = {
        user: of_merge(known.get((user, target), nothing), known.get((user, source), nothing), offset)
        for user in readers
    }
    await _drop_spans(topics=[source, target])
    await _drop_marks(topic=source)
    await _write(target, found)


async def _known(topics: list[int]) -> dict[tuple[int, int], Marks]:
    """What everybody has read of these topics, by person and topic; nobody else may change it now."""
    rows = await _marks(topics=topics)
    await _hold_versions(users=sorted({row.user for row in rows}))
    spans: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    for row in await _spans(topics=topics):
        spans[row.user, row.topic].append((row.first, row.last))
    return {
        (row.user, row.topic): Marks(row.last_number, tuple(sorted(spans[row.user, row.topic])))
        for row in rows
    }


async def _write(topic: int, found: dict[int, Marks]) -> None:
    at = now()
    users = sorted(found)
    for some in _parts(users):
        await TopicRead.insert(*[_row(user, topic, found[user], at) for user in some]).on_conflict(
            target=(TopicRead.user, TopicRead.topic),
            action="DO UPDATE",
            values=[TopicRead.last_number, TopicRead.spans, TopicRead.at],
        )
    spans = [(user, span) for user in users for span in found[user].spans]
    for part in _parts(spans):
        await ReadSpan.insert(
            *[ReadSpan(user=user, topic=topic, first=span[0], last=span[1]) for user, span in part]
        )


def _row(user: int, topic: int, marks: Marks, at: datetime) -> TopicRead:
    return TopicRead(user=user, topic=topic, last_number=marks.last, spans=len(marks.spans), at=at)


def _parts(items: Iterable[T]) -> list[list[T]]:
    every = list(items)
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
