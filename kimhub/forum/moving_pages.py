"""What moderators choose from when they move something."""

import re
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt
from kimhub.forum import boards, policy, reading
from kimhub.forum.statements import NAME
from kimhub.forum.views import PER_PAGE, BoardView, TopicView

NEAR: Final = 10  # topics offered
_ADDRESS: Final = re.compile(r"(?:^|/t/)\s*([0-9]{1,18})(?:-|\b)")


class Reply(Struct, frozen=True):
    """A reply that may be split off."""

    number: int
    name: str
    body: str
    created_at: datetime

    @property
    def words(self) -> str:
        return excerpt(self.body, 140)


class Near(Struct, frozen=True):
    """A topic of the same board."""

    id: int
    title: str
    reply_count: int


_replies = prepare_sql(
    f"SELECT p.number, {NAME.format('a')} AS name, p.body, p.created_at"  # noqa: S608 - a constant of ours
    " FROM post p JOIN account a ON a.id = p.author WHERE p.topic = :topic"
    " AND p.number BETWEEN :first AND :last AND p.number > 1 AND p.deleted_at IS NULL ORDER BY p.number",
    Reply,
)
_near = prepare_sql(
    "SELECT t.id, t.title, t.reply_count FROM topic t WHERE t.board = :board AND t.id <> :topic"
    " AND t.pinned_at IS NULL AND t.hidden_at IS NULL ORDER BY t.last_post_at DESC, t.id DESC LIMIT :most",
    Near,
)


async def replies(topic: TopicView, page: int) -> list[Reply]:
    """The visible replies of one page of the topic."""
    return await _replies(topic=topic.id, first=(page - 1) * PER_PAGE + 1, last=page * PER_PAGE)


async def near(topic: TopicView) -> list[Near]:
    """Other topics of the board, those with the newest posts first."""
    return await _near(board=topic.board, topic=topic.id, most=NEAR)


async def destinations(topic: TopicView, actor: Actor, words: str = "") -> list[BoardView]:
    """Boards the person keeps order on, without that of the topic; with `words` those of that name."""
    found = await boards.find_boards(actor, words) if words else await boards.boards_for(actor)
    return [board for board in found if board.id != topic.board and policy.can_moderate(actor, board)]


async def destination(actor: Actor, slug: str) -> BoardView:
    """The board of that address. Raises Invalid when there is none the person keeps order on."""
    board = await boards.get_board(slug) if slug else None
    if board is None or not policy.can_moderate(actor, board):
        raise Invalid(board=_("Pilih rubrik tujuan. Anda harus menjadi pengurusnya juga."))
    return board


async def target(source: TopicView, actor: Actor, text: str) -> TopicView:
    """The topic of a number or pasted address. Raises Invalid when the person may not merge into it."""
    found = _ADDRESS.search(text.strip())
    topic = await reading.get_topic(found[1]) if found else None
    if topic is None or not policy.can_read_topic(actor, topic):
        raise Invalid(ke=_("Topik itu tidak ditemukan. Tempel alamatnya, misalnya /forum/t/128."))
    if topic.id == source.id:
        raise Invalid(ke=_("Itu topik ini sendiri. Pilih topik yang lain."))
    if not policy.can_moderate(actor, topic):
        raise Invalid(ke=_("Anda bukan pengurus rubrik topik itu. Minta pengurusnya yang menggabungkan."))
    return topic
