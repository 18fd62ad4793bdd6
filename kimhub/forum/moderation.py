"""Pinning, locking and hiding, each with a reason that the log tells.

Each act can be taken back by its opposite; doing it twice changes nothing and is told once. A hidden post
keeps its number and its place. Hiding the first post hides the topic. What its author has withdrawn, only
its author puts back.
"""

from typing import Any

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum import acts, answers, events
from kimhub.forum.counters import recount_board, recount_topic
from kimhub.forum.places import Elsewhere, hold
from kimhub.forum.tables import Post, Topic
from kimhub.forum.views import PostView, TopicView

_stands = prepare_sql("SELECT 1 FROM post WHERE id = :post AND topic = :topic AND number = :number")


async def pin(topic: TopicView, actor: Actor, reason: str = "") -> None:
    await _set(topic, actor, Topic.pinned_at, True, "pin", events.TopicPinned, reason)


async def unpin(topic: TopicView, actor: Actor, reason: str = "") -> None:
    await _set(topic, actor, Topic.pinned_at, False, "unpin", events.TopicUnpinned, reason)


async def lock_topic(topic: TopicView, actor: Actor, reason: str = "") -> None:
    await _set(topic, actor, Topic.locked_at, True, "lock", events.TopicLocked, reason)


async def unlock_topic(topic: TopicView, actor: Actor, reason: str = "") -> None:
    await _set(topic, actor, Topic.locked_at, False, "unlock", events.TopicUnlocked, reason)


async def hide(post: PostView, actor: Actor, reason: str = "") -> None:
    """Take the post (with the first one: the topic) from the eyes of readers."""
    if post.source.number == 1:
        await _hide_topic(post, actor, True, reason)
    else:
        await _hide_post(post, actor, True, reason)


async def restore(post: PostView, actor: Actor, reason: str = "") -> None:
    """Show it again. Raises Refused for what its author has withdrawn."""
    if post.withdrawn:
        raise Refused(_("Tulisan ini dihapus penulisnya sendiri. Hanya ia yang bisa mengembalikannya."))
    if post.source.number == 1:
        await _hide_topic(post, actor, False, reason)
    else:
        await _hide_post(post, actor, False, reason)


async def _set(
    topic: TopicView, actor: Actor, column: Any, on: bool, act: str, event: Any, reason: str
) -> None:
    reason = acts.checked_reason(reason)
    async with transaction():
        await hold([topic.id], [topic.board])
        if await _changed(topic, column, on):
            await acts.record(actor.id, topic.board, act, topic=topic.id, reason=reason, title=topic.title)
            await publish(event(topic.organization, actor.id, topic.id))


async def _hide_topic(post: PostView, actor: Actor, on: bool, reason: str) -> None:
    topic, reason = post.topic, acts.checked_reason(reason)
    event, act = (events.TopicHidden, "hide_topic") if on else (events.TopicRestored, "restore_topic")
    async with transaction():
        await hold([topic.id], [topic.board])
        await _check_stands(post)
        if await _changed(topic, Topic.hidden_at, on):
            await recount_board(topic.board)
            await acts.record(actor.id, topic.board, act, topic=topic.id, about=post.author, reason=reason)
            await publish(event(topic.organization, actor.id or 0, topic.id))


async def _hide_post(post: PostView, actor: Actor, on: bool, reason: str) -> None:
    topic, reason = post.topic, acts.checked_reason(reason)
    change: dict[Any, Any] = {
        Post.rev: Post.rev + 1,
        Post.deleted_at: now() if on else None,
        Post.deleted_by: actor.id if on else None,
    }
    standing = Post.deleted_at.is_null() if on else Post.deleted_at.is_not_null()
    event, act = (events.PostHidden, "hide_post") if on else (events.PostRestored, "restore_post")
    async with transaction():
        await hold([topic.id], [topic.board])
        await _check_stands(post)
        changed = await Post.update(change).where((Post.id == post.source.id) & standing).returning(Post.id)
        if not changed:
            return
        if on:
            await answers.gone(topic.id, [post.source.id])
        await recount_topic(topic.id)
        await acts.record(
            actor.id,
            topic.board,
            act,
            topic=topic.id,
            post=post.source.id,
            about=post.author,
            reason=reason,
        )
        await publish(
            event(topic.organization, actor.id or 0, topic.id, post.source.id, post.source.number)
        )


async def _check_stands(post: PostView) -> None:
    """Raises Elsewhere when the post has been moved since it was loaded."""
    stands = await _stands.value(post=post.source.id, topic=post.topic.id, number=post.source.number)
    if not stands:
        raise Elsewhere


async def _changed(topic: TopicView, column: Any, on: bool) -> bool:
    """Set or clear the moment in `column`; False when it already was so."""
    standing = column.is_null() if on else column.is_not_null()
    rows = (
        await Topic.update({column: now() if on else None, Topic.rev: Topic.rev + 1})
        .where((Topic.id == topic.id) & standing)
        .returning(Topic.id)
    )
    return bool(rows)
