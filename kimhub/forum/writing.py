"""Starting topics and replying."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct, structs

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import render_markup
from kimhub.forum import (
    drafts,
    guarding,
    labelling,
    labels,
    mentions,
    pending,
    policy,
    policy_guarding,
    reading,
    scheduling,
    suspensions,
)
from kimhub.forum.attachments import File
from kimhub.forum.boards import get_board
from kimhub.forum.composing import author_id, badge_of, checked_body, checked_title
from kimhub.forum.pending import Held
from kimhub.forum.places import Elsewhere
from kimhub.forum.putting import Words, put_reply, put_topic
from kimhub.forum.tables import Board
from kimhub.forum.views import BoardView, TopicView, page_of

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


_started = prepare_sql("SELECT id, slug FROM topic WHERE key = :key AND author = :author", Started)
_posted = prepare_sql(
    "SELECT id, number FROM post WHERE key = :key AND author = :author AND topic = :topic", Posted
)


async def create_topic(
    actor: Actor,
    board_slug: str,
    title: str,
    body: str,
    key: UUID,
    files: Sequence[File] = (),
    later: tuple[str, str] | None = None,
    label: str = "",
) -> Started | Held:
    """Start a topic on the board; sent twice with one key it is started once. What has to wait is Held.

    `later` is the day and the hour a moderator wants it to come out. Raises Invalid, Refused, TooMany.
    """
    board = await get_board(board_slug)
    errors = {} if board else {"board": _("Pilih rubrik untuk topik ini.")}
    if board and not policy.can_post(actor, board):
        errors = {"board": _("Anda belum ikut serta di rubrik ini. Pilih yang lain.")}
    title, body = checked_title(title, errors), _body(body, files, errors)
    if label and board and label not in labels.offered(actor, board):
        errors["label"] = labelling.refusal(label)
    stopped = await suspensions.standing(author_id(actor), board.id, board.wilayah_code) if board else None
    if stopped and board:
        errors["board"] = suspensions.sentence(stopped, board.wilayah_code)
    due = None
    if later and board and not policy_guarding.can_schedule(actor, board):
        if policy_guarding.keeps_order_somewhere(actor):  # whom the form offers it
            errors["day"] = _("Hanya pengurus rubrik ini yang bisa menjadwalkan. Kosongkan waktunya.")
    elif later and board:
        try:
            due = scheduling.moment(*later, board.wilayah_code)
        except Invalid as no:
            errors |= no.errors
    if errors or board is None:
        raise Invalid(**errors)
    await limits.spend("forum-post", actor.id, most=MOST, per=PER)
    words = _words(actor, board, body, await mentions.find(body, board), key, files, title, label)
    async with transaction():
        if held := await _held(actor, board, board.id, words):
            return held
        if due:
            return await scheduling.schedule(board, words, due)
        await put_topic(board, words)
    started = await _started.first(key=key, author=words.author)
    if started is None:
        raise NotFound
    return started


async def reply(
    topic: TopicView,
    actor: Actor,
    body: str,
    key: UUID,
    files: Sequence[File] = (),
    *,
    drops_draft: bool = True,
) -> Posted | Held:
    """Add a post; sent twice with one key it is added once. What has to wait is Held.

    The draft of the topic is done with, unless the words came another way.
    Raises Invalid, Refused, TooMany.
    """
    errors: dict[str, str] = {}
    body = _body(body, files, errors)
    if errors:
        raise Invalid(**errors)
    await limits.spend("forum-post", actor.id, most=MOST, per=PER)
    words = _words(actor, topic, body, await mentions.find(body, topic), key, files)
    if not drops_draft:
        words = structs.replace(words, place="")
    put = await _put(topic, actor, words)
    if isinstance(put, Held):
        return put
    topic = put
    posted = await _posted.first(key=key, author=words.author, topic=topic.id)
    if posted is None:
        raise NotFound
    return posted


async def _put(topic: TopicView, actor: Actor, words: Words) -> TopicView | Held:
    """Put the reply where the topic is, also when it has just been moved; returns that, or what waits."""
    while True:
        try:
            async with transaction():
                if held := await _held(actor, topic, topic.board, words, topic.id):
                    return held
                await put_reply(topic, words, may_moderate=policy.can_moderate(actor, topic))
        except Elsewhere:
            topic = await reading.again(topic)
            if not policy.can_reply(actor, topic):
                raise
        else:
            return topic


async def _held(
    actor: Actor, place: BoardView | TopicView, board: int, words: Words, topic: int | None = None
) -> Held | None:
    """Whether it has to wait; then it does, from now on. Raises Refused for a suspended person."""
    if words.key is None:
        raise NotFound
    await lock_id(Board, board)
    found = await guarding.verdict(actor, place, board, words.body, words.key, topic or 0)
    if found.pending is not None:
        return Held(found.pending, topic)
    if not found.why:
        return None
    return await pending.hold(
        words, board=board, organization=place.organization, topic=topic, why=found.why
    )


def _body(text: str, files: Sequence[File], errors: dict[str, str]) -> str:
    """The checked text; a photo may speak for itself."""
    return "" if files and not text.strip() else checked_body(text, errors)


def _words(
    actor: Actor,
    board: policy.Placed,
    body: str,
    mentioned: mentions.Mentioned,
    key: UUID,
    files: Sequence[File],
    title: str = "",
    label: str = "",
) -> Words:
    return Words(
        author_id(actor),
        body,
        render_markup(body, mentioned.pages),
        home=actor.home.name if actor.home else "",
        badge=badge_of(actor, board),
        mentioned=mentioned.ids,
        title=title,
        label=label,
        files=tuple(file.id for file in files),
        place=drafts.place_of(board.id) if isinstance(board, TopicView) else drafts.NEW_TOPIC,
        key=key,
    )
