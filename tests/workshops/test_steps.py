"""The steps of an event and what each asks for; what is told, and that nothing happens twice."""

import asyncio
import json
from datetime import timedelta

import pytest

from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.tables import Event
from kimhub.core.zones import zone_for
from kimhub.workshops import steps, workshops
from kimhub.workshops.tables import RundownItem, Workshop, WorkshopSession
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(**fields):
    kim = await make.kim()
    one = await make.workshop(kim, **fields)
    budi = await make.signed_in(await make.officer(kim, "Budi Sekretaris"))
    return kim, one, f"/pelatihan/{one.slug}", budi


async def fresh(one: Workshop) -> Workshop:
    found = await Workshop.objects().get(Workshop.id == one.id)
    assert found
    return found


async def said(kind: str) -> list[dict]:
    rows = await Event.select(Event.payload).where(Event.kind == kind).order_by(Event.id)
    return [json.loads(row["payload"]) for row in rows]


async def test_all_that_is_missing_is_said_in_one_list(browser):
    _kim, one, path, budi = await scene(state="draft", venue="")
    await WorkshopSession.delete().where(WorkshopSession.workshop == one.id)
    await Workshop.update({Workshop.starts_at: None, Workshop.ends_at: None}).where(Workshop.id == one.id)
    answer = await browser.post(f"{path}/terbitkan", headers=budi)
    assert answer.headers["location"] == f"{path}/sunting"
    page = (await browser.get(f"{path}/sunting", headers=budi)).text
    assert "Waktunya belum ditentukan." in page
    assert "Tempatnya belum ditulis." in page
    assert "Siap diterbitkan" not in page
    view, actor = await workshops.by_id(one.id), await actor_of()
    with pytest.raises(Refused, match=r"Waktunya belum ditentukan\. Tempatnya belum ditulis"):
        await steps.publish(view, actor)
    assert (await fresh(one)).state == "draft"
    assert await said("WorkshopPublished") == []


async def actor_of() -> Actor:
    return Actor(id=(await make.user()).id)


async def test_a_past_date_is_not_announced(browser):
    past = now() - timedelta(days=3)
    _kim, one, path, budi = await scene(state="draft", starts_at=past, ends_at=past + timedelta(hours=2))
    page = (await browser.get(f"{path}/sunting", headers=budi)).text
    assert "Waktunya sudah lewat" in page
    await browser.post(f"{path}/terbitkan", headers=budi)
    assert (await fresh(one)).state == "draft"


async def test_it_is_taken_back_while_nobody_signed_up(browser):
    _kim, one, path, budi = await scene()
    answer = await browser.post(f"{path}/tarik", headers=budi)
    assert answer.headers["location"] == f"{path}/sunting"
    assert (await fresh(one)).state == "draft"
    assert (await browser.post(f"{path}/tarik", headers=budi)).status_code == 303  # again: nothing more
    await browser.post(f"{path}/terbitkan", headers=budi)
    await make.registration(one, await make.user(), "waiting")
    no = await browser.post(f"{path}/tarik", headers=budi)
    assert no.status_code == 403
    assert "Sudah ada yang mendaftar" in no.text
    assert (await fresh(one)).state == "open"


async def test_postponing_moves_everything_and_everybody_stays(browser):
    _kim, one, path, budi = await scene(closes_at=now() + timedelta(days=5))
    place = await make.registration(one, await make.user())
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    await RundownItem(
        workshop=one.id, session=session.id, starts_at=one.starts_at, title="Pembukaan"
    ).save()
    zone = zone_for("73")
    later = (one.starts_at.astimezone(zone) + timedelta(days=7)).date().isoformat()

    answer = await browser.post(f"{path}/tunda", data={"date": later, "start": "13:30"}, headers=budi)

    assert answer.headers["location"] == path
    saved, shift = await fresh(one), timedelta(days=7, hours=4, minutes=30)
    assert (saved.starts_at, saved.ends_at) == (one.starts_at + shift, one.ends_at + shift)
    assert (saved.postponed_from, saved.closes_at) == (one.starts_at, one.closes_at + shift)
    assert (saved.state, saved.taken) == ("open", 1)
    moved = await WorkshopSession.objects().get(WorkshopSession.id == session.id)
    assert moved.starts_at == saved.starts_at
    assert (await RundownItem.objects().first()).starts_at == saved.starts_at
    assert place.state == "confirmed"
    (change,) = await said("WorkshopChanged")
    assert change["what"] == ["postponed", "time"]
    again = await browser.post(f"{path}/tunda", data={"date": later, "start": "13:30"}, headers=budi)
    assert again.status_code == 422  # the same form again: nobody is told twice
    assert len(await said("WorkshopChanged")) == 1


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"date": "", "start": "09:00"}, "Pilih tanggalnya."),
        ({"date": "minggu depan", "start": "09:00"}, "Tanggal ini tidak terbaca."),
        ({"date": "DAY", "start": ""}, "Isi jamnya."),
        ({"date": "YESTERDAY", "start": "09:00"}, "Waktu ini sudah lewat."),
    ],
)
async def test_postponing_wants_a_new_time(browser, fields, text):
    _kim, one, path, budi = await scene()
    days = {"DAY": now() + timedelta(days=20), "YESTERDAY": now() - timedelta(days=2)}
    fields = {
        name: days[value].date().isoformat() if value in days else value for name, value in fields.items()
    }
    for headers in (budi, budi | HTMX):
        answer = await browser.post(f"{path}/tunda", data=fields, headers=headers)
        assert answer.status_code == 422
        assert text in answer.text
    assert (await fresh(one)).starts_at == one.starts_at


async def test_calling_it_off_wants_a_reason_and_is_final(browser):
    _kim, one, path, budi = await scene()
    no = await browser.post(f"{path}/batalkan", data={"reason": " "}, headers=budi)
    assert no.status_code == 422
    assert "Tulis alasannya" in no.text
    answer = await browser.post(f"{path}/batalkan", data={"reason": "Aula <b>kebanjiran</b>"}, headers=budi)
    assert answer.headers["location"] == path
    assert (await fresh(one)).state == "cancelled"
    (event,) = await said("WorkshopCancelled")
    assert event["reason"] == "Aula <b>kebanjiran</b>"
    for deed in ("batalkan", "tunda", "tarik", "terbitkan", "selesai"):
        assert (await browser.post(f"{path}/{deed}", headers=budi)).status_code == 403
    assert len(await said("WorkshopCancelled")) == 1


async def test_attendance_is_closed_after_the_end_or_when_one_is_sure(browser):
    begun = now() - timedelta(hours=1)
    _kim, one, path, budi = await scene(starts_at=begun, ends_at=now() + timedelta(hours=1))
    no = await browser.post(f"{path}/selesai", headers=budi)
    assert no.status_code == 422
    assert "Kegiatan belum berakhir" in no.text
    assert (await fresh(one)).state == "open"
    yes = await browser.post(f"{path}/selesai", data={"sure": "on"}, headers=budi)
    assert yes.status_code == 303
    assert (await fresh(one)).state == "finished"
    assert len(await said("WorkshopFinished")) == 1

    _kim, coming, path, budi = await scene()
    early = await browser.post(f"{path}/selesai", data={"sure": "on"}, headers=budi)
    assert early.status_code == 403
    assert "belum berlangsung" in early.text
    assert (await fresh(coming)).state == "open"


async def test_only_an_accepted_report_ends_it(browser):
    _kim, one, _path, _budi = await scene()
    async with transaction():
        await steps.mark_reported(one.id)
    assert (await fresh(one)).state == "open"  # not before attendance is closed
    await Workshop.update({Workshop.state: "finished"}).where(Workshop.id == one.id)
    async with transaction():
        await steps.mark_reported(one.id)
    assert (await fresh(one)).state == "reported"


async def test_a_draft_is_thrown_away_and_what_was_announced_is_not(browser):
    _kim, one, path, budi = await scene(state="draft")
    await browser.post(f"{path}/narasumber", data={"name": "Dr. Nur"}, headers=budi)
    page = await browser.get(f"{path}/batalkan", headers=budi)
    assert page.headers["location"] == f"{path}/hapus"
    answer = await browser.post(f"{path}/hapus", headers=budi)
    assert answer.headers["location"] == "/pelatihan"
    assert not await Workshop.exists().where(Workshop.id == one.id)
    assert (await browser.post(f"{path}/hapus", headers=budi)).status_code == 404
    _kim, _known, path, budi = await scene()
    assert (await browser.post(f"{path}/hapus", headers=budi)).status_code == 403
    _kim, asked, path, budi = await scene(state="draft")
    await make.registration(asked, await make.user(), "cancelled")
    assert (await browser.post(f"{path}/hapus", headers=budi)).status_code == 403
    assert await Workshop.count() == 2


async def test_a_step_taken_by_two_at_once_is_taken_once(browser):
    _kim, one, path, budi = await scene()
    view, somebody = await workshops.by_id(one.id), await actor_of()
    reason = {"reason": "Hujan deras semalaman"}
    await asyncio.gather(*(browser.post(f"{path}/batalkan", data=reason, headers=budi) for _n in range(3)))
    assert len(await said("WorkshopCancelled")) == 1
    with pytest.raises(Refused):
        await steps.postpone(view, somebody, {"date": "2026-12-30", "start": "09:00"})
    with pytest.raises(Refused):
        await steps.finish(view, somebody, sure=True)
    with pytest.raises(Invalid):
        await steps.cancel(view, somebody, "")
