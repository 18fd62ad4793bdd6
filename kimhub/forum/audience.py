"""Who has to be told of a post, and for whom an announcement is meant. Rights are those of this moment."""

import re
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.forum import policy
from kimhub.forum.following import WISHES
from kimhub.forum.policy_announcing import is_addressed
from kimhub.forum.policy_following import hears_answers, hears_replies, hears_topics
from kimhub.forum.views import TopicView
from kimhub.groups import crowds
from kimhub.wilayah import service as wilayah

# As kimhub/forum/quoting.py writes it, and a link to a post copied into a quote by hand.
_QUOTED: Final = re.compile(
    r"^ *>.*?/forum/t/([0-9]{1,18})(?:-[^\s?)]*)?\?p=([0-9]{1,18})(?![0-9])", re.MULTILINE
)


class Told(Struct, frozen=True):
    """The people to tell of one post, in order of id: `mentioned` and `answered` are among `people`."""

    people: list[int]
    mentioned: frozenset[int] = frozenset()
    answered: frozenset[int] = frozenset()


class Come(Struct, frozen=True):
    """A post that came out, where it stands now."""

    id: int
    topic: int
    number: int
    author: int
    body: str


class _Listener(Struct, frozen=True):
    id: int
    rights_rev: int
    wish: str
    board_wish: str
    mark: int


class _Person(Struct, frozen=True):
    id: int
    rights_rev: int


_post = prepare_sql(
    "SELECT id, topic, number, author, body FROM post"
    " WHERE id = :post AND deleted_at IS NULL AND moved_to IS NULL",
    Come,
)
_authors = prepare_sql(
    "SELECT author FROM post WHERE topic = :topic AND number IN :numbers AND deleted_at IS NULL"
)
_listeners = prepare_sql(
    "WITH who AS (SELECT \"user\" AS id FROM topic_follow WHERE topic = :topic AND level = 'follow'"  # noqa: S608
    ' UNION SELECT "user" FROM board_follow WHERE board = :board AND level IN :levels'
    " UNION SELECT id FROM account WHERE id IN :named)"
    f" SELECT a.id, a.rights_rev, {WISHES}, coalesce(r.last_number, 0) AS mark"
    " FROM who JOIN account a ON a.id = who.id"
    ' LEFT JOIN topic_follow f ON f.topic = :topic AND f."user" = a.id'
    ' LEFT JOIN board_follow g ON g.board = :board AND g."user" = a.id'
    ' LEFT JOIN topic_read r ON r.topic = :topic AND r."user" = a.id'
    " WHERE a.status = 'active' AND a.id <> :author ORDER BY a.id",
    _Listener,
)
_people = prepare_sql(
    "SELECT id, rights_rev FROM account WHERE id IN :people AND status = 'active' ORDER BY id", _Person
)
_insiders = prepare_sql(
    "SELECT a.id, a.rights_rev FROM account a WHERE a.status = 'active' AND a.id IN (SELECT m.\"user\""
    " FROM membership m JOIN organization o ON o.id = m.organization WHERE m.state = 'active'"
    " AND (o.id = :organization OR (o.wilayah_code >= :low AND o.wilayah_code < :high))) ORDER BY a.id",
    _Person,
)


async def post_now(post_id: int) -> Come | None:
    """The post as it stands; None once it is hidden or gone."""
    return await _post.first(post=post_id)


async def of_post(
    topic: TopicView, post: Come, mentioned: tuple[int, ...], *, edited: bool = False
) -> Told:
    """Who hears of the post: the mentioned, those it answers, and those who follow, as each of them wishes.

    Nobody who may not read it or has read it already. Of an edited post only the `mentioned`.
    """
    answered = set() if edited else await _answered(topic, post)
    named = sorted({*mentioned, *answered})
    if edited and not named:
        return Told([])
    levels = ["follow", "watch"] if post.number == 1 else ["watch"]
    rows = await _listeners(
        topic=topic.id, board=topic.board, levels=levels, named=named, author=post.author
    )
    if edited:
        rows = [row for row in rows if row.id in mentioned]
    else:
        rows = [
            row
            for row in rows
            if row.mark < post.number
            and (row.id in mentioned or _wants(row, answers=row.id in answered, opens=post.number == 1))
        ]
    readers = await _who_may_read(topic, {row.id: row.rights_rev for row in rows})
    quiet = {row.id for row in rows if not hears_answers(row.wish, row.board_wish)}
    return Told(readers, frozenset(mentioned) & {*readers}, frozenset(answered - quiet) & {*readers})


async def readers_among(topic: TopicView, people: list[int]) -> list[int]:
    """Those of these people who may read the topic now."""
    rows = await _people(people=people)
    return await _who_may_read(topic, {row.id: row.rights_rev for row in rows})


async def addressed(board: policy.Placed) -> list[int]:
    """Those whom an announcement on the board is meant for: they take part in it, and not from above."""
    low, high = "", ""
    if board.kind == "area" or board.organization is None:
        low, high = board.wilayah_code, wilayah.prefix_range(board.wilayah_code)[1]
    rows = await _insiders(organization=board.organization or 0, low=low, high=high)
    found: list[int] = []
    revisions = {row.id: row.rights_rev for row in rows}
    for part in crowds.chunks([*revisions]):
        people = await crowds.actors({user: revisions[user] for user in part})
        found += [actor.id for actor in people if actor.id is not None and is_addressed(actor, board)]
    return found


def quoted(body: str, topic_id: int) -> set[int]:
    """The numbers of the posts of this topic that a text quotes."""
    return {int(number) for topic, number in _QUOTED.findall(body) if int(topic) == topic_id}


async def _answered(topic: TopicView, post: Come) -> set[int]:
    """Whose words the post answers: of the one who began the topic, and of those it quotes."""
    found = {topic.author} if post.number > 1 else set()
    if numbers := sorted(number for number in quoted(post.body, topic.id) if number < post.number):
        found |= {int(row["author"]) for row in await _authors(topic=topic.id, numbers=numbers[:20])}
    return found - {post.author}


def _wants(row: _Listener, *, answers: bool, opens: bool) -> bool:
    if opens:
        return hears_topics(row.board_wish)
    if answers and hears_answers(row.wish, row.board_wish):
        return True
    return hears_replies(row.wish, row.board_wish)


async def _who_may_read(topic: TopicView, revisions: dict[int, int]) -> list[int]:
    found: list[int] = []
    for part in crowds.chunks([*revisions]):
        people = await crowds.actors({user: revisions[user] for user in part})
        found += [
            actor.id for actor in people if actor.id is not None and policy.can_read_topic(actor, topic)
        ]
    return found
