"""Telling open pages that a topic has grown, across any number of processes.

A process asks the database every other second about the topics somebody is looking at, all in one
statement, and not at all while nobody is. What was written in this process is known at once. Only the
number of the newest post is told: what may be shown of it is asked for like any other page.
"""

import asyncio
import contextlib
import contextvars
import logging
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.forum.views import TopicView

log = logging.getLogger(__name__)

EVERY: Final = 2.0  # seconds
MOST: Final = 300  # pages listening to one process; the rest ask by themselves once a minute


class _Newest(Struct, frozen=True):
    id: int
    last_number: int


_newest = prepare_sql("SELECT id, last_number FROM topic WHERE id IN :topics", _Newest)
_hidden = prepare_sql(
    "SELECT coalesce(sum(1), 0) FROM post"
    " WHERE topic = :topic AND number > :known AND deleted_at IS NOT NULL"
)


class Listener:
    """One open page. `number` is the newest post it was told of."""

    def __init__(self, topic_id: int, number: int) -> None:
        self.topic_id, self.number = topic_id, number
        self._grown = asyncio.Event()

    async def wait(self) -> int:
        """The number of the newest post, as soon as there is one the page does not know."""
        await self._grown.wait()
        self._grown.clear()
        return self.number

    def tell(self, number: int) -> None:
        if number > self.number:
            self.number = number
            self._grown.set()


_listeners: defaultdict[int, set[Listener]] = defaultdict(set)
_looking: asyncio.Task[None] | None = None


def is_full() -> bool:
    return sum(map(len, _listeners.values())) >= MOST


@contextlib.contextmanager
def listening(topic_id: int, number: int) -> Iterator[Listener]:
    """A listener for as long as the page is open."""
    global _looking
    listener = Listener(topic_id, number)
    _listeners[topic_id].add(listener)
    if _looking is None or _looking.done():
        # A context of its own: the request's transaction and language are no business of the others.
        _looking = asyncio.get_running_loop().create_task(_look_again(), context=contextvars.Context())
    try:
        yield listener
    finally:
        _listeners[topic_id].discard(listener)
        if not _listeners[topic_id]:
            del _listeners[topic_id]


def grew(topic_id: int, number: int) -> None:
    """A post with this number has been committed."""
    for listener in [*_listeners.get(topic_id, ())]:
        listener.tell(number)


async def came(topic: TopicView, known: int) -> int:
    """How many visible posts stand after number `known`."""
    if known >= topic.last_number:
        return 0
    hidden = await _hidden.value(topic=topic.id, known=known) if topic.hidden_posts else 0
    return topic.last_number - known - int(hidden)


async def look() -> None:
    """Ask the database once how far the topics have come that somebody is looking at."""
    if topics := sorted(_listeners):
        for row in await _newest(topics=topics):
            grew(row.id, row.last_number)


async def _look_again() -> None:
    while _listeners:
        await asyncio.sleep(EVERY)
        try:
            await look()
        except Exception:
            log.exception("could not see what is new")  # the next look may succeed
