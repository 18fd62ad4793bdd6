"""What happens in the forum when organizations and people come, change and leave."""

from kimhub.accounts.events import ProfileChanged, UserDeleted
from kimhub.accounts.tables import User
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.jobs import run_due
from kimhub.forum import editing, moderation, personal, personal_order, reading
from kimhub.forum.tables import Board, TopicRead
from kimhub.groups.events import OrganizationCreated, OrganizationEdited
from tests import make
from tests.forum.test_pages import let_time_pass


async def test_a_new_kim_gets_its_boards(app):
    kim = await make.kim()
    event = OrganizationCreated(kim.id, 1, kim.name, kim.kind, kim.wilayah_code, kim.legal_status)
    async with transaction():
        await publish(event)
        await publish(event)

    await run_due()

    boards = await Board.select(Board.wilayah_code, Board.organization).order_by(Board.wilayah_code)
    assert [(row["wilayah_code"], row["organization"]) for row in boards] == [
        ("73.08", None),
        ("73.08.16", None),
        ("73.08.16.2009", kim.id),
    ]


async def test_a_renamed_kim_renames_its_board(app):
    kim = await make.kim()
    await make.board(kim)
    async with transaction():
        await publish(OrganizationEdited(kim.id, 1, 2, {"name": ["KIM Mallari", "KIM Mallari Jaya"]}))

    await run_due()

    board = await Board.objects().get(Board.organization == kim.id)
    assert board.name == "KIM Mallari Jaya"


async def test_a_new_name_stands_on_old_posts(app, browser):
    await make.installed()
    kim = await make.kim()
    siti = await make.member(kim, "Siti Aminah")
    topic = await make.topic(await make.board(kim), siti)
    await let_time_pass(topic.id)
    headers = await make.signed_in(siti)
    assert "Siti Aminah" in (await browser.get(topic.path, headers=headers)).text

    async with transaction():
        await User.update({User.name: "Hj. Siti Aminah"}).where(User.id == siti.id)
        await publish(ProfileChanged(siti.id, ("name",)))
    await run_due()

    page = (await browser.get(topic.path, headers=headers)).text
    assert "<b>Hj. Siti Aminah</b>" in page
    assert "<b>Siti Aminah</b>" not in page


async def test_posts_of_somebody_who_left_are_neutral(app, browser):
    await make.installed()
    kim = await make.kim()
    siti, budi = await make.member(kim, "Siti Aminah"), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti, posts=2)
    headers = await make.signed_in(budi)
    assert "Siti Aminah" in (await browser.get(topic.path, headers=headers)).text

    async with transaction():
        await User.update({User.status: "deleted", User.name: ""}).where(User.id == siti.id)
        await publish(UserDeleted(siti.id))
    await run_due()

    for address in (topic.path, "/forum", topic.path):
        page = (await browser.get(address, headers=headers)).text
        assert "Siti Aminah" not in page
        assert "Anggota yang sudah keluar" in page
        await let_time_pass(topic.id)
    assert "Siapa bisa hari Sabtu?" in page
    assert await TopicRead.count().where(TopicRead.user == siti.id) == 0


async def test_people_take_their_posts_along(app):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    topic = await make.topic(await make.board(kim), siti, "Jadwal ronda")
    await make.reply(topic.id, budi, "Punya Budi")
    await make.reply(topic.id, siti, "Saya *bisa*")

    rows = await personal.posts_of(siti.id)

    assert [(row["topic"], row["number"], row["text"]) for row in rows] == [
        ("Jadwal ronda", 1, "Siapa bisa hari Sabtu?"),
        ("Jadwal ronda", 3, "Saya *bisa*"),
    ]
    assert {row["hidden"] for row in rows} == {False}


async def test_earlier_texts_are_handed_out_and_go_with_their_author(app, browser):
    await make.installed()
    kim = await make.kim()
    siti = await make.member(kim, "Siti Aminah")
    officer = await make.officer(kim)
    topic = await make.topic(await make.board(kim), siti, "Jadwal ronda", posts=2)
    post = await reading.get_post(str(topic.id), 2)
    assert post
    await editing.edit_post(post, await make.acting(siti), "Lain lagi")
    await moderation.hide(post, await make.acting(officer), "Salah tempat")

    assert [row["text"] for row in await personal_order.earlier_texts(siti.id)] == ["Balasan nomor 2"]
    about, by = await personal_order.acts_of(siti.id), await personal_order.acts_of(officer.id)
    assert [(row["what"], row["act"], row["reason"]) for row in about + by] == [
        ("about me", "menyembunyikan tulisan", "Salah tempat"),
        ("by me", "menyembunyikan tulisan", "Salah tempat"),
    ]

    async with transaction():
        await User.update({User.status: "deleted", User.name: ""}).where(User.id == siti.id)
        await publish(UserDeleted(siti.id))
    await run_due()

    assert await personal_order.earlier_texts(siti.id) == []
    log = await browser.get(f"/forum/p/{topic.board_slug}/catatan", headers=await make.signed_in(officer))
    assert "Siti Aminah" not in log.text
    assert "tentang anggota yang sudah keluar" in log.text
