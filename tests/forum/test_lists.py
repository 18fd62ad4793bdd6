"""Lists of topics: nothing skipped, nothing twice, and unread counts that equal a slow recount."""

from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.core.db import transaction
from kimhub.forum import listing, moderation, reading, unread, web_lists, writing
from kimhub.forum.tables import Post, Topic, TopicRead
from tests import make
from tests.undo import undone

EASY = settings(
    max_examples=30,
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def wipe() -> None:
    async with transaction():
        for table in (TopicRead, Post, Topic):
            await table.delete(force=True)


async def town() -> dict[str, Any]:
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    return {
        "board": await make.board(kim),
        "writer": siti,
        "reader": budi,
        "moderator": await make.acting(await make.officer(kim)),
    }


async def recount(user_id: int, topic_id: int) -> int:
    """Unread posts counted one by one."""
    mark = await TopicRead.objects().get((TopicRead.user == user_id) & (TopicRead.topic == topic_id))
    read = mark.last_number if mark else 0
    rows = await Post.select(Post.number, Post.deleted_at).where(Post.topic == topic_id)
    return sum(1 for row in rows if row["number"] > read and row["deleted_at"] is None)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), st.just(0), st.just(0)),
        st.tuples(st.sampled_from(["reply", "read"]), st.integers(0, 3), st.integers(1, 6)),
        st.tuples(st.sampled_from(["hide", "restore"]), st.integers(0, 3), st.integers(2, 6)),
    ),
    max_size=25,
)


async def test_unread_counts_always_equal_a_slow_recount(database):
    here = await town()
    reader, writer = await make.acting(here["reader"]), await make.acting(here["writer"])

    async def kept() -> int:
        """How many wait by the kept list: looked at after each step, it must never be an old one."""
        board = await make.board_view(here["board"].slug, here["reader"])
        shown = await web_lists.drawn(
            [board], reader, web_lists.ALL, listing.START, board.path, everywhere=False
        )
        return int(shown["unread"])

    async def check(steps: list[tuple[str, int, int]]) -> None:
        await wipe()
        topics: list[int] = []
        for what, which, number in [("start", 0, 0), *steps]:
            if what == "start":
                await make.limits.forgive("forum-post", writer.id)
                started = await writing.create_topic(writer, here["board"].slug, "Topik", "Isi", uuid4())
                topics.append(started.id)
                continue
            topic = await make.topic_view(topics[which % len(topics)])
            number = min(number, topic.last_number)
            post = await reading.get_post(str(topic.id), number)
            if what == "reply":
                await make.reply(topic.id, here["writer"])
            elif what == "read":
                await unread.mark_read(reader.id, topic.id, number)
            elif post and number > 1:
                await (moderation.hide if what == "hide" else moderation.restore)(post, here["moderator"])
            await kept()
        rows = (await listing.page([here["board"].id], reader.id)).rows
        shown = {row.id: row.fresh for row in rows}
        assert shown == {topic_id: await recount(reader.id, topic_id) for topic_id in topics}
        waiting = {topic_id for topic_id, fresh in shown.items() if fresh}
        assert {row.id for row in (await listing.unread([here["board"].id], reader.id)).rows} == waiting
        assert await listing.unread_counts([here["board"].id], reader.id) == {
            here["board"].id: len(waiting)
        }
        assert await kept() == len(waiting)
        for row in rows:
            topic = await make.topic_view(row.id)
            assert await unread.count(row.id, reader.id) == row.fresh
            visible = await Post.count().where((Post.topic == row.id) & Post.deleted_at.is_null())
            assert row.reply_count == visible - 1
            numbers = await Post.select(Post.number).where(Post.topic == row.id).order_by(Post.number)
            assert [each["number"] for each in numbers] == list(range(1, topic.last_number + 1))

    await run_examples(STEPS, check)


async def test_paging_shows_every_topic_once_while_people_post(database, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    here = await town()
    writer = await make.acting(here["writer"])
    topics = [(await make.topic(here["board"], here["writer"], f"Topik {n}")).id for n in range(11)]

    async def check(bumps: list[list[int]]) -> None:
        seen: list[int] = []
        cursor, turns = listing.START, iter(bumps)
        while True:
            page = await listing.page([here["board"].id], 0, after=cursor)
            seen += [row.id for row in page.rows]
            if page.next is None:
                break
            cursor = listing.read_cursor(str(page.next))
            for which in next(turns, []):
                await make.reply(topics[which], here["writer"])
            await make.limits.forgive("forum-post", writer.id)
            await writing.create_topic(writer, here["board"].slug, "Topik baru", "Isi", uuid4())
        assert sorted(topic for topic in seen if topic in topics) == topics

    async def check_alone(bumps: list[list[int]]) -> None:
        async with undone():
            await check(bumps)

    await run_examples(st.lists(st.lists(st.integers(0, 10), max_size=4), max_size=5), check_alone)


async def test_a_look_for_the_unread_goes_on_where_it_ended(database, monkeypatch):
    monkeypatch.setattr(listing, "WINDOW", 4)
    here = await town()
    first = await make.topic(here["board"], here["writer"], "Paling lama")
    for number in range(6):
        topic = await make.topic(here["board"], here["writer"], f"Topik {number}")
        await unread.mark_read(here["reader"].id, topic.id, 1)

    page = await listing.unread([here["board"].id], here["reader"].id)
    assert (page.rows, page.next is not None) == ([], True)

    page = await listing.unread([here["board"].id], here["reader"].id, page.next)
    assert [row.id for row in page.rows] == [first.id]
    assert page.next is None


async def test_pinned_topics_stand_apart_and_hidden_ones_nowhere(database):
    here = await town()
    topics = [await make.topic(here["board"], here["writer"], f"Topik {n}") for n in range(3)]
    await moderation.pin(topics[0], here["moderator"])
    post = await reading.get_post(str(topics[1].id), 1)
    assert post
    await moderation.hide(post, here["moderator"])

    board = here["board"].id
    assert [row.id for row in (await listing.page([board], 0)).pinned] == [topics[0].id]
    assert [row.id for row in (await listing.page([board], 0)).rows] == [topics[2].id]
    assert [row.id for row in await listing.newest([board], 0)] == [topics[2].id]
    assert [row.id for row in await listing.hidden([board], 0)] == [topics[1].id]


async def test_the_newest_of_several_boards_are_in_order(database):
    kims = [await make.kim(f"KIM {n}", wilayah_code=f"73.08.16.20{n:02}") for n in range(3)]
    boards = [await make.board(kim) for kim in kims]
    made = []
    for turn in range(3):
        for kim, board in zip(kims, boards, strict=True):
            made.append((await make.topic(board, await make.member(kim), f"Topik {turn}")).id)

    rows = await listing.newest([board.id for board in boards[:2]], 0)

    assert [row.id for row in rows] == [topic for n, topic in enumerate(made) if n % 3 < 2][::-1]


def test_an_address_that_is_no_cursor_begins_at_the_top():
    for text in ("", "x", "1-2", "1-2-3-x", "1-2-3-4-5", "1-2-3--4", "9" * 40 + "-1-1", "١-٢-٣x"):
        assert listing.read_cursor(text) is listing.START


async def run_examples(strategy: Any, check: Any) -> None:
    """Let hypothesis choose the examples, and run each on the loop of the test."""
    examples: list[Any] = []

    @EASY
    @given(strategy)
    def collect(example: Any) -> None:
        examples.append(example)

    collect()
    for example in examples:
        await check(example)
