"""The page of an event offers its people what is open to them by now, and nothing that is over."""

from datetime import timedelta

from kimhub.core.db import now
from kimhub.workshops import quizzes, workshops
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_after import QuizResult
from kimhub.workshops.tables_door import Attendance
from tests import make

QUESTION = "Siapa pembina KIM?\n*Diskominfo\nDinas Perikanan"


async def test_the_page_leads_to_the_test_and_to_feedback_and_after_the_end_no_more_to_the_door(
    browser, app
):
    await make.installed()
    kim = await make.kim()
    start = now() - timedelta(hours=1)
    row = await make.workshop(kim, starts_at=start, ends_at=start + timedelta(hours=5))
    here = f"/pelatihan/{row.slug}"
    siti, budi = await make.member(kim), await make.member(kim, "Budi")
    place = await make.registration(row, siti)
    await make.registration(row, budi, "waiting")
    workshop = await workshops.get_workshop(row.slug)
    assert workshop
    await quizzes.choose(workshop, QUESTION)
    await quizzes.open_phase(workshop, "pre")

    hers = await make.signed_in(siti)
    text = (await browser.get(here, headers=hers)).text
    assert "Kerjakan tes awal" in text
    assert "Isi umpan balik" not in text
    assert place.code in text
    await QuizResult(
        registration=place.id, workshop=row.id, phase="pre", answers="[0]", score=1, out_of=1
    ).save()
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == row.id)
    assert session
    await Attendance(
        registration=place.id, session=session.id, workshop=row.id, at=now(), method="list"
    ).save()
    text = (await browser.get(here, headers=hers)).text
    assert "Kerjakan tes awal" not in text
    assert f"{here}/umpan-balik" in text

    await Workshop.update({Workshop.ends_at: now() - timedelta(minutes=5)}).where(Workshop.id == row.id)
    text = (await browser.get(here, headers=hers)).text
    assert "Anda tercatat hadir." in text
    assert "Isi umpan balik" in text
    assert place.code not in text
    assert "Tidak jadi ikut?" not in text
    assert "acara.ics" not in text
    ticket = (await browser.get(f"{here}/tiket", headers=hers)).text
    assert place.code not in ticket
    assert "Isi umpan balik" in ticket
    his = await make.signed_in(budi)
    text = (await browser.get(here, headers=his)).text
    assert "Acara ini sudah selesai." in text
    assert "daftar tunggu." not in text


async def test_a_page_of_what_was_called_off_shows_no_code_for_the_door(browser, app):
    await make.installed()
    kim = await make.kim()
    row = await make.workshop(kim, state="cancelled", cancel_reason="Hujan.")
    siti = await make.member(kim)
    place = await make.registration(row, siti)
    hers = await make.signed_in(siti)
    for page in (f"/pelatihan/{row.slug}", f"/pelatihan/{row.slug}/tiket"):
        text = (await browser.get(page, headers=hers)).text
        assert "dibatalkan" in text
        assert place.code not in text
        assert "Kursi Anda sudah pasti" not in text


async def test_what_was_called_off_can_be_told_but_has_neither_door_nor_certificates(browser, app):
    await make.installed()
    kim = await make.kim()
    row = await make.workshop(kim, state="cancelled", cancel_reason="Jalan *putus*.")
    here = f"/pelatihan/{row.slug}"
    team = await make.signed_in(await make.kim_admin(kim))
    page = (await browser.get(here, headers=team)).text
    assert f"{here}/peserta" in page
    assert f"{here}/pesan" in page
    assert not [part for part in ("pintu", "tes/atur", "sertifikat", "laporan") if f"{here}/{part}" in page]
    told = (await browser.get(f"{here}/bagikan", headers=team)).text
    assert "Jalan putus." in told
    assert "Kabarkan pembatalan" in told
    assert 'id="poster"' not in told
