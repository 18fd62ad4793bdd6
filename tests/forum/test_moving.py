"""Moving topics and posts: numbers, addresses, counters and who may."""

import pytest

from kimhub.core.errors import Invalid, Refused
from kimhub.forum import counters, moderation, moving, reading, unread
from kimhub.forum.boards import get_board
from kimhub.forum.tables import Board, Post, Topic, TopicRead
from tests import make


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene():
    kim = await make.kim()
    area = await make.area_board()
    siti, budi = await make.member(kim, "Siti"), await make.member(kim, "Budi")
    return {
        "board": await make.board(kim),
        "area": area,
        "siti": siti,
        "budi": budi,
        "officer": await make.acting(await make.officer(kim)),
        "pembina": await make.acting(await make.pembina()),
    }


async def test_a_split_leaves_a_trace_where_each_post_stood(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"], posts=6)
    ids = {row["number"]: row["id"] for row in await Post.select(Post.id, Post.number)}

    new = await moving.split(topic, here["officer"], [3, 5], "Soal lampu jalan", reason="Beda pokok")

    rows = await Post.select(Post.id, Post.topic, Post.number, Post.moved_to).order_by(
        Post.topic, Post.number
    )
    assert [(row["topic"], row["number"], row["moved_to"]) for row in rows] == [
        *[(topic.id, n, ids[n] if n in {3, 5} else None) for n in range(1, 7)],
        (new, 1, None),
        (new, 2, None),
    ]
    assert [row["id"] for row in rows if row["topic"] == new] == [ids[3], ids[5]]
    source, made = await make.topic_view(topic.id), await make.topic_view(new)
    assert (source.last_number, source.reply_count, source.hidden_posts) == (6, 3, 2)
    assert (made.title, made.last_number, made.reply_count, made.hidden_posts) == (
        "Soal lampu jalan",
        2,
        1,
        0,
    )
    assert await reading.where_is(source, 5) == f"/forum/t/{new}?p=2"
    assert await reading.where_is(source, 4) == source.at(4)
    found = await reading.get_post(str(topic.id), 5)
    assert found
    assert (found.topic.id, found.source.number, found.source.id) == (new, 2, ids[5])
    assert not (await counters.find_wrong()).any


async def test_a_merge_puts_posts_behind_and_old_addresses_lead_there(database):
    here = await scene()
    first = await make.topic(here["board"], here["siti"], "Pertama", posts=3)
    second = await make.topic(here["board"], here["siti"], "Kedua", posts=4)

    await moving.merge(second, here["officer"], first)

    merged = await reading.get_topic(str(second.id))
    assert merged
    assert (merged.id, merged.shift, merged.last_number, merged.reply_count) == (first.id, 3, 7, 6)
    post = await reading.get_post(str(second.id), 2)
    assert post
    assert (post.topic.id, post.source.number, post.source.body) == (first.id, 5, "Balasan nomor 2")
    assert not (await counters.find_wrong()).any
    assert (await Board.objects().get(Board.id == here["board"].id)).topic_count == 1


async def test_merges_and_splits_follow_each_other(database):
    here = await scene()
    one = await make.topic(here["board"], here["siti"], "Satu", posts=4)
    two = await make.topic(here["board"], here["siti"], "Dua", posts=2)
    three = await make.topic(here["board"], here["siti"], "Tiga", posts=2)
    moved = (await reading.get_post(str(one.id), 3)).source.id

    split = await make.topic_view(await moving.split(one, here["officer"], [3, 4], "Empat"))
    await moving.merge(split, here["officer"], two)
    await moving.merge(await make.topic_view(one.id), here["officer"], three)
    await moving.merge(await make.topic_view(three.id), here["officer"], await make.topic_view(two.id))

    for ref, number in ((one.id, 3), (split.id, 1), (two.id, 3)):
        post = await reading.get_post(str(ref), number)
        assert post
        assert (post.source.id, post.topic.id, post.source.number) == (moved, two.id, 3)
    assert (await make.topic_view(one.id)).shift == 4 + 2
    numbers = await Post.select(Post.number).where(Post.topic == two.id).order_by(Post.number)
    assert [row["number"] for row in numbers] == list(range(1, 11))
    assert not (await counters.find_wrong()).any


async def test_a_move_takes_counters_along(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"], posts=2)
    await moderation.pin(topic, here["pembina"])

    await moving.move(topic, here["pembina"], await get_board(here["area"].slug), "Untuk sekecamatan")

    old, new = [await Board.objects().get(Board.id == here[name].id) for name in ("board", "area")]
    assert (old.topic_count, old.last_post_at, new.topic_count) == (0, None, 1)
    moved = await Topic.objects().get(Topic.id == topic.id)
    assert (moved.board, moved.pinned_at, new.last_post_at) == (new.id, None, moved.last_post_at)


async def test_who_keeps_order_on_one_board_only_moves_nothing_to_another(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"])
    there = await make.topic(here["area"], here["siti"])

    with pytest.raises(Refused):
        await moving.move(topic, here["officer"], await get_board(here["area"].slug))
    with pytest.raises(Refused):
        await moving.merge(topic, here["officer"], there)
    with pytest.raises(Refused):
        await moving.merge(topic, here["pembina"], topic)
    assert (await make.topic_view(topic.id)).board == here["board"].id


async def test_an_archived_board_takes_nothing_in(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"])
    there = await make.topic(here["area"], here["siti"])
    await Board.update({Board.archived_at: topic.created_at}).where(Board.id == here["area"].id)

    with pytest.raises(Refused):
        await moving.move(topic, here["pembina"], await get_board(here["area"].slug))
    with pytest.raises(Refused):
        await moving.merge(topic, here["pembina"], await make.topic_view(there.id))


async def test_only_replies_that_can_be_seen_are_split_off(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"], posts=3)
    await moderation.hide(await reading.get_post(str(topic.id), 2), here["officer"])

    for numbers, title in (([], "Judul baru"), ([1, 2, 9], "Judul baru"), ([3], "x")):
        with pytest.raises(Invalid):
            await moving.split(topic, here["officer"], numbers, title)
    new = await moving.split(topic, here["officer"], [2], "Judul baru", onwards=True)
    assert (await make.topic_view(new)).last_number == 1


async def test_what_was_read_stays_read(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"], posts=6)
    other = await make.topic(here["board"], here["siti"], "Lain", posts=4)
    budi, officer = here["budi"].id, here["officer"].id
    await unread.mark_read(budi, topic.id, 4)
    await unread.mark_read(officer, topic.id, 6)

    new = await moving.split(topic, here["officer"], [3, 5], "Soal lain")

    assert [await unread.count(new, who) for who in (budi, officer)] == [1, 0]
    assert [await unread.count(topic.id, who) for who in (budi, officer)] == [1, 0]
    await unread.mark_read(officer, other.id, 4)
    await unread.mark_read(budi, other.id, 1)
    await moving.merge(await make.topic_view(new), here["officer"], other)
    assert [await unread.count(other.id, who) for who in (budi, officer)] == [3 + 1, 0]
    assert await unread.first(other.id, budi, 1) == 2
    seen = await reading.get_topic(str(other.id), await make.acting(here["budi"]))
    assert seen
    assert (seen.mark, seen.spans, seen.fresh) == (1, 1, 4)
    await unread.mark_read(budi, other.id, 4)
    seen = await reading.get_topic(str(other.id), await make.acting(here["budi"]))
    assert seen
    assert (seen.mark, seen.spans, seen.fresh) == (5, 0, 1), "the mark took in the stretch it reached"


async def test_wrong_counters_are_found_and_mended(database):
    here = await scene()
    topic = await make.topic(here["board"], here["siti"], posts=3)
    await unread.mark_read(here["budi"].id, topic.id, 1)
    await Topic.update({Topic.reply_count: 9, Topic.hidden_posts: 1, Topic.writers: 7}).where(
        Topic.id == topic.id
    )
    await Board.update({Board.topic_count: 7}).where(Board.id == here["board"].id)
    await TopicRead.update({TopicRead.spans: 2}).where(TopicRead.user == here["budi"].id)

    assert await counters.mend() == counters.Wrong(1, 1, 1)

    assert await counters.mend() == counters.Wrong(0, 0, 0)
    mended = await make.topic_view(topic.id)
    assert (mended.reply_count, mended.writers) == (2, 1)
    assert await unread.count(topic.id, here["budi"].id) == 2
