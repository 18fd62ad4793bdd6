"""Mufakat: who says what, and that the record stays what it was."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.accounts.tables import User
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.jobs import run_due
from kimhub.core.tables import Job
from kimhub.core.zones import zone_for
from kimhub.forum import deadlines, decisions, personal_answers
from kimhub.forum.tables import Topic
from kimhub.forum.tables_answers import Decision, Voice
from kimhub.notifications.tables import Notification
from tests import make

TEXT = "Ronda dimulai *Sabtu*, koordinator Pak Budi."


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(browser):
    kim = await make.kim()
    siti, budi = await make.member(kim), await make.member(kim, "Budi Santoso")
    topic = await make.topic(await make.board(kim), siti)
    author, other = await make.signed_in(siti), await make.signed_in(budi)
    form = {"text": TEXT, "key": str(uuid4())}
    for _ in range(2):
        answer = await browser.post(f"{topic.path}/mufakat", data=form, headers=author)
        assert (answer.status_code, answer.headers["location"]) == (303, topic.path)
    assert await Decision.count() == 1
    decision = await Decision.objects().first()
    return kim, topic, f"{topic.path}/mufakat/{decision.id}", author, other, budi


async def test_from_a_proposal_to_the_record(browser):
    _kim, topic, address, author, other, budi = await scene(browser)
    page = (await browser.get(topic.path, headers=other)).text
    assert "<strong>Sabtu</strong>" in page
    assert "Nyatakan sikap" in page

    said = {"stance": "object", "note": "Sabtu ada hajatan."}
    answer = await browser.post(address, data=said, headers=other)
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    await browser.post(address, data={"stance": "agree", "note": ""}, headers=other)  # thought better of it
    await browser.post(address, data={"stance": "agree"}, headers=author)
    page = (await browser.get(address, headers=author)).text
    assert "Setuju 2, keberatan 0, tidak menentukan 0." in page
    assert "hajatan" not in page

    closing = {"outcome": "agreed", "summary": "Mulai bulan depan."}
    assert (await browser.post(f"{address}/tutup", data=closing, headers=other)).status_code == 403
    assert (await browser.post(f"{address}/tutup", data=closing, headers=author)).status_code == 303
    async with transaction():
        await User.update({User.name: "Budi Berganti Nama"}).where(User.id == budi.id)
    page = (await browser.get(address, headers=author)).text
    assert "Berita acara mufakat" in page
    assert "Budi Santoso" in page  # the name of that day
    assert "KIM Mallari" in page
    assert "Mulai bulan depan." in page
    assert "Disepakati" in (await browser.get(topic.path, headers=other)).text


async def test_nothing_changes_once_it_is_closed(browser):
    _kim, _topic, address, author, other, _budi = await scene(browser)
    await browser.post(f"{address}/tutup", data={"outcome": "not_agreed"}, headers=author)

    late = await browser.post(address, data={"stance": "agree"}, headers=other)
    again = await browser.post(f"{address}/tutup", data={"outcome": "agreed"}, headers=author)

    assert "sudah ditutup" in late.text
    assert "sudah ditutup" in again.text
    assert await Voice.count() == 0
    assert (await Decision.objects().first()).outcome == "not_agreed"
    form = await browser.get(f"{address}/tutup", headers=author)
    assert (form.status_code, form.headers["location"]) == (303, address)


async def test_an_objection_says_why_and_keeps_what_was_typed(browser):
    _kim, _topic, address, author, other, _budi = await scene(browser)

    bare = await browser.post(address, data={"stance": "object", "note": " "}, headers=other)
    assert bare.status_code == 422
    assert "Tulis keberatan Anda." in bare.text
    odd = await browser.post(address, data={"stance": "maybe", "note": "Entah."}, headers=other)
    assert odd.status_code == 422
    assert "Entah." in odd.text
    closing = await browser.post(
        f"{address}/tutup", data={"outcome": "", "summary": "Catatan."}, headers=author
    )
    assert closing.status_code == 422
    assert "Catatan." in closing.text
    assert await Voice.count() == 0


async def test_only_the_author_and_moderators_propose_and_strangers_see_nothing(browser):
    kim, topic, address, _author, other, _budi = await scene(browser)
    stranger = await make.signed_in(await make.member(await make.kim("KIM Carigading"), "Orang Jauh"))
    form = {"text": TEXT, "key": str(uuid4())}

    assert (await browser.get(f"{topic.path}/mufakat", headers=other)).status_code == 404
    assert (await browser.post(f"{topic.path}/mufakat", data=form, headers=other)).status_code == 403
    assert (await browser.get(address, headers=stranger)).status_code == 404
    assert (await browser.post(address, data={"stance": "agree"}, headers=stranger)).status_code == 403
    officer = await make.signed_in(await make.officer(kim))
    assert (await browser.post(f"{topic.path}/mufakat", data=form, headers=officer)).status_code == 303
    short = await browser.post(
        f"{topic.path}/mufakat", data={"text": "Ya", "key": str(uuid4())}, headers=officer
    )
    assert short.status_code == 422


async def test_nobody_speaks_after_the_moment_of_closing(browser):
    kim, topic, _address, _author, _other, _budi = await scene(browser)
    people = [await make.acting(await make.member(kim, f"Orang {n}")) for n in range(12)]
    row = await Decision.objects().first()
    thing = await decisions.get_decision(str(topic.id), row.id)
    deeds = [decisions.speak(thing, person, "agree", "") for person in people]
    deeds.insert(6, decisions.close(thing, people[0], "agreed", ""))

    done = await asyncio.gather(*deeds, return_exceptions=True)

    assert all(one is None or isinstance(one, Refused) for one in done)
    spoken = await decisions.spoken(thing.decision)
    closed = (await Decision.objects().first()).closed_at
    assert all(voice.at <= closed for voice in spoken)
    refused = sum(isinstance(one, Refused) for one in done)
    assert len(spoken) == len(people) - refused
    for person in people:
        with pytest.raises(Refused):
            await decisions.speak(thing, person, "object", "Terlambat")
    assert await decisions.spoken(thing.decision) == spoken


async def test_who_leaves_takes_name_and_note_along_and_had_all_of_it_in_the_export(browser):
    _kim, _topic, address, _author, other, budi = await scene(browser)
    await browser.post(address, data={"stance": "object", "note": "Sabtu ada hajatan."}, headers=other)

    told = await personal_answers.stood_for(budi.id)
    assert [(row["what"], row["choice"]) for row in told] == [("stance", "object Sabtu ada hajatan.")]
    await personal_answers.forget(budi.id)
    voice = await Voice.objects().first()
    assert (voice.name, voice.note, voice.stance, voice.home) == ("", "", "object", "KIM Mallari")


async def unread() -> list[tuple[int, str, bool]]:
    rows = await Notification.objects().where(Notification.read_at.is_null()).order_by(Notification.user)
    return [(row.user, row.kind, row.needs_action) for row in rows]


async def test_a_deadline_reminds_the_silent_once_and_ends_what_can_be_said(browser):
    """Told in the time of the place; a day before it the silent hear of it, and after it nobody speaks."""
    kim = await make.kim()
    siti, budi, ambo = [await make.member(kim, name) for name in ("Siti", "Budi Santoso", "Ambo Upe")]
    await make.member(await make.kim("KIM Carigading"), "Orang Jauh")
    topic = await make.topic(await make.board(kim), siti)
    author, other, late = [await make.signed_in(person) for person in (siti, budi, ambo)]
    zone = zone_for(kim.wilayah_code)
    until = (now() + timedelta(days=3)).astimezone(zone).replace(second=0, microsecond=0)
    form = {"text": TEXT, "key": str(uuid4())}

    page = (await browser.get(f"{topic.path}/mufakat", headers=author)).text
    assert "Sikap ditunggu sampai (WITA)" in page
    for wrong in ("besok", "2020-01-01T10:00", "9999-12-31T23:59"):
        bad = {**form, "closes_at": wrong}
        answer = await browser.post(f"{topic.path}/mufakat", data=bad, headers=author)
        assert (answer.status_code, "koordinator Pak Budi" in answer.text) == (422, True)
    right = {**form, "closes_at": f"{until:%Y-%m-%dT%H:%M}"}
    assert (await browser.post(f"{topic.path}/mufakat", data=right, headers=author)).status_code == 303
    row = await Decision.objects().first()
    assert row.closes_at == until
    address = f"{topic.path}/mufakat/{row.id}"
    page = (await browser.get(topic.path, headers=other)).text
    assert f"pukul {until:%H.%M} WITA" in page
    assert "Nyatakan sikap" in page
    await run_due()
    assert await Job.count() == 2, "the day before, and the deadline"

    await browser.post(address, data={"stance": "agree"}, headers=author)
    for _ in range(2):  # a job may run twice
        await deadlines.come_near(deadlines.Due(row.id))
        await run_due()
    assert await unread() == [(budi.id, "decision_due", True), (ambo.id, "decision_due", True)]
    inbox = (await browser.get("/pemberitahuan", headers=late)).text
    assert f"Nyatakan sikap Anda tentang mufakat di “{topic.title}” sebelum" in inbox
    await browser.post(address, data={"stance": "object", "note": "Hajatan."}, headers=other)
    await run_due()
    assert await unread() == [(ambo.id, "decision_due", True)], "whoever has spoken is asked no more"

    async with transaction():
        await Decision.update({Decision.closes_at: now() - timedelta(minutes=1)}).where(
            Decision.id == row.id
        )
    refused = await browser.post(address, data={"stance": "agree"}, headers=late)
    assert (refused.status_code, "sudah lewat" in refused.text) == (403, True)
    assert "Nyatakan sikap" not in (await browser.get(topic.path, headers=other)).text
    page = (await browser.get(address, headers=late)).text
    assert "menunggu ditutup" in page
    assert 'name="stance"' not in page
    for _ in range(2):
        await deadlines.pass_by(deadlines.Due(row.id))
        await run_due()
    assert await unread() == [(siti.id, "decision_late", True)]
    inbox = (await browser.get("/pemberitahuan", headers=author)).text
    assert "sudah lewat. Tutup dan catat hasilnya." in inbox

    closed = await browser.post(f"{address}/tutup", data={"outcome": "agreed"}, headers=author)
    assert closed.status_code == 303
    await run_due()
    record = (await browser.get(address, headers=late)).text
    assert "Batas waktu</dt>" in record
    assert await Voice.count() == 2
    for job in (deadlines.come_near, deadlines.pass_by):
        await job(deadlines.Due(row.id))
        await run_due()
    assert await unread() == [], "closed, it asks nobody"


async def test_a_near_deadline_reminds_nobody_and_neither_does_a_hidden_topic(browser):
    _kim, topic, _address, _author, _other, _budi = await scene(browser)
    row = await Decision.objects().first()
    soon = now() + timedelta(hours=20)
    async with transaction():
        await deadlines.set_for(row.id, soon)
        await Decision.update({Decision.closes_at: soon}).where(Decision.id == row.id)
        await Topic.update({Topic.hidden_at: now()}).where(Topic.id == topic.id)
    queued = await Job.objects().where(Job.run_at > now())
    assert [job.task for job in queued] == ["kimhub.forum.deadlines:pass_by"]

    await deadlines.come_near(deadlines.Due(row.id))
    await deadlines.pass_by(deadlines.Due(row.id))
    await run_due()

    assert await unread() == []
