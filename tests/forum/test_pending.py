"""What waits counts for nothing, tells nobody, and comes out once."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec import structs

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.jobs import run_due
from kimhub.core.tables import Event, Job
from kimhub.forum import pending, releasing, scheduling, writing
from kimhub.forum.pending import Held
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_writing import Pending
from kimhub.groups import rights
from kimhub.groups.tables import Officer
from kimhub.notifications.tables import Notification
from tests import make
from tests.spy import queries

CHAIN = "Teruskan pesan ini kepada sepuluh orang supaya desa kita mendapat berkah."


@pytest.fixture(autouse=True)
async def installed(app):
    await make.installed()


async def scene():
    kim = await make.kim()
    board = await make.watched_board(kim)
    siti, officer, new = await make.member(kim), await make.officer(kim), await make.newcomer(kim)
    topic = await make.topic(board, siti)
    return kim, board, topic, siti, officer, new


async def held_reply(topic, person, body="Salam kenal dari saya.", key=None):
    held = await writing.reply(topic, await make.acting(person), body, key or uuid4())
    assert isinstance(held, Held)
    found = await pending.get_waiting(held.id)
    assert found
    return found


async def test_a_newcomers_reply_waits_and_counts_for_nothing():
    _kim, _board, topic, siti, officer, new = await scene()
    before = await make.topic_view(topic.id)

    waiting = await held_reply(topic, new)

    assert (waiting.why, waiting.user, waiting.topic) == ("newcomer", new.id, topic.id)
    assert await make.topic_view(topic.id) == structs.replace(before, waits=1)
    assert await Post.count().where(Post.topic == topic.id) == 1
    kinds = [row["kind"] for row in await Event.select(Event.kind).order_by(Event.id)]
    assert kinds[-1] == "PostHeld"
    assert "ReplyPosted" not in kinds
    seen = await pending.of_topic(topic.id, await make.acting(new), moderates=False)
    assert [one.id for one in seen] == [waiting.id]
    assert await pending.of_topic(topic.id, await make.acting(siti), moderates=False) == []
    assert len(await pending.of_topic(topic.id, await make.acting(officer), moderates=True)) == 1
    assert await run_due() >= 0
    assert await Notification.count().where(Notification.user == siti.id) == 0


async def test_a_topic_of_a_newcomer_is_in_no_list():
    _kim, board, _topic, _siti, officer, new = await scene()

    held = await writing.create_topic(
        await make.acting(new), board.slug, "Perkenalan", "Nama saya Andi.", uuid4()
    )

    assert isinstance(held, Held)
    assert await titles(board) == ["Jadwal ronda bulan ini"]
    waiting = await pending.get_waiting(held.id)
    out = await releasing.release(waiting, await make.acting(officer))
    assert await titles(board) == ["Perkenalan", "Jadwal ronda bulan ini"]
    assert out.post_path.startswith("/forum/t/")


async def titles(board):
    rows = (
        await Topic.select(Topic.title).where(Topic.board == board.id).order_by(Topic.id, ascending=False)
    )
    return [row["title"] for row in rows]


async def test_those_who_are_known_do_not_wait():
    _kim, _board, topic, siti, officer, new = await scene()
    for person in (siti, officer):
        assert await make.reply(topic.id, person)
    elsewhere = await make.board(await make.kim("KIM Carigading"))
    assert elsewhere.hold_newcomers is False
    await User.update({User.created_at: now() - timedelta(days=20)}).where(User.id == new.id)
    assert await make.reply(topic.id, new)


async def test_after_two_released_posts_a_newcomer_is_known():
    _kim, _board, topic, _siti, officer, new = await scene()
    chair = await make.acting(officer)

    for body in ("Satu", "Dua"):
        await releasing.release(await held_reply(topic, new, body), chair)

    assert await make.reply(topic.id, new, "Tiga")


async def test_sent_twice_with_one_key_it_waits_once():
    _kim, _board, topic, _siti, officer, new = await scene()
    key, actor = uuid4(), await make.acting(new)

    held = await asyncio.gather(*[writing.reply(topic, actor, "Salam", key) for _ in range(5)])

    assert len({one.id for one in held}) == 1
    assert await Pending.count() == 1
    await releasing.release(await pending.get_waiting(held[0].id), await make.acting(officer), trust=True)
    again = await writing.reply(topic, actor, "Salam", key)
    assert isinstance(again, Held), "it was held and came out: the same post, not another"
    assert await Post.count().where(Post.topic == topic.id) == 2


async def test_two_moderators_let_it_out_once():
    kim, _board, topic, _siti, officer, new = await scene()
    second = await make.kim_admin(kim)
    waiting = await held_reply(topic, new)
    actors = [await make.acting(officer), await make.acting(second)]

    out = await asyncio.gather(*[releasing.release(waiting, actor) for actor in actors * 3])

    assert len({one.post for one in out}) == 1
    assert await Post.count().where(Post.topic == topic.id) == 2
    assert await Event.count().where(Event.kind == "PendingReleased") == 1


async def test_letting_out_and_withdrawing_at_once_is_one_of_the_two():
    _kim, _board, topic, _siti, officer, new = await scene()
    chair, writer = await make.acting(officer), await make.acting(new)

    for number in range(4):
        waiting = await held_reply(topic, new, f"Balasan {number} yang menunggu.")
        results = await asyncio.gather(
            releasing.release(waiting, chair), pending.withdraw(waiting, writer), return_exceptions=True
        )
        after = await pending.get_waiting(waiting.id)
        posts = await Post.count().where((Post.author == new.id) & (Post.key == waiting.key))
        assert (after.outcome, posts) in {("released", 1), ("withdrawn", 0)}
        assert isinstance(results[1], Refused) is (after.outcome == "released")
        await Post.update({Post.author: officer.id}).where(Post.author == new.id)  # still a newcomer


async def test_it_comes_out_with_the_house_and_the_words_of_its_writer():
    kim, _board, topic, siti, officer, new = await scene()
    waiting = await held_reply(topic, new, f"Halo @{siti.username}, salam kenal.")
    await pending.change(waiting, await make.acting(new), f"Halo @{siti.username}, salam *hangat*.")

    out = await releasing.release(waiting, await make.acting(officer))

    post = await Post.objects().get(Post.id == out.post)
    assert (post.author, post.home, post.number) == (new.id, kim.name, 2)
    assert "hangat" in post.html
    event = await Event.objects().get(Event.kind == "ReplyPosted")
    assert f'"mentioned": [{siti.id}]' in event.payload
    assert (await make.topic_view(topic.id)).reply_count == 1


async def test_a_decision_is_taken_back_and_made_again():
    _kim, _board, topic, _siti, officer, new = await scene()
    chair = await make.acting(officer)
    waiting = await held_reply(topic, new)
    out = await releasing.release(waiting, chair, trust=True)

    await releasing.reopen(out, chair)
    back = await pending.get_waiting(waiting.id)
    assert back.is_open
    assert (await make.topic_view(topic.id)).reply_count == 0
    again = await writing.reply(topic, await make.acting(new), "Masih menunggu?", uuid4())
    assert isinstance(again, Held), "the trust went with it"

    out = await releasing.release(back, chair)
    assert (await make.topic_view(topic.id)).reply_count == 1
    assert await Post.count().where(Post.topic == topic.id) == 2
    assert out.outcome == "released"


async def test_one_that_is_declined_says_why_and_may_be_written_anew():
    _kim, _board, topic, _siti, officer, new = await scene()
    chair, writer = await make.acting(officer), await make.acting(new)
    waiting = await held_reply(topic, new)

    with pytest.raises(Invalid):
        await releasing.decline(waiting, chair, "  ")
    await releasing.decline(waiting, chair, "Tolong sebutkan sumbernya.")
    with pytest.raises(Refused):
        await releasing.decline(waiting, chair, "Sekali lagi")
    mine = await pending.own(writer)
    assert [(one.outcome, one.note) for one in mine] == [("declined", "Tolong sebutkan sumbernya.")]
    assert await pending.queue(chair) == []

    await pending.change(mine[0], writer, "Sumbernya kantor desa.")
    assert [one.body for one in await pending.queue(chair)] == ["Sumbernya kantor desa."]


@pytest.mark.parametrize("deed", ["withdraw", "change"])
async def test_what_came_out_is_no_longer_the_queues(deed: str):
    _kim, _board, topic, _siti, officer, new = await scene()
    waiting, writer = await held_reply(topic, new), await make.acting(new)
    await releasing.release(waiting, await make.acting(officer))

    with pytest.raises(Refused):
        await (
            pending.withdraw(waiting, writer)
            if deed == "withdraw"
            else pending.change(waiting, writer, "Lain")
        )


async def test_nobody_lets_out_what_stands_in_a_hidden_topic():
    _kim, _board, topic, _siti, officer, new = await scene()
    waiting = await held_reply(topic, new)
    await Topic.update({Topic.hidden_at: now()}).where(Topic.id == topic.id)

    with pytest.raises(Refused):
        await releasing.release(waiting, await make.acting(officer))

    assert (await pending.get_waiting(waiting.id)).is_open


async def test_the_same_long_text_in_several_topics_waits():
    kim = await make.kim()
    board, siti = await make.board(kim), await make.member(kim)
    topics = [await make.topic(board, siti, f"Topik nomor {n}") for n in range(4)]
    actor = await make.acting(siti)

    sent = [await writing.reply(topic, actor, CHAIN, uuid4()) for topic in topics]
    short = [await writing.reply(topic, actor, "Siap, hadir.", uuid4()) for topic in topics]

    assert [isinstance(one, Held) for one in sent] == [False, False, False, True]
    assert not any(isinstance(one, Held) for one in short)


async def test_many_links_of_a_young_account_wait_on_any_board():
    kim = await make.kim()
    board, new = await make.board(kim), await make.newcomer(kim)
    topic = await make.topic(board, await make.member(kim))

    waiting = await held_reply(topic, new, "https://a.example https://b.example https://c.example")

    assert waiting.why == "links"


async def test_a_person_has_so_many_waiting_and_no_more():
    _kim, _board, topic, _siti, _officer, new = await scene()
    for number in range(pending.MOST):
        await held_reply(topic, new, f"Nomor {number}")

    with pytest.raises(Refused):
        await writing.reply(topic, await make.acting(new), "Satu lagi", uuid4())


async def test_the_queue_is_of_ones_own_boards_with_the_newest_last():
    _kim, _board, topic, siti, officer, new = await scene()
    other = await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    first, second = await held_reply(topic, new, "Satu"), await held_reply(topic, new, "Dua")

    for person in (officer, await make.pembina()):
        actor = await make.acting(person)
        assert [one.id for one in await pending.queue(actor)] == [first.id, second.id]
        assert await pending.count(actor) == 2
    for person in (siti, new, await make.officer(other), await make.sysadmin()):
        assert await pending.queue(await make.acting(person)) == []


async def test_a_reply_costs_one_question_more_than_without_guards():
    kim = await make.kim()
    board, siti = await make.board(kim), await make.member(kim)
    topic, actor = await make.topic(board, siti), await make.acting(siti)

    with queries() as seen:
        await writing.reply(topic, actor, "Saya bisa.", uuid4())

    assert sum("board_trust" in sql or "FROM suspension" in sql for sql in seen) == 1


# ------------------------------------------------------------------------------------------- schedule


async def scheduled(board, officer):
    soon = (now() + timedelta(days=2)).astimezone(zone(board))
    held = await writing.create_topic(
        await make.acting(officer),
        board.slug,
        "Musyawarah desa",
        "Sabtu di balai desa.",
        uuid4(),
        later=(soon.date().isoformat(), soon.strftime("%H:%M")),
    )
    assert isinstance(held, Held)
    waiting = await pending.get_waiting(held.id)
    assert waiting
    return waiting


def zone(board):
    return scheduling.zone_for(board.wilayah_code)


async def test_something_scheduled_comes_out_once_at_its_time():
    _kim, board, _topic, _siti, officer, _new = await scene()
    waiting = await scheduled(board, officer)
    assert waiting.is_scheduled
    assert await pending.queue(await make.acting(officer)) == []
    assert [one.id for one in await pending.scheduled(await make.acting(officer))] == [waiting.id]

    await scheduling.come_out(scheduling.Due(waiting.id))
    assert (await pending.get_waiting(waiting.id)).is_open, "too early"

    await Pending.update({Pending.due_at: now()}).where(Pending.id == waiting.id)
    due = scheduling.Due(waiting.id)
    await asyncio.gather(*[scheduling.come_out(due) for _ in range(4)])

    assert await Topic.count().where(Topic.title == "Musyawarah desa") == 1
    assert (await pending.get_waiting(waiting.id)).outcome == "released"


async def test_moved_to_another_time_it_waits_for_that():
    _kim, board, _topic, _siti, officer, _new = await scene()
    waiting = await scheduled(board, officer)
    later = (now() + timedelta(days=5)).astimezone(zone(board))
    await scheduling.move(waiting, later.date().isoformat(), later.strftime("%H.%M"))

    await Job.update({Job.run_at: now()}).where(Job.task.like("%come_out"))
    await run_due()

    after = await pending.get_waiting(waiting.id)
    assert after.is_open
    assert abs(after.due_at - later) < timedelta(minutes=1)


async def test_whoever_lost_the_office_lets_nothing_out_by_the_clock():
    _kim, board, _topic, _siti, officer, _new = await scene()
    waiting = await scheduled(board, officer)
    await Officer.delete().where(Officer.user == officer.id)
    await rights.touch(officer.id)
    await Pending.update({Pending.due_at: now()}).where(Pending.id == waiting.id)

    await scheduling.come_out(scheduling.Due(waiting.id))

    after = await pending.get_waiting(waiting.id)
    assert (after.is_open, after.due_at) == (True, None)


@pytest.mark.parametrize(
    ("day", "clock", "field"),
    [("", "07:30", "day"), ("2026-13-01", "07:30", "day"), ("2020-01-01", "07:30", "day"),
     ("2999-01-01", "07:30", "day"), ("2999-01-01", "pagi", "clock")],
)  # fmt: skip
async def test_a_time_that_cannot_be_is_said_so(day: str, clock: str, field: str):
    with pytest.raises(Invalid) as no:
        scheduling.moment(day, clock, "73.08.16.2009")

    assert field in no.value.errors


async def test_only_moderators_schedule():
    _kim, board, _topic, siti, _officer, _new = await scene()

    started = await writing.create_topic(
        await make.acting(siti),
        board.slug,
        "Kapan saja",
        "Sekarang",
        uuid4(),
        later=("2999-01-01", "07:30"),
    )

    assert isinstance(started, writing.Started)
