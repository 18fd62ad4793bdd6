"""Very many topics and posts at once, as years of use would leave them: `kimhub seed`, the benchmarks.

Posts of many topics arrive mixed, as in life, so that one topic's posts lie far apart in the table.
Numbers, counters, times and read marks agree as if every post had been written through the service.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any, Final

from kimhub.core.db import engine, engine_type, now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum import samples
from kimhub.forum.boards import ensure_board
from kimhub.forum.bulk_people import make_people, writers_by_board
from kimhub.forum.bulk_plan import (
    MARK,
    POST,
    TOPIC,
    Clock,
    Into,
    Row,
    make_plan,
    mark_rows,
    post_rows,
    topic_rows,
)
from kimhub.groups.tables import Organization

YEARS: Final = timedelta(days=730)
BATCH: Final = 800  # rows in one statement
CHUNK: Final = 40_000  # rows in one transaction


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
    first_topic = await _next_id("topic")
    clock = Clock(now() - YEARS, YEARS / (posts + 1))
    written = samples.texts(chance, min(samples.KINDS, 50 + posts // 50))
    await _write(TOPIC, topic_rows(plan, chance, first_topic, clock))
    first_post = await _next_id("post")
    rows = post_rows(plan, chance, first_topic, clock, written, people, first_post)
    await _write(POST, rows, tell)
    await _write(MARK, mark_rows(plan, chance, first_topic, people, now()))
    await _count(sorted({*plan.boards}))
    for table in ("topic", "post"):
        await _follow_ids(table)
    tell(f"{posts:,} posts are written")
    return Filled(topics, posts, first_topic + plan.sizes.index(max(plan.sizes)))


async def _write(into: Into, rows: Iterable[Row], tell: Callable[[str], object] | None = None) -> None:
    done, source = 0, iter(rows)
    while batch := _take(source, BATCH):
        async with transaction():
            written = 0
            while batch:
                await engine().fetch(*_insert(into, batch))
                written += len(batch)
                batch = _take(source, BATCH) if written < CHUNK else []
        done += written
        if tell and done % (5 * CHUNK) < CHUNK:
            tell(f"{done:,} posts")


def _take(source: Iterator[Row], most: int) -> list[Row]:
    return [row for _, row in zip(range(most), source, strict=False)]


def _insert(into: Into, rows: list[Row]) -> tuple[str, list[Any]]:
    width = len(into.columns)
    if engine_type() == "postgres":
        places = ", ".join(
            f"({', '.join(f'${row * width + n + 1}' for n in range(width))})" for row in range(len(rows))
        )
    else:
        places = ", ".join([f"({', '.join('?' * width)})"] * len(rows))
    sql = f"INSERT INTO {into.table} ({', '.join(into.columns)}) VALUES {places}"  # noqa: S608 - our names
    return sql, [value for row in rows for value in row]


async def _next_id(table: str) -> int:
    """The id after the last that was ever given: one that was deleted may still be known somewhere."""
    rows = (await engine().fetch(f"SELECT coalesce(max(id), 0) FROM {table}")).rows  # noqa: S608
    return max(int(rows[0][0]), await _last_given(table)) + 1


async def _last_given(table: str) -> int:
    if engine_type() == "postgres":
        sql = f"SELECT last_value FROM {table}_id_seq WHERE is_called"  # noqa: S608 - our names
    else:
        sql = f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'"  # noqa: S608
    rows = (await engine().fetch(sql)).rows
    return int(rows[0][0]) if rows else 0


async def _follow_ids(table: str) -> None:
    """PostgreSQL counts ids by itself: tell it how far we have come."""
    if engine_type() == "postgres":
        await engine().fetch(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
        )


async def _count(boards: list[int]) -> None:
    async with transaction():
        await _recount(boards=boards)


_recount = prepare_sql(
    "UPDATE board SET"
    " topic_count = (SELECT count(*) FROM topic t WHERE t.board = board.id AND t.hidden_at IS NULL),"
    " last_post_at = (SELECT max(t.last_post_at) FROM topic t WHERE t.board = board.id)"
    " WHERE id IN :boards"
)
