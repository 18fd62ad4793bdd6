"""Taking back one's own words: gone for readers, still seen by moderators, put back by the author.

The first post takes the topic with it only while nobody else has replied: others' words are theirs.
"""

from datetime import datetime

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum import answers, events, suspensions
from kimhub.forum.composing import author_id
from kimhub.forum.counters import recount_board, recount_topic
from kimhub.forum.places import Elsewhere, hold
from kimhub.forum.tables import Post, Topic
from kimhub.forum.views import PostView


class Taken(Struct, frozen=True):
    """What became of it: `with_topic` when the topic went too."""

    with_topic: bool


class _Now(Struct, frozen=True):
    deleted_at: datetime | None
    deleted_by: int | None


_now = prepare_sql(
    "SELECT deleted_at, deleted_by FROM post WHERE id = :post AND topic = :topic AND number = :number", _Now
)
_others = prepare_sql(
    "SELECT 1 FROM post WHERE topic = :topic AND author <> :author AND deleted_at IS NULL LIMIT 1"
)


async def withdraw(post: PostView, actor: Actor) -> Taken:
    """Take away one's own post; doing it twice changes nothing."""
    at, topic, me = now(), post.topic, author_id(actor)
    async with transaction():
        await hold([topic.id], [topic.board])
        alone = post.source.number == 1 and not await _others.value(topic=topic.id, author=post.author)
        if (await _state(post)).deleted_at is not None:
            return Taken(alone)
        await Post.update({Post.deleted_at: at, Post.deleted_by: me, Post.rev: Post.rev + 1}).where(
            Post.id == post.source.id
        )
        await answers.gone(post.topic.id, [post.source.id])
        if alone:
            await Topic.update({Topic.hidden_at: at}).where(
                (Topic.id == topic.id) & Topic.hidden_at.is_null()
            )
        await _recount(post)
        await publish(
            events.PostWithdrawn(topic.organization, me, topic.id, post.source.id, post.source.number)
        )
    return Taken(alone)


async def put_back(post: PostView, actor: Actor) -> None:
    """Return what one has withdrawn; the topic too when it went with it. Doing it twice changes nothing."""
    topic, me = post.topic, author_id(actor)
    async with transaction():
        await hold([topic.id], [topic.board])
        state = await _state(post)
        if state.deleted_at is None:
            return
        await suspensions.check(me, topic.board, topic.wilayah_code)
        if state.deleted_by != post.author:
            raise Refused(_("Tulisan ini disembunyikan pengurus, jadi tidak bisa Anda kembalikan sendiri."))
        await Post.update({Post.deleted_at: None, Post.deleted_by: None, Post.rev: Post.rev + 1}).where(
            Post.id == post.source.id
        )
        if post.source.number == 1:  # what a moderator has hidden meanwhile has another moment
            await Topic.update({Topic.hidden_at: None}).where(
                (Topic.id == topic.id) & (Topic.hidden_at == state.deleted_at)
            )
        await _recount(post)
        await publish(
            events.PostReturned(topic.organization, me, topic.id, post.source.id, post.source.number)
        )


async def _state(post: PostView) -> _Now:
    """How the post stands now that nobody else can change it. Raises Elsewhere when it has moved."""
    found = await _now.first(post=post.source.id, topic=post.topic.id, number=post.source.number)
    if found is None:
        raise Elsewhere
    return found


async def _recount(post: PostView) -> None:
    await recount_topic(post.topic.id)
    if post.source.number == 1:
        await recount_board(post.topic.board)
