"""Topics with their first post, for whoever reads their board. What was hidden or merged away is not there,
for moderators neither: they have pages of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.bus import at_once, on
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import plain
from kimhub.forum import events as forum
from kimhub.search import circles, writing
from kimhub.search.again import again, belonging
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfBoard, OfTopic

KIND: Final = "topic"


class Topic(Struct, frozen=True):
    id: int
    title: str
    slug: str
    label: str
    rev: int
    created_at: datetime
    locked: bool
    answered: bool
    html: str | None
    board_kind: str
    board_name: str
    organization: int | None
    wilayah_code: str
    visibility: str


_ids = prepare_sql("SELECT id FROM topic WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT t.id, t.title, t.slug, t.label, t.rev, t.created_at, t.locked_at IS NOT NULL AS locked,"
    " (t.best_post IS NOT NULL OR t.official_post IS NOT NULL) AS answered, p.html,"
    " b.kind AS board_kind, b.name AS board_name, b.organization, b.wilayah_code, b.visibility"
    " FROM topic t JOIN board b ON b.id = t.board LEFT JOIN post p ON p.topic = t.id AND p.number = 1"
    " AND p.deleted_at IS NULL AND p.moved_to IS NULL"
    " WHERE t.id IN :ids AND t.hidden_at IS NULL AND t.merged_into IS NULL",
    Topic,
)
belonging(KIND, "board", "SELECT id FROM topic WHERE board = :ref AND id > :after ORDER BY id")


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    return [_entry(one) for one in await _some(ids=list(ids))]


def _entry(one: Topic) -> Entry:
    return Entry(
        kind=KIND,
        thing=one.id,
        title=one.title,
        path=f"/forum/t/{one.id}-{one.slug}",
        readers=circles.board(one.board_kind, one.organization, one.wilayah_code, one.visibility),
        happened_at=one.created_at,
        text=plain(one.html) if one.html else "",
        organization=one.organization,
        house=one.board_name,
        seat=one.wilayah_code,
        year=one.created_at.year,
        type=one.label,
        status="answered" if one.answered else "closed" if one.locked else "open",
        rev=one.rev,
    )


register(Source(KIND, lazy_("Topik"), "forum", all_ids, entries_of))


@on(
    forum.TopicStarted,
    forum.TopicLabelled,
    forum.TopicLocked,
    forum.TopicUnlocked,
    forum.AnswerChosen,
    forum.AnswerTakenBack,
)
async def follow_topic(event: OfTopic) -> None:
    await writing.refresh(KIND, [event.topic_id])


@on(forum.TopicHidden, forum.TopicRestored, forum.TopicMoved)
async def follow_with_posts(event: OfTopic) -> None:
    await writing.refresh(KIND, [event.topic_id])
    await again("post", "topic", event.topic_id)


@on(forum.PostsSplit, forum.TopicsMerged)
async def follow_posts(event: OfTopic) -> None:
    """The posts keep their ids, and are in the other topic now."""
    for topic in filter(None, (event.topic_id, event.target_id)):
        await writing.refresh(KIND, [topic])
        await again("post", "topic", topic)


@on(forum.BoardChanged)
async def follow_board(event: OfBoard) -> None:
    """Who reads it, or its name."""
    await again(KIND, "board", event.board_id)
    await again("post", "board", event.board_id)


@at_once(forum.TopicHidden)
async def hide_topic(event: OfTopic) -> None:
    await writing.hide(KIND, [event.topic_id])
