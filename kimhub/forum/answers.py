"""The answers of a topic: the best one, and the official one of the pembina. One of each at most."""

from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt, plain
from kimhub.forum import acts
from kimhub.forum import statements as sql
from kimhub.forum.composing import author_id
from kimhub.forum.events import AnswerChosen, AnswerTakenBack
from kimhub.forum.places import hold
from kimhub.forum.tables import Post, Topic
from kimhub.forum.views import PostView, TopicView

Kind = Literal["best", "official"]
COLUMNS: Final[dict[str, Any]] = {"best": Topic.best_post, "official": Topic.official_post}
WORDS: Final = 240  # letters of an answer at the top of its topic


class Answer(Struct, frozen=True):
    """An answer in short, for the top of its topic."""

    number: int
    name: str
    home: str
    words: str
    official: bool
    best: bool


class _Row(Struct, frozen=True):
    id: int
    number: int
    name: str
    home: str
    html: str


class _State(Struct, frozen=True):
    best_post: int | None
    official_post: int | None
    deleted_at: datetime | None
    topic: int


_rows = prepare_sql(
    f"SELECT p.id, p.number, {sql.NAME.format('a')} AS name, p.home, p.html"  # noqa: S608 - a constant of ours
    " FROM post p JOIN account a ON a.id = p.author"
    " WHERE p.id IN :ids AND p.topic = :topic AND p.deleted_at IS NULL ORDER BY p.number",
    _Row,
)
_state = prepare_sql(
    "SELECT t.best_post, t.official_post, p.deleted_at, p.topic FROM topic t, post p"
    " WHERE t.id = :topic AND p.id = :post",
    _State,
)


async def of_topic(topic: TopicView) -> tuple[Answer, ...]:
    """The answers of the topic in short, the official one first; asks nothing where there is none."""
    ids = [post for post in (topic.official_post, topic.best_post) if post is not None]
    if not ids:
        return ()
    found = [
        Answer(
            row.number,
            row.name,
            row.home,
            excerpt(plain(row.html), WORDS),
            row.id == topic.official_post,
            row.id == topic.best_post,
        )
        for row in await _rows(ids=ids, topic=topic.id)
    ]
    return tuple(sorted(found, key=lambda answer: not answer.official))


async def choose(post: PostView, actor: Actor, kind: Kind, chosen: bool) -> None:
    """Make the post the answer of this kind, in place of another one; or let it be none any more.

    Doing it twice changes nothing. Raises Refused when the post was hidden or moved away meanwhile.
    """
    topic, me = post.topic, author_id(actor)
    async with transaction():
        await hold([topic.id], [topic.board])
        state = await _state.first(topic=topic.id, post=post.source.id)
        if state is None or state.topic != topic.id or (chosen and state.deleted_at):
            raise Refused(_("Tulisan ini baru saja disembunyikan atau dipindahkan."))
        before: int | None = getattr(state, f"{kind}_post")
        if (before == post.source.id) == chosen:
            return
        await _set(topic.id, kind, post.source.id if chosen else None, [post.source.id, before])
        event = AnswerChosen if chosen else AnswerTakenBack
        await publish(
            event(topic.organization, me, topic.id, post.source.id, post.source.number, post.author, kind)
        )
        if kind == "best" and me != topic.author:
            act = "answer" if chosen else "answer_off"
            await acts.record(me, topic.board, act, topic=topic.id, post=post.source.id, about=post.author)


async def gone(topic_id: int, post_ids: list[int]) -> None:
    """These posts were hidden or moved away: they are no answers of the topic any more.

    Inside the caller's transaction, the topic locked.
    """
    for column in COLUMNS.values():
        await Topic.update({column: None, Topic.rev: Topic.rev + 1}).where(
            (Topic.id == topic_id) & column.is_in(post_ids)
        )


async def _set(topic_id: int, kind: Kind, post: int | None, touched: list[int | None]) -> None:
    await Topic.update({COLUMNS[kind]: post, Topic.rev: Topic.rev + 1}).where(Topic.id == topic_id)
    ids = [each for each in touched if each is not None]
    await Post.update({Post.rev: Post.rev + 1}).where(Post.id.is_in(ids))
