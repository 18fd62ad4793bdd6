"""From nothing to an announced event, and filling its plan in: over HTTP, with and without htmx."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.core.db import now
from kimhub.core.tables import Event
from kimhub.core.zones import zone_for
from kimhub.workshops.tables import Workshop, WorkshopSession
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
XSS = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


def day(ahead: int = 10) -> str:
    return (now() + timedelta(days=ahead)).date().isoformat()


def typed(**fields: str) -> dict[str, str]:
    known = {
        "title": "Aktivasi situs KIM",
        "kind": "workshop",
        "date": day(),
        "start": "09:00",
        "end": "15:00",
        "mode": "onsite",
        "venue": "Aula Kantor Desa",
        "capacity": "40",
        "key": str(uuid4()),
    }
    return known | fields


async def officer(**house: str):
    kim = await make.kim(**house)
    return kim, await make.signed_in(await make.officer(kim, "Budi Sekretaris"))


async def test_a_volunteer_types_a_title_and_has_an_event(browser):
    kim, budi = await officer(address="Balai Desa Mallari")
    page = (await browser.get("/pelatihan/baru", headers=budi)).text
    assert 'value="Balai Desa Mallari"' in page  # the house's own place
    assert "WITA" in page
    assert 'name="house"' not in page  # there is one only
    assert 'value="09:00"' in page
    assert 'value="50"' in page

    answer = await browser.post("/pelatihan/baru", data=typed(), headers=budi)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/pelatihan/aktivasi-situs-kim/bagikan"
    made = await Workshop.objects().first()
    assert (made.state, made.organization, made.capacity, made.venue) == (
        "open",
        kim.id,
        40,
        "Aula Kantor Desa",
    )
    assert (
        made.starts_at.astimezone(zone_for(kim.wilayah_code)).strftime("%Y-%m-%d %H:%M") == f"{day()} 09:00"
    )
    assert await WorkshopSession.count().where(WorkshopSession.workshop == made.id) == 1
    kinds = [row["kind"] for row in await Event.select(Event.kind).order_by(Event.id)]
    assert kinds.count("WorkshopPublished") == 1


async def test_a_draft_stays_with_the_team_until_it_is_announced(browser):
    kim, budi = await officer()
    answer = await browser.post("/pelatihan/baru", data=typed(action="draft"), headers=budi)
    path = "/pelatihan/aktivasi-situs-kim"
    assert answer.headers["location"] == f"{path}/sunting"
    stranger = await make.signed_in(await make.member(kim, "Siti Aminah"))
    assert (await browser.get(path, headers=stranger)).status_code == 404
    assert (await browser.get(f"{path}/sunting", headers=stranger)).status_code == 404
    refused = await browser.post(f"{path}/terbitkan", headers=stranger)
    assert refused.status_code == 403
    plan = (await browser.get(f"{path}/sunting", headers=budi)).text
    assert "Siap diterbitkan" in plan

    answer = await browser.post(f"{path}/terbitkan", headers=budi)

    assert answer.headers["location"] == f"{path}/bagikan"
    assert (await browser.post(f"{path}/terbitkan", headers=budi)).status_code == 303  # again: nothing more
    assert await Event.count().where(Event.kind == "WorkshopPublished") == 1


async def test_the_same_form_sent_twice_makes_one_event(browser):
    _kim, budi = await officer()
    form = typed()
    for _n in range(2):
        answer = await browser.post("/pelatihan/baru", data=form, headers=budi)
        assert answer.headers["location"] == "/pelatihan/aktivasi-situs-kim/bagikan"
    other = await browser.post("/pelatihan/baru", data=typed(), headers=budi)
    assert await Workshop.count() == 2
    assert other.headers["location"] == f"/pelatihan/aktivasi-situs-kim-{day()}/bagikan"
    assert await Event.count().where(Event.kind == "WorkshopPublished") == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Beri judul kegiatannya."),
        ({"title": "x" * 161}, "Terlalu panjang"),
        ({"kind": "disko"}, "Pilih jenis kegiatan dari daftar."),
        ({"date": ""}, "Pilih tanggalnya."),
        ({"date": "31/02/2027"}, "Tanggal ini tidak terbaca."),
        ({"date": "2020-01-01"}, "Tanggal ini terlalu jauh."),
        ({"date": day(-2)}, "Waktu ini sudah lewat."),
        ({"start": "pagi"}, "Jam ini tidak terbaca."),
        ({"start": "25:00"}, "Jam ini tidak terbaca."),
        ({"end": ""}, "Isi jamnya."),
        ({"end": "08:00"}, "Jam selesai harus sesudah jam mulai."),
        ({"end": "09:00"}, "Jam selesai harus sesudah jam mulai."),
        ({"mode": "radio"}, "Pilih luring, daring, atau keduanya."),
        ({"capacity": "empat puluh"}, "Tulis jumlahnya dengan angka"),
        ({"capacity": "0"}, "Tulis jumlahnya dengan angka"),
    ],
)
async def test_what_is_wrong_is_said_and_everything_typed_stays(browser, fields, said):
    _kim, budi = await officer()
    form = typed(**{"venue": "Kebun Pak Haji", **fields})

    whole = await browser.post("/pelatihan/baru", data=form, headers=budi)
    piece = await browser.post("/pelatihan/baru", data=form, headers=budi | HTMX)

    for answer in (whole, piece):
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Kebun Pak Haji"' in answer.text
        assert form["key"] in answer.text
    assert "<html" in whole.text
    assert "<html" not in piece.text
    assert await Workshop.count() == 0


async def test_htmx_is_sent_on_after_success(browser):
    _kim, budi = await officer()
    answer = await browser.post("/pelatihan/baru", data=typed(), headers=budi | HTMX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (
        204,
        "/pelatihan/aktivasi-situs-kim/bagikan",
    )


@pytest.mark.parametrize(
    ("code", "start", "end", "instants"),
    [
        ("35.08.01.2005", "09:00", "15:00", ("02:00", "08:00")),  # WIB
        ("73.08.16.2009", "09:00", "15:00", ("01:00", "07:00")),  # WITA
        ("91.71.01.1001", "09:00", "15:00", ("00:00", "06:00")),  # WIT
        ("91.71.01.1001", "00:30", "07:00", ("15:30", "22:00")),  # the evening before, in UTC
        ("73.08.16.2009", "20:00", "02:00", ("12:00", "18:00")),  # a night's performance ends the day after
    ],
)
async def test_times_are_those_of_the_place(browser, code, start, end, instants):
    _kim, budi = await officer(wilayah_code=code)
    answer = await browser.post("/pelatihan/baru", data=typed(start=start, end=end), headers=budi)
    assert answer.status_code == 303
    made = await Workshop.objects().first()
    assert tuple(f"{moment:%H:%M}" for moment in (made.starts_at, made.ends_at)) == instants
    local = made.starts_at.astimezone(zone_for(code))
    assert f"{local:%Y-%m-%d %H:%M}" == f"{day()} {start}"
    assert timedelta() < made.ends_at - made.starts_at < timedelta(hours=12)


async def test_several_houses_are_offered_and_no_other_is_taken(browser):
    kim, other = await make.kim(), await make.kim("KIM Carigading", address="Balai Carigading")
    forbidden = await make.kim("KIM Lain")
    person = await make.officer(kim, "Budi Sekretaris")
    await make.join(person, other)
    await make.granted(person, "kim_admin", other)
    budi = await make.signed_in(person)
    page = (await browser.get("/pelatihan/baru", headers=budi)).text
    assert page.count('<option value="') >= 2
    assert "KIM Carigading" in page
    assert "KIM Lain" not in page

    answer = await browser.post("/pelatihan/baru", data=typed(house=str(other.id), venue=""), headers=budi)
    assert answer.status_code == 303
    assert (await Workshop.objects().first()).venue == "Balai Carigading"
    no = await browser.post("/pelatihan/baru", data=typed(house=str(forbidden.id)), headers=budi)
    assert no.status_code == 403
    assert await Workshop.count() == 1


async def test_whoever_holds_no_office_does_not_get_the_form(browser):
    kim = await make.kim()
    member = await make.signed_in(await make.member(kim))
    assert (await browser.get("/pelatihan/baru", headers=member)).status_code == 404
    assert (await browser.post("/pelatihan/baru", data=typed(), headers=member)).status_code == 403
    guest = await browser.get("/pelatihan/baru")
    assert guest.headers["location"].startswith("/masuk")


async def test_an_online_event_needs_no_place_and_keeps_none(browser):
    _kim, budi = await officer()
    answer = await browser.post("/pelatihan/baru", data=typed(mode="online"), headers=budi)
    assert answer.status_code == 303
    made = await Workshop.objects().first()
    assert (made.mode, made.venue) == ("online", "")


async def test_what_people_type_is_never_markup(browser, wilayah):
    _kim, budi = await officer()
    await browser.post("/pelatihan/baru", data=typed(title=f"Judul {XSS}", venue=XSS), headers=budi)
    made = await Workshop.objects().first()
    path = f"/pelatihan/{made.slug}"
    texts = (
        "theme",
        "purpose",
        "legal_basis",
        "audience_note",
        "address",
        "online_note",
        "bring",
        "contact_name",
    )
    form = dict.fromkeys(texts, XSS) | {"title": f"Judul {XSS}", "version": str(made.version), "venue": XSS}
    assert (await browser.post(f"{path}/sunting/isi", data=form, headers=budi)).status_code == 303
    rules = {"signer_name": XSS, "signer_position": XSS, "certificates": "on"}
    await browser.post(f"{path}/sunting/pendaftaran", data=rules, headers=budi)
    await browser.post(f"{path}/narasumber", data={"name": XSS, "office": XSS}, headers=budi)
    await browser.post(
        f"{path}/pertanyaan", data={"label": XSS, "kind": "choice", "options": f"{XSS}\nb"}, headers=budi
    )
    session = await WorkshopSession.objects().first()
    await browser.post(
        f"{path}/sesi/{session.id}/acara", data={"title": XSS, "who": XSS, "start": "09:00"}, headers=budi
    )
    session_form = {"title": XSS, "room": XSS, "date": day(), "start": "09:00", "end": "15:00"}
    await browser.post(f"{path}/sesi/{session.id}", data=session_form, headers=budi)
    bad = await browser.post(f"{path}/sunting/isi", data=form | {"contact_phone": XSS}, headers=budi)
    assert bad.status_code == 422
    assert "<script>alert" not in bad.text
    for page in ("sunting", "sunting/isi", "sunting/pendaftaran", "sesi", f"sesi/{session.id}",
                 "narasumber", "pertanyaan", "sasaran", "berkas", "tim", "salin", "tunda",
                 "batalkan"):  # fmt: skip
        answer = await browser.get(f"{path}/{page}", headers=budi)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text, page
    for page in ("narasumber", "sasaran", "tim"):
        answer = await browser.get(f"{path}/{page}", params={"cari": XSS}, headers=budi)
        assert "<script>alert" not in answer.text
