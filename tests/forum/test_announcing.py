"""Announcements: everybody they are meant for is told once, and who has not confirmed can be seen."""

import pytest

from kimhub.accounts.tables import User
from kimhub.core.actor import Actor, Grant
from kimhub.core.errors import Refused
from kimhub.core.jobs import run_due
from kimhub.forum import announcing, audience, confirmations, moderation, policy_announcing, reading
from kimhub.forum.events_announcing import TopicAnnounced
from kimhub.forum.tables import Topic
from kimhub.forum.tables_reading import Confirmation
from kimhub.notifications import of_announcements, service
from kimhub.notifications.sentences import sentence
from tests import make
from tests.forum.test_policy import BOARDS, PEOPLE

ADDRESSED = {
    "kim": {"member", "officer", "admin"},
    "office": {"officer", "admin"},
    "open": {"member", "officer", "admin"},
    "area": {"member", "officer", "admin", "neighbour", "neighbour officer", "coordinator"},
    "area office": {"officer", "admin", "neighbour officer", "coordinator"},
    "wide": {
        "member",
        "officer",
        "admin",
        "neighbour",
        "neighbour officer",
        "far",
        "coordinator",
        "pembina",
    },
    "dinas": {"pembina"},
    "province": {"province"},
}


@pytest.mark.once
@pytest.mark.parametrize("board", BOARDS)
def test_an_announcement_is_for_those_the_board_was_made_for(board):
    found = {who for who, actor in PEOPLE.items() if policy_announcing.is_addressed(actor, BOARDS[board])}

    assert found == ADDRESSED[board]


@pytest.mark.once
def test_who_looks_after_a_board_and_belongs_to_it_is_addressed():
    both = Actor(id=1, grants=(Grant("pembina", 3, "73.08"), Grant("member", 1, seat="73.08.16.2009")))

    assert policy_announcing.is_addressed(both, BOARDS["kim"])
    assert policy_announcing.is_addressed(both, BOARDS["area"])


@pytest.fixture
async def setting(app):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    people = [await make.member(kim, name) for name in ("Siti", "Budi")]
    board = await make.board(kim)
    topic = await make.topic(board, admin, "Rapat hari Sabtu")
    await run_due()
    return kim, admin, people, topic


async def said(person: User) -> list[str]:
    return [sentence(entry) for entry in await service.entries(await make.acting(person))]


async def test_everybody_it_is_meant_for_is_told_once_however_often_the_job_runs(setting):
    kim, admin, (siti, budi), topic = setting
    pembina, stranger = await make.pembina(), await make.user("Orang Lain")
    await announcing.announce(topic, await make.acting(admin), confirm=False)
    await run_due()
    row = await Topic.objects().get(Topic.id == topic.id)
    event = TopicAnnounced(kim.id, admin.id, topic.id, False, announcing.milliseconds(row.announced_at))

    await of_announcements.tell_everybody(event)
    await service.mark_all_read(await make.acting(siti))
    await of_announcements.tell_everybody(event)

    for person in (siti, budi):
        assert await said(person) == ["Pengumuman dari Rahmawati Latif: “Rapat hari Sabtu”"]
    for person in (admin, pembina, stranger):
        assert await said(person) == []


async def test_a_board_of_an_area_reaches_all_houses_in_it(setting):
    kim, _admin, (siti, _budi), _topic = setting
    neighbour = await make.member(
        await make.kim("KIM Carigading", wilayah_code="73.08.16.2010"), "Tetangga"
    )
    far = await make.member(await make.kim("KIM Jauh", wilayah_code="73.08.17.2001"), "Jauh")
    await make.board(kim)
    board = await make.area_board("73.08.16")

    meant = await audience.addressed(board)

    assert {siti.id, neighbour.id} <= {*meant}
    assert far.id not in meant


async def test_announcing_twice_or_asking_later_is_told_as_little_as_can_be(setting):
    _kim, admin, (siti, _budi), topic = setting
    actor = await make.acting(admin)
    await announcing.announce(topic, actor, confirm=False)
    await announcing.announce(topic, actor, confirm=False)
    await run_due()
    assert len(await said(siti)) == 1

    await announcing.announce(topic, actor, confirm=True)
    await run_due()
    assert await said(siti) == [
        "Pengumuman “Rapat hari Sabtu”: buka, lalu tekan “Saya sudah membaca”. Dari Rahmawati Latif."
    ]


@pytest.mark.parametrize("htmx", [False, True])
async def test_the_reader_confirms_and_the_entry_is_settled_on_that_page(browser, setting, htmx):
    _kim, admin, (siti, _budi), topic = setting
    await announcing.announce(topic, await make.acting(admin), confirm=True)
    await run_due()
    headers = await make.signed_in(siti, htmx)
    plain = {key: value for key, value in headers.items() if not key.startswith("HX")}

    page = await browser.get(topic.path, headers=plain)
    answer = await browser.post(f"{topic.path}/sudah-baca", headers=headers)
    again = await browser.post(f"{topic.path}/sudah-baca", headers=headers)
    then = await browser.get(topic.path, headers=plain)

    assert "Saya sudah membaca" in page.text
    assert '<span class="n">1<span' in page.text  # opening is not confirming
    assert [answer.status_code, again.status_code] == ([200, 200] if htmx else [303, 303])
    if htmx:
        assert "Anda sudah mengonfirmasi pengumuman ini." in answer.text
    assert "Anda sudah mengonfirmasi pengumuman ini." in then.text
    assert '<span class="n">' not in then.text
    assert await Confirmation.count().where(Confirmation.user == siti.id) == 1


async def test_moderators_see_who_is_missing_and_remind_once_a_day(browser, setting):
    _kim, admin, (siti, budi), topic = setting
    actor = await make.acting(admin)
    await announcing.announce(topic, actor, confirm=True)
    topic = await make.topic_view(topic.id)
    await confirmations.confirm(topic, await make.acting(siti))
    await run_due()
    await service.mark_all_read(await make.acting(budi))
    headers = await make.signed_in(admin)
    path = f"{topic.path}/konfirmasi"

    page = await browser.get(path, headers=headers)
    first = await browser.post(path, headers=headers)
    second = await browser.post(path, headers=headers)
    await run_due()

    main = page.text.partition("<main")[2]
    assert "Budi" in main
    assert "Siti" not in main
    assert "*KIM Mallari* (1)" in main  # whoever announced has read it
    assert "Rahmawati" not in main.partition("Belum membaca")[2]
    assert first.headers["location"] == path
    assert second.status_code == 409 or "Satu kali sehari" in second.text
    assert "Pengingat sudah dikirim hari ini" in (await browser.get(path, headers=headers)).text
    entries = await service.entries(await make.acting(budi))
    assert [(entry.kind, entry.read_at) for entry in entries] == [("confirm", None)]
    assert await said(siti) == []


async def test_many_missing_are_named_one_house_at_a_time(browser, setting, monkeypatch):
    kim, admin, _people, topic = setting
    await announcing.announce(topic, await make.acting(admin), confirm=True)
    monkeypatch.setattr(confirmations, "NAMED", 1)
    headers = await make.signed_in(admin)

    whole = await browser.get(f"{topic.path}/konfirmasi", headers=headers)
    house = await browser.get(f"{topic.path}/konfirmasi?kim={kim.id}", headers=headers)

    assert "Budi" not in whole.text
    assert "Tampilkan nama" in whole.text
    assert "Budi" in house.text


async def test_taken_back_nobody_is_asked_any_more(browser, setting):
    _kim, admin, (siti, _budi), topic = setting
    await announcing.announce(topic, await make.acting(admin), confirm=True)
    await run_due()
    headers = await make.signed_in(admin)

    answer = await browser.post(f"{topic.path}/batal-umumkan", headers=headers)
    await run_due()

    assert answer.status_code == 303
    assert (await User.select(User.unread).where(User.id == siti.id).first())["unread"] == 0
    topic = await make.topic_view(topic.id)
    assert (topic.announced_at, topic.confirm_asked_at) == (None, None)
    with pytest.raises(Refused):
        await confirmations.confirm(topic, await make.acting(siti))
    with pytest.raises(Refused):
        await announcing.remind(topic, await make.acting(admin))


async def test_refusals(browser, setting):
    _kim, admin, (siti, _budi), topic = setting
    member = await make.signed_in(siti)
    stranger = await make.signed_in(await make.user("Orang Lain"))
    pembina = await make.signed_in(await make.pembina())
    chief = await make.signed_in(admin)

    assert (await browser.post(f"{topic.path}/umumkan", headers=member)).status_code == 403
    assert (await browser.post(f"{topic.path}/umumkan", headers=stranger)).status_code == 403
    answer = await browser.post(f"{topic.path}/umumkan", data={"confirm": "on"}, headers=chief)
    assert answer.status_code == 303
    assert (await browser.get(f"{topic.path}/konfirmasi", headers=member)).status_code == 404
    assert (await browser.post(f"{topic.path}/konfirmasi", headers=member)).status_code == 403
    assert (await browser.get(f"{topic.path}/konfirmasi", headers=pembina)).status_code == 200
    assert (await browser.post(f"{topic.path}/sudah-baca", headers=stranger)).status_code == 403
    assert (await browser.post(f"{topic.path}/sudah-baca", headers=pembina)).status_code == 403
    assert "Saya sudah membaca" not in (await browser.get(topic.path, headers=pembina)).text
    assert await Confirmation.count().where(Confirmation.user != admin.id) == 0


async def test_a_topic_hidden_meanwhile_is_announced_to_nobody(setting):
    _kim, admin, (siti, _budi), topic = setting
    actor = await make.acting(admin)
    await announcing.announce(topic, actor, confirm=True)
    await moderation.hide(await reading.get_post(str(topic.id), 1), actor)
    await run_due()

    assert await said(siti) == []
    with pytest.raises(Refused):
        await announcing.announce(topic, actor, confirm=False)
