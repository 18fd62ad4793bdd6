"""Moving a topic to another board, posts into a topic of their own, a topic into another one.

Posts keep their row. Where one was taken out, a row that says where it went keeps its number, so numbers
stay without a gap and every old address leads on (`reading.get_post`, `reading.where_is`).
"""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import slugify
from kimhub.forum import acts, events, moving_marks, policy, thanks
from kimhub.forum.composing import author_id, checked_title
from kimhub.forum.counters import recount_board, recount_topic
from kimhub.forum.moving_rows import Chosen, bring_along, chosen_posts, follow_along, leave_marks, take
from kimhub.forum.places import State, hold
from kimhub.forum.tables import Topic
from kimhub.forum.views import BoardView, TopicView

MOST_POSTS: Final = 500  # moved at once

_append = prepare_sql(
    "UPDATE post SET topic = :target, number = number + :offset, rev = rev + 1 WHERE topic = :source"
)
_things_of = prepare_sql(
    "SELECT (SELECT count(*) FROM poll WHERE topic = :source AND closed_at IS NULL)"
    " * (SELECT count(*) FROM poll WHERE topic = :target AND closed_at IS NULL)"
)


async def move(topic: TopicView, actor: Actor, board: BoardView, reason: str = "") -> None:
    """Put the topic on another board; whoever reads that board reads it then. Nothing when it is there.

    Raises Refused when the person keeps no order on that board.
    """
    check_may_move_to(actor, board)
    if board.id == topic.board:
        return
    reason = acts.checked_reason(reason)
    async with transaction():
        await hold([topic.id], [topic.board, board.id])
        await Topic.update({Topic.board: board.id, Topic.pinned_at: None, Topic.rev: Topic.rev + 1}).where(
            Topic.id == topic.id
        )
        await bring_along(topic.id, board.id)
        for place in sorted((topic.board, board.id)):
            await recount_board(place)
        title = "" if topic.hidden else topic.title  # the log is for all readers
        told = {"title": title, "reason": reason}
        await _record(actor, topic.board, "move", topic.id, to=board.name, **told)
        await _record(actor, board.id, "move_here", topic.id, **told)
        await publish(
            events.TopicMoved(topic.organization, author_id(actor), topic.id, topic.board, board.id)
        )


async def split(
    topic: TopicView,
    actor: Actor,
    numbers: list[int],
    title: str,
    *,
    onwards: bool = False,
    reason: str = "",
) -> int:
    """Make a topic of these replies, in their order, and of all after the last of them with `onwards`.

    Returns its id. Raises Invalid for a title that is none or when no visible reply is among `numbers`.
    """
    errors: dict[str, str] = {}
    title, reason = checked_title(title, errors), acts.checked_reason(reason)
    if not numbers:
        errors["posts"] = _("Centang dulu balasan yang dipisahkan.")
    if errors:
        raise Invalid(**errors)
    async with transaction():
        await hold([topic.id], [topic.board])
        found = await chosen_posts(topic.id, numbers, max(numbers) if onwards else None)
        if not found:
            raise Invalid(posts=_("Balasan yang dicentang sudah tidak ada di topik ini. Pilih lagi."))
        if len(found) > MOST_POSTS:
            most = _("Paling banyak %(most)s balasan sekali jalan. Pilih sebagian dulu.")
            raise Invalid(posts=most % {"most": MOST_POSTS})
        target = await _begin(topic, title, found)
        await take(found, target)
        await leave_marks(topic.id, found, author_id(actor))
        await moving_marks.split(topic.id, target, [post.number for post in found])
        await follow_along(topic.id, target)
        await thanks.posts_came(target)
        await _let_go_of_answers(topic.id, found)
        await recount_topic(topic.id)
        await recount_topic(target)
        await recount_board(topic.board)
        await _record(
            actor, topic.board, "split", target, title=title, to=title, posts=len(found), reason=reason
        )
        await publish(events.PostsSplit(topic.organization, author_id(actor), topic.id, target, len(found)))
    return target


async def merge(source: TopicView, actor: Actor, target: TopicView, reason: str = "") -> None:
    """Put all posts of `source` behind those of `target`; the address of `source` leads there from then on.

    Raises Refused when the person keeps no order there, or when the two do not fit together.
    """
    check_may_merge(source, actor, target)
    reason = acts.checked_reason(reason)
    async with transaction():
        states = await hold([source.id, target.id], [source.board, target.board])
        if states[source.id].hidden_at or states[target.id].hidden_at:
            raise Refused(_("Topik yang disembunyikan tidak bisa digabung. Tampilkan kembali dulu."))
        if int(await _things_of.value(source=source.id, target=target.id) or 0):
            raise Refused(_("Jajak pendapat di kedua topik masih berjalan. Tutup salah satunya dulu."))
        offset = states[target.id].last_number
        await _append(source=source.id, target=target.id, offset=offset)
        await moving_marks.merge(source.id, target.id, offset)
        await bring_along(source.id, target.board, into=target.id)
        await follow_along(source.id, target.id)
        await thanks.posts_came(target.id)
        await _close(states[source.id], states[target.id], offset)
        for topic_id in (source.id, target.id):
            await recount_topic(topic_id)
        for place in sorted({source.board, target.board}):
            await recount_board(place)
        same = source.board == target.board
        told = {"title": source.title, "reason": reason}
        await _record(
            actor, source.board, "merge", target.id, to=target.title if same else target.board_name, **told
        )
        if not same:
            await _record(actor, target.board, "merge_here", target.id, **told)
        await publish(
            events.TopicsMerged(source.organization, author_id(actor), source.id, target.id, offset)
        )


def check_may_move_to(actor: Actor, board: BoardView) -> None:
    if board.archived:
        raise Refused(_("Rubrik tujuan sudah diarsipkan, jadi tidak menerima topik lagi."))
    if not policy.can_moderate(actor, board):
        raise Refused(_("Anda bukan pengurus rubrik tujuan, jadi topik belum dipindahkan."))


def check_may_merge(source: TopicView, actor: Actor, target: TopicView) -> None:
    if source.id == target.id:
        raise Refused(_("Topik tidak bisa digabung dengan dirinya sendiri."))
    if target.archived:
        raise Refused(_("Rubrik topik tujuan sudah diarsipkan, jadi tidak menerima tulisan lagi."))
    if not policy.can_moderate(actor, target):
        raise Refused(_("Anda bukan pengurus rubrik topik tujuan, jadi topik belum digabung."))


async def _begin(topic: TopicView, title: str, found: list[Chosen]) -> int:
    first, last = found[0], found[-1]
    made = await Topic.insert(
        Topic(
            board=topic.board,
            title=title,
            slug=slugify(title),
            author=first.author,
            last_number=len(found),
            last_post_at=max(post.created_at for post in found),
            last_author=last.author,
            created_at=first.created_at,
        )
    ).returning(Topic.id)
    return int(made[0]["id"])


async def _let_go_of_answers(topic_id: int, found: list[Chosen]) -> None:
    """An answer that has left is no longer the answer here."""
    ids = [post.id for post in found]
    for column in (Topic.best_post, Topic.official_post):
        await Topic.update({column: None}).where((Topic.id == topic_id) & column.is_in(ids))


async def _close(source: State, target: State, offset: int) -> None:
    await Topic.update(
        {
            Topic.merged_into: target.id,
            Topic.merged_offset: offset,
            Topic.hidden_at: now(),
            Topic.pinned_at: None,
            Topic.has_poll: False,
            Topic.has_decision: False,
            Topic.best_post: None,
            Topic.official_post: None,
        }
    ).where(Topic.id == source.id)
    await Topic.update(
        {
            Topic.last_post_at: max(source.last_post_at, target.last_post_at),
            Topic.has_poll: source.has_poll or target.has_poll,
            Topic.has_decision: source.has_decision or target.has_decision,
        }
    ).where(Topic.id == target.id)


async def _record(actor: Actor, board: int, act: str, topic: int, reason: str = "", **data: Any) -> None:
    await acts.record(actor.id, board, act, topic=topic, reason=reason, **data)
