"""What people hear about workshops: whose turn it is, what changed, once each, and nothing of strangers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.accounts.tables import User
from kimhub.core import jobs, mail
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.i18n import use_locale
from kimhub.notifications import of_workshops, service
from kimhub.notifications.sentences import sentence
from kimhub.notifications.sentences_workshops import WORKSHOPS
from kimhub.notifications.tables import MailChoice, Notification
from kimhub.workshops import events, links, seats
from kimhub.workshops.tables import Workshop
from kimhub.workshops.tables_after import WorkshopMessage
from kimhub.workshops.tables_seats import Delegation, Registration
from tests import make


@pytest.fixture
async def event(app):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    return kim, admin, await make.workshop(kim, "Menulis berita", created_by=admin.id)


async def happen(*what) -> None:
    async with transaction():
        for one in what:
            await publish(one)
    await jobs.run_due()


async def said(person) -> list[str]:
    """The sentences of an inbox, newest first, those that wait for the person with a star."""
    found = await service.entries(await make.acting(person))
    return [("* " if entry.needs_action else "") + sentence(entry) for entry in found]


def seat(place, workshop, state=None, by=None) -> events.SeatChanged:
    return events.SeatChanged(place.id, workshop.id, state or place.state, place.line, by)


async def test_an_offer_waits_for_its_person_until_it_is_taken(event):
    kim, _admin, workshop = event
    siti = await make.member(kim)
    place = await make.registration(workshop, siti, "offered", offered_until=now() + timedelta(hours=24))
    await happen(seat(place, workshop))
    (only,) = await said(siti)
    assert only.startswith("* Ada kursi untuk Anda di “Menulis berita”. Ambil sebelum ")
    assert "WITA" in only

    await Registration.update({Registration.state: "confirmed"}).where(Registration.id == place.id)
    await happen(seat(place, workshop, "confirmed", by=siti.id))
    told = await service.entries(await make.acting(siti), "waiting")
    assert told == []
    assert (await said(siti))[0] == "Anda terdaftar di “Menulis berita”"


async def test_what_i_did_myself_makes_no_mark_and_what_others_did_does(event):
    kim, admin, workshop = event
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    mine, his = await make.registration(workshop, siti), await make.registration(workshop, budi)
    await happen(seat(mine, workshop, by=siti.id), seat(his, workshop, by=admin.id))
    assert (await make.acting(siti)).unread == 0
    assert await said(siti) == ["Anda terdaftar di “Menulis berita”"]
    assert await service.counts(await make.acting(budi)) == (1, 0)


async def test_a_late_job_tells_nothing_that_is_not_so_any_more(event):
    kim, _admin, workshop = event
    siti = await make.member(kim)
    place = await make.registration(workshop, siti, "confirmed")
    await happen(seat(place, workshop, "waiting"))
    assert await said(siti) == []


async def test_a_refusal_carries_its_reason(event):
    kim, admin, workshop = event
    siti = await make.member(kim)
    place = await make.registration(workshop, siti, "rejected", reason="Khusus pengurus")
    await happen(seat(place, workshop, by=admin.id))
    assert await said(siti) == ["Pendaftaran Anda di “Menulis berita” belum bisa diterima: Khusus pengurus"]


async def test_a_change_reminder_message_and_cancellation_reach_those_concerned_once(event):
    kim, admin, workshop = event
    siti, budi, stranger = [await make.member(kim, name) for name in ("Siti", "Budi", "Orang Lain")]
    await make.registration(workshop, siti)
    await make.registration(workshop, budi, "waiting")
    start = workshop.starts_at.isoformat()
    message = WorkshopMessage(
        workshop=workshop.id, subset="waiting", body="Kami cari ruang lain.", by=admin.id
    )
    await message.save()
    changed = events.WorkshopChanged(workshop.id, admin.id, ("time", "place"), 2)
    await happen(changed, changed, events.ReminderDue(workshop.id, "1d", start))
    await happen(events.MessageSent(message.id, workshop.id, admin.id))

    assert [line.split(":")[0] for line in await said(siti)] == [
        "Besok",
        "Ada perubahan di “Menulis berita”",
    ]
    assert "waktu, tempat. Sekarang" in (await said(siti))[1]
    assert (await said(budi))[0] == "Pesan dari panitia “Menulis berita”: Kami cari ruang lain."
    assert await said(stranger) == []

    async with transaction():
        await Workshop.update({Workshop.state: "cancelled"}).where(Workshop.id == workshop.id)
    await happen(events.WorkshopCancelled(workshop.id, admin.id, "Banjir"), changed)
    assert (await said(siti))[0] == "“Menulis berita” dibatalkan: Banjir"
    assert sum("perubahan" in line for line in await said(siti)) == 1


async def test_a_reminder_for_a_date_that_was_moved_is_dropped(event):
    kim, _admin, workshop = event
    siti = await make.member(kim)
    await make.registration(workshop, siti)
    before = (workshop.starts_at - timedelta(days=3)).isoformat()
    await happen(events.ReminderDue(workshop.id, "1d", before))
    assert await said(siti) == []


async def test_the_team_hears_of_sign_ups_and_of_the_report_it_owes(event):
    kim, admin, workshop = event
    place = await make.registration(workshop, await make.member(kim), "asked")
    await happen(seat(place, workshop, by=place.user), events.ReportOwed(workshop.id, 1))
    assert await said(admin) == [
        "* Laporan kegiatan “Menulis berita” belum dikirim",
        "* Ada pendaftar “Menulis berita” yang menunggu persetujuan Anda",
    ]
    irma = await make.pembina()
    await happen(events.ReportSubmitted(workshop.id, admin.id))
    assert len(await service.entries(await make.acting(admin), "waiting")) == 1
    assert (await said(irma)) in (
        [],
        ["* KIM Mallari mengirim laporan “Menulis berita” untuk Anda periksa"],
    )


async def test_who_has_no_account_gets_a_letter_without_anybody_elses_data(event, monkeypatch):
    kim, admin, workshop = event
    letters = []

    async def keep(to, subject, text, **_more):
        letters.append((to, subject, text))
        return True

    monkeypatch.setattr(mail, "is_configured", lambda: True)
    monkeypatch.setattr(mail, "send", keep)
    await make.registration(workshop, await make.member(kim, "Rahasia Sekali"))
    guest = await make.registration(workshop, None, email="tamu@contoh.id")
    await happen(seat(guest, workshop, by=admin.id))
    (letter,) = letters
    assert letter[0] == "tamu@contoh.id"
    assert "Anda terdaftar di “Menulis berita”" in letter[1]
    assert workshop.slug in letter[2]
    assert "Rahasia" not in letter[2]
    assert "/ikut/" not in letter[2]  # made without a link of its own

    key = uuid4()
    secret = links.hashed(links.secret_of(key))
    await make.registration(workshop, None, email="dua@contoh.id", phone="+6281300", key=key, secret=secret)
    letters.clear()
    words = "Bawa bekal dan payung. " * 30
    sent = []
    for body in (f"Satu. {words}Titik.", f"Dua. {words}Titik."):
        message = WorkshopMessage(workshop=workshop.id, subset="confirmed", body=body, by=admin.id)
        await message.save()
        sent.append(events.MessageSent(message.id, workshop.id, admin.id))
    await happen(*sent)
    await happen(*sent)  # a job that runs again
    to_second = [text for to, _subject, text in letters if to == "dua@contoh.id"]
    assert len(to_second) == 2
    assert all("Titik." in text and links.path_of(key) in text for text in to_second)


async def test_of_a_draft_people_hear_once_it_is_announced(event):
    kim, admin, workshop = event
    siti = await make.member(kim)
    await Workshop.update({Workshop.state: "draft"}).where(Workshop.id == workshop.id)
    place = await make.registration(workshop, siti)
    await happen(seat(place, workshop, by=admin.id))
    assert await said(siti) == []
    await Workshop.update({Workshop.state: "open"}).where(Workshop.id == workshop.id)
    await happen(events.WorkshopPublished(workshop.id, admin.id))
    assert await said(siti) == ["Anda terdaftar di “Menulis berita”"]


async def test_who_was_let_in_refused_and_let_in_again_hears_of_each(event):
    kim, admin, workshop = event
    siti = await make.member(kim)
    place = await make.registration(workshop, siti, "asked")
    await seats.approve(place.id, admin.id)
    await jobs.run_due()
    await service.mark_all_read(await make.acting(siti))
    await seats.reject(place.id, admin.id, "Salah orang")
    await jobs.run_due()
    await seats.approve(place.id, admin.id)
    await jobs.run_due()
    assert [line.split(":")[0] for line in await said(siti)] == [
        "Anda terdaftar di “Menulis berita”",
        "Pendaftaran Anda di “Menulis berita” belum bisa diterima",
        "Anda terdaftar di “Menulis berita”",
    ]
    assert await service.counts(await make.acting(siti)) == (2, 0)


async def test_a_second_change_has_a_letter_of_its_own_before_the_first_is_read(event, monkeypatch):
    kim, admin, workshop = event
    siti = await make.member(kim)
    await make.registration(workshop, siti)
    await User.update({User.email: "siti@contoh.id"}).where(User.id == siti.id)
    await MailChoice(user=siti.id, level="direct", since=now()).save()
    monkeypatch.setattr(mail, "is_configured", lambda: True)
    for version in (2, 3):
        await happen(events.WorkshopChanged(workshop.id, admin.id, ("time",), version))
        (due,) = await Notification.select(Notification.mail_due)
        assert due["mail_due"] is not None
        done = {Notification.mail_due: None, Notification.mailed_upto: version}
        await Notification.update(done, force=True)


async def test_a_cancellation_reaches_the_house_that_has_not_answered(event):
    _kim, admin, workshop = event
    other = await make.kim("KIM Carigading")
    chair = await make.kim_admin(other, "Rahmat")
    asked = Delegation(workshop=workshop.id, organization=other.id, seats=2)
    await asked.save()
    await happen(events.DelegationInvited(asked.id, workshop.id, admin.id))
    assert (await said(chair))[0].startswith("* KIM Carigading diundang")
    async with transaction():
        await Workshop.update({Workshop.state: "cancelled"}).where(Workshop.id == workshop.id)
    await happen(events.WorkshopCancelled(workshop.id, admin.id, "Banjir"))
    assert (await said(chair))[0] == "“Menulis berita” dibatalkan: Banjir"
    assert await service.entries(await make.acting(chair), "waiting") == []


@pytest.mark.once
def test_every_sentence_is_said_in_both_languages():
    facts = {
        "title": "Acara", "until": "2026-12-01T01:00:00+00:00", "starts_at": "2026-12-01T01:00:00+00:00",
        "code": "73.08", "reason": "hujan", "ahead": "1d", "what": ["time"], "words": "Halo", "seats": 2,
        "organization": "KIM", "who": "Irma", "happened": 1, "line": 3,
    }  # fmt: skip
    for say in WORKSHOPS.values():
        for locale in ("id", "en"):
            with use_locale(locale):
                assert "Acara" in say(facts)


async def test_a_reminder_that_comes_late_does_not_say_tomorrow_on_the_very_day(event, monkeypatch):
    kim, _admin, workshop = event
    siti = await make.member(kim)
    await make.registration(workshop, siti)
    start = workshop.starts_at
    monkeypatch.setattr(of_workshops, "now", lambda: start - timedelta(seconds=1))
    await happen(events.ReminderDue(workshop.id, "1d", start.isoformat()))
    assert (await said(siti))[0].startswith("Hari ini: “Menulis berita”")
