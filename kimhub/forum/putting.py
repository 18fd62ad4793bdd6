"""Putting posts in their place: the one way a post comes out, whoever or whatever let it.

Everything here runs inside the caller's transaction. Posts on one board come one after the other: numbers
have no gap, and times keep the order in which readers see the posts.
"""

from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from kimhub.core.bus import publish
from kimhub.core.db import after_commit, lock_id
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare, prepare_sql
from kimhub.core.text import RENDERER, slugify
from kimhub.forum import attachments, drafts, live
from kimhub.forum.composing import after
from kimhub.forum.events import ReplyPosted, TopicStarted
from kimhub.forum.places import Elsewhere
from kimhub.forum.tables import Board, Post, Topic, TopicRead
from kimhub.forum.unread import mark_own


class Words(Struct, frozen=True):
    """What is put out: checked, rendered, and who wrote it. `home` and `badge` are those of this day."""

    author: int
    body: str
    html: str
    home: str = ""
    badge: str = ""
    mentioned: tuple[int, ...] = ()
    title: str = ""
    label: str = ""
    files: tuple[int, ...] = ()  # uploads of the author, in order
    place: str = ""  # of the draft that is done with
    key: UUID | None = None


class Put(Struct, frozen=True):
    """A post that came out."""

    topic: int
    post: int
    number: int


class _Boarded(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def organization(self) -> int | None: ...


class _Discussed(_Boarded, Protocol):
    @property
    def board(self) -> int: ...


class _State(Struct, frozen=True):
    """What may have changed since the page was drawn."""

    last_number: int
    board: int
    merged_into: int | None
    locked_at: datetime | None
    hidden_at: datetime | None
    last_post_at: datetime | None
    archived_at: datetime | None


_state = prepare_sql(
    "SELECT t.last_number, t.board, t.merged_into, t.locked_at, t.hidden_at, b.last_post_at,"
    " b.archived_at"
    " FROM topic t JOIN board b ON b.id = t.board WHERE t.id = :topic",
    _State,
)
# Whether the author has spoken here before is asked of this topic's posts, the newest first; the plus keeps
# SQLite from going through everything that person has ever written.
_grow = prepare_sql(
    "UPDATE topic SET last_number = :number, reply_count = reply_count + 1, last_post_at = :at,"
    " last_author = :author, rev = rev + 1, writers = writers + CASE WHEN EXISTS (SELECT 1 FROM post p"
    " WHERE p.topic = :topic AND p.number < :number AND +p.author = :author AND p.byline = ''"
    " AND p.deleted_at IS NULL ORDER BY p.number DESC LIMIT 1) THEN 0 ELSE 1 END WHERE id = :topic"
)
_move_up = prepare(lambda p: Board.update({Board.last_post_at: p.at}).where(Board.id == p.board))


async def put_topic(board: _Boarded, words: Words) -> Put | None:
    """Start a topic with its first post; None when one with this key is there already."""
    await lock_id(Board, board.id)
    row = await Board.select(Board.last_post_at, Board.archived_at).where(Board.id == board.id).first()
    if row is None:
        raise NotFound
    if row["archived_at"]:
        raise archived()
    at = after(row["last_post_at"])
    topic = Topic(
        board=board.id,
        title=words.title,
        slug=slugify(words.title),
        label=words.label,
        author=words.author,
        last_number=1,
        writers=1,
        last_post_at=at,
        last_author=words.author,
        created_at=at,
        key=words.key,
    )
    made = await Topic.insert(topic).on_conflict(Topic.key, "DO NOTHING").returning(Topic.id)
    if not made:
        return None
    topic_id = int(made[0]["id"])
    # The topic has the key: its first post is as unique without one.
    inserted = await Post.insert(_post(topic_id, 1, words, at, None)).returning(Post.id)
    await Board.update({Board.last_post_at: at, Board.topic_count: Board.topic_count + 1}).where(
        Board.id == board.id
    )
    await TopicRead.insert(TopicRead(user=words.author, topic=topic_id, last_number=1, at=at))
    put = Put(topic_id, int(inserted[0]["id"]), 1)
    await _finish(put, words)
    await publish(
        TopicStarted(
            board.organization, words.author, board.id, topic_id, put.post, words.title, _named(words)
        )
    )
    return put


async def put_reply(topic: _Discussed, words: Words, *, may_moderate: bool = False) -> Put | None:
    """Add a post to the topic; None when one with this key is there already.

    Raises Refused when the topic has been closed meanwhile, unless `may_moderate`, and Elsewhere when it
    has been moved: whoever can looks where it is and tries again.
    """
    await lock_id(Board, topic.board)
    await lock_id(Topic, topic.id)
    state = await _state.first(topic=topic.id)
    if state is None:
        raise NotFound
    if state.merged_into is not None or state.board != topic.board:
        raise Elsewhere
    if state.hidden_at or (state.locked_at and not may_moderate):
        raise Refused(_("Topik ini baru saja ditutup, jadi balasan Anda belum tersimpan."))
    if state.archived_at:
        raise archived()
    number, at = state.last_number + 1, after(state.last_post_at)
    post = _post(topic.id, number, words, at, words.key)
    inserted = await Post.insert(post).on_conflict(Post.key, "DO NOTHING").returning(Post.id)
    if not inserted:
        return None
    put = Put(topic.id, int(inserted[0]["id"]), number)
    await _finish(put, words)
    await _grow(number=number, at=at, author=words.author, topic=topic.id)
    await _move_up(at=at, board=topic.board)
    await mark_own(words.author, topic.id, number, at)
    after_commit(partial(live.grew, topic.id, number))
    await publish(
        ReplyPosted(
            topic.organization, words.author, topic.board, topic.id, put.post, number, _named(words)
        )
    )
    return put


async def _finish(put: Put, words: Words) -> None:
    """Files take their place under the post, and the draft has served."""
    if words.files:
        count = await attachments.claim(words.files, words.author, put.post)
        await Post.update({Post.files: count}).where(Post.id == put.post)
    if words.place:
        await drafts.sent(words.author, words.place)


def _post(topic_id: int, number: int, words: Words, at: datetime, key: UUID | None) -> Post:
    return Post(
        topic=topic_id,
        number=number,
        author=words.author,
        home=words.home,
        badge=words.badge,
        body=words.body,
        html=words.html,
        renderer=RENDERER,
        created_at=at,
        key=key,
    )


def _named(words: Words) -> tuple[int, ...]:
    return tuple(person for person in words.mentioned if person != words.author)


def archived() -> Refused:
    return Refused(_("Rubrik ini baru saja diarsipkan, jadi tulisan Anda belum tersimpan."))
