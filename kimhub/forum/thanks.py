"""Saying thank you for a post: one person once, and it can be taken back."""

from datetime import timedelta
from typing import Final

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import NotFound
from kimhub.core.prepared import prepare_sql
from kimhub.forum import statements as sql
from kimhub.forum import suspensions
from kimhub.forum.composing import author_id
from kimhub.forum.events import PostThanked
from kimhub.forum.places import hold
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_reading import Thanks
from kimhub.forum.views import PostView, TopicView

LISTED: Final = 300
MOST: Final = 200  # given and taken back by one person in PER
PER: Final = timedelta(hours=1)


class Thanker(Struct, frozen=True):
    """Somebody who gave thanks; `name` is empty for somebody who has left."""

    id: int
    name: str


class _Number(Struct, frozen=True):
    number: int


_given = prepare_sql(
    'SELECT p.number FROM post_thanks k JOIN post p ON p.id = k.post WHERE k."user" = :me'
    " AND p.topic = :topic AND p.number BETWEEN :first AND :last",
    _Number,
)
_thankers = prepare_sql(
    f"SELECT a.id, {sql.NAME.format('a')} AS name FROM post_thanks k"  # noqa: S608 - a constant of ours
    ' JOIN account a ON a.id = k."user" WHERE k.post = :post ORDER BY k.id LIMIT :most',
    Thanker,
)
_count = prepare_sql("SELECT thanks FROM post WHERE id = :post AND deleted_at IS NULL")
_note = prepare_sql(
    'INSERT INTO topic_read ("user", topic, last_number, thanked, at) VALUES (:user, :topic, 0, true, :at)'
    ' ON CONFLICT ("user", topic) DO UPDATE SET thanked = true'
)
_NOTE_MOVED: Final = (
    'INSERT INTO topic_read ("user", topic, last_number, thanked, at)'
    ' SELECT DISTINCT k."user", p.topic, 0, true, {now} FROM post_thanks k JOIN post p ON p.id = k.post'
    ' WHERE p.topic = :topic ON CONFLICT ("user", topic) DO UPDATE SET thanked = true'
)
_note_moved = prepare_sql(
    _NOTE_MOVED.format(now=":now"), postgres=_NOTE_MOVED.format(now="CAST(:now AS timestamptz)")
)


async def give(post: PostView, actor: Actor, wanted: bool) -> int:
    """Thank for the post, or with `wanted` False take it back; doing it twice changes nothing.

    Returns how many give thanks now. Raises NotFound when the post has been hidden meanwhile.
    """
    me, topic = author_id(actor), post.topic
    await limits.spend("forum-thanks", me, most=MOST, per=PER)
    async with transaction():
        await hold([topic.id], [topic.board])
        if wanted:
            await suspensions.check(me, topic.board, topic.wilayah_code)
        count = await _count.value(post=post.source.id)
        if count is None:
            raise NotFound
        if not (await _insert(post.source.id, me) if wanted else await _delete(post.source.id, me)):
            return int(count)
        step = 1 if wanted else -1
        await Post.update({Post.thanks: Post.thanks + step, Post.rev: Post.rev + 1}).where(
            Post.id == post.source.id
        )
        await Topic.update({Topic.rev: Topic.rev + 1}).where(Topic.id == topic.id)
        if wanted:
            await _note(user=me, topic=topic.id, at=now())
            await publish(PostThanked(topic.organization, me, topic.id, post.source.id, post.source.number))
        return int(count) + step


async def given(topic: TopicView, actor: Actor, first: int, last: int) -> frozenset[int]:
    """The numbers, from `first` to `last`, of the posts that this person thanked for."""
    rows = await _given(me=actor.id or 0, topic=topic.id, first=first, last=last)
    return frozenset(row.number for row in rows)


async def thankers(post: PostView) -> list[Thanker]:
    """Who gave thanks, the first first, LISTED of them at most."""
    return await _thankers(post=post.source.id, most=LISTED)


async def posts_came(topic_id: int) -> None:
    """Posts were moved to this topic: their readers' thanks are to be looked for here from now on.

    Inside the caller's transaction.
    """
    await _note_moved(topic=topic_id, now=now())


async def _insert(post_id: int, user_id: int) -> bool:
    row = Thanks(post=post_id, user=user_id, at=now())
    pair = (Thanks.post, Thanks.user)
    return bool(await Thanks.insert(row).on_conflict(pair, "DO NOTHING").returning(Thanks.id))


async def _delete(post_id: int, user_id: int) -> bool:
    theirs = (Thanks.post == post_id) & (Thanks.user == user_id)
    return bool(await Thanks.delete().where(theirs).returning(Thanks.id))
