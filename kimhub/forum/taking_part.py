"""Asked before somebody puts a question to others, votes, agrees or gives thanks: may they, at this moment?

All of that is writing where others see it, so it ends with a suspension as posts do. Following a topic and
confirming an announcement do not: nobody else reads them. Inside the caller's transaction.
"""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import lock_id
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum import guarding, policy, suspensions
from kimhub.forum.composing import author_id
from kimhub.forum.places import Elsewhere
from kimhub.forum.tables import Topic
from kimhub.forum.views import TopicView


class _State(Struct, frozen=True):
    board: int
    merged: bool
    locked: bool
    hidden: bool
    archived: bool


_state = prepare_sql(
    "SELECT t.board, t.merged_into IS NOT NULL AS merged, t.locked_at IS NOT NULL AS locked,"
    " t.hidden_at IS NOT NULL AS hidden, b.archived_at IS NOT NULL AS archived"
    " FROM topic t JOIN board b ON b.id = t.board WHERE t.id = :topic",
    _State,
)


async def check_open(topic: TopicView, actor: Actor) -> None:
    """Hold the topic and see that the person may still take part in it.

    Raises Refused when it was closed, moved or archived meanwhile, and for a suspended person.
    """
    await lock_id(Topic, topic.id)
    state = await _state.first(topic=topic.id)
    if state is None:
        raise NotFound
    if state.merged or state.board != topic.board:
        raise Elsewhere
    if state.hidden or state.archived or (state.locked and not policy.can_moderate(actor, topic)):
        raise Refused(_("Topik ini baru saja ditutup."))
    await suspensions.check(author_id(actor), topic.board, topic.wilayah_code)


async def check_known(topic: TopicView, actor: Actor) -> None:
    """Nobody has looked yet at what a newcomer puts to the vote: there their first posts come first.

    Raises Refused where a board holds the posts of newcomers and this person is one.
    """
    if not policy.can_moderate(actor, topic) and await guarding.is_held(author_id(actor), topic.board):
        raise Refused(
            _("Di rubrik ini tulisan pertama anggota baru diperiksa dulu. Kirim balasan lebih dulu, ya.")
        )
