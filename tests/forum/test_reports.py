"""Reports reach those who keep order, go past those they are about, and are decided once for all."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.accounts.allowances import ALLOWED
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused, TooMany
from kimhub.core.jobs import run_due
from kimhub.core.tables import Event
from kimhub.forum import moderation, personal, reading, reports, suspensions, writing
from kimhub.forum.boards import get_board
from kimhub.forum.pending import Held
from kimhub.forum.tables import Board, Post
from kimhub.forum.tables_order import Act, Report, Suspension
from kimhub.forum.tables_writing import Pending
from kimhub.notifications.tables import Notification
from tests import make


@pytest.fixture(autouse=True)
async def installed(app):
    await make.installed()


async def scene():
    kim = await make.kim()
    board = await make.board(kim)
    siti, budi, officer = await make.member(kim), await make.member(kim, "Budi"), await make.officer(kim)
    topic = await make.topic(board, siti)
    number = await make.reply(topic.id, siti, "Minyak kelor menyembuhkan segalanya.")
    return kim, board, topic, siti, budi, officer, await view(topic, number)


async def view(topic, number):
    found = await reading.get_post(str(topic.id), number)
    assert found
    return found


async def cases(person) -> list[int]:
    return [case.post for case in await reports.queue(await make.acting(person))]


async def test_a_report_goes_to_the_boards_moderators_and_to_nobody_else():
    _kim, _board, _topic, siti, budi, officer, post = await scene()
    other = await make.officer(await make.kim("KIM Carigading", wilayah_code="73.08.16.2016"))
    pembina = await make.pembina()

    await reports.report(post, await make.acting(budi), "hoax", "Belum ada buktinya.")

    for person in (officer, pembina):
        assert await cases(person) == [post.source.id]
        assert await reports.count(await make.acting(person)) == 1
    for person in (siti, budi, other, await make.sysadmin()):
        assert await cases(person) == []
    await run_due()
    told = await Notification.select(Notification.user, Notification.data).where(
        Notification.kind == "report_made"
    )
    assert officer.id in {row["user"] for row in told}
    assert siti.id not in {row["user"] for row in told}
    assert not any("Budi" in row["data"] for row in told)


async def test_a_report_about_a_moderator_goes_one_tier_up():
    kim, board, topic, _siti, budi, officer, _post = await scene()
    second = await make.kim_admin(kim)
    pembina = await make.pembina()
    number = await make.reply(topic.id, officer, "Tulisan pengurus.")
    post = await view(topic, number)

    await reports.report(post, await make.acting(budi), "abuse", "")

    assert await cases(officer) == await cases(second) == []
    assert await cases(pembina) == [post.source.id]
    await run_due()
    told = {row["user"] for row in await Notification.select(Notification.user)}
    assert {officer.id, second.id} & told == set()
    assert pembina.id in told
    assert board


async def test_a_report_about_a_pembina_goes_to_the_province_or_the_operator():
    _kim, _board, topic, _siti, budi, officer, _post = await scene()
    pembina, province, operator = await make.pembina(), await make.pembina("73"), await make.sysadmin()
    number = await make.reply(topic.id, pembina, "Tulisan pembina.")
    post = await view(topic, number)

    await reports.report(post, await make.acting(budi), "off_topic", "")

    assert await cases(officer) == await cases(pembina) == []
    assert await cases(province) == await cases(operator) == [post.source.id]


async def test_one_person_has_one_open_report_of_a_post():
    _kim, _board, _topic, _siti, budi, officer, post = await scene()
    actor = await make.acting(budi)

    results = await asyncio.gather(
        *[reports.report(post, actor, "hoax", "") for _ in range(4)], return_exceptions=True
    )

    assert all(result is None or isinstance(result, Refused) for result in results)
    assert await Report.count() == 1
    case = await reports.get_case(post.source.id)
    await reports.decide(case, await make.acting(officer), "keep", "")
    await reports.report(post, actor, "hoax", "Sekali lagi.")
    assert await Report.count() == 2


@pytest.mark.parametrize("act", ["hide", "keep"])
async def test_all_reports_of_a_post_are_decided_together(act: str):
    kim, _board, topic, siti, budi, officer, post = await scene()
    wati = await make.member(kim, "Wati")
    for person in (budi, wati):
        await reports.report(post, await make.acting(person), "hoax", "")
    case = await reports.get_case(post.source.id)
    assert case.reports == 2
    chair = await make.acting(officer)

    with pytest.raises(Invalid):
        await reports.decide(case, chair, "lain", "")
    await asyncio.gather(*[reports.decide(case, chair, act, "Belum ada sumbernya.") for _ in range(3)])
    await run_due()

    assert await Event.count().where(Event.kind == "ReportDecided") == 1
    assert (await reports.get_case(post.source.id)).reports == 0
    deleted = (await Post.objects().get(Post.id == post.source.id)).deleted_at
    assert (deleted is not None) is (act == "hide")
    told = await Notification.select(Notification.user).where(Notification.kind == "report_decided")
    assert {row["user"] for row in told} == {budi.id, wati.id}
    acts = [row["act"] for row in await Act.select(Act.act)]
    assert acts == ["hide_post" if act == "hide" else "keep_post"]
    assert siti.id not in {row["user"] for row in told}
    assert topic


async def test_hiding_needs_a_reason():
    _kim, _board, _topic, _siti, budi, officer, post = await scene()
    await reports.report(post, await make.acting(budi), "hoax", "")

    with pytest.raises(Invalid) as no:
        await reports.decide(
            await reports.get_case(post.source.id), await make.acting(officer), "hide", " "
        )

    assert set(no.value.errors) == {"answer"}


async def test_what_cannot_be_reported_is_said_so():
    _kim, board, topic, siti, budi, officer, post = await scene()
    with pytest.raises(Refused):
        await reports.report(post, await make.acting(siti), "hoax", "")
    with pytest.raises(Invalid) as no:
        await reports.report(post, await make.acting(budi), "other", "")
    assert set(no.value.errors) == {"note"}
    with pytest.raises(Invalid):
        await reports.report(post, await make.acting(budi), "apa saja", "x")
    place = await get_board(board.slug)
    await suspensions.suspend(place, await make.acting(officer), budi.id, "3", "Melapor terus")
    with pytest.raises(Refused):
        await reports.report(post, await make.acting(budi), "hoax", "")
    assert await Report.count() == 0
    assert topic


async def test_a_new_account_reports_so_many_times_a_day():
    kim, board, _topic, siti, _budi, _officer, _post = await scene()
    new = await make.acting(await make.newcomer(kim))
    posts = []
    for number in range(ALLOWED["reports"].young + 1):
        topic = await make.topic(board, siti, f"Topik {number}")
        posts.append(await view(topic, 1))

    for post in posts[:-1]:
        await reports.report(post, new, "off_topic", "")
    with pytest.raises(TooMany):
        await reports.report(posts[-1], new, "off_topic", "")


# -------------------------------------------------------------------------------------- suspensions


async def stopped(board, officer, person, days="7", reason="Kasar kepada anggota lain."):
    place = await get_board(board.slug)
    assert place
    await suspensions.suspend(place, await make.acting(officer), person.id, days, reason)
    return place


async def write(topic, person):
    return await writing.reply(topic, await make.acting(person), "Boleh saya menulis?", uuid4())


async def test_a_suspended_person_does_not_write_here_and_does_elsewhere():
    kim, board, topic, _siti, budi, officer, _post = await scene()
    area = await make.topic(await make.area_board(), await make.forum_coord(await make.organization(
        "Forum KIM", kind="forum_kim", wilayah_code="73.08.16")))  # fmt: skip

    await stopped(board, officer, budi)

    with pytest.raises(Refused) as no:
        await write(topic, budi)
    assert "Kasar kepada anggota lain." in str(no.value)
    assert isinstance(await write(area, budi), writing.Posted)
    with pytest.raises(Invalid) as wrong:
        await writing.create_topic(await make.acting(budi), board.slug, "Judul", "Isi", uuid4())
    assert "Kasar kepada anggota lain." in wrong.value.errors["board"], "the form keeps what was typed"
    assert kim


async def test_it_ends_by_itself_and_may_be_lifted():
    _kim, board, topic, _siti, budi, officer, _post = await scene()
    place = await stopped(board, officer, budi)
    (line,) = await suspensions.listed(place)

    await asyncio.gather(*[suspensions.lift(line, await make.acting(officer), place) for _ in range(2)])

    assert isinstance(await write(topic, budi), writing.Posted)
    assert await Event.count().where(Event.kind == "SuspensionLifted") == 1
    await stopped(board, officer, budi)
    await Suspension.update({Suspension.until: now()}).where(Suspension.lifted_at.is_null())
    assert isinstance(await write(topic, budi), writing.Posted)


async def test_nobody_stops_themselves_nor_those_beside_or_above():
    kim, board, _topic, siti, _budi, officer, _post = await scene()
    for person in (officer, await make.kim_admin(kim), await make.pembina()):
        with pytest.raises(Refused):
            await stopped(board, officer, person)
    with pytest.raises(Refused):
        await stopped(board, siti, officer)


async def test_a_pembina_stops_somebody_on_all_boards_below():
    _kim, board, topic, _siti, budi, officer, _post = await scene()
    pembina, place = await make.pembina(), await get_board(board.slug)
    assert place

    with pytest.raises(Refused):
        await suspensions.suspend(place, await make.acting(officer), budi.id, "7", "x", "73.08")
    await suspensions.suspend(place, await make.acting(pembina), budi.id, "7", "Penipuan.", "73.08")

    with pytest.raises(Refused):
        await write(topic, budi)
    (line,) = await suspensions.listed(place)
    assert line.board is None
    person = await suspensions.person_of(budi.id)
    assert isinstance(person, Actor)


async def test_it_is_told_to_the_person_and_stands_in_the_log():
    _kim, board, _topic, _siti, budi, officer, _post = await scene()
    await stopped(board, officer, budi)
    await run_due()

    told = await Notification.select(Notification.user).where(Notification.kind == "writing_suspended")
    assert [row["user"] for row in told] == [budi.id]
    (act,) = await Act.select(Act.act, Act.about, Act.reason)
    assert (act["act"], act["about"], act["reason"]) == ("suspend", budi.id, "Kasar kepada anggota lain.")


async def test_what_is_missing_is_said():
    _kim, board, _topic, _siti, budi, officer, _post = await scene()

    with pytest.raises(Invalid) as no:
        await stopped(board, officer, budi, days="1000", reason="  ")

    assert set(no.value.errors) == {"days", "reason"}


# ------------------------------------------------------------------------------------- a person's data


async def test_what_waits_reports_and_suspensions_are_part_of_a_persons_data():
    kim, board, topic, _siti, budi, officer, post = await scene()
    await Board.update({Board.hold_newcomers: True}).where(Board.id == board.id)
    new = await make.newcomer(kim)
    held = await writing.reply(topic, await make.acting(new), "Menunggu saya.", uuid4())
    assert isinstance(held, Held)
    await reports.report(post, await make.acting(new), "other", "Alasan saya.")
    await stopped(board, officer, new)

    rows = await personal.guarded(new.id)
    assert {row["what"] for row in rows} == {"waiting", "report", "suspension"}
    assert {"Menunggu saya.", "Alasan saya."} <= {row["text"] for row in rows}
    assert await personal.guarded(budi.id) == []

    await personal.forget(new.id)
    left = [str(value) for row in await personal.guarded(new.id) for value in row.values()]
    assert not any("saya" in text or "Kasar" in text for text in left)
    assert await Pending.count() == 0
    assert await Report.count() == 1, "the matter itself stays open"


async def test_hiding_a_post_outside_the_queue_decides_its_reports():
    _kim, _board, topic, _siti, budi, officer, post = await scene()
    await reports.report(post, await make.acting(budi), "hoax", "")
    await run_due()

    await moderation.hide(post, await make.acting(officer), "Hoaks.")
    await run_due()

    assert (await reports.get_case(post.source.id)).reports == 0
    told = await Notification.select(Notification.user).where(Notification.kind == "report_decided")
    assert [row["user"] for row in told] == [budi.id]
    assert topic
