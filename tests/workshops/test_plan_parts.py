"""Speakers, questions, audience, team and files of an event, and the list of kinds."""

import asyncio

import pytest

from kimhub.core.tables import Event
from kimhub.workshops import (
    audience,
    finding_people,
    kind_list,
    materials,
    questions,
    rundown,
    schedule,
    speakers,
    team,
    workshops,
)
from kimhub.workshops.tables import Workshop, WorkshopAudience, WorkshopKind, WorkshopSession
from tests import make
from tests.spy import queries

ASKED = {"label": "Membawa laptop?", "kind": "yesno"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
async def installed(database, wilayah):
    await make.installed()


async def scene(**fields):
    kim = await make.kim()
    one = await make.workshop(kim, **fields)
    budi = await make.signed_in(await make.officer(kim, "Budi Sekretaris"))
    return kim, one, f"/pelatihan/{one.slug}", budi


# ---------------------------------------------------------------------------------------------- speakers


async def test_a_speaker_is_found_by_name_or_typed_in(browser):
    kim, one, path, budi = await scene()
    nur = await make.member(kim, "Nurhayati Daeng")
    await make.member(await make.kim("KIM Jauh", wilayah_code="35.08.01.2005"), "Nurul Jauh")
    whole = (await browser.get(f"{path}/narasumber?cari=nurh", headers=budi)).text
    piece = (await browser.get(f"{path}/narasumber?cari=nurh", headers=budi | HTMX)).text
    for page in (whole, piece):
        assert "Nurhayati Daeng" in page
        assert "Nurul Jauh" not in page  # of another regency
        assert nur.phone not in page
    assert "<html" not in piece
    few = (await browser.get(f"{path}/narasumber?cari=nu", headers=budi)).text
    assert "paling sedikit tiga huruf" in few
    none = (await browser.get(f"{path}/narasumber?cari=zzzz", headers=budi)).text
    assert "Tidak ada anggota dengan nama itu" in none

    for _n in range(2):  # the second time nothing more
        await browser.post(f"{path}/narasumber", data={"user": str(nur.id)}, headers=budi)
    typed = {"name": "Dr. Andi Nur, M.Si.", "office": "Unhas", "role": "moderator"}
    answer = await browser.post(f"{path}/narasumber", data=typed, headers=budi)
    assert answer.headers["location"] == f"{path}/narasumber"
    found = await speakers.of(one.id)
    assert [(each.name, each.user, each.role) for each in found] == [
        ("Nurhayati Daeng", nur.id, "speaker"),
        ("Dr. Andi Nur, M.Si.", None, "moderator"),
    ]
    await browser.post(f"{path}/narasumber/{found[1].id}/naik", headers=budi)
    assert [each.id for each in await speakers.of(one.id)] == [found[1].id, found[0].id]
    edited = {"name": "Dr. Andi Nurdin", "role": "opener", "bio": "Dosen."}
    await browser.post(f"{path}/narasumber/{found[1].id}", data=edited, headers=budi)
    assert (await speakers.of(one.id))[0].name == "Dr. Andi Nurdin"
    await browser.post(f"{path}/narasumber/{found[0].id}/hapus", headers=budi)
    assert len(await speakers.of(one.id)) == 1
    empty = await browser.post(f"{path}/narasumber", data={"name": " ", "office": "Unhas"}, headers=budi)
    assert empty.status_code == 422
    assert 'value="Unhas"' in empty.text
    wrong = await browser.post(f"{path}/narasumber", data={"user": "99999999"}, headers=budi)
    assert wrong.status_code == 422


async def test_nobody_outside_the_team_searches_people(browser):
    kim, _one, path, _budi = await scene()
    member = await make.signed_in(await make.member(kim))
    for page in ("narasumber", "tim"):
        assert (await browser.get(f"{path}/{page}?cari=budi", headers=member)).status_code == 404


# --------------------------------------------------------------------------------------------- questions


async def test_questions_are_asked_in_order_and_on_condition(browser):
    _kim, one, path, budi = await scene()
    at = f"{path}/pertanyaan"
    await browser.post(
        at, data={"label": "Membawa laptop?", "kind": "yesno", "required": "on"}, headers=budi
    )
    (laptop,) = await questions.of(one.id)
    size = {
        "label": "Ukuran kaos",
        "kind": "choice",
        "options": "S\nM\n\nM\nL",
        "condition": f"{laptop.id}:ya",
    }
    for _n in range(2):
        assert (await browser.post(at, data=size, headers=budi)).status_code == 303
    there = await questions.of(one.id)
    assert [each.choices for each in there] == [["ya", "tidak"], ["S", "M", "L"]]
    assert (there[1].only_if, there[1].only_if_answer, there[0].required) == (laptop.id, "ya", True)
    page = (await browser.get(at, headers=budi)).text
    assert "Hanya bila “Membawa laptop?” dijawab Ya." in page

    up = await browser.post(f"{at}/{there[1].id}/naik", headers=budi)  # before what it depends on
    assert up.status_code == 403
    gone = await browser.post(f"{at}/{laptop.id}/hapus", headers=budi)
    assert gone.status_code == 403
    assert "bergantung" in gone.text
    other = await browser.post(
        f"{at}/{laptop.id}", data={"label": "Membawa laptop?", "kind": "text"}, headers=budi
    )
    assert other.status_code == 422
    free = {"label": "Ukuran kaos", "kind": "choice", "options": "S\nM\nL"}
    assert (await browser.post(f"{at}/{there[1].id}", data=free, headers=budi)).status_code == 303
    assert (await browser.post(f"{at}/{there[1].id}/naik", headers=budi)).status_code == 303
    assert (await browser.post(f"{at}/{laptop.id}/hapus", headers=budi)).status_code == 303
    assert [each.label for each in await questions.of(one.id)] == ["Ukuran kaos"]


async def test_what_is_answered_keeps_its_question(browser):
    _kim, one, path, budi = await scene()
    at = f"{path}/pertanyaan"
    await browser.post(at, data={"label": "Ukuran kaos", "kind": "choice", "options": "S\nM"}, headers=budi)
    (size,) = await questions.of(one.id)
    await make.registration(one, await make.user(), answers=f'{{"{size.id}": "S"}}')
    assert (await browser.post(f"{at}/{size.id}/hapus", headers=budi)).status_code == 403
    narrower = {"label": "Ukuran", "kind": "choice", "options": "M\nL"}
    assert (await browser.post(f"{at}/{size.id}", data=narrower, headers=budi)).status_code == 422
    wider = {"label": "Ukuran baju", "kind": "choice", "options": "S\nM\nL"}
    assert (await browser.post(f"{at}/{size.id}", data=wider, headers=budi)).status_code == 303
    assert (await questions.of(one.id))[0].choices == ["S", "M", "L"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": ""}, "Tulis pertanyaannya."),
        ({"kind": "essay"}, "Pilih satu dari daftar."),
        ({"kind": "choice", "options": "satu"}, "Tulis 2 sampai 12 pilihan"),
        ({"kind": "choice", "options": "x" * 101 + "\nb"}, "paling panjang 100 huruf"),
        ({"condition": "77:ya"}, "Pilih satu dari daftar."),
    ],
)
async def test_a_slip_in_a_question_is_named(browser, fields, said):
    _kim, one, path, budi = await scene()
    typed = {"label": "Nomor sepatu?", "kind": "text", "options": "tetap di sini"} | fields
    for headers in (budi, budi | HTMX):
        answer = await browser.post(f"{path}/pertanyaan", data=typed, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
        assert typed["options"].splitlines()[0] in answer.text
    assert await questions.of(one.id) == []


async def test_there_are_never_more_than_ten_questions(browser):
    _kim, one, path, budi = await scene()
    for n in range(9):
        await browser.post(
            f"{path}/pertanyaan", data={"label": f"Pertanyaan {n}", "kind": "text"}, headers=budi
        )
    await asyncio.gather(
        *(
            browser.post(f"{path}/pertanyaan", data={"label": f"Lagi {n}", "kind": "text"}, headers=budi)
            for n in range(3)
        )
    )
    assert len(await questions.of(one.id)) == 10
    assert "Sudah 10 pertanyaan" in (await browser.get(f"{path}/pertanyaan", headers=budi)).text


# ---------------------------------------------------------------------------------------------- audience


async def test_the_audience_is_searched_for_added_and_taken_off(browser):
    _kim, one, path, budi = await scene()
    other = await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    at = f"{path}/sasaran"
    page = (await browser.get(f"{at}?cari=carigading", headers=budi | HTMX)).text
    assert "KIM Carigading" in page
    assert "<html" not in page
    for _n in range(2):
        await browser.post(at, data={"organization": str(other.id)}, headers=budi)
    place = {"wilayah": "73.08.16", "wilayah_q": "Awangpone"}
    for _n in range(2):
        assert (await browser.post(at, data=place, headers=budi)).status_code == 303
    entries = await audience.of(one.id)
    assert [(each.organization, each.wilayah_code) for each in entries] == [
        (None, "73.08.16"),
        (other.id, ""),
    ]
    assert "Awangpone" in entries[0].name
    note = await browser.post(at, data={"audience_note": "Admin situs"}, headers=budi)
    assert note.status_code == 303
    assert "Admin situs" in (await browser.get(at, headers=budi)).text
    assert (await browser.post(at, data={"organization": "424242"}, headers=budi)).status_code == 422
    vague = await browser.post(at, data={"wilayah_q": "Awang"}, headers=budi)
    assert vague.status_code == 422
    assert "Pilih satu wilayah dari daftar." in vague.text
    look = await browser.post(at, data={"wilayah_q": "Awangpone", "cari": "wilayah"}, headers=budi)
    assert look.status_code == 200
    await browser.post(f"{at}/{entries[0].id}/hapus", headers=budi)
    assert [each.organization for each in await audience.of(one.id)] == [other.id]


# -------------------------------------------------------------------------------------------------- team


async def test_the_owner_lets_people_help_and_takes_it_back(browser):
    kim, one, path, budi = await scene()
    person = await make.member(await make.kim("KIM Tetangga"), "Wardah Saleh")
    wardah = await make.signed_in(person)
    assert (await browser.get(f"{path}/sunting", headers=wardah)).status_code == 404
    found = (await browser.get(f"{path}/tim?cari=wardah", headers=budi)).text
    assert "Wardah Saleh" in found
    exact = (await browser.get(f"{path}/tim?cari=@{person.username}", headers=budi)).text
    assert "Wardah Saleh" in exact

    data = {"user": str(person.id), "role": "organizer"}
    for _n in range(2):
        assert (await browser.post(f"{path}/tim", data=data, headers=budi)).status_code == 303
    assert await Event.count().where(Event.kind == "HelperChanged") == 1
    assert (await browser.get(f"{path}/sunting", headers=wardah)).status_code == 200
    assert (await browser.get(f"{path}/tim", headers=wardah)).status_code == 404  # hands nothing on
    assert (await browser.post(f"{path}/tim", data=data, headers=wardah)).status_code == 403

    await browser.post(f"{path}/tim", data=data | {"role": "door"}, headers=budi)
    assert (await browser.get(f"{path}/sunting", headers=wardah)).status_code == 404
    (helper,) = await team.of(one.id)
    assert helper.role == "door"
    await browser.post(f"{path}/tim/{helper.id}/cabut", headers=budi)
    assert await team.of(one.id) == []
    for wrong in ({"user": str(person.id), "role": "boss"}, {"user": "77777", "role": "door"}):
        assert (await browser.post(f"{path}/tim", data=wrong, headers=budi)).status_code == 422
    member = await make.signed_in(await make.member(kim, "Siti Biasa"))
    assert (await browser.post(f"{path}/tim", data=data, headers=member)).status_code == 403


# ------------------------------------------------------------------------------------------------- files


async def test_files_are_handed_out_to_whom_they_are_for(browser):
    kim, one, path, budi = await scene()
    at = f"{path}/berkas"
    for name, for_whom in (("umum.txt", "public"), ("peserta.txt", "confirmed"), ("tim.txt", "team")):
        files = {"file": (name, f"isi {name}".encode(), "text/plain")}
        for _n in range(2):  # sent twice: there once
            answer = await browser.post(at, data={"for_whom": for_whom}, files=files, headers=budi)
            assert answer.status_code == 303
    found = await materials.of(one.id)
    assert [file.name for file in found] == ["umum.txt", "peserta.txt", "tim.txt"]
    seated, stranger = await make.member(kim, "Siti"), await make.member(kim, "Ani")
    await make.registration(one, seated)
    got = {
        name: [(await browser.get(f"{at}/{file.id}", headers=headers)).status_code for file in found]
        for name, headers in (
            ("team", budi),
            ("seated", await make.signed_in(seated)),
            ("stranger", await make.signed_in(stranger)),
        )
    }
    assert got == {"team": [200, 200, 200], "seated": [200, 200, 404], "stranger": [200, 404, 404]}
    await browser.post(f"{at}/{found[0].id}/sunting", data={"for_whom": "team"}, headers=budi)
    assert (await materials.of(one.id))[0].for_whom == "team"
    assert (await browser.post(at, data={"for_whom": "public"}, headers=budi)).status_code == 422
    bad = await browser.post(f"{at}/{found[0].id}/sunting", data={"for_whom": "all"}, headers=budi)
    assert bad.status_code == 422
    await browser.post(f"{at}/{found[0].id}/hapus", headers=budi)
    assert len(await materials.of(one.id)) == 2


# ------------------------------------------------------------------------------------------------- kinds


async def test_a_district_makes_the_list_of_kinds_longer(browser):
    kim, one, path, budi = await scene()
    irma = await make.signed_in(await make.pembina())
    elsewhere = await make.signed_in(await make.pembina("73.09", "Dewi Maros"))
    assert (await browser.get("/pelatihan/jenis", headers=budi)).status_code == 404
    assert (
        await browser.post("/pelatihan/jenis", data={"label": "Ronda"}, headers=budi)
    ).status_code == 403
    answer = await browser.post("/pelatihan/jenis", data={"label": "Tudang sipulung"}, headers=irma)
    assert answer.status_code == 303
    for again in ("Tudang  Sipulung", "workshop", ""):
        no = await browser.post("/pelatihan/jenis", data={"label": again}, headers=irma)
        assert no.status_code == 422, again
    assert ("tudang_sipulung", "Tudang sipulung") in await kind_list.options(kim.wilayah_code)
    assert "tudang_sipulung" not in dict(await kind_list.options("73.09.01.2001"))
    assert "Tudang sipulung" in (await browser.get("/pelatihan/baru", headers=budi)).text

    form = {"title": "Musyawarah adat", "kind": "tudang_sipulung", "version": "1", "venue": "Balai"}
    await browser.post(f"{path}/sunting/isi", data=form, headers=budi)
    assert (await Workshop.objects().get(Workshop.id == one.id)).kind == "tudang_sipulung"
    row = await WorkshopKind.objects().first()
    assert (await browser.post(f"/pelatihan/jenis/{row.id}/simpan", headers=elsewhere)).status_code == 403
    await browser.post(f"/pelatihan/jenis/{row.id}/simpan", headers=irma)
    assert "tudang_sipulung" not in dict(await kind_list.options(kim.wilayah_code))
    assert await kind_list.label_of("tudang_sipulung") == "Tudang sipulung"  # kept for old events
    assert "Tudang sipulung" in (await browser.get(f"{path}/sunting/isi", headers=budi)).text
    await browser.post(f"/pelatihan/jenis/{row.id}/pakai", headers=irma)
    assert "tudang_sipulung" in dict(await kind_list.options(kim.wilayah_code))


# --------------------------------------------------------------------------------------- all of them


async def test_a_part_is_not_there_below_another_event(browser):
    kim, one, path, budi = await scene()
    other = await make.workshop(kim, "Kegiatan lain")
    elsewhere = f"/pelatihan/{other.slug}"
    await browser.post(f"{path}/narasumber", data={"name": "Dr. Nur"}, headers=budi)
    await browser.post(
        f"{path}/pertanyaan", data={"label": "Membawa laptop?", "kind": "yesno"}, headers=budi
    )
    await browser.post(f"{path}/sasaran", data={"organization": str(kim.id)}, headers=budi)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    await browser.post(
        f"{path}/sesi/{session.id}/acara", data={"title": "Materi", "start": "09:30"}, headers=budi
    )
    (speaker,), (question,) = await speakers.of(one.id), await questions.of(one.id)
    (entry,), ((line,),) = await audience.of(one.id), [day.lines for day in await schedule.of(one.id)]
    for part in (
        f"narasumber/{speaker.id}",
        f"pertanyaan/{question.id}",
        f"sesi/{session.id}",
        f"acara/{line.id}",
    ):
        assert (await browser.get(f"{path}/{part}", headers=budi)).status_code == 200
        assert (await browser.get(f"{elsewhere}/{part}", headers=budi)).status_code == 404
        assert (await browser.post(f"{elsewhere}/{part}/hapus", headers=budi)).status_code == 404
    assert (await browser.post(f"{elsewhere}/sasaran/{entry.id}/hapus", headers=budi)).status_code == 404
    assert (
        len(await speakers.of(one.id))
        == len(await questions.of(one.id))
        == len(await audience.of(one.id))
        == 1
    )


async def test_pages_ask_no_more_for_three_things_than_for_one(browser):
    _kim, one, path, budi = await scene()
    asked: dict[str, list[int]] = {}
    pages = ("sunting", "sesi", "narasumber", "pertanyaan", "sasaran", "tim", "berkas")
    codes = ("73.08.16", "73.08.16.2009", "73.08")
    for n in range(3):
        await browser.post(f"{path}/sesi/hari", headers=budi)
        await browser.post(f"{path}/narasumber", data={"name": f"Dr. Nur {n}"}, headers=budi)
        await browser.post(
            f"{path}/pertanyaan", data={"label": f"Pertanyaan {n}", "kind": "text"}, headers=budi
        )
        await make.helper(one, await make.user(f"Orang {n}"))
        await WorkshopAudience(workshop=one.id, wilayah_code=codes[n]).save()
        files = {"file": (f"{n}.txt", f"isi {n}".encode(), "text/plain")}
        await browser.post(f"{path}/berkas", data={"for_whom": "public"}, files=files, headers=budi)
        if n == 1:
            continue
        for page in pages:
            with queries() as seen:
                assert (await browser.get(f"{path}/{page}", headers=budi)).status_code == 200
            asked.setdefault(page, []).append(len(seen))
    assert {page: counts for page, counts in asked.items() if counts[1] > counts[0]} == {}
    assert max(counts[1] for counts in asked.values()) <= 16, asked


async def test_two_editors_of_one_small_form_lose_nothing(browser):
    kim, one, path, budi = await scene()
    rahma = await make.signed_in(await make.kim_admin(kim, "Rahmawati Latif"))
    await browser.post(f"{path}/narasumber", data={"name": "Dr. Nur"}, headers=budi)
    await browser.post(
        f"{path}/pertanyaan", data={"label": "Membawa laptop?", "kind": "yesno"}, headers=budi
    )
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == one.id)
    await browser.post(
        f"{path}/sesi/{session.id}/acara", data={"title": "Materi", "start": "09:30"}, headers=budi
    )
    (speaker,), (question,) = await speakers.of(one.id), await questions.of(one.id)
    line = (await schedule.of(one.id))[0].lines[0]
    view = await workshops.by_id(one.id)
    day = schedule.as_form((await schedule.of(one.id))[0], view)
    name = speakers.as_form(speaker)
    label = questions.as_form(question)
    title = rundown.as_form(line, view)
    for part, shown, field in (
        (f"narasumber/{speaker.id}", name, "name"),
        (f"pertanyaan/{question.id}", label, "label"),
        (f"acara/{line.id}", title, "title"),
        (f"sesi/{session.id}", day, "room"),
    ):
        theirs, mine = shown | {field: "Dari Rahma"}, shown | {field: "Dari Budi"}
        before = seen_in((await browser.get(f"{path}/{part}", headers=budi)).text)
        assert (await browser.post(f"{path}/{part}", data=theirs, headers=rahma)).status_code == 303
        no = await browser.post(f"{path}/{part}", data=mine | {"seen": before}, headers=budi)
        assert no.status_code == 422, part
        assert "Rahmawati Latif menyimpan perubahan saat Anda menulis" in no.text
        assert "<dd>Dari Rahma</dd>" in no.text
        assert 'value="Dari Budi"' in no.text
        again = mine | {"seen": seen_in(no.text)}
        for _n in range(2):  # taken over; sent twice it is no clash with oneself
            assert (await browser.post(f"{path}/{part}", data=again, headers=budi)).status_code == 303, part
        assert 'value="Dari Budi"' in (await browser.get(f"{path}/{part}", headers=budi)).text


def seen_in(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


async def test_nobody_learns_the_register_by_heart(browser, monkeypatch):
    _kim, one, path, budi = await scene()
    person = await make.member(await make.kim("KIM Tetangga"), "Wardah Saleh")
    monkeypatch.setattr(finding_people, "ASKS", 3)
    for _n in range(3):
        assert (await browser.get(f"{path}/tim?cari=wardah", headers=budi)).status_code == 200
    for address, data in (
        ("tim", {"user": str(person.id), "role": "door"}),
        ("narasumber", {"user": str(person.id)}),
    ):
        answer = await browser.post(f"{path}/{address}", data=data, headers=budi)
        assert answer.status_code == 429
    assert (await browser.get(f"{path}/narasumber?cari=wardah", headers=budi)).status_code == 429
    assert await team.of(one.id) == []
    assert await speakers.of(one.id) == []
    typed = await browser.post(f"{path}/narasumber", data={"name": "Wardah Saleh"}, headers=budi)
    assert typed.status_code == 303  # a name can always be written
