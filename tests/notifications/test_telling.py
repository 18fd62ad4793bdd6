"""Telling of topics: who hears what, one entry per topic, nothing of what may not be read."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.accounts.tables import User
from kimhub.core.jobs import run_due
from kimhub.forum import events, following, moderation, reading, unread, writing
from kimhub.forum.audience import Told
from kimhub.forum.tables import Post
from kimhub.groups import rights
from kimhub.groups.tables import Membership
from kimhub.notifications import of_forum, service
from kimhub.notifications.entries import Entry
from kimhub.notifications.sentences import sentence
from kimhub.notifications.tables import Notification
from kimhub.notifications.telling import Matter, tell_all
from tests import make
from tests.spy import queries


@pytest.fixture
async def setting(app):
    """A topic by Siti with a reply by Budi, all told; Ani takes part and has said nothing."""
    await make.installed()
    kim = await make.kim()
    people = {name: await make.member(kim, name) for name in ("Siti", "Budi", "Ani", "Nur")}
    board = await make.board(kim)
    topic = await make.topic(board, people["Siti"])
    await make.reply(topic.id, people["Budi"])
    await run_due()
    await Notification.delete(force=True)
    await User.update({User.unread: 0}, force=True)
    return kim, people, board, topic


async def inbox(person: User) -> list[Entry]:
    return await service.entries(await make.acting(person))


async def said(person: User) -> list[str]:
    return [sentence(entry) for entry in await inbox(person)]


async def badge(person: User) -> int:
    row = await User.select(User.unread).where(User.id == person.id).first()
    return int(row["unread"])


async def test_however_many_reply_each_follower_has_one_entry(setting):
    _kim, people, _board, topic = setting
    await following.set_topic(people["Ani"].id, topic.id, "follow")
    for name in ("Nur", "Budi", "Nur"):
        await make.reply(topic.id, people[name])
    await run_due()

    assert await said(people["Ani"]) == ["Nur dan 1 orang lain membalas di “Jadwal ronda bulan ini”"]
    assert [await badge(people[name]) for name in ("Ani", "Siti", "Budi", "Nur")] == [1, 1, 1, 1]
    assert await said(people["Nur"]) == ["Budi membalas di “Jadwal ronda bulan ini”"]


async def test_who_said_nothing_hears_only_what_answers_or_names_them(setting):
    _kim, people, board, _topic = setting
    ani = people["Ani"]
    topic = await make.topic(board, ani, "Usulan arisan")
    await run_due()
    await following.set_topic(ani.id, topic.id, "")
    number = await make.reply(topic.id, people["Nur"])
    await run_due()

    assert await said(ani) == ["Nur membalas tulisan Anda di “Usulan arisan”"]
    assert await inbox(people["Siti"]) == []
    quote = f"> [Nur menulis](/forum/t/{topic.id}?p={number}): Saya bisa.\n\nTerima kasih."
    await following.set_topic(people["Nur"].id, topic.id, "")
    await make.reply(topic.id, people["Siti"], quote)
    await run_due()
    assert await said(people["Nur"]) == ["Siti membalas tulisan Anda di “Usulan arisan”"]


async def test_who_muted_hears_nothing_but_a_mention(setting):
    _kim, people, board, topic = setting
    ani, nur = people["Ani"], people["Nur"]
    await following.set_topic(people["Siti"].id, topic.id, "mute")
    await following.set_board(ani.id, board.id, "mute")

    await make.reply(topic.id, nur, "Halo semua")
    await run_due()
    assert (await inbox(people["Siti"]), await inbox(ani)) == ([], [])

    await make.reply(topic.id, nur, f"Halo @{ani.username}")
    await run_due()
    assert await said(ani) == ["Nur menyebut Anda di “Jadwal ronda bulan ini”"]
    assert await inbox(people["Siti"]) == []
    assert (await inbox(ani))[0].needs_action


async def test_new_topics_are_told_to_those_who_follow_the_board_and_replies_to_those_who_watch(setting):
    _kim, people, board, _topic = setting
    await following.set_board(people["Ani"].id, board.id, "follow")
    await following.set_board(people["Nur"].id, board.id, "watch")
    topic = await make.topic(board, people["Siti"], "Kerja bakti")
    await run_due()
    await make.reply(topic.id, people["Budi"])
    await run_due()

    assert await said(people["Ani"]) == ["Siti membuka topik “Kerja bakti”"]
    assert await said(people["Nur"]) == ["Siti membuka topik “Kerja bakti”, sudah ada 1 balasan"]


async def test_a_job_that_runs_twice_tells_once(setting):
    _kim, people, _board, topic = setting
    number = await make.reply(topic.id, people["Nur"], f"Halo @{people['Ani'].username}")
    await run_due()
    post = await Post.objects().get((Post.topic == topic.id) & (Post.number == number))
    event = events.ReplyPosted(1, people["Nur"].id, 1, topic.id, post.id, number, (people["Ani"].id,))
    siti, ani = await make.acting(people["Siti"]), await make.acting(people["Ani"])

    await of_forum.tell_of_a_reply(event)
    before = [await badge(people[name]) for name in ("Siti", "Ani")]
    for actor in (siti, ani):
        for entry in await service.entries(actor):
            await service.mark_read(entry)
    await of_forum.tell_of_a_reply(event)

    assert before == [1, 1]
    assert [await badge(people[name]) for name in ("Siti", "Ani")] == [0, 0]
    assert [len(await service.entries(actor)) for actor in (siti, ani)] == [1, 1]


async def test_jobs_may_come_in_any_order(setting):
    _kim, people, _board, topic = setting
    numbers = [await make.reply(topic.id, people["Nur"]) for _ in range(3)]
    posts = {row.number: row.id for row in await Post.objects().where(Post.topic == topic.id)}

    for number in (numbers[1], numbers[2], numbers[0]):
        await of_forum.tell_of_a_reply(
            events.ReplyPosted(1, people["Nur"].id, 1, topic.id, posts[number], number)
        )

    assert await said(people["Siti"]) == ["Nur menulis 3 balasan di “Jadwal ronda bulan ini”"]
    assert await badge(people["Siti"]) == 1


async def test_who_has_read_the_post_already_hears_nothing_of_it(setting):
    _kim, people, _board, topic = setting
    number = await make.reply(topic.id, people["Nur"])
    await unread.mark_read(people["Siti"].id, topic.id, number)
    await run_due()

    assert await inbox(people["Siti"]) == []
    assert len(await inbox(people["Budi"])) == 1


async def test_who_left_the_house_is_told_nothing_and_old_entries_say_nothing(browser, setting):
    _kim, people, _board, topic = setting
    await make.reply(topic.id, people["Nur"])
    await run_due()
    siti, budi = people["Siti"], people["Budi"]
    await Membership.update({Membership.state: "ended"}).where(Membership.user.is_in([siti.id, budi.id]))
    await rights.touch(siti.id, budi.id)
    await make.reply(topic.id, people["Nur"])
    await run_due()

    headers = await make.signed_in(siti)
    page = await browser.get("/pemberitahuan", headers=headers)
    (entry,) = await Notification.objects().where(Notification.user == siti.id)
    opened = await browser.get(f"/pemberitahuan/{entry.id}", headers=headers)

    assert (entry.since, entry.upto) == (3, 3)
    assert "Kabar dari topik yang tidak bisa Anda baca lagi" in page.text
    assert "Jadwal ronda" not in page.text
    assert "Nur" not in page.text.partition("<main")[2].partition("</main")[0]
    assert (opened.status_code, opened.headers["location"]) == (303, "/pemberitahuan")
    assert await badge(siti) == 0


async def test_of_a_hidden_post_nobody_hears_and_what_was_told_is_taken_back(setting):
    _kim, people, _board, topic = setting
    admin = await make.acting(await make.kim_admin(_kim))
    first = await make.reply(topic.id, people["Nur"], f"Rahasia @{people['Ani'].username}")
    await moderation.hide(await reading.get_post(str(topic.id), first), admin)
    await run_due()
    assert [await inbox(people[name]) for name in ("Siti", "Ani")] == [[], []]

    second = await make.reply(topic.id, people["Nur"], f"Halo @{people['Ani'].username}")
    await run_due()
    assert [await badge(people[name]) for name in ("Siti", "Ani")] == [1, 1]
    await moderation.hide(await reading.get_post(str(topic.id), second), admin)
    await run_due()
    assert [await badge(people[name]) for name in ("Siti", "Ani")] == [0, 0]
    assert [await inbox(people[name]) for name in ("Siti", "Ani")] == [[], []]


async def test_a_hidden_topic_takes_its_entries_along(setting):
    kim, people, _board, topic = setting
    admin = await make.acting(await make.kim_admin(kim))
    await make.reply(topic.id, people["Nur"])
    await run_due()

    await moderation.hide(await reading.get_post(str(topic.id), 1), admin)
    await run_due()

    assert (await badge(people["Siti"]), await inbox(people["Siti"])) == (0, [])


async def test_a_mention_put_in_later_is_told_even_to_who_has_read_the_post(setting):
    _kim, people, _board, topic = setting
    number = await make.reply(topic.id, people["Nur"])
    await run_due()
    await unread.mark_read(people["Ani"].id, topic.id, number)
    post = await Post.objects().get((Post.topic == topic.id) & (Post.number == number))
    event = events.PostEdited(
        1, people["Nur"].id, topic.id, post.id, number, "lama", mentioned=(people["Ani"].id,)
    )

    for _ in range(2):
        await of_forum.tell_the_newly_mentioned(event)

    assert await said(people["Ani"]) == ["Nur menyebut Anda di “Jadwal ronda bulan ini”"]
    assert await badge(people["Ani"]) == 1


async def test_opening_the_topic_settles_its_entries_on_that_very_page(browser, setting):
    _kim, people, board, topic = setting
    await make.reply(topic.id, people["Nur"], f"Halo @{people['Ani'].username}")
    other = await make.topic(board, people["Siti"], "Yang lain")
    await make.reply(other.id, people["Nur"], f"Halo @{people['Ani'].username}")
    await run_due()
    headers = await make.signed_in(people["Ani"])

    before = await browser.get("/forum", headers=headers)
    ahead = await browser.get(topic.path, headers=headers | {"Sec-Purpose": "prefetch"})
    opened = await browser.get(topic.path, headers=headers)

    bell = '<span class="n">{}<span class="vh">'
    assert bell.format(2) in before.text
    assert bell.format(2) in ahead.text
    assert bell.format(1) in opened.text
    assert await badge(people["Ani"]) == 1


async def test_an_entry_leads_to_the_first_unread_post(browser, setting):
    _kim, people, _board, topic = setting
    await make.reply(topic.id, people["Nur"])
    await run_due()
    headers = await make.signed_in(people["Siti"])
    (entry,) = await inbox(people["Siti"])

    answer = await browser.get(f"/pemberitahuan/{entry.id}", headers=headers)
    page = await browser.get(answer.headers["location"], headers=headers)

    assert answer.headers["location"] == f"{topic.path}?baru#new"
    assert page.status_code == 200
    assert 'id="new"' in page.text


async def test_marking_a_board_read_settles_its_entries_but_mentions(browser, setting):
    _kim, people, board, topic = setting
    await make.reply(topic.id, people["Nur"])
    other = await make.topic(board, people["Siti"], "Yang lain")
    await make.reply(other.id, people["Nur"], f"Halo @{people['Siti'].username}")
    await run_due()
    headers = await make.signed_in(people["Siti"])
    assert await badge(people["Siti"]) == 2

    await browser.post(f"/forum/p/{board.slug}", headers=headers)

    assert await badge(people["Siti"]) == 1


@pytest.mark.parametrize("followers", [3, 250])
async def test_the_writers_answer_costs_the_same_however_many_follow(setting, followers):
    kim, people, _board, topic = setting
    crowd = [await make.member(kim, f"Orang {n}") for n in range(followers)]
    for person in crowd:
        await following.set_topic(person.id, topic.id, "follow")
    actor = await make.acting(people["Nur"])
    view = await make.topic_view(topic.id)
    await writing.reply(view, actor, "Pemanasan", uuid4())

    with queries() as answered:
        await writing.reply(await make.topic_view(topic.id), actor, "Saya bisa", uuid4())
    with queries() as told:
        await run_due()

    assert len(answered) < 40
    assert await Notification.count() == followers + 2
    batches = -(-(followers + 2) // 200)
    assert len([one for one in told if "INSERT INTO notification" in one]) == 2 * batches
    assert len(told) < 80


async def test_the_badge_is_right_when_telling_and_reading_race(setting):
    kim, people, _board, _topic = setting
    crowd = [people["Siti"], people["Ani"], *[await make.member(kim, f"Orang {n}") for n in range(3)]]
    ids = [person.id for person in crowd]
    actors = [await make.acting(person) for person in crowd]

    async def tell(number: int) -> None:
        await tell_all(Matter("reset_code", f"matter:{number}", "/", upto=1), Told(ids))

    await asyncio.gather(
        *[tell(number) for number in range(12)],
        *[service.mark_all_read(actor) for actor in actors for _ in range(4)],
        *[tell(number) for number in range(6, 18)],
    )

    for person in crowd:
        unread_now = await Notification.count().where(
            (Notification.user == person.id) & Notification.read_at.is_null()
        )
        assert await badge(person) == unread_now
