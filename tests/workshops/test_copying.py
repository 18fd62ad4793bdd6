"""Copies, series and templates: what comes along, where times go, and whose it becomes."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from kimhub.core.db import now
from kimhub.core.tables import Event
from kimhub.core.zones import zone_for
from kimhub.workshops import audience, conflicts, materials, questions, schedule, speakers, team, workshops
from kimhub.workshops.tables import Workshop, WorkshopSession
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
ALL = ["details", "rundown", "speakers", "questions", "audience", "files", "team"]


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(browser, **fields):
    """An event of two days with one of everything, planned through the pages."""
    kim = await make.kim()
    one = await make.workshop(kim, **{"theme": "Situs yang hidup", "per_organization": 2} | fields)
    budi = await make.signed_in(await make.officer(kim, "Budi Sekretaris"))
    path = f"/pelatihan/{one.slug}"
    for where, data in (
        ("sesi/hari", {}),
        ("narasumber", {"name": "Dr. Nur"}),
        ("pertanyaan", {"label": "Membawa laptop?", "kind": "yesno"}),
        ("tim", {"user": str((await make.member(kim, "Siti Aminah")).id), "role": "door"}),
        ("sasaran", {"organization": str(kim.id)}),
    ):
        assert (await browser.post(f"{path}/{where}", data=data, headers=budi)).status_code == 303
    (laptop,) = await questions.of(one.id)
    more = {"label": "Merek apa?", "kind": "text", "condition": f"{laptop.id}:ya"}
    await browser.post(f"{path}/pertanyaan", data=more, headers=budi)
    (speaker,) = await speakers.of(one.id)
    first = (await schedule.of(one.id))[0]
    line = {"title": "Materi", "start": "09:30", "end": "11:00", "speaker": str(speaker.id)}
    await browser.post(f"{path}/sesi/{first.id}/acara", data=line, headers=budi)
    files = {"file": ("materi.txt", b"isi", "text/plain")}
    await browser.post(f"{path}/berkas", data={"for_whom": "team"}, files=files, headers=budi)
    return kim, one, path, budi


def typed(**fields):
    day = (now() + timedelta(days=40)).date().isoformat()
    return {"title": "Aktivasi lagi", "date": day, "parts": ALL, "key": str(uuid4())} | fields


async def made() -> Workshop:
    """The newest."""
    found = await Workshop.objects().order_by(Workshop.id, ascending=False).first()
    assert found
    return found


def local(moment: datetime, code: str = "73") -> str:
    return f"{moment.astimezone(zone_for(code)):%Y-%m-%d %H:%M}"


async def test_what_is_chosen_comes_along_and_all_times_move(browser):
    _kim, one, path, budi = await scene(browser)
    place = await make.registration(one, await make.user())
    page = (await browser.get(f"{path}/salin", headers=budi)).text
    assert page.count('name="parts"') == len(ALL)
    form = typed()

    for _n in range(2):  # sent twice, made once
        answer = await browser.post(f"{path}/salin", data=form, headers=budi)
        assert answer.headers["location"] == "/pelatihan/aktivasi-lagi/sunting"

    copy = await made()
    assert await Workshop.count() == 2
    assert (copy.state, copy.taken, copy.copied_from, copy.series) == ("draft", 0, one.id, None)
    assert (copy.theme, copy.per_organization) == ("Situs yang hidup", 2)
    assert local(copy.starts_at) == f"{form['date']} 09:00"
    days = await schedule.of(copy.id)
    assert [local(day.starts_at)[11:] for day in days] == ["09:00", "09:00"]
    assert days[1].starts_at - days[0].starts_at == timedelta(days=1)
    assert copy.ends_at == days[1].ends_at
    (line,) = days[0].lines
    assert (line.title, line.by, local(line.starts_at)[11:]) == ("Materi", "Dr. Nur", "09:30")
    assert [each.name for each in await speakers.of(copy.id)] == ["Dr. Nur"]
    there = await questions.of(copy.id)
    assert there[1].only_if == there[0].id
    assert (
        len(await audience.of(copy.id))
        == len(await team.of(copy.id))
        == len(await materials.of(copy.id))
        == 1
    )
    assert place.workshop == one.id
    assert await Event.count().where(Event.kind == "WorkshopCopied") == 1


async def test_what_is_not_chosen_stays_behind(browser):
    _kim, _one, path, budi = await scene(browser)
    await browser.post(f"{path}/salin", data=typed(parts=["rundown"]), headers=budi)
    copy = await made()
    assert (copy.theme, copy.per_organization, copy.capacity) == ("", None, 50)
    (line,) = (await schedule.of(copy.id))[0].lines
    assert line.by == ""
    for rows in (speakers, questions, audience, team, materials):
        assert await rows.of(copy.id) == []


async def test_a_series_knows_its_dates(browser):
    _kim, one, path, budi = await scene(browser)
    page = (await browser.get(f"{path}/salin?seri=ya", headers=budi)).text
    week = (one.starts_at.astimezone(zone_for("73")) + timedelta(days=7)).date().isoformat()
    assert f'value="{week}"' in page
    for _n in range(2):
        await browser.post(
            f"{path}/salin", data=typed(series="on", title="Aktivasi situs KIM"), headers=budi
        )
    assert {row["series"] for row in await Workshop.select(Workshop.series)} == {one.id}
    plan = (await browser.get(f"{path}/sunting", headers=budi)).text
    assert "Tanggal lain dalam seri ini" in plan
    assert plan.count(", draf</span>") == 2
    slugs = [row["slug"] for row in await Workshop.select(Workshop.slug).order_by(Workshop.id)]
    assert len({*slugs}) == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Beri judul kegiatannya."),
        ({"date": "nanti"}, "Tanggal ini tidak terbaca."),
        ({"date": "PAST"}, "Waktu ini sudah lewat."),
    ],
)
async def test_a_slip_is_named_and_the_choice_stays(browser, fields, said):
    kim = await make.kim()
    one = await make.workshop(kim)
    budi = await make.signed_in(await make.officer(kim))
    past = (now() - timedelta(days=3)).date().isoformat()
    form = typed(parts=["speakers"]) | {name: value.replace("PAST", past) for name, value in fields.items()}
    for headers in (budi, budi | HTMX):
        answer = await browser.post(f"/pelatihan/{one.slug}/salin", data=form, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
        assert answer.text.count(" checked") == 1
        assert form["key"] in answer.text
    assert await Workshop.count() == 1


async def test_a_template_of_the_pembina_is_copied_by_the_kim_below_only(browser):
    dinas = await make.agency("Diskominfo Bone", "73.08")
    irma = await make.signed_in(await make.member(dinas, "Irma Yusuf"))
    await make.workshop(
        dinas, "Bimtek situs", slug="bimtek-situs", state="draft", online_url="https://zoom.us/j/1",
        contact_phone="+62811111", mode="both",
    )  # fmt: skip
    path = "/pelatihan/bimtek-situs"
    kim = await make.kim(address="Balai Desa Mallari")
    budi = await make.signed_in(await make.officer(kim, "Budi Sekretaris"))
    far = await make.signed_in(await make.officer(await make.kim(wilayah_code="35.08.01.2005"), "Slamet"))
    assert (await browser.get(f"{path}/salin", headers=budi)).status_code == 404
    assert (await browser.post(f"{path}/contoh", headers=budi)).status_code == 403
    answer = await browser.post(f"{path}/contoh", headers=irma)
    assert answer.headers["location"] == f"{path}/sunting"
    assert "Ini contoh untuk disalin" in (await browser.get(f"{path}/sunting", headers=irma)).text
    assert (await browser.post(f"{path}/terbitkan", headers=irma)).status_code == 403

    assert "Bimtek situs" in (await browser.get("/pelatihan/baru", headers=budi)).text
    assert "Bimtek situs" not in (await browser.get("/pelatihan/baru", headers=far)).text
    assert (await browser.get(f"{path}/salin", headers=far)).status_code == 404
    assert (await browser.post(f"{path}/salin", data=typed(), headers=far)).status_code == 403
    assert (await browser.get(f"{path}/sunting", headers=budi)).status_code == 404  # to copy, not to change
    page = (await browser.get(f"{path}/salin", headers=budi)).text
    assert 'value="team"' not in page

    done = await browser.post(f"{path}/salin", data=typed(series="on"), headers=budi)
    assert done.status_code == 303
    copy = await made()
    assert (copy.organization, copy.venue, copy.wilayah_code) == (
        kim.id,
        "Balai Desa Mallari",
        kim.wilayah_code,
    )
    assert (copy.online_url, copy.contact_phone, copy.series, copy.is_template) == ("", "", None, False)
    assert (await browser.get("/pelatihan/aktivasi-lagi/sunting", headers=budi)).status_code == 200
    await browser.post(f"{path}/bukan-contoh", headers=irma)
    assert (await browser.get(f"{path}/salin", headers=budi)).status_code == 404


async def test_nine_stays_nine_in_another_zone(browser):
    dinas = await make.agency("Kementerian", "35")
    one = await make.workshop(dinas, "Bimtek", slug="bimtek", state="draft", is_template=True)
    kim = await make.kim(wilayah_code="35.08.01.2005")
    budi = await make.signed_in(await make.officer(kim))
    await Workshop.update({Workshop.wilayah_code: "73.08"}).where(Workshop.id == one.id)  # held in Bone
    zoned = await workshops.by_id(one.id)
    assert (await browser.post("/pelatihan/bimtek/salin", data=typed(), headers=budi)).status_code == 303
    copy = await made()
    assert local(copy.starts_at, "35")[11:] == local(zoned.starts_at, "73")[11:]


# -------------------------------------------------------------------------------------------- conflicts


async def clash(one: Workshop) -> list[tuple[str, str]]:
    view = await workshops.by_id(one.id)
    return [(found.kind, found.title) for found in await conflicts.of(view)]


async def test_the_same_speaker_place_and_people_are_pointed_out_and_nothing_is_forbidden(browser):
    kim = await make.kim()
    one = await make.workshop(kim, "Pertama", venue="Aula Kantor Desa")
    other = await make.workshop(kim, "Kedua", venue="AULA kantor-desa", starts_at=one.starts_at)
    budi = await make.signed_in(await make.officer(kim))
    for each in (one, other):
        answer = await browser.post(
            f"/pelatihan/{each.slug}/narasumber", data={"name": "Dr. Andi Nur"}, headers=budi
        )
        assert answer.status_code == 303
    assert await clash(one) == [("speaker", "Kedua"), ("place", "Kedua"), ("audience", "Kedua")]
    page = (await browser.get(f"/pelatihan/{one.slug}/sunting", headers=budi)).text
    assert "Dr. Andi Nur juga berbicara di kegiatan lain." in page
    assert "Anda tetap bisa melanjutkan" in page


async def test_what_lies_apart_is_no_conflict():
    kim, far = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    one = await make.workshop(kim, "Pertama")
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    later = one.ends_at + timedelta(days=2)
    await make.workshop(kim, "Lusa", starts_at=later, ends_at=later + timedelta(hours=3))
    await make.workshop(far, "Desa lain")
    await make.workshop(far, "Draf orang lain", state="draft", wilayah_code=kim.wilayah_code)
    await make.workshop(kim, "Batal", state="cancelled")
    await make.workshop(kim, "Contoh", state="draft", is_template=True)
    assert await clash(one) == []
    # Right after it, in the same hall: the same people that day, but neither speaker nor hall.
    await make.workshop(kim, "Sorenya", starts_at=one.ends_at, ends_at=one.ends_at + timedelta(hours=2))
    assert await clash(one) == [("audience", "Sorenya")]
    # Two rooms of one hall are two places.
    await WorkshopSession.update({WorkshopSession.room: "A"}).where(WorkshopSession.id == session.id)
    beside = await make.workshop(kim, "Sebelah", starts_at=one.starts_at)
    await WorkshopSession.update({WorkshopSession.room: "B"}).where(WorkshopSession.workshop == beside.id)
    assert ("place", "Sebelah") not in await clash(one)


async def test_an_area_takes_in_the_kim_inside_it():
    kim = await make.kim()
    dinas = await make.agency("Diskominfo Bone", "73.08")
    one = await make.workshop(kim, "Rapat KIM", venue="Rumah ketua")
    await make.workshop(dinas, "Rakor kabupaten", venue="Kantor bupati", wilayah_code="73.08")
    assert await clash(one) == [("audience", "Rakor kabupaten")]
