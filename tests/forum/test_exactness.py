"""Whatever people do in whatever order: numbers, addresses and counters are those of a slow forum."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.core.actor import Actor
from kimhub.core.db import engine_type, transaction
from kimhub.core.errors import Refused
from kimhub.forum import counters, editing, listing, moderation, moving, reading, unread, withdrawing
from kimhub.forum.boards import get_board
from kimhub.forum.marks import Marks, of_merge, of_split, settled
from kimhub.forum.putting import Words, put_reply, put_topic
from kimhub.forum.tables import Board, Post, Topic
from tests import make
from tests.forum.slow_forum import Forum

EASY = settings(
    max_examples=30,
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SMALL = st.integers(0, 7)
DEEDS = (
    ["reply"] * 6
    + ["read"] * 4
    + ["split"] * 3
    + ["merge"] * 3
    + ["start", "start", "read all", "hide", "restore", "withdraw", "put back", "edit", "move"]
)
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), SMALL, SMALL, SMALL), min_size=8, max_size=28)


class Town:
    """The real forum beside the slow one, and who acts in both."""

    def __init__(self, readers: list[Actor], moderator: Actor, boards: list[Board]) -> None:
        self.readers, self.moderator, self.boards = readers, moderator, boards
        self.slow = Forum([reader.id or 0 for reader in readers], [board.id for board in boards])

    async def do(self, deed: str, a: int, b: int, c: int) -> None:
        live = self.slow.live()
        reader = self.readers[c % len(self.readers)]
        if deed == "start" or not live:
            await self.start(self.boards[a % 2], reader)
            return
        topic = live[a % len(live)]
        thread = self.slow.threads[topic]
        number = b % len(thread.places) + 1
        if deed == "read all":
            board = self.boards[b % 2]
            await unread.mark_all_read(reader.id or 0, [board.id])
            self.slow.read_all(reader.id or 0, board.id)
        elif deed == "read":
            await unread.mark_read(reader.id or 0, topic, number)
            self.slow.read_to(reader.id or 0, topic, number)
        elif deed == "reply":
            await self.reply(topic, reader)
        elif deed == "move":
            to = self.boards[b % 2]
            await moving.move(await make.topic_view(topic), self.moderator, await get_board(to.slug))
            thread.board = to.id
        elif deed == "split":
            await self.split(topic, {number, c % len(thread.places) + 1}, onwards=b > 4)
        elif deed == "merge":
            await self.merge(topic, live[b % len(live)])
        else:
            await self.change(deed, topic, number)

    async def start(self, board: Board, author: Actor) -> None:
        async with transaction():
            put = await put_topic(await get_board(board.slug), words(author, "Topik"))
        self.slow.start(put.topic, put.post, board.id, author.id or 0)

    async def reply(self, topic: int, author: Actor) -> None:
        if self.slow.threads[topic].hidden:
            return
        async with transaction():
            put = await put_reply(await make.topic_view(topic), words(author))
        self.slow.reply(topic, put.post, author.id or 0)

    async def split(self, topic: int, numbers: set[int], *, onwards: bool) -> None:
        places = self.slow.threads[topic].places
        wanted = numbers | (set(range(max(numbers), len(places) + 1)) if onwards else set())
        kept = [number for number in sorted(wanted) if number > 1 and self.slow.stands(places[number - 1])]
        if kept:
            view = await make.topic_view(topic)
            new = await moving.split(view, self.moderator, sorted(numbers), "Terpisah", onwards=onwards)
            self.slow.split(topic, new, kept)

    async def merge(self, source: int, target: int) -> None:
        hidden = self.slow.threads[source].hidden or self.slow.threads[target].hidden
        both = await make.topic_view(source), await make.topic_view(target)
        if source == target or hidden:
            with pytest.raises(Refused):
                await moving.merge(both[0], self.moderator, both[1])
        else:
            await moving.merge(both[0], self.moderator, both[1])
            self.slow.merge(source, target)

    async def change(self, deed: str, topic: int, number: int) -> None:
        """Something done to one post, at an address that may be old."""
        topic, number, post = self.slow.where(topic, number)
        view = await reading.get_post(str(topic), number)
        assert view
        assert view.source.id == post
        written = self.slow.posts[post]
        author = Actor(id=written.author)
        try:
            if deed in {"hide", "restore"}:
                act = moderation.hide if deed == "hide" else moderation.restore
                await act(view, self.moderator)
            elif deed == "edit":
                await editing.edit_post(view, author, f"Lain {view.source.body}"[:40])
            else:
                await (withdrawing.withdraw if deed == "withdraw" else withdrawing.put_back)(view, author)
        except Refused:
            assert written.gone
            return
        if deed in {"hide", "restore"}:
            self.slow.hide(topic, number, deed == "hide")
        elif deed in {"withdraw", "put back"}:
            self.slow.withdraw(topic, number, deed == "withdraw")

    async def compare(self) -> None:
        wrong = await counters.find_wrong()
        assert not wrong.any, wrong
        for topic, thread in self.slow.threads.items():
            if thread.into is None:
                await self.compare_topic(topic)
        for board in self.boards:
            listed = [
                topic
                for topic in self.slow.live()
                if self.slow.threads[topic].board == board.id and not self.slow.threads[topic].hidden
            ]
            row = await Board.objects().get(Board.id == board.id)
            assert row.topic_count == len(listed)
            for reader in self.readers:
                expected = {topic: len(self.slow.unread(reader.id or 0, topic)) for topic in listed}
                page = await listing.page([board.id], reader.id or 0)
                assert {line.id: line.fresh for line in page.rows} == expected
                waiting = sum(1 for count in expected.values() if count)
                assert await listing.unread_counts([board.id], reader.id or 0) == {board.id: waiting}

    async def compare_topic(self, topic: int) -> None:
        thread = self.slow.threads[topic]
        rows = await Post.select(Post.id, Post.moved_to).where(Post.topic == topic).order_by(Post.number)
        assert [None if row["moved_to"] else row["id"] for row in rows] == thread.places
        view = await make.topic_view(topic)
        visible = [self.slow.stands(post) for post in thread.places]
        assert (view.board, view.hidden, view.last_number) == (
            thread.board,
            bool(thread.hidden),
            len(thread.places),
        )
        assert (view.reply_count, view.hidden_posts) == (sum(visible[1:]), visible.count(False))
        assert view.writers == len(
            {self.slow.posts[p].author for p in thread.places if self.slow.stands(p)}
        )
        for reader in self.readers:
            waiting = self.slow.unread(reader.id or 0, topic)
            seen = await reading.get_topic(str(topic), reader)
            assert seen
            assert seen.fresh == len(waiting) == await unread.count(topic, reader.id or 0)
            assert await reading.first_unread(seen, reader) == (waiting[0] if waiting else None)

    async def compare_addresses(self) -> None:
        for topic, thread in self.slow.threads.items():
            total = len(thread.places) or (await Topic.objects().get(Topic.id == topic)).last_number
            for number in range(1, total + 1):
                where, at, post = self.slow.where(topic, number)
                found = await reading.get_post(str(topic), number)
                assert found
                assert (found.topic.id, found.source.number, found.source.id) == (where, at, post)


async def test_anything_in_any_order_is_what_a_slow_forum_says(database, monkeypatch):
    monkeypatch.setattr(editing, "MOST", 10**6)
    kim = await make.kim()
    readers = [await make.acting(await make.member(kim, name)) for name in ("Siti", "Budi", "Ambo")]
    moderator = await make.acting(await make.officer(kim))

    async def check(steps: list[tuple[str, int, int, int]]) -> None:
        town = Town(readers, moderator, [await fresh_board(kim) for _ in range(2)])
        for step in steps:
            await town.do(*step)
        await town.compare()
        await town.compare_addresses()

    examples: list[Any] = []

    @EASY
    @given(STEPS)
    def collect(example: Any) -> None:
        examples.append(example)

    collect()
    for example in examples[:: 1 if engine_type() == "sqlite" else 2]:  # each takes twice as long there
        await check(example)


def words(author: Actor, title: str = "") -> Words:
    return Words(author.id or 0, "Tulisan", "<p>Tulisan</p>", title=title)


async def fresh_board(kim: Any) -> Board:
    name = f"papan-{await Board.count()}"
    board = Board(
        kind="organization", organization=kim.id, wilayah_code=kim.wilayah_code, slug=name, name=name
    )
    await board.save()
    return board


# ------------------------------------------------------------------- marks alone: quick, so thoroughly

NUMBERS = st.sets(st.integers(1, 12))


def marks_of(read: set[int]) -> Marks:
    return settled(0, [(number, number) for number in read])


def numbers_of(marks: Marks, most: int = 30) -> set[int]:
    return {number for number in range(1, most) if marks.has(number)}


@pytest.mark.once
@given(NUMBERS)
def test_marks_are_the_shortest_way_to_say_what_was_read(read):
    marks = marks_of(read)

    assert numbers_of(marks) == read
    ends = [marks.last, *(end for _first, end in marks.spans)]
    assert all(first > end + 1 for end, (first, _last) in zip(ends, marks.spans, strict=False))


@pytest.mark.once
@given(NUMBERS, NUMBERS)
def test_what_was_read_of_moved_posts_stays_read(read, moved):
    places = sorted(moved)

    assert numbers_of(of_split(marks_of(read), places)) == {
        index for index, number in enumerate(places, 1) if number in read
    }


@pytest.mark.once
@given(NUMBERS, NUMBERS)
def test_what_was_read_of_either_stays_read(target, source):
    assert numbers_of(of_merge(marks_of(target), marks_of(source), 12)) == target | {n + 12 for n in source}
