"""Reading a topic: its head, one page of posts, and how far a person has read."""

from datetime import timedelta
from typing import Any, Final

from msgspec import structs

from kimhub.accounts.sessions import with_session
from kimhub.core.actor import Actor
from kimhub.core.ahead import ahead_of
from kimhub.core.db import now
from kimhub.forum import statements as sql
from kimhub.forum import unread
from kimhub.forum.views import PostKey, PostRow, PostView, TopicView, leading_number

NOBODY: Final = Actor()
SMALL: Final = 1 << 31  # what is no number of a topic yet must not get in the way of the session's
EDIT_FOR: Final = timedelta(minutes=15)  # domain.md 6.3


def _by_ref(ref: str) -> dict[str, Any] | None:
    number = leading_number(ref)
    return {"topic": number} if number and number < SMALL else None


@ahead_of(with_session(sql.topic_by_id), _by_ref)
async def get_topic(ref: str, actor: Actor = NOBODY, found: TopicView | None = None) -> TopicView | None:
    """The topic of an address such as "128-jadwal-ronda"; the words after the number do not matter.

    Of a topic merged into another it is that one, with `shift`: the rules are asked about where posts are
    today. `mark` is how far the actor has read it, `fresh` how many visible posts of it they have not.
    """
    topic_id, shift = leading_number(ref), 0
    while topic_id is not None:
        topic, found = found or await sql.topic_by_id.first(topic=topic_id, me=actor.id or 0), None
        if topic is None or topic.merged_into is None:
            return structs.replace(topic, shift=shift) if topic and shift else topic
        topic_id, shift = topic.merged_into, shift + topic.merged_offset
    return None


async def again(topic: TopicView) -> TopicView:
    """The topic as it stands now; of one that was merged meanwhile, where its posts went."""
    return await get_topic(str(topic.id)) or topic


async def get_post(ref: str, number: int) -> PostView | None:
    """The post of an address, wherever it stands today."""
    topic = await get_topic(ref)
    if topic is None:
        return None
    number += topic.shift
    if topic.hidden_posts and (place := await sql.post_now_at.first(topic=topic.id, number=number)):
        topic, number = await get_topic(str(place.topic)), place.number
    source = await sql.post_source.first(topic=topic.id, number=number) if topic else None
    return PostView(topic, source) if topic and source else None


async def where_is(topic: TopicView, number: int) -> str:
    """The address of a post by its number; of one that was moved, at its topic, which asks its rules."""
    number = min(number, topic.last_number)
    if topic.hidden_posts and (place := await sql.post_now_at.first(topic=topic.id, number=number)):
        return f"/forum/t/{place.topic}?p={place.number}"
    return topic.at(number)


async def post_keys(topic: TopicView, actor: Actor, first: int, last: int) -> list[PostKey]:
    """The posts numbered `first` to `last`, without their texts."""
    since = now() - EDIT_FOR
    return await sql.post_keys(topic=topic.id, me=actor.id or 0, since=since, first=first, last=last)


async def post_rows(ids: list[int]) -> dict[int, PostRow]:
    """Posts to be rendered, by id."""
    return {row.id: row for row in await sql.post_rows(ids=ids)}


async def first_html(topic: TopicView) -> str:
    """The first post of a topic, as it was rendered."""
    return str(await sql.first_html.value(topic=topic.id) or "")


async def mark_of(topic: TopicView, actor: Actor) -> int:
    """How far the person has read; 0 when nothing yet."""
    return int(await sql.mark_of.value(me=actor.id or 0, topic=topic.id) or 0)


async def first_unread(topic: TopicView, actor: Actor) -> int | None:
    """The number of the first post the person may read and has not read yet, None when there is none."""
    if not topic.fresh:
        return None
    if not topic.hidden_posts and not topic.spans:
        return topic.mark + 1
    return await unread.first(topic.id, actor.id or 0, topic.mark)
