import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused, TooMany
from kimhub.core.tables import Event
from kimhub.forum import boards, editing, moderation, reading, unread, writing
from kimhub.forum.tables import Board, Post, Topic, TopicRead
from tests import make


async def numbers(topic_id: int) -> list[int]:
    rows = await Post.select(Post.number).where(Post.topic == topic_id).order_by(Post.number)
    return [row["number"] for row in rows]


async def kinds() -> list[str]:
    return [row["kind"] for row in await Event.select(Event.kind).order_by(Event.id)]


async def test_a_topic_starts_with_its_first_post_read_by_its_author():
    kim = await make.kim()
    siti, board = await make.member(kim), await make.board(kim)
    actor = await make.acting(siti)

    started = await writing.create_topic(actor, board.slug, "  Jadwal *ronda*  ", "Siapa *bisa*?", uuid4())

    topic = await make.topic_view(started.id)
    assert (topic.title, topic.slug, topic.last_number, topic.reply_count) == (
        "Jadwal *ronda*",
        "jadwal-ronda",
        1,
        0,
    )
    post = await Post.objects().first()
    assert (post.number, post.html, post.home) == (1, "<p>Siapa <strong>bisa</strong>?</p>", "KIM Mallari")
    assert await reading.mark_of(topic, actor) == 1
    assert (await Board.objects().get(Board.id == board.id)).topic_count == 1
    assert (await kinds())[-1] == "TopicStarted"


async def test_a_topic_sent_twice_is_one_topic():
    kim = await make.kim()
    siti, board = await make.member(kim), await make.board(kim)
    actor, key = await make.acting(siti), uuid4()

    first = await writing.create_topic(actor, board.slug, "Jadwal ronda", "Siapa?", key)
    again = await writing.create_topic(actor, board.slug, "Jadwal ronda", "Siapa?", key)

    assert first == again
    assert (await Topic.count(), await Post.count()) == (1, 1)
    assert (await Board.objects().get(Board.id == board.id)).topic_count == 1


async def test_what_is_wrong_is_said_at_once_for_every_field():
    kim = await make.kim()
    actor = await make.acting(await make.member(kim))

    with pytest.raises(Invalid) as no:
        await writing.create_topic(actor, "tidak-ada", " ", "x" * 10_001, uuid4())

    assert {*no.value.errors} == {"board", "title", "body"}


async def test_a_board_of_others_takes_no_topic():
    kim, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2010")
    board = await make.board(other)

    with pytest.raises(Invalid) as no:
        await writing.create_topic(
            await make.acting(await make.member(kim)), board.slug, "Halo semua", "Halo", uuid4()
        )
    await writing.create_topic(
        await make.acting(await make.member(other)), board.slug, "Halo semua", "Halo", uuid4()
    )

    assert {*no.value.errors} == {"board"}
    assert await Topic.count() == 1


async def test_forty_replies_at_once_have_forty_numbers():
    kim = await make.kim()
    board = await make.board(kim)
    topic = await make.topic(board, await make.member(kim))
    people = [await make.acting(await make.member(kim, f"Anggota {n}")) for n in range(40)]

    posted = await asyncio.gather(
        *[writing.reply(topic, person, f"Saya {person.id}", uuid4()) for person in people]
    )

    assert sorted(post.number for post in posted) == list(range(2, 42))
    assert await numbers(topic.id) == list(range(1, 42))
    after = await make.topic_view(topic.id)
    assert (after.last_number, after.reply_count) == (41, 40)
    times = await Post.select(Post.created_at).order_by(Post.number)
    assert times == sorted(times, key=lambda row: row["created_at"])


async def test_a_reply_sent_twice_at_the_same_moment_is_one_post():
    kim = await make.kim()
    siti = await make.member(kim)
    topic, actor, key = (
        await make.topic(await make.board(kim), siti),
        await make.acting(siti),
        uuid4(),
    )

    posted = await asyncio.gather(*[writing.reply(topic, actor, "Saya bisa", key) for _ in range(8)])

    assert {post.number for post in posted} == {2}
    assert await numbers(topic.id) == [1, 2]
    assert (await make.topic_view(topic.id)).reply_count == 1
    assert (await kinds()).count("ReplyPosted") == 1


async def test_a_stranger_cannot_answer_with_somebody_elses_key():
    kim = await make.kim()
    siti, budi, key = await make.member(kim), await make.member(kim, "Budi"), uuid4()
    topic = await make.topic(await make.board(kim), siti)
    await writing.reply(topic, await make.acting(siti), "Rahasia", key)

    with pytest.raises(NotFound):
        await writing.reply(topic, await make.acting(budi), "Tebakan", key)

    assert await numbers(topic.id) == [1, 2]


async def test_a_topic_locked_meanwhile_takes_replies_of_its_moderators_only():
    kim = await make.kim()
    siti, chair = await make.member(kim), await make.officer(kim)
    topic = await make.topic(await make.board(kim), siti)
    await moderation.lock_topic(topic, await make.acting(chair))

    with pytest.raises(Refused):
        await writing.reply(topic, await make.acting(siti), "Masih sempat?", uuid4())
    await writing.reply(topic, await make.acting(chair), "Ditutup karena sudah selesai.", uuid4())

    assert await numbers(topic.id) == [1, 2]


async def test_one_persons_posts_have_a_limit():
    kim = await make.kim()
    siti = await make.member(kim)
    topic, actor = await make.topic(await make.board(kim), siti), await make.acting(siti)
    for n in range(writing.MOST - 1):  # the topic itself was the first
        await writing.reply(topic, actor, f"Pesan {n}", uuid4())

    with pytest.raises(TooMany):
        await writing.reply(topic, actor, "Satu lagi", uuid4())

    await writing.reply(topic, await make.acting(await make.member(kim)), "Saya baru mulai", uuid4())


async def test_ones_own_reply_counts_as_read_when_all_before_it_was():
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti)
    reader = await make.acting(siti)

    await make.reply(topic.id, siti)
    assert await reading.mark_of(topic, reader) == 2

    await make.reply(topic.id, budi)
    await make.reply(topic.id, siti)
    assert await reading.mark_of(topic, reader) == 2, "Budi's reply has not been seen"


async def test_an_edit_keeps_what_was_said_before_in_the_trail():
    kim = await make.kim()
    siti = await make.member(kim)
    topic, actor = await make.topic(await make.board(kim), siti), await make.acting(siti)

    await editing.edit_post(await post(topic.id, 1), actor, "Siapa bisa hari *Minggu*?", "Ronda Minggu")

    after = await make.topic_view(topic.id)
    row = await Post.objects().first()
    assert (after.title, after.slug) == ("Ronda Minggu", "ronda-minggu")
    assert row.html == "<p>Siapa bisa hari <strong>Minggu</strong>?</p>"
    assert (row.rev, row.edited_at is not None) == (2, True)
    event = await Event.objects().where(Event.kind == "PostEdited").first()
    assert "Siapa bisa hari Sabtu?" in event.payload


async def test_edits_count_like_posts():
    """Each may call twenty people to the topic, and keeps the words before it in the trail."""
    kim = await make.kim()
    siti = await make.member(kim)
    topic, actor = await make.topic(await make.board(kim), siti), await make.acting(siti)

    for number in range(writing.MOST - 1):
        await editing.edit_post(await post(topic.id, 1), actor, f"Siapa bisa tanggal {number}?")

    with pytest.raises(TooMany):
        await editing.edit_post(await post(topic.id, 1), actor, "Siapa bisa hari Minggu?")


async def test_an_edit_that_changes_nothing_leaves_no_trace():
    kim = await make.kim()
    siti = await make.member(kim)
    topic, actor = await make.topic(await make.board(kim), siti), await make.acting(siti)

    await editing.edit_post(await post(topic.id, 1), actor, "Siapa bisa hari Sabtu?", topic.title)

    assert (await Post.objects().first()).edited_at is None
    assert "PostEdited" not in await kinds()


async def test_after_a_quarter_of_an_hour_words_stand():
    kim = await make.kim()
    siti = await make.member(kim)
    topic, actor = await make.topic(await make.board(kim), siti), await make.acting(siti)
    async with transaction():
        await Post.update({Post.created_at: now() - timedelta(minutes=14, seconds=50)}).where(
            Post.topic == topic.id
        )
    await editing.edit_post(await post(topic.id, 1), actor, "Masih sempat")
    async with transaction():
        await Post.update({Post.created_at: now() - timedelta(minutes=15, seconds=1)}).where(
            Post.topic == topic.id
        )

    with pytest.raises(Refused):
        await editing.edit_post(await post(topic.id, 1), actor, "Terlambat")

    assert (await Post.objects().first()).body == "Masih sempat"


async def test_a_mention_names_those_who_may_read():
    kim, far = await make.kim(), await make.kim("KIM Jauh", wilayah_code="73.09.01.2001")
    siti = await make.member(kim)
    budi = await make.member(kim, "Budi", username="budi")
    await make.member(far, "Orang Jauh", username="jauh")
    board = await make.board(kim)

    started = await writing.create_topic(
        await make.acting(siti), board.slug, "Ajakan", "Halo @Budi dan @jauh, juga @siapa", uuid4()
    )

    row = await Post.objects().where(Post.topic == started.id).first()
    assert f'href="/k/{kim.slug}"' in row.html
    assert row.html.count("<a ") == 1
    event = await Event.objects().where(Event.kind == "TopicStarted").first()
    assert f'"mentioned": [{budi.id}]' in event.payload


async def test_boards_come_with_an_organization_and_only_once():
    kim = await make.kim()
    forum = await make.organization(
        "Forum KIM Awangpone", kind="forum_kim", wilayah_code="73.08.16", place="Kec. Awangpone"
    )

    for _ in range(2):
        await boards.ensure_board(kim)
        await boards.ensure_board(forum)

    rows = await Board.select(Board.kind, Board.wilayah_code, Board.organization, Board.name).order_by(
        Board.wilayah_code
    )
    assert [(row["kind"], row["wilayah_code"], row["organization"]) for row in rows] == [
        ("area", "73.08", None),
        ("area", "73.08.16", forum.id),
        ("organization", "73.08.16.2009", kim.id),
    ]
    assert rows[1]["name"] == "Forum KIM Awangpone"


async def test_marks_never_go_back():
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti, posts=3)
    budi = await make.member(kim, "Budi")

    await unread.mark_read(budi.id, topic.id, 3)
    await unread.mark_read(budi.id, topic.id, 2)

    assert await reading.mark_of(topic, await make.acting(budi)) == 3
    assert await TopicRead.count() == 2


async def post(topic_id: int, number: int) -> reading.PostView:
    found = await reading.get_post(str(topic_id), number)
    assert found
    return found
