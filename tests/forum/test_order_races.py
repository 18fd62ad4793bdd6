"""Many at the same moment: nobody waits for ever, nothing is lost or counted twice."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.core.errors import Invalid, Refused
from kimhub.forum import counters, moderation, moving, reading, unread, withdrawing, writing
from kimhub.forum.boards import get_board
from kimhub.forum.tables import Post, Topic
from tests import make


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def numbers_of(topic_id: int) -> list[int]:
    rows = await Post.select(Post.number).where(Post.topic == topic_id).order_by(Post.number)
    return [row["number"] for row in rows]


async def test_fifty_people_reply_at_once(database):
    kim = await make.kim()
    topic = await make.topic(await make.board(kim), await make.member(kim, "Pembuka"))
    people = [await make.acting(await make.member(kim, f"Orang {n}")) for n in range(50)]
    readers = [await make.acting(await make.member(kim, name)) for name in ("Baru", "Sudah baca")]
    for reader in [*people, readers[1]]:
        await unread.mark_read(reader.id or 0, topic.id, 1)

    posted = await asyncio.gather(
        *(writing.reply(topic, person, f"Saya {person.name}", uuid4()) for person in people)
    )

    assert sorted(each.number for each in posted) == list(range(2, 52))
    assert await numbers_of(topic.id) == list(range(1, 52))
    now = await make.topic_view(topic.id)
    assert (now.last_number, now.reply_count, now.hidden_posts) == (51, 50, 0)
    assert not (await counters.find_wrong()).any
    assert [await unread.count(topic.id, reader.id or 0) for reader in readers] == [51, 50]
    pairs = zip(posted, people, strict=True)
    seen = {each.number: await unread.count(topic.id, person.id or 0) for each, person in pairs}
    first = 2  # whoever came first had read everything before; their own post is read
    assert seen == {number: 49 if number == first else 50 for number in range(2, 52)}
    for person in people:
        await unread.mark_read(person.id or 0, topic.id, 51)
        assert await unread.count(topic.id, person.id or 0) == 0


async def test_moves_merges_splits_and_replies_at_once_end_and_lose_nothing(database):
    kim = await make.kim()
    board, area = await make.board(kim), await get_board((await make.area_board()).slug)
    pembina = await make.acting(await make.pembina())
    for turn in range(5):
        writer = await make.member(kim, f"Siti {turn}")
        siti = await make.acting(writer)
        one = await make.topic(board, writer, "Satu", posts=3)
        two = await make.topic(board, writer, "Dua", posts=3)
        third = await reading.get_post(str(two.id), 3)
        assert third
        await make.limits.forgive("forum-post", writer.id)
        before = await Post.count().where(Post.moved_to.is_null())
        deeds = [
            moving.move(one, pembina, area),
            moving.merge(one, pembina, two),
            moving.merge(two, pembina, one),
            moving.split(two, pembina, [2], "Terpisah"),
            writing.reply(one, siti, "Ke satu", uuid4()),
            writing.reply(two, siti, "Ke dua", uuid4()),
            moderation.hide(third, pembina),
            withdrawing.withdraw(third, siti),
            unread.mark_read(pembina.id or 0, two.id, 3),
            unread.mark_all_read(siti.id or 0, [board.id, area.id]),
        ]

        done = await asyncio.wait_for(
            asyncio.gather(*deeds[turn:], *deeds[:turn], return_exceptions=True), timeout=30
        )

        failed = [each for each in done if isinstance(each, BaseException)]
        assert all(isinstance(each, Refused | Invalid) for each in failed), failed
        replies = sum(isinstance(each, writing.Posted) for each in done)
        assert await Post.count().where(Post.moved_to.is_null()) == before + replies
        assert not (await counters.find_wrong()).any
        for row in await Topic.select(Topic.id, Topic.last_number):
            assert await numbers_of(row["id"]) == list(range(1, row["last_number"] + 1))


async def test_a_topic_merged_both_ways_at_once_is_merged_once(database):
    kim = await make.kim()
    board, writer = await make.board(kim), await make.member(kim)
    officer = await make.acting(await make.officer(kim))
    one = await make.topic(board, writer, "Satu", posts=2)
    two = await make.topic(board, writer, "Dua", posts=2)

    done = await asyncio.gather(
        moving.merge(one, officer, two), moving.merge(two, officer, one), return_exceptions=True
    )

    assert sorted(str(type(each).__name__) for each in done) == ["Elsewhere", "NoneType"]
    left = await make.topic_view(one.id)
    assert left.last_number == 4
    assert (await make.topic_view(two.id)).id == left.id
