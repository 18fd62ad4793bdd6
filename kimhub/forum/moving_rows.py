"""The rows of a move: posts that go, what stays in their place, what goes along (in its transaction)."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import RENDERER
from kimhub.forum.tables import Post

AT_ONCE: Final = 200


class Chosen(Struct, frozen=True):
    """A post that goes."""

    id: int
    number: int
    author: int
    created_at: datetime


_chosen = prepare_sql(
    "SELECT id, number, author, created_at FROM post WHERE topic = :topic AND number > 1"
    " AND deleted_at IS NULL AND (number IN :numbers OR number >= :since) ORDER BY number",
    Chosen,
)
_take = prepare_sql(
    "UPDATE post SET topic = :target, number = CAST(m.n AS integer), rev = post.rev + 1"
    " FROM (SELECT id, row_number() OVER (ORDER BY number) AS n FROM post WHERE id IN :ids) m"
    " WHERE m.id = post.id"
)
_follow = prepare_sql(
    'INSERT INTO topic_follow ("user", topic, level, at)'
    ' SELECT f."user", :target, f.level, f.at FROM topic_follow f WHERE f.topic = :source'
    ' ON CONFLICT ("user", topic) DO NOTHING',
    postgres='INSERT INTO topic_follow ("user", topic, level, at)'
    ' SELECT f."user", CAST(:target AS bigint), f.level, f.at FROM topic_follow f WHERE f.topic = :source'
    ' ON CONFLICT ("user", topic) DO NOTHING',
)
_reports = prepare_sql(
    "UPDATE post_report SET board = :board WHERE decided_at IS NULL"
    " AND post IN (SELECT id FROM post WHERE topic = :topic)"
)
_waiting = prepare_sql("UPDATE pending_post SET board = :board, topic = :into WHERE topic = :topic")
_polls = prepare_sql("UPDATE poll SET topic = :into WHERE topic = :topic")
_decisions = prepare_sql("UPDATE decision SET topic = :into WHERE topic = :topic")


async def chosen_posts(topic_id: int, numbers: list[int], since: int | None) -> list[Chosen]:
    """The visible replies of these numbers, and from `since` on, in order; never the first post."""
    return await _chosen(topic=topic_id, numbers=numbers, since=2**31 - 1 if since is None else since)


async def take(found: list[Chosen], target: int) -> None:
    """Number these posts 1, 2, 3 ... in the topic `target`, which has none."""
    await _take(target=target, ids=[post.id for post in found])


async def leave_marks(topic_id: int, found: list[Chosen], actor_id: int) -> None:
    """Where each post stood, a row that says where it is; it counts as hidden."""
    at = now()
    rows = [
        Post(
            topic=topic_id,
            number=post.number,
            author=post.author,
            body="",
            html="",
            renderer=RENDERER,
            created_at=post.created_at,
            deleted_at=at,
            deleted_by=actor_id,
            moved_to=post.id,
        )
        for post in found
    ]
    for start in range(0, len(rows), AT_ONCE):
        await Post.insert(*rows[start : start + AT_ONCE])


async def bring_along(topic_id: int, board: int, into: int | None = None) -> None:
    """Open reports and what waits go to the moderators of `board`; polls and decisions with the posts."""
    target = topic_id if into is None else into
    await _reports(board=board, topic=target)
    await _waiting(board=board, into=target, topic=topic_id)
    if into is not None:
        await _polls(into=target, topic=topic_id)
        await _decisions(into=target, topic=topic_id)


async def follow_along(source: int, target: int) -> None:
    """Whoever follows or has muted `source` does so with `target`, unless they said otherwise there."""
    await _follow(source=source, target=target)
