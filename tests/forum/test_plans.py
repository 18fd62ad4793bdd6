"""Every read of the forum's pages walks an index and stops: no scan, no sort over what grows."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.core.db import engine, engine_type, transaction
from kimhub.forum import boards, bulk, counters, listing, reading
from kimhub.forum.tables import Board

Recorded = list[tuple[str, list[Any]]]

# Other tests have other sizes: with "empty" in mind PostgreSQL once read 8,650 rows 4,180 times over.
_FORGET = (
    "SELECT pg_clear_relation_stats(n.nspname::text, c.relname::text) FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
    " WHERE c.relkind IN ('r', 'i')"
)


@pytest.fixture
async def town(database) -> AsyncIterator[dict[str, Any]]:
    filled = await bulk.fill(150, 2400, seed=7, longest=600)
    if engine_type() == "postgres":
        await engine().fetch("ANALYZE")
    board = await Board.objects().order_by(Board.topic_count, ascending=False).first()
    actor = Actor(id=1, grants=(Grant("member", board.organization or 1, seat=board.wilayah_code),))
    yield {"topic": await reading.get_topic(str(filled.longest)), "board": board.id, "actor": actor}
    if engine_type() == "postgres":
        await engine().fetch(_FORGET)


async def record(monkeypatch: pytest.MonkeyPatch, read: Callable[[], Awaitable[Any]]) -> Recorded:
    """The statements a read sends, with their values."""
    seen: Recorded = []
    fetch = engine().fetch

    async def recording(sql: str, args: Any = (), plain: bool = False) -> Any:
        seen.append((sql, list(args)))
        return await fetch(sql, args, plain)

    monkeypatch.setattr(engine(), "fetch", recording)
    await read()
    monkeypatch.setattr(engine(), "fetch", fetch)
    return seen


async def plan(sql: str, args: list[Any]) -> str:
    if engine_type() == "sqlite":
        rows = (await engine().fetch(f"EXPLAIN QUERY PLAN {sql}", args)).rows
        return "\n".join(str(row[3]) for row in rows)
    async with transaction():  # a scan is cheaper in small tables: ask for the other way
        await engine().fetch("SET LOCAL enable_seqscan = off")
        rows = (await engine().fetch(f"EXPLAIN {sql}", args)).rows
    return "\n".join(str(row[0]) for row in rows)


READS: dict[str, tuple[Callable[[dict[str, Any]], Awaitable[Any]], set[str]]] = {
    "topic": (lambda town: reading.get_topic(str(town["topic"].id)), set()),
    "first page": (lambda town: reading.post_keys(town["topic"], town["actor"], 1, 50), {"post_page"}),
    "last page": (lambda town: reading.post_keys(town["topic"], town["actor"], 551, 600), {"post_page"}),
    "mark": (lambda town: reading.mark_of(town["topic"], town["actor"]), {"topic_read_pair"}),
    "board": (lambda town: listing.page([town["board"]], 1), {"topic_latest"}),
    "page 2": (lambda town: second_page(town["board"]), {"topic_latest", "post_page"}),
    "unread": (lambda town: listing.unread([town["board"]], 1), {"topic_latest"}),
    "pinned": (lambda town: listing.page([town["board"], 2], 1), {"topic_pinned", "topic_latest"}),
    "label": (lambda town: listing.page([town["board"], 2], 1, "label", "idea"), {"topic_label"}),
    "unanswered": (lambda town: listing.page([town["board"], 2], 1, "unanswered"), {"topic_open"}),
    "mine": (lambda town: listing.page([town["board"], 2], 1, "mine"), {"topic_mine"}),
    "followed": (lambda town: listing.page([town["board"], 2], 1, "followed"), {"topic_follow_pair"}),
    "newest": (lambda town: listing.newest([town["board"], 2, 3], 1), {"topic_latest"}),
    "counts": (lambda town: listing.unread_counts([town["board"], 2, 3], 1), {"topic_latest"}),
    "boards": (lambda town: boards.boards_for(town["actor"]), set()),
}


async def second_page(board: int) -> None:
    page = await listing.page([board], 1)
    assert page.next
    await listing.page([board], 1, after=page.next)


async def test_every_read_follows_its_index(town, monkeypatch):
    """In one town for all of them: filling it takes longer than all reads together."""
    for name, (read, indexes) in READS.items():
        sent = await record(monkeypatch, lambda read=read: read(town))
        text = "\n".join([await plan(*each) for each in sent])
        if name in {
            "unread",
            "counts",
        }:  # the few topics of a window, not the table
            text = text.replace("SCAN t\n", "", 2)
        for growing in ("post", "topic", "topic_read", "p", "t", "r", "h"):
            assert f"SCAN {growing}\n" not in f"{text}\n", name
            assert f"Seq Scan on {growing} " not in text, name
        assert "Seq Scan on post" not in text, name
        if engine_type() == "sqlite":
            assert {index for index in indexes if index not in text} == set(), (name, text)


async def test_what_was_filled_in_bulk_agrees_with_a_slow_count(database):
    filled = await bulk.fill(50, 900, seed=3, longest=200)

    rows = (
        await engine().fetch(
            "SELECT count(*), sum(p.n), sum(t.last_number), sum(t.reply_count), max(t.last_number),"
            " sum(CASE WHEN p.n = p.top AND p.n = t.last_number AND p.last_at = t.last_post_at THEN 1 END)"
            " FROM topic t JOIN (SELECT topic, count(*) AS n, max(number) AS top,"
            " max(created_at) AS last_at FROM post GROUP BY topic) p ON p.topic = t.id"
        )
    ).rows
    assert [int(value) for value in rows[0]] == [50, 900, 900, 850, 200, 50]
    counted = (
        await engine().fetch(
            "SELECT sum(topic_count), count(last_post_at) FROM board WHERE topic_count > 0"
        )
    ).rows
    assert int(counted[0][0]) == 50
    longest = await reading.get_topic(str(filled.longest))
    assert longest
    assert longest.last_number == 200
    assert not (await counters.find_wrong()).any


async def test_the_same_seed_fills_in_the_same_words(database):
    texts = []
    for _ in range(2):
        first = (await engine().fetch("SELECT coalesce(max(id), 0) FROM post")).rows[0][0]
        await bulk.fill(5, 60, seed=11)
        rows = (await engine().fetch(f"SELECT body, author FROM post WHERE id > {first} ORDER BY id")).rows
        texts.append([tuple(row) for row in rows])

    assert texts[0] == texts[1]
