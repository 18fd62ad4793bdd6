"""Topics as things that can be tied to others (features.md C12)."""

from typing import Final

from msgspec import Struct

from kimhub.chain.kinds import Kind, Thing, register
from kimhub.core.actor import Actor
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import slugify
from kimhub.forum import policy
from kimhub.forum.boards import boards_for
from kimhub.forum.statements_lists import LISTED

MOST: Final = 20
_WORDS: Final = 3


class _Topic(Struct, frozen=True):
    """A topic with what the rules need of its board."""

    id: int
    slug: str
    title: str
    board_name: str
    author: int
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str
    hidden: bool
    locked: bool
    archived: bool


_COLUMNS: Final = (
    "SELECT t.id, t.slug, t.title, b.name AS board_name, t.author, b.kind, b.organization, b.wilayah_code,"
    " b.visibility, t.hidden_at IS NOT NULL AS hidden, t.locked_at IS NOT NULL AS locked,"
    " b.archived_at IS NOT NULL AS archived FROM topic t JOIN board b ON b.id = t.board"
)
_some = prepare_sql(f"{_COLUMNS} WHERE t.id IN :ids AND t.merged_into IS NULL", _Topic)
_found = prepare_sql(
    f"{_COLUMNS} WHERE t.board IN :boards AND {LISTED} AND t.slug LIKE :one AND t.slug LIKE :two"
    " AND t.slug LIKE :three ORDER BY t.last_post_at DESC, t.id DESC LIMIT :most",
    _Topic,
)


async def see(actor: Actor, ids: list[int]) -> list[Thing]:
    """Those of these topics that the person may read."""
    return [_thing(row) for row in await _some(ids=ids) if policy.can_read_topic(actor, row)]


async def offer(actor: Actor, words: str) -> list[Thing]:
    """Topics of the person's boards whose titles have these words; without words the latest."""
    boards = [board.id for board in await boards_for(actor)]
    some = [f"%{word}%" for word in slugify(words, fallback="").split("-")[:_WORDS] if word]
    one, two, three = [*some, "%", "%", "%"][:_WORDS]
    return [_thing(row) for row in await _found(boards=boards, one=one, two=two, three=three, most=MOST)]


async def keeps(actor: Actor, topic_id: int) -> bool:
    """Whoever began it, and its moderators."""
    return any(
        policy.can_moderate(actor, row) or (row.author == actor.id and policy.can_reply(actor, row))
        for row in await _some(ids=[topic_id])
    )


def _thing(row: _Topic) -> Thing:
    return Thing("topic", row.id, row.title, f"/forum/t/{row.id}-{row.slug}", row.board_name)


register(Kind("topic", lazy_("Topik"), "forum", see, offer, keeps))
