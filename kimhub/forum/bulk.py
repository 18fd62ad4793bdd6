"""Very many topics and posts at once, as years of use would leave them: `kimhub seed`, the benchmarks.

Posts of many topics arrive mixed, as in life, so that one topic's posts lie far apart in the table.
Numbers, counters, times and read marks agree as if every post had been written through the service.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from kimhub.core import many_rows
from kimhub.core.db import now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum import samples
from kimhub.forum.boards import ensure_board
from kimhub.forum.bulk_people import make_people, writers_by_board
from kimhub.forum.bulk_plan import (
    MARK,
    POST,
    TOPIC,
    Clock,
    make_plan,
    mark_rows,
    post_rows,
    topic_rows,
)
from kimhub.groups.tables import Organization

YEARS: Final = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Filled:
    topics: int
    posts: int
    longest: int  # id of the longest topic


async def fill(
    topics: int,
    posts: int,
    *,
    seed: int = 1,
    longest: int = 2000,
    tell: Callable[[str], object] = lambda _text: None,
) -> Filled:
    """Add `topics` topics with `posts` posts in all; one topic has `longest` posts where there are enough.

    Uses the boards and members there are, and makes some where there are none. Raises ValueError for fewer
    posts than topics.
    """
    if not 1 <= topics <= posts:
        raise ValueError("every topic needs a post")
    chance = Random(seed)  # noqa: S311 - invented data
    if not (people := await writers_by_board()):
        await make_people()
        for organization in await Organization.objects():
            await ensure_board(organization)
        people = await writers_by_board()
    plan = make_plan(chance, people, topics, posts, longest)
    tell(f"{topics:,} topics and {posts:,} posts are planned")
    first_topic = await many_rows.next_id("topic")
    clock = Clock(now() - YEARS, YEARS / (posts + 1))
    written = samples.texts(chance, min(samples.KINDS, 50 + posts // 50))
    await many_rows.write(TOPIC, topic_rows(plan, chance, first_topic, clock))
    first_post = await many_rows.next_id("post")
    rows = post_rows(plan, chance, first_topic, clock, written, people, first_post)
    await many_rows.write(POST, rows, lambda done: tell(f"{done:,} posts"))
    await many_rows.write(MARK, mark_rows(plan, chance, first_topic, people, now()))
    await _count(sorted({*plan.boards}))
    for table in ("topic", "post"):
        await many_rows.follow_ids(table)
    tell(f"{posts:,} posts are written")
    return Filled(topics, posts, first_topic + plan.sizes.index(max(plan.sizes)))


async def _count(boards: list[int]) -> None:
    async with transaction():
        await _recount(boards=boards)


_recount = prepare_sql(
    "UPDATE board SET"
    " topic_count = (SELECT count(*) FROM topic t WHERE t.board = board.id AND t.hidden_at IS NULL),"
    " last_post_at = (SELECT max(t.last_post_at) FROM topic t WHERE t.board = board.id)"
    " WHERE id IN :boards"
)
