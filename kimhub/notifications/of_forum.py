"""What people are told of topics: one entry per topic, however much is written there.

The job of an event looks at what stands there now: of what was hidden meanwhile nobody hears, nor does
anybody who may no longer read it.
"""

from kimhub.core.actor import Actor
from kimhub.core.bus import on
from kimhub.forum import audience, events
from kimhub.forum.opened import when_boards_read, when_opened
from kimhub.forum.reading import get_topic
from kimhub.forum.views import TopicView
from kimhub.notifications import service
from kimhub.notifications.telling import Matter, tell_all


@on(events.TopicStarted)
async def tell_of_a_topic(event: events.TopicStarted) -> None:
    """Those who follow the board, and whoever is named."""
    await _tell(event.post_id, event.mentioned)


@on(events.ReplyPosted)
async def tell_of_a_reply(event: events.ReplyPosted) -> None:
    """Those who follow the topic or watch the board, whose words it answers, and whoever is named."""
    await _tell(event.post_id, event.mentioned)


@on(events.PostEdited)
async def tell_the_newly_mentioned(event: events.PostEdited) -> None:
    if event.mentioned:
        await _tell(event.post_id, event.mentioned, edited=True)


@on(events.PostHidden)
async def take_back_what_was_told(event: events.PostHidden) -> None:
    await service.drop_hidden(event.topic_id)


@on(events.PostWithdrawn)
async def take_back_what_was_withdrawn(event: events.PostWithdrawn) -> None:
    await service.drop_hidden(event.topic_id)


@on(events.TopicHidden)
async def take_back_the_topic(event: events.TopicHidden) -> None:
    await service.drop_hidden(event.topic_id)


@when_opened
async def settle(actor: Actor, topic_id: int, confirmed: bool) -> int:
    return await service.settle_topic(actor, topic_id, confirmed=confirmed)


@when_boards_read
async def settle_boards(actor: Actor, board_ids: list[int]) -> None:
    await service.settle_boards(actor, board_ids)


async def readable(topic_id: int) -> TopicView | None:
    """The topic, unless it is hidden: then nobody is told of it."""
    topic = await get_topic(str(topic_id))
    return topic if topic and not topic.hidden else None


async def _tell(post_id: int, mentioned: tuple[int, ...], *, edited: bool = False) -> None:
    post = await audience.post_now(post_id)
    topic = await readable(post.topic) if post else None
    if post is None or topic is None:
        return
    told = await audience.of_post(topic, post, mentioned, edited=edited)
    matter = Matter(
        "topic",
        f"topic:{topic.id}",
        topic.path,
        topic.id,
        first=post.number,
        upto=post.number,
        from_user=post.author,
        by_mail=True,
        again=edited,
    )
    await tell_all(matter, told)
