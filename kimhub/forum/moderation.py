"""Pinning, locking and hiding. Each act can be taken back by its opposite; doing it twice changes nothing.

A hidden post keeps its number and its place. Hiding the first post hides the topic.
"""

from typing import Any

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum import events
from kimhub.forum.tables import Board, Post, Topic
from kimhub.forum.views import PostView, TopicView

_last_visible = prepare_sql(
    "SELECT author FROM post WHERE topic = :topic AND deleted_at IS NULL ORDER BY number DESC LIMIT 1"
)


async def pin(topic: TopicView, actor: Actor) -> None:
    await _set(topic, actor, Topic.pinned_at, True, events.TopicPinned)


async def unpin(topic: TopicView, actor: Actor) -> None:
    await _set(topic, actor, Topic.pinned_at, False, events.TopicUnpinned)


async def lock_topic(topic: TopicView, actor: Actor) -> None:
    await _set(topic, actor, Topic.locked_at, True, events.TopicLocked)


async def unlock_topic(topic: TopicView, actor: Actor) -> None:
    await _set(topic, actor, Topic.locked_at, False, events.TopicUnlocked)


async def hide(post: PostView, actor: Actor) -> None:
    if post.source.number == 1:
        await _hide_topic(post.topic, actor, True)
    else:
        await _hide_post(post, actor, True)


async def restore(post: PostView, actor: Actor) -> None:
    if post.source.number == 1:
        await _hide_topic(post.topic, actor, False)
    else:
        await _hide_post(post, actor, False)


async def _set(topic: TopicView, actor: Actor, column: Any, on: bool, event: Any) -> None:
    async with transaction():
        if await _changed(topic, column, on):
            await publish(event(topic.organization, actor.id, topic.id))


async def _hide_topic(topic: TopicView, actor: Actor, on: bool) -> None:
    event = events.TopicHidden if on else events.TopicRestored
    async with transaction():
        await lock_id(Board, topic.board)
        if await _changed(topic, Topic.hidden_at, on):
            count = Board.topic_count - 1 if on else Board.topic_count + 1
            await Board.update({Board.topic_count: count}).where(Board.id == topic.board)
            await publish(event(topic.organization, actor.id or 0, topic.id))


async def _hide_post(post: PostView, actor: Actor, on: bool) -> None:
    topic = post.topic
    change: dict[Any, Any] = {
        Post.rev: Post.rev + 1,
        Post.deleted_at: now() if on else None,
        Post.deleted_by: actor.id if on else None,
    }
    standing = Post.deleted_at.is_null() if on else Post.deleted_at.is_not_null()
    event = events.PostHidden if on else events.PostRestored
    async with transaction():
        await lock_id(Board, topic.board)
        await lock_id(Topic, topic.id)
        changed = await Post.update(change).where((Post.id == post.source.id) & standing).returning(Post.id)
        if not changed:
            return
        step = 1 if on else -1
        await Topic.update(
            {
                Topic.hidden_posts: Topic.hidden_posts + step,
                Topic.reply_count: Topic.reply_count - step,
                Topic.rev: Topic.rev + 1,
                Topic.last_author: await _last_visible.value(topic=topic.id),
            }
        ).where(Topic.id == topic.id)
        await publish(
            event(topic.organization, actor.id or 0, topic.id, post.source.id, post.source.number)
        )


async def _changed(topic: TopicView, column: Any, on: bool) -> bool:
    """Set or clear the moment in `column`; False when it already was so."""
    standing = column.is_null() if on else column.is_not_null()
    rows = (
        await Topic.update({column: now() if on else None})
        .where((Topic.id == topic.id) & standing)
        .returning(Topic.id)
    )
    return bool(rows)
