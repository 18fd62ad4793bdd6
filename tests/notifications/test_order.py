"""Work for moderators, and word to those whom a decision concerns: from the real deeds to the inboxes."""

import pytest

from kimhub.accounts.tables import User
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.jobs import run_due
from kimhub.forum import events_guarding, following, reading, thanks
from kimhub.forum.tables_writing import Pending
from kimhub.notifications import of_order, service
from kimhub.notifications.sentences import sentence
from tests import make


@pytest.fixture
async def setting(app):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    board = await make.board(kim)
    topic = await make.topic(board, siti)
    number = await make.reply(topic.id, budi)
    await run_due()
    for person in (siti, budi, admin):
        await service.mark_all_read(await make.acting(person))
    return kim, admin, siti, budi, board, topic, number


async def said(person: User) -> list[str]:
    found = await service.entries(await make.acting(person), "unread")
    return [sentence(entry) for entry in found]


async def badge(person: User) -> int:
    row = await User.select(User.unread).where(User.id == person.id).first()
    return int(row["unread"])


async def told(event: object) -> None:
    async with transaction():
        await publish(event)
    await run_due()


async def waiting(board, siti) -> int:
    row = Pending(board=board.id, user=siti.id, body="Halo", why="newcomer", created_at=now())
    await row.save()
    return int(row.id)


async def decided(pending_id: int, outcome: str) -> None:
    change = {Pending.decided_at: now(), Pending.outcome: outcome}
    await Pending.update(change).where(Pending.id == pending_id)


async def test_held_posts_are_one_entry_for_the_boards_moderators_until_none_waits(setting):
    kim, admin, siti, budi, board, topic, _number = setting
    first, second = await waiting(board, siti), await waiting(board, siti)
    for pending_id in (first, second):
        await told(events_guarding.PostHeld(kim.id, siti.id, pending_id, board.id, None, "newcomer"))

    assert await said(admin) == ["Ada tulisan di KIM Mallari yang menunggu Anda periksa"]
    assert (await badge(admin), await said(budi), await said(siti)) == (1, [], [])

    await Pending.update({Pending.decided_at: now(), Pending.outcome: "declined"}).where(
        Pending.id == first
    )
    declined = events_guarding.PendingDeclined(kim.id, admin.id, siti.id, first, "Salin dari grup lain.")
    await told(declined)
    assert await badge(admin) == 1
    assert await said(siti) == ["Tulisan Anda belum bisa ditampilkan. Salin dari grup lain."]

    await Pending.update({Pending.decided_at: now(), Pending.outcome: "released"}).where(
        Pending.id == second
    )
    await told(events_guarding.PendingReleased(kim.id, admin.id, siti.id, second, topic.id, 2, "newcomer"))
    assert await badge(admin) == 0
    assert "Tulisan Anda di “Jadwal ronda bulan ini” sudah tampil" in await said(siti)


async def test_what_is_scheduled_bothers_nobody(setting):
    kim, admin, siti, _budi, board, _topic, _number = setting
    await told(
        events_guarding.PostHeld(kim.id, siti.id, await waiting(board, siti), board.id, None, "scheduled")
    )

    assert await said(admin) == []


async def test_a_report_goes_to_the_moderators_and_its_outcome_to_who_reported(setting):
    from kimhub.forum import reports

    kim, admin, siti, budi, _board, topic, number = setting
    post = await reading.get_post(str(topic.id), number)
    await reports.report(post, await make.acting(siti), next(iter(reports.REASONS)), "")
    await run_due()

    assert await said(admin) == ["Ada laporan di KIM Mallari yang menunggu Anda periksa"]
    assert (await said(budi), await said(siti)) == ([], [])

    await told(
        events_guarding.ReportDecided(
            kim.id, admin.id, topic.id, post.source.id, number, (siti.id,), True, "Sudah ditegur."
        )
    )
    assert await badge(admin) == 0
    assert await said(siti) == [
        "Tulisan yang Anda laporkan sudah disembunyikan. Terima kasih. Sudah ditegur."
    ]
    assert await said(budi) == []


async def test_a_suspended_writer_is_told_until_when_and_why(setting):
    kim, admin, _siti, budi, board, _topic, _number = setting
    await told(
        events_guarding.PersonSuspended(
            kim.id, admin.id, budi.id, 7, board.id, "", "KIM Mallari", "2026-12-01T02:00:00+00:00", "Spam"
        )
    )
    assert await said(budi) == [
        "Anda tidak bisa menulis di KIM Mallari sampai Selasa, 1 Desember 2026 pukul 09.00 WIB: Spam"
    ]

    await told(events_guarding.SuspensionLifted(kim.id, admin.id, budi.id, 7, "KIM Mallari"))
    assert await said(budi) == ["Anda bisa menulis lagi di KIM Mallari"]


async def test_thanks_come_quietly_in_one_entry_per_post(setting):
    _kim, admin, siti, budi, _board, topic, number = setting
    post = await reading.get_post(str(topic.id), number)
    for person in (siti, admin):
        await thanks.give(post, await make.acting(person), True)
        await run_due()

    assert await said(budi) == [
        "Rahmawati Latif dan 1 orang lain berterima kasih atas tulisan Anda di “Jadwal ronda bulan ini”"
    ]
    assert await badge(budi) == 0
    assert await service.counts(await make.acting(budi)) == (0, 0)

    await service.mark_all_read(await make.acting(budi))
    await following.set_topic(budi.id, topic.id, "mute")
    await thanks.give(post, await make.acting(siti), False)
    await thanks.give(post, await make.acting(siti), True)
    await run_due()
    assert await said(budi) == []


async def test_an_answer_that_is_chosen_is_told_and_settled_when_taken_back(setting):
    from kimhub.forum.events import AnswerChosen, AnswerTakenBack

    kim, admin, siti, budi, _board, topic, number = setting
    post = await reading.get_post(str(topic.id), number)
    what = (topic.id, post.source.id, number, budi.id, "best")

    await told(AnswerChosen(kim.id, siti.id, *what))
    assert await said(budi) == ["Jawaban Anda dipilih sebagai jawaban terbaik di “Jadwal ronda bulan ini”"]
    assert await said(siti) == []
    await told(AnswerTakenBack(kim.id, siti.id, *what))
    assert (await said(budi), await badge(budi)) == ([], 0)

    await told(AnswerChosen(kim.id, admin.id, topic.id, post.source.id, number, admin.id, "official"))
    assert await said(siti) == ["Pembina memberi jawaban resmi di “Jadwal ronda bulan ini”"]


async def test_each_of_these_bears_being_run_twice(setting):
    kim, admin, siti, _budi, board, topic, number = setting
    pending_id = await waiting(board, siti)
    held = events_guarding.PostHeld(kim.id, siti.id, pending_id, board.id, None, "newcomer")
    released = events_guarding.PendingReleased(
        kim.id, admin.id, siti.id, pending_id, topic.id, number, "newcomer"
    )

    for _ in range(2):
        await of_order.ask_to_look(held)
        await of_order.tell_that_it_is_out(released)

    assert (await badge(admin), await badge(siti)) == (1, 1)
    assert len(await said(siti)) == 1
