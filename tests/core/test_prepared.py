"""Queries built once: every kind of statement, as dicts and as Structs, inside and outside transactions."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import pytest
from piccolo.columns import BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from kimhub.core.db import transaction
from kimhub.core.prepared import Together, name_by_name, number_names, prepare, prepare_sql
from tests.spy import queries

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Board(Table, tablename="test_board"):
    id = BigSerial(primary_key=True)
    name = Varchar(length=40)


class Topic(Table, tablename="test_topic"):
    id = BigSerial(primary_key=True)
    board = ForeignKey(Board)
    title = Varchar(length=40)
    pinned = Boolean(default=False)
    replies = Integer(default=0)
    seen_at = Timestamptz(null=True, default=None)


class TopicRow(msgspec.Struct):
    id: int
    title: str
    board_name: str
    pinned: bool
    seen_at: datetime | None


class KeywordRow(msgspec.Struct, kw_only=True):
    title: str
    pinned: bool = False


@dataclass
class DataRow:
    pinned: bool
    title: str


class TupleRow(NamedTuple):
    title: str
    pinned: bool


class Summary(msgspec.Struct):
    topics: int
    replies: int
    any_pinned: bool
    newest: datetime | None


of_board = prepare(
    lambda p: (
        Topic.select(
            Topic.id, Topic.title, Topic.board.name.as_alias("board_name"), Topic.pinned, Topic.seen_at
        )
        .where((Topic.board == p.board) & (Topic.replies >= p.replies))
        .order_by(Topic.id)
    ),
    into=TopicRow,
)


@pytest.fixture
async def board() -> AsyncIterator[int]:
    await Board.create_table()
    await Topic.create_table()
    made = Board(name="Warta")
    await made.save()
    await Topic.insert(
        Topic(board=made.id, title="a", replies=1),
        Topic(board=made.id, title="b", replies=2, pinned=True, seen_at=NOON),
    )
    yield made.id
    await Topic.alter().drop_table()
    await Board.alter().drop_table()


async def test_rows_are_structs_with_joined_columns(board: int) -> None:
    rows = await of_board(board=board, replies=2)

    assert rows == [TopicRow(rows[0].id, "b", "Warta", True, NOON)]


async def test_the_query_is_built_once_and_runs_with_other_values(board: int) -> None:
    with queries() as seen:
        titles = [
            [row.title for row in await of_board(board=board, replies=number)] for number in (1, 2, 3)
        ]

    assert titles == [["a", "b"], ["b"], []]
    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_without_a_struct_rows_are_dicts(board: int) -> None:
    titles = prepare(lambda p: Topic.select(Topic.title, Topic.pinned).where(Topic.title == p.title))

    assert await titles(title="b") == [{"title": "b", "pinned": True}]
    assert await titles.first(title="a") == {"title": "a", "pinned": False}
    assert await titles.first(title="c") is None
    assert await titles.value(title="b") == "b"
    assert await titles.value(title="c") is None


@pytest.mark.parametrize("into", [KeywordRow, DataRow, TupleRow])
async def test_any_class_with_named_fields_will_do(board: int, into: type) -> None:
    query = prepare(
        lambda p: Topic.select(Topic.title, Topic.pinned).where(Topic.title == p.title), into=into
    )

    assert await query(title="b") == [into(title="b", pinned=True)]


async def test_a_query_inside_a_transaction_sees_and_makes_its_changes(board: int) -> None:
    add = prepare(lambda p: Topic.insert(Topic(board=p.board, title=p.title)).returning(Topic.title))
    change = prepare(lambda p: Topic.update({Topic.replies: p.replies}).where(Topic.title == p.title))
    drop = prepare(lambda p: Topic.delete().where(Topic.title == p.title))

    async def undone() -> None:
        async with transaction():
            assert await add(board=board, title="c") == [{"title": "c"}]
            await change(title="c", replies=7)
            await drop(title="a")
            assert [row.title for row in await of_board(board=board, replies=0)] == ["b", "c"]
            assert [row.title for row in await of_board(board=board, replies=7)] == ["c"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()

    assert [row.title for row in await of_board(board=board, replies=0)] == ["a", "b"]


async def test_a_missing_value_is_named(board: int) -> None:
    with pytest.raises(KeyError, match="replies"):
        await of_board(board=board)


async def test_sql_by_hand_gives_the_same_types_on_both_engines(board: int) -> None:
    """SQLite gives EXISTS as 0 and max() of a moment as text, PostgreSQL sums integers to Decimal."""
    summary = prepare_sql(
        """
        SELECT max(seen_at) AS newest, count(*) AS topics, sum(replies) AS replies,
               EXISTS (SELECT 1 FROM test_topic WHERE board = :board AND pinned) AS any_pinned
        FROM test_topic WHERE board = :board AND replies >= :replies -- :nothing here
        """,
        into=Summary,
    )

    assert await summary(board=board, replies=1) == [Summary(2, 3, True, NOON)]
    assert await summary(board=board, replies=2) == [Summary(1, 2, True, NOON)]
    (first,) = await summary(board=board, replies=1)
    assert (type(first.replies), type(first.any_pinned), first.newest) == (int, bool, NOON)


async def test_a_column_that_begins_with_nothing_is_converted_when_something_comes(board: int) -> None:
    class Seen(msgspec.Struct):
        seen: datetime | None

    query = prepare_sql(
        "SELECT coalesce(seen_at, NULL) AS seen FROM test_topic WHERE title = :title", into=Seen
    )

    assert await query(title="a") == [Seen(None)]
    assert await query(title="b") == [Seen(NOON)]


async def test_a_kept_row_is_the_same_object_while_nothing_of_it_changed(board: int) -> None:
    title = 'Ronda "malam" \\ \n\u2028 \U0001f319'
    await Topic.update({Topic.title: title}, force=True)
    built = prepare(
        lambda p: Topic.select(
            Topic.id, Topic.title, Topic.board.name.as_alias("board_name"), Topic.pinned, Topic.seen_at
        ).where(Topic.pinned == p.pinned),
        into=TopicRow,
        kept=1,
    )
    written = prepare_sql(
        "SELECT t.id, t.title, b.name AS board_name, t.pinned, t.seen_at FROM test_topic t"
        " JOIN test_board b ON b.id = t.board WHERE t.pinned = :pinned",
        TopicRow,
        kept=1,
    )
    for query in (built, written):
        first = await query.first(pinned=True)
        assert first is not None
        assert first == TopicRow(first.id, title, "Warta", True, NOON)
        assert await query.first(pinned=True) is first
        assert await query(pinned=True) == [first]

        other = await query.first(pinned=False)  # there is room for one only
        assert other is not None
        assert other == TopicRow(other.id, title, "Warta", False, None)
        assert await query.first(pinned=True) == first

    await Topic.update({Topic.title: "lain"}, force=True)
    assert [row.title for row in await built(pinned=True)] == ["lain"]
    await Topic.delete(force=True)
    assert await built.first(pinned=True) is None


class Named(msgspec.Struct, frozen=True):
    id: int
    name: str


async def test_two_kept_rows_come_of_one_question(board: int) -> None:
    of_board = prepare_sql("SELECT id, name FROM test_board WHERE name = :name", Named, kept=9)
    of_topic = prepare_sql(
        "SELECT t.id, t.title, ':me' AS board_name, t.pinned, t.seen_at FROM test_topic t"
        " LEFT JOIN test_board b ON b.id = :me WHERE t.board = :me AND t.pinned = :pinned"
        " AND (SELECT max(x.id) FROM test_board x WHERE x.id = :me) = b.id",
        TopicRow,
        kept=9,
    )
    both = Together(of_board, of_topic, {"me": "id"})
    with queries() as seen:
        one, two = await both.first(name="Warta", pinned=True)
    assert len(seen) == 1
    assert one is await of_board.first(name="Warta")
    assert two is await of_topic.first(me=one.id, pinned=True)
    assert two.board_name == ":me"
    assert two.pinned

    assert await both.first(name="lain", pinned=True) == (None, None)
    await Topic.delete(force=True)
    assert await both.first(name="Warta", pinned=True) == (one, None)


@pytest.mark.parametrize(
    ("titles", "found", "others"),
    [(["a", "b"], ["a", "b"], []), (["b"], ["b"], ["a"]), ([], [], ["a", "b"])],
)
async def test_a_list_may_have_any_length(
    board: int, titles: list[str], found: list[str], others: list[str]
) -> None:
    inside = prepare_sql("SELECT title FROM test_topic WHERE title IN :titles ORDER BY title LIMIT :most")
    outside = prepare_sql("SELECT title FROM test_topic WHERE title NOT IN :titles ORDER BY title")

    assert [row["title"] for row in await inside(titles=titles, most=10)] == found
    assert [row["title"] for row in await outside(titles=titles)] == others
    assert await inside(titles=titles, most=0) == []


async def test_ids_may_be_a_list_too(board: int) -> None:
    titles = prepare_sql("SELECT title FROM test_topic WHERE id IN :ids")
    (_, second) = await of_board(board=board, replies=0)

    assert await titles(ids=[second.id, 4711]) == [{"title": "b"}]


@pytest.mark.once
@pytest.mark.parametrize(
    ("sql", "sqlite", "postgres", "names"),
    [
        (
            "a = :x AND b = :y OR c = :x",
            "a = ? AND b = ? OR c = ?",
            "a = $1 AND b = $2 OR c = $1",
            ["x", "y"],
        ),
        ("a = ':x' AND \":y\" = :z", "a = ':x' AND \":y\" = ?", "a = ':x' AND \":y\" = $1", ["z"]),
        ("a = 'it''s :x'", "a = 'it''s :x'", "a = 'it''s :x'", []),
        ("a::text = :x -- :y\n", "a::text = ? -- :y\n", "a::text = $1 -- :y\n", ["x"]),
        ("a in :x", "a IN (SELECT value FROM json_each(?))", "a = ANY($1)", ["x"]),
        ("a NOT IN :x", "a NOT IN (SELECT value FROM json_each(?))", "a <> ALL($1)", ["x"]),
    ],
)
def test_placeholders_are_found_and_nothing_else(
    sql: str, sqlite: str, postgres: str, names: list[str]
) -> None:
    assert name_by_name(sql)[0] == sqlite
    text, args = number_names(sql)
    assert (text, [name for name, _ in args]) == (postgres, names)


async def test_values_are_never_part_of_the_sql(board: int) -> None:
    evil = "x'); DROP TABLE test_topic; --"
    with queries() as seen:
        assert await prepare_sql("SELECT title FROM test_topic WHERE title = :title")(title=evil) == []
        assert await of_board(board=board, replies=9) == []

    assert not any("DROP" in sql for sql in seen)


async def test_rows_are_the_same_on_the_loop_in_a_thread_and_in_a_transaction(board: int) -> None:
    class Seen(msgspec.Struct):
        title: str
        pinned: bool
        seen_at: datetime | None

    moment = datetime(2026, 11, 22, 1, 2, 3, 456789, tzinfo=UTC)
    async with transaction():
        await Topic.update({Topic.seen_at: moment}).where(Topic.title == "b")
    query = prepare_sql("SELECT title, pinned, seen_at FROM test_topic ORDER BY title", into=Seen)
    in_thread = await query()
    on_the_loop = [await query() for _ in range(3)][-1]
    async with transaction():
        in_transaction = await query()

    assert in_thread == on_the_loop == in_transaction
    (seen,) = [row for row in on_the_loop if row.title == "b"]
    assert (seen.pinned, seen.seen_at) == (True, moment)
    assert seen.seen_at
    assert seen.seen_at.tzinfo is UTC
    assert all(type(row.pinned) is bool for row in on_the_loop)
