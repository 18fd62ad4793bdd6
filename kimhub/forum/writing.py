"""Starting topics and replying."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare, prepare_sql
from kimhub.core.text import render_markup, slugify
from kimhub.forum import mentions, policy
from kimhub.forum.boards import get_board
from kimhub.forum.composing import after, author_id, checked_body, checked_title, new_post
from kimhub.forum.events import ReplyPosted, TopicStarted
from kimhub.forum.reading import mark_own
from kimhub.forum.tables import Board, Post, Topic, TopicRead
from kimhub.forum.views import TopicView, page_of

MOST: Final = 30  # posts of one person in PER
PER: Final = timedelta(minutes=10)


class Started(Struct, frozen=True):
    id: int
    slug: str

    @property
    def path(self) -> str:
        return f"/forum/t/{self.id}-{self.slug}"


class Posted(Struct, frozen=True):
    id: int
    number: int

    @property
    def page(self) -> int:
        return page_of(self.number)


class _State(Struct, frozen=True):
    """What may have changed since the page was drawn."""

    last_number: int
    locked_at: datetime | None
    hidden_at: datetime | None
    last_post_at: datetime | None


_state = prepare_sql(
    "SELECT t.last_number, t.locked_at, t.hidden_at, b.last_post_at"
    " FROM topic t JOIN board b ON b.id = t.board WHERE t.id = :topic",
    _State,
)
_started = prepare_sql("SELECT id, slug FROM topic WHERE key = :key AND author = :author", Started)
_posted = prepare_sql(
    "SELECT id, number FROM post WHERE key = :key AND author = :author AND topic = :topic", Posted
)
_grow = prepare(
    lambda p: Topic.update(
        {
            Topic.last_number: p.number,
            Topic.reply_count: Topic.reply_count + 1,
            Topic.last_post_at: p.at,
            Topic.last_author: p.author,
            Topic.rev: Topic.rev + 1,
        }
    ).where(Topic.id == p.topic)
)
_move_up = prepare(lambda p: Board.update({Board.last_post_at: p.at}).where(Board.id == p.board))


async def create_topic(actor: Actor, board_slug: str, title: str, body: str, key: UUID) -> Started:
    """Start a topic on the board; sent twice with one key it is started once. Raises Invalid, TooMany."""
    board = await get_board(board_slug)
    errors = {} if board else {"board": _("Pilih rubrik untuk topik ini.")}
    if board and not policy.can_post(actor, board):
        errors = {"board": _("Anda belum ikut serta di rubrik ini. Pilih yang lain.")}
    title, body = checked_title(title, errors), checked_body(body, errors)
    if errors or board is None:
        raise Invalid(**errors)
    await limits.spend("forum-post", actor.id, most=MOST, per=PER)
    mentioned = await mentions.find(body, board)
    html = render_markup(body, mentioned.pages)
    author = author_id(actor)
    async with transaction():
        await lock_id(Board, board.id)
        at = after(await _newest_on(board.id))
        topic = Topic(
            board=board.id,
            title=title,
            slug=slugify(title),
            author=author,
            last_number=1,
            last_post_at=at,
            last_author=author,
            created_at=at,
            key=key,
        )
        made = await Topic.insert(topic).on_conflict(Topic.key, "DO NOTHING").returning(Topic.id)
        if made:
            topic_id = made[0]["id"]
            post = new_post(topic_id, 1, actor, board, body, html, at)
            inserted = await Post.insert(post).returning(Post.id)
            await Board.update({Board.last_post_at: at, Board.topic_count: Board.topic_count + 1}).where(
                Board.id == board.id
            )
            await TopicRead.insert(TopicRead(user=author, topic=topic_id, last_number=1, at=at))
            named = tuple(person for person in mentioned.ids if person != author)
            await publish(
                TopicStarted(
                    board.organization, author, board.id, topic_id, inserted[0]["id"], title, named
                )
            )
    started = await _started.first(key=key, author=author)
    if started is None:
        raise NotFound
    return started


async def reply(topic: TopicView, actor: Actor, body: str, key: UUID) -> Posted:
    """Add a post to the topic; sent twice with one key it is added once. Raises Invalid, Refused, TooMany.

    Replies on one board come one after the other: numbers have no gap, and times keep the order in which
    readers see the posts.
    """
    errors: dict[str, str] = {}
    body = checked_body(body, errors)
    if errors:
        raise Invalid(**errors)
    await limits.spend("forum-post", actor.id, most=MOST, per=PER)
    mentioned = await mentions.find(body, topic)
    html = render_markup(body, mentioned.pages)
    author = author_id(actor)
    async with transaction():
        await lock_id(Board, topic.board)
        await lock_id(Topic, topic.id)
        state = await _state.first(topic=topic.id)
        if state is None:
            raise NotFound
        if state.hidden_at or (state.locked_at and not policy.can_moderate(actor, topic)):
            raise Refused(_("Topik ini baru saja ditutup, jadi balasan Anda belum tersimpan."))
        number, at = state.last_number + 1, after(state.last_post_at)
        post = new_post(topic.id, number, actor, topic, body, html, at, key)
        inserted = await Post.insert(post).on_conflict(Post.key, "DO NOTHING").returning(Post.id)
        if inserted:
            await _grow(number=number, at=at, author=author, topic=topic.id)
            await _move_up(at=at, board=topic.board)
            await mark_own(author, topic.id, number, at)
            named = tuple(person for person in mentioned.ids if person != author)
            await publish(
                ReplyPosted(
                    topic.organization, author, topic.board, topic.id, inserted[0]["id"], number, named
                )
            )
    posted = await _posted.first(key=key, author=author, topic=topic.id)
    if posted is None:
        raise NotFound
    return posted


async def _newest_on(board_id: int) -> datetime | None:
    row = await Board.select(Board.last_post_at).where(Board.id == board_id).first()
    return row["last_post_at"] if row else None
