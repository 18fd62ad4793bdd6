"""Days, sessions and the rundown: times of the place, the event's own start and end, who is told."""

import json
from datetime import datetime, timedelta

import pytest

from kimhub.core.db import now
from kimhub.core.tables import Event
from kimhub.core.zones import zone_for
from kimhub.workshops import schedule
from kimhub.workshops.tables import RundownItem, Speaker, Workshop, WorkshopSession
from kimhub.workshops.tables_door import Attendance
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
WITA = zone_for("73")


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(**fields):
    kim = await make.kim()
    one = await make.workshop(kim, **fields)
    budi = await make.signed_in(await make.officer(kim, "Budi Sekretaris"))
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    return one, session, f"/pelatihan/{one.slug}", budi


async def fresh(one: Workshop) -> Workshop:
    found = await Workshop.objects().get(Workshop.id == one.id)
    assert found
    return found


async def told() -> list[list[str]]:
    rows = await Event.select(Event.payload).where(Event.kind == "WorkshopChanged").order_by(Event.id)
    return [json.loads(row["payload"])["what"] for row in rows]


def local(moment: datetime) -> str:
    return f"{moment.astimezone(WITA):%Y-%m-%d %H:%M}"


def form(one: Workshop, days: int = 1, **fields: str) -> dict[str, str]:
    day = (one.starts_at.astimezone(WITA) + timedelta(days=days)).date().isoformat()
    return {"date": day, "start": "08:00", "end": "12:00", "title": "", "room": ""} | fields


async def test_the_event_begins_with_its_first_session_and_ends_with_its_last(browser):
    one, first, path, budi = await scene()
    answer = await browser.post(
        f"{path}/sesi", data=form(one, 2, title="Praktik", room="Ruang B"), headers=budi
    )
    assert answer.headers["location"] == f"{path}/sesi"
    again = await browser.post(
        f"{path}/sesi", data=form(one, 2, title="Praktik", room="Ruang B"), headers=budi
    )
    assert again.status_code == 303  # sent twice: there once
    saved = await fresh(one)
    sessions = await schedule.of(one.id)
    assert len(sessions) == 2
    assert (saved.starts_at, saved.ends_at) == (one.starts_at, sessions[1].ends_at)
    assert local(sessions[1].starts_at).endswith("08:00")
    page = (await browser.get(f"{path}/sesi", headers=budi)).text
    assert "Praktik" in page
    assert "Ruang B" in page
    assert await told() == [["time"]]

    removed = await browser.post(f"{path}/sesi/{sessions[1].id}/hapus", headers=budi)
    assert removed.status_code == 303
    assert (await fresh(one)).ends_at == one.ends_at
    last = await browser.post(f"{path}/sesi/{first.id}/hapus", headers=budi)
    assert last.status_code == 403
    assert "Sisakan satu sesi" in last.text


async def test_a_further_day_has_the_times_of_the_last(browser):
    one, _first, path, budi = await scene()
    await browser.post(
        f"{path}/sesi", data=form(one, 0, start="16:00", end="17:30", room="Aula"), headers=budi
    )
    await browser.post(f"{path}/sesi/hari", headers=budi)
    sessions = await schedule.of(one.id)
    assert [local(each.starts_at)[11:] for each in sessions] == ["09:00", "16:00", "09:00", "16:00"]
    assert [each.room for each in sessions] == ["", "Aula", "", "Aula"]
    assert sessions[2].starts_at - sessions[0].starts_at == timedelta(days=1)
    assert (await fresh(one)).ends_at == sessions[3].ends_at


async def test_a_session_takes_its_rundown_along(browser):
    one, first, path, budi = await scene()
    for title, start, end in (
        ("Pembukaan", "09:00", "09:30"),
        ("Materi", "09:30", ""),
        ("Penutup", "14:45", "15:00"),
    ):
        answer = await browser.post(
            f"{path}/sesi/{first.id}/acara", data={"title": title, "start": start, "end": end}, headers=budi
        )
        assert answer.status_code == 303
    assert await told() == []  # a line of the rundown is no reason to call anybody
    page = (await browser.get(f"{path}/sesi/{first.id}/acara", headers=budi)).text
    assert 'value="15:00"' in page  # it goes on where the last one ended
    move = form(one, 0, start="10:00", end="16:00", room="Aula Besar")
    assert (await browser.post(f"{path}/sesi/{first.id}", data=move, headers=budi)).status_code == 303
    lines = (await schedule.of(one.id))[0].lines
    assert [local(line.starts_at)[11:] for line in lines] == ["10:00", "10:30", "15:45"]
    assert await told() == [["place", "time"]]
    same = await browser.post(f"{path}/sesi/{first.id}", data=move, headers=budi)
    assert same.status_code == 303
    assert len(await told()) == 1


async def test_a_night_goes_on_after_midnight(browser):
    one, first, path, budi = await scene()
    night = form(one, 0, start="20:00", end="02:00")
    await browser.post(f"{path}/sesi/{first.id}", data=night, headers=budi)
    saved = await fresh(one)
    assert saved.ends_at - saved.starts_at == timedelta(hours=6)
    await browser.post(
        f"{path}/sesi/{first.id}/acara",
        data={"title": "Doa penutup", "start": "01:30", "end": "02:00"},
        headers=budi,
    )
    line = await RundownItem.objects().first()
    assert line.starts_at - saved.starts_at == timedelta(hours=5, minutes=30)
    assert line.ends_at == saved.ends_at
    page = (await browser.get(f"{path}/acara/{line.id}", headers=budi)).text
    assert 'value="01:30"' in page


@pytest.mark.parametrize(
    ("where", "fields", "said"),
    [
        ("session", {"date": "besok"}, "Tanggal ini tidak terbaca."),
        ("session", {"end": "jam 26"}, "Jam ini tidak terbaca."),
        ("session", {"end": "07:00"}, "Jam selesai harus sesudah jam mulai."),
        ("session", {"title": "x" * 121}, "Terlalu panjang"),
        ("line", {"title": ""}, "Tulis acaranya."),
        ("line", {"start": ""}, "Isi jamnya."),
        ("line", {"start": "08:00"}, "Jam ini di luar waktu sesinya."),
        ("line", {"end": "23:00"}, "di dalam waktu sesinya."),
        ("line", {"speaker": "999"}, "Pilih satu dari daftar."),
        ("line", {"credit_hours": "dua"}, "Tulis angka dari 0 sampai 99."),
    ],
)
async def test_a_slip_is_named_and_everything_typed_stays(browser, where, fields, said):
    one, first, path, budi = await scene()
    if where == "session":
        address, typed = f"{path}/sesi", form(one, room="Ruang Kaca") | fields
    else:
        address = f"{path}/sesi/{first.id}/acara"
        typed = {"title": "Materi 1", "start": "09:30", "end": "10:30", "who": "Ruang Kaca"} | fields
    for headers in (budi, budi | HTMX):
        answer = await browser.post(address, data=typed, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Ruang Kaca"' in answer.text
        assert ("<html" in answer.text) == (headers is budi)
    assert len(await schedule.of(one.id)) == 1
    assert await RundownItem.count() == 0


async def test_a_line_is_changed_and_removed_and_names_its_speaker(browser):
    one, first, path, budi = await scene()
    speaker = Speaker(workshop=one.id, name="Dr. Andi Nur")
    await speaker.save()
    data = {"title": "Materi", "start": "09:30", "speaker": str(speaker.id), "action": "more"}
    answer = await browser.post(f"{path}/sesi/{first.id}/acara", data=data, headers=budi)
    assert answer.headers["location"] == f"{path}/sesi/{first.id}/acara"
    line = await RundownItem.objects().first()
    assert "Dr. Andi Nur" in (await browser.get(f"{path}/sesi", headers=budi)).text
    # Whoever leaves the list of speakers stays in the rundown by name.
    await browser.post(f"{path}/narasumber/{speaker.id}/hapus", headers=budi)
    assert (await schedule.of(one.id))[0].lines[0].by == "Dr. Andi Nur"
    changed = {"title": "Materi 2", "start": "11:00", "end": "12:00", "credit_hours": "2"}
    await browser.post(f"{path}/acara/{line.id}", data=changed, headers=budi)
    assert (await schedule.of(one.id))[0].lines[0].title == "Materi 2"
    await browser.post(f"{path}/acara/{line.id}/hapus", headers=budi)
    assert (await schedule.of(one.id))[0].lines == ()
    assert (await browser.post(f"{path}/acara/{line.id}/hapus", headers=budi)).status_code == 404


async def test_a_session_somebody_attended_stays(browser):
    one, first, path, budi = await scene()
    await browser.post(f"{path}/sesi/hari", headers=budi)
    place = await make.registration(one)
    await Attendance(
        registration=place.id, session=first.id, workshop=one.id, at=now(), method="list"
    ).save()
    no = await browser.post(f"{path}/sesi/{first.id}/hapus", headers=budi)
    assert no.status_code == 403
    assert "sudah dicatat" in no.text
    assert len(await schedule.of(one.id)) == 2


async def test_days_lie_together(browser):
    one, _first, path, budi = await scene()
    answer = await browser.post(f"{path}/sesi", data=form(one, 200), headers=budi)
    assert answer.status_code == 422
    assert "Terlalu jauh dari hari lainnya" in answer.text
    assert len(await schedule.of(one.id)) == 1
