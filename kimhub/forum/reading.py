"""Reading a topic: its head, one page of posts, and how far a person has read."""

from datetime import datetime, timedelta
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import noting, now
from kimhub.forum import statements as sql
from kimhub.forum.tables import TopicRead
from kimhub.forum.views import PostKey, PostRow, PostView, TopicView, leading_number

NOBODY: Final = Actor()
EDIT_FOR: Final = timedelta(minutes=15)  # domain.md 6.3


async def get_topic(ref: str, actor: Actor = NOBODY) -> TopicView | None:
    """The topic of an address such as "128-jadwal-ronda"; the words after the number do not matter.

    `mark` is how far the actor has read it.
    """
    topic_id = leading_number(ref)
    return await sql.topic_by_id.first(topic=topic_id, me=actor.id or 0) if topic_id is not None else None


async def again(topic: TopicView) -> TopicView:
    """The topic as it stands now."""
    return await sql.topic_by_id.first(topic=topic.id, me=0) or topic


async def get_post(ref: str, number: int) -> PostView | None:
    topic = await get_topic(ref)
    source = await sql.post_source.first(topic=topic.id, number=number) if topic else None
    return PostView(topic, source) if topic and source else None


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


async def unread_after(topic: TopicView, mark: int) -> int:
    """How many visible posts come after number `mark`."""
    hidden = await sql.hidden_after.value(topic=topic.id, mark=mark) if topic.hidden_posts else 0
    return topic.last_number - mark - int(hidden)


async def first_unread(topic: TopicView, mark: int) -> int | None:
    """The number of the first visible post after `mark`, None when there is none."""
    if mark >= topic.last_number:
        return None
    if not topic.hidden_posts:
        return mark + 1
    found = await sql.first_visible_after.value(topic=topic.id, mark=mark)
    return None if found is None else int(found)


async def mark_read(user_id: int, topic_id: int, number: int) -> None:
    """Note that the person has read up to `number`; never takes anything back."""
    async with noting():
        await sql.write_mark(user=user_id, topic=topic_id, number=number, at=now())


async def mark_own(user_id: int, topic_id: int, number: int, at: datetime) -> None:
    """Count one's own new post as read when everything before it was; inside the caller's transaction."""
    await TopicRead.update({TopicRead.last_number: number, TopicRead.at: at}).where(
        (TopicRead.user == user_id) & (TopicRead.topic == topic_id) & (TopicRead.last_number == number - 1)
    )
