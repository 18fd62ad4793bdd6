"""Letting out what waits, or not: by a moderator, or by the clock. Whoever comes first decides."""

from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import RENDERER, checked_text, render_markup, slugify
from kimhub.forum import acts, attachments, mentions, moderation, policy, reading
from kimhub.forum.composing import author_id
from kimhub.forum.events_guarding import PendingDeclined, PendingReleased, PendingReopened
from kimhub.forum.pending import Waiting, decide, get_waiting, too_late
from kimhub.forum.places import Elsewhere
from kimhub.forum.putting import Put, Words, put_reply, put_topic
from kimhub.forum.tables import Board, Post, Topic
from kimhub.forum.tables_writing import Pending, Trust
from kimhub.forum.views import PostView

MAX_REASON: Final = 500


class _Board(Struct, frozen=True):
    id: int
    organization: int | None


_came_out = prepare_sql(
    "SELECT p.topic, p.id AS post, p.number FROM post p LEFT JOIN topic t ON t.id = p.topic"
    " AND p.number = 1 WHERE p.key = :key OR t.key = :key",
    Put,
)


async def release(waiting: Waiting, actor: Actor, *, trust: bool = False) -> Waiting:
    """Make a post of it, with the writer's house and office of the day it was written.

    Returns it as it stands afterwards; somebody else may have decided first. `trust`: the next posts of
    this person no longer wait on this board. Raises Refused when the topic is hidden.
    """
    post = await _out_already(waiting, actor)
    async with transaction():
        await _lock_boards(waiting, post)
        if await decide(waiting.id, actor.id, "released"):
            put = await put_out(waiting, actor)
            await acts.record(actor.id, waiting.board, "release", topic=put.topic, post=put.post)
            if trust:
                await _trust(waiting, actor)
            await publish(
                PendingReleased(
                    waiting.organization,
                    author_id(actor),
                    waiting.user,
                    waiting.id,
                    put.topic,
                    put.number,
                    waiting.why,
                )
            )
    return await _again(waiting)


async def decline(waiting: Waiting, actor: Actor, reason: str) -> None:
    """It does not come out; its writer is told why. Raises Invalid, Refused when it was decided already."""
    reason = checked_text(reason, "reason", most=MAX_REASON, empty=_("Tulis alasannya untuk penulisnya."))
    async with transaction():
        if not await decide(waiting.id, actor.id, "declined", reason):
            raise too_late()
        await acts.record(actor.id, waiting.board, "decline")
        await publish(
            PendingDeclined(waiting.organization, author_id(actor), waiting.user, waiting.id, reason)
        )


async def reopen(waiting: Waiting, actor: Actor) -> None:
    """Take the decision back: what came out is hidden, and it waits once more."""
    values: dict[Any, Any] = {
        Pending.decided_at: None,
        Pending.decided_by: None,
        Pending.outcome: "",
        Pending.note: "",
    }
    decided = Pending.outcome.is_in(["released", "declined"])
    post = await _out_already(waiting, actor)
    async with transaction():
        await _lock_boards(waiting, post)
        reopened = (
            await Pending.update(values).where((Pending.id == waiting.id) & decided).returning(Pending.id)
        )
        if not reopened:
            return
        if post:
            await moderation.hide(post, actor)
        await Trust.delete().where(
            (Trust.board == waiting.board) & (Trust.user == waiting.user) & (Trust.by == actor.id)
        )
        await acts.record(actor.id, waiting.board, "reopen")
        await publish(PendingReopened(waiting.organization, author_id(actor), waiting.id, waiting.why))


async def put_out(claimed: Waiting, actor: Actor) -> Put:
    """Make the post of what was claimed, as it stands now, inside the caller's transaction.

    Raises Elsewhere when its topic has been moved meanwhile to a board that is not locked.
    """
    waiting = await _again(claimed)
    if waiting.board != claimed.board:
        raise Elsewhere
    put = await _put(waiting, actor)
    await Pending.update({Pending.post: put.post}).where(Pending.id == waiting.id)
    return put


async def _put(waiting: Waiting, actor: Actor) -> Put:
    """The post of it; one that came out before and was taken back is shown again."""
    if waiting.post_topic is not None and waiting.post_number is not None:
        post = await reading.get_post(str(waiting.post_topic), waiting.post_number)
        if post is None:
            raise NotFound
        await moderation.restore(post, actor)
        await _bring_up_to_date(waiting, post)
        return Put(waiting.post_topic, post.source.id, waiting.post_number)
    found = await mentions.find(waiting.body, waiting)
    files = await attachments.of_pending(waiting.id)
    words = Words(
        waiting.user,
        waiting.body,
        render_markup(waiting.body, found.pages),
        home=waiting.home,
        badge=waiting.badge,
        mentioned=found.ids,
        title=waiting.title,
        label=waiting.label,
        files=tuple(file.id for file in files),
        key=waiting.key,
    )
    if waiting.topic is None:
        put = await put_topic(_Board(waiting.board, waiting.organization), words)
    else:
        topic = await reading.get_topic(str(waiting.topic))
        if topic is None:
            raise NotFound
        put = await put_reply(topic, words, may_moderate=True)
    put = put or await _came_out.first(key=waiting.key)
    if put is None:
        raise NotFound
    return put


async def _out_already(waiting: Waiting, actor: Actor) -> PostView | None:
    """The post that was made of it before. Raises Refused when it stands now where this person keeps no
    order: it was moved after it came out."""
    if waiting.post_topic is None or waiting.post_number is None:
        return None
    post = await reading.get_post(str(waiting.post_topic), waiting.post_number)
    if post and not policy.can_moderate(actor, post):
        raise Refused(_("Tulisan ini sudah dipindahkan ke rubrik lain. Hubungi pengurus rubrik itu."))
    return post


async def _lock_boards(waiting: Waiting, post: PostView | None) -> None:
    """The boards of both, in the order in which everybody locks boards."""
    for board in sorted({waiting.board, post.topic.board if post else waiting.board}):
        await lock_id(Board, board)


async def _bring_up_to_date(waiting: Waiting, post: PostView) -> None:
    """What is shown again is what was looked at: its writer may have changed it meanwhile."""
    topic = post.topic
    title = waiting.title if post.source.number == 1 and waiting.title else topic.title
    if (waiting.body, title) == (post.source.body, topic.title):
        return
    found = await mentions.find(waiting.body, post)
    change: dict[Any, Any] = {
        Post.body: waiting.body,
        Post.html: render_markup(waiting.body, found.pages),
        Post.renderer: RENDERER,
        Post.edited_at: now(),
        Post.rev: Post.rev + 1,
    }
    await Post.update(change).where(Post.id == post.source.id)
    await Topic.update({Topic.title: title, Topic.slug: slugify(title), Topic.rev: Topic.rev + 1}).where(
        Topic.id == topic.id
    )


async def _trust(waiting: Waiting, actor: Actor) -> None:
    row = Trust(board=waiting.board, user=waiting.user, by=author_id(actor), at=now())
    await Trust.insert(row).on_conflict((Trust.board, Trust.user), "DO NOTHING")
    await acts.record(actor.id, waiting.board, "trust", about=waiting.user)


async def _again(waiting: Waiting) -> Waiting:
    found = await get_waiting(waiting.id)
    if found is None:
        raise NotFound
    return found
