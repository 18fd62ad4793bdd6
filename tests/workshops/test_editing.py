"""The pages of a plan: two editors, what is told to those who signed up, seats, and every kind of slip."""

import asyncio
import json
from datetime import timedelta

import pytest

from kimhub.core.db import now
from kimhub.core.tables import Event
from kimhub.core.zones import zone_for
from kimhub.workshops.tables import Workshop, WorkshopSession
from tests import make
from tests.workshops import queue

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
async def installed(database, wilayah):
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


async def told() -> list[tuple[str, ...]]:
    """What those who signed up were told of, edit by edit."""
    rows = await Event.select(Event.payload).where(Event.kind == "WorkshopChanged").order_by(Event.id)
    return [tuple(json.loads(row["payload"])["what"]) for row in rows]


DETAILS = {
    "title": "Aktivasi situs KIM",
    "mode": "onsite",
    "venue": "Aula Kantor Desa Mallari",
    "version": "1",
}


async def test_only_what_matters_is_told_and_once_per_edit(browser):
    _kim, one, path, budi = await scene()
    form = DETAILS | {"theme": "Situs yang hidup", "bring": "Ponsel"}
    await browser.post(f"{path}/sunting/isi", data=form, headers=budi)
    assert await told() == []
    form |= {
        "venue": "Balai Desa",
        "address": "Poros Bajoe",
        "online_url": "meet.google.com/abc",
        "version": "2",
    }
    answer = await browser.post(f"{path}/sunting/isi", data=form | {"mode": "both"}, headers=budi)
    assert answer.headers["location"] == f"{path}/sunting"
    assert await told() == [("mode", "online", "place")]
    again = await browser.post(
        f"{path}/sunting/isi", data=form | {"mode": "both", "version": "3"}, headers=budi
    )
    assert again.status_code == 303  # nothing changed: nothing told, no new version
    saved = await fresh(one)
    assert (saved.version, saved.online_url, saved.theme) == (
        3,
        "https://meet.google.com/abc",
        "Situs yang hidup",
    )
    assert await told() == [("mode", "online", "place")]


async def test_nobody_is_told_of_a_draft_or_of_what_is_over(browser):
    _kim, _one, path, budi = await scene(state="draft", published_at=None)
    await browser.post(f"{path}/sunting/isi", data=DETAILS | {"venue": "Balai"}, headers=budi)
    past = now() - timedelta(days=2)
    over = await make.workshop(await make.kim(), starts_at=past, ends_at=past + timedelta(hours=3))
    pembina = await make.signed_in(await make.pembina())
    answer = await browser.post(
        f"/pelatihan/{over.slug}/sunting/isi", data=DETAILS | {"venue": "Balai"}, headers=pembina
    )
    assert answer.status_code == 303
    assert (await fresh(over)).venue == "Balai"
    assert await told() == []


async def test_two_editors_of_one_field_see_each_other_and_lose_nothing(browser):
    kim, one, path, budi = await scene()
    siti = await make.signed_in(await make.kim_admin(kim, "Siti Rahma"))
    await browser.post(f"{path}/sunting/isi", data=DETAILS | {"title": "Judul dari Siti"}, headers=siti)

    mine = DETAILS | {"title": "Judul dari Budi", "purpose": "Panjang sekali"}
    answer = await browser.post(f"{path}/sunting/isi", data=mine, headers=budi)

    assert answer.status_code == 422
    assert "Siti Rahma menyimpan perubahan saat Anda menulis" in answer.text
    assert "Judul dari Siti" in answer.text  # what is stored
    assert 'value="Judul dari Budi"' in answer.text  # what was typed
    assert "Panjang sekali" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert (await fresh(one)).title == "Judul dari Siti"
    taken = await browser.post(f"{path}/sunting/isi", data=mine | {"version": "2"}, headers=budi)
    assert taken.status_code == 303
    assert (await fresh(one)).title == "Judul dari Budi"


async def test_two_editors_of_different_fields_are_merged(browser):
    kim, one, path, budi = await scene()
    siti = await make.signed_in(await make.kim_admin(kim, "Siti Rahma"))
    await browser.post(f"{path}/sunting/isi", data=DETAILS | {"theme": "Dari Siti"}, headers=siti)

    answer = await browser.post(
        f"{path}/sunting/isi", data=DETAILS | {"theme": "", "bring": "Pena"}, headers=budi
    )
    assert answer.status_code == 422
    assert "Perubahannya di isian lain" in answer.text
    assert 'value="Dari Siti"' in answer.text
    assert 'value="Pena"' in answer.text
    # Changes on other pages of the plan are in nobody's way.
    await browser.post(f"{path}/narasumber", data={"name": "Dr. Nur"}, headers=siti)
    merged = DETAILS | {"theme": "Dari Siti", "bring": "Pena", "version": "2"}
    assert (await browser.post(f"{path}/sunting/isi", data=merged, headers=budi)).status_code == 303
    saved = await fresh(one)
    assert (saved.theme, saved.bring) == ("Dari Siti", "Pena")


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("isi", {"title": "ab"}, "Paling sedikit 5 huruf."),
        ("isi", {"venue": ""}, "Tulis tempatnya"),
        ("isi", {"mode": "radio"}, "Pilih satu dari daftar."),
        ("isi", {"kind": "disko"}, "Pilih jenis kegiatan dari daftar."),
        ("isi", {"contact_phone": "12"}, "Nomor"),
        ("isi", {"online_url": "javascript:alert(1)"}, "Salin alamat lengkapnya"),
        ("isi", {"online_url": "https://"}, "Salin alamat lengkapnya"),
        ("isi", {"theme": "x" * 201}, "Terlalu panjang"),
        (
            "isi",
            {"wilayah_code": "99.99", "wilayah_code_q": "Antah Berantah"},
            "Wilayah itu tidak ditemukan",
        ),
        ("pendaftaran", {"capacity": "banyak"}, "Tulis jumlahnya dengan angka"),
        ("pendaftaran", {"capacity": "5", "per_organization": "6"}, "Tidak bisa lebih banyak"),
        ("pendaftaran", {"opens_at": "kapan-kapan"}, "Waktu ini tidak terbaca"),
        (
            "pendaftaran",
            {"opens_at": "2026-11-30T09:00", "closes_at": "2026-11-29T09:00"},
            "ditutup sesudah",
        ),
        ("pendaftaran", {"closes_at": "2199-01-01T09:00"}, "sebelum kegiatan berakhir"),
        ("pendaftaran", {"certificates": "on", "signer_name": ""}, "Tulis siapa yang menandatangani"),
        ("pendaftaran", {"certificate_share": "101"}, "Tulis angka dari 1 sampai 100."),
        ("pendaftaran", {"keep_months": "999"}, "Tulis angka dari 1 sampai 24."),
        ("pendaftaran", {"admission": "all"}, "Pilih satu dari daftar."),
    ],
)
async def test_a_slip_is_named_and_everything_typed_stays(browser, page, fields, said):
    _kim, one, path, budi = await scene()
    kept = {"bring": "Buku tulis"} if page == "isi" else {"signer_position": "Ketua KIM"}
    form = (DETAILS if page == "isi" else {"version": "1"}) | kept | fields
    for headers in (budi, budi | HTMX):
        answer = await browser.post(f"{path}/sunting/{page}", data=form, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{next(iter(kept.values()))}"' in answer.text
    assert (await fresh(one)).version == 1


async def test_the_place_decides_the_zone_and_nine_stays_nine(browser):
    _kim, one, path, budi = await scene()
    before = one.starts_at.astimezone(zone_for("73")).strftime("%d %H:%M")
    form = DETAILS | {"wilayah_code": "35.08.01.2005", "wilayah_code_q": "Tempursari"}
    assert (await browser.post(f"{path}/sunting/isi", data=form, headers=budi)).status_code == 303
    saved = await fresh(one)
    assert (saved.wilayah_code, saved.zone) == ("35.08.01.2005", "Asia/Jakarta")
    assert saved.starts_at.astimezone(zone_for("35")).strftime("%d %H:%M") == before
    assert saved.starts_at - one.starts_at == timedelta(hours=1)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    assert session.starts_at == saved.starts_at
    assert await told() == [("place", "time")]


async def test_a_place_is_searched_for_without_scripts(browser):
    _kim, one, path, budi = await scene()
    form = DETAILS | {"wilayah_code_q": "Mallari", "cari": "wilayah_code", "theme": "Masih di sini"}
    answer = await browser.post(f"{path}/sunting/isi", data=form, headers=budi)
    assert answer.status_code == 200
    assert 'value="73.08.16.2009"' in answer.text
    assert 'value="Masih di sini"' in answer.text
    assert (await fresh(one)).version == 1


async def test_times_of_the_sign_up_are_those_of_the_place(browser):
    _kim, one, path, budi = await scene()
    day = (now() + timedelta(days=3)).date().isoformat()
    form = {"version": "1", "opens_at": f"{day}T00:15", "closes_at": f"{day}T23:45", "waiting_list": "on"}
    assert (await browser.post(f"{path}/sunting/pendaftaran", data=form, headers=budi)).status_code == 303
    saved = await fresh(one)
    assert f"{saved.opens_at:%H:%M}" == "16:15"  # the day before, in UTC
    assert f"{saved.closes_at:%H:%M}" == "15:45"
    page = (await browser.get(f"{path}/sunting/pendaftaran", headers=budi)).text
    assert f'value="{day}T00:15"' in page


async def test_more_seats_let_people_in_and_too_few_are_refused(browser):
    one = await queue.hall(2)
    kim = await make.kim("KIM Lain")
    places = await queue.fill(one, 4)
    assert await queue.states(places) == ["confirmed", "confirmed", "waiting", "waiting"]
    pembina = await make.signed_in(await make.pembina())
    path = f"/pelatihan/{one.slug}/sunting/pendaftaran"
    keep = {"waiting_list": "on"}

    no = await browser.post(path, data=keep | {"capacity": "1", "version": "1"}, headers=pembina)
    assert no.status_code == 422
    assert "2" in no.text
    assert 'id="capacity-error"' in no.text
    assert (await fresh(one)).capacity == 2

    yes = await browser.post(path, data=keep | {"capacity": "3", "version": "1"}, headers=pembina)
    assert yes.status_code == 303
    assert (await queue.states(places))[:2] == ["confirmed", "confirmed"]
    assert (await queue.states(places))[2] in {"confirmed", "offered"}
    assert (await queue.states(places))[3] == "waiting"
    await queue.counters(one)
    assert kim.id


async def test_boxes_are_kept_as_they_were_ticked(browser):
    _kim, one, path, budi = await scene()
    form = {"version": "1", "reminders": ["2h", "7d"], "guests": "on", "approval": "on",
            "certificate_share": "80", "certificates": "on", "signer_name": "Rahmawati",
            "keep_months": "12"}  # fmt: skip
    await browser.post(f"{path}/sunting/pendaftaran", data=form, headers=budi)
    saved = await fresh(one)
    assert (saved.reminders, saved.guests, saved.approval, saved.waiting_list) == (
        "7d 2h",
        True,
        True,
        False,
    )
    assert (saved.certificates, saved.certificate_share, saved.keep_months) == (True, 80, 12)
    page = (await browser.get(f"{path}/sunting/pendaftaran", headers=budi)).text
    assert page.count("checked") == 6  # admission, reminders, guests, approval, certificates
    await browser.post(
        f"{path}/sunting/isi", data=DETAILS | {"adinda": ["D", "d"], "version": "2"}, headers=budi
    )
    assert (await fresh(one)).adinda == "Dd"


@pytest.mark.parametrize("state", ["cancelled", "finished", "reported"])
async def test_what_is_over_is_not_planned_any_more(browser, state):
    _kim, one, path, budi = await scene(state=state)
    for page in (
        "sunting",
        "sunting/isi",
        "sunting/pendaftaran",
        "sesi",
        "narasumber",
        "pertanyaan",
        "sasaran",
    ):
        assert (await browser.get(f"{path}/{page}", headers=budi)).status_code == 404
    answer = await browser.post(f"{path}/sunting/isi", data=DETAILS, headers=budi)
    assert answer.status_code == 403
    assert (await fresh(one)).version == 1


async def test_a_poster_is_hung_up_described_and_taken_down(browser):
    from tests.world import make_picture

    _kim, one, path, budi = await scene()
    bad = await browser.post(f"{path}/poster", data={"poster_alt": "x"}, headers=budi)
    assert bad.status_code == 422
    assert "Pilih fotonya dulu." in bad.text
    files = {"poster": ("p.webp", make_picture("p"), "image/webp")}
    await browser.post(
        f"{path}/poster", data={"poster_alt": "Warga <b>belajar</b>"}, files=files, headers=budi
    )
    saved = await fresh(one)
    assert saved.poster
    assert saved.poster_width > 0
    page = (await browser.get(f"{path}/sunting/isi", headers=budi)).text
    assert 'alt="Warga &lt;b&gt;belajar&lt;/b&gt;"' in page
    assert (await browser.get(f"{path}/poster.webp", headers=budi)).status_code == 200
    await browser.post(f"{path}/poster", data={"action": "remove"}, headers=budi)
    assert (await fresh(one)).poster == ""


async def test_seats_cut_while_people_sign_up_are_never_oversold(browser):
    """The form with fewer seats and three sign-ups at the same moment: whoever comes first counts."""
    one = await queue.hall(5)
    await queue.fill(one, 2)
    pembina = await make.signed_in(await make.pembina())
    people = [await make.user(f"Pendatang {n}") for n in range(3)]
    cut = browser.post(
        f"/pelatihan/{one.slug}/sunting/pendaftaran",
        data={"capacity": "3", "waiting_list": "on", "version": "1"},
        headers=pembina,
    )
    answer, *places = await asyncio.gather(cut, *(queue.come(one, person) for person in people))
    saved = await fresh(one)
    assert answer.status_code in {303, 422}
    assert saved.capacity == (3 if answer.status_code == 303 else 5)
    assert saved.taken <= saved.capacity
    taken, waiting, _asking = await queue.counters(one)
    assert taken + waiting == 2 + len(places)


async def test_the_rules_propose_whoever_leads_the_house_as_the_one_who_signs(browser):
    kim, _one, path, budi = await scene()
    await make.officer(kim, "Rahmawati Latif", "chair")
    page = (await browser.get(f"{path}/sunting/pendaftaran", headers=budi)).text
    assert 'value="Rahmawati Latif"' in page
    assert 'value="Ketua KIM Mallari"' in page
