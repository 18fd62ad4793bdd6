"""Daftar hadir on paper: row numbers, printed sheets, ticking, photos."""

import io
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from pypdf import PdfReader

from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.files import store
from kimhub.core.tables import Event
from kimhub.workshops import door, row_numbers, sheet_photos
from kimhub.workshops.tables import Workshop, WorkshopFile
from kimhub.workshops.tables_door import Attendance, Sheet
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.workshops.test_door import Hall, hall, helper, item, present, send
from tests.world import make_picture


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-14, 17, 20", [*range(1, 15), 17, 20]),
        ("3", [3]),
        ("5 – 7;9\n2", [2, 5, 6, 7, 9]),
        ("1 s.d. 3 dan 8", [1, 2, 3, 8]),
        ("1 s/d 3, 10 sampai 12.", [1, 2, 3, 10, 11, 12]),
        ("7-5, 6, 6", [5, 6, 7]),
    ],
)
def test_row_numbers_are_read_as_people_write_them(text: str, numbers: list[int]):
    assert row_numbers.read(text, 20) == numbers
    assert row_numbers.read(row_numbers.written(numbers), 20) == numbers


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Tulis nomor baris"),
        (" , ;", "Tulis nomor baris"),
        ("satu, 2", "“satu” bukan nomor baris"),
        ("1-2-3", "“1-2-3” bukan nomor baris"),
        ("19-25", "19-25 di luar lembar ini: barisnya 1 sampai 20"),
        ("0", "0 di luar lembar ini"),
        ("99999", "bukan nomor baris"),
        ("٣", "bukan nomor baris"),
        ("1" * 3000, "terlalu panjang"),
    ],
)
def test_what_is_no_row_number_is_explained(text: str, said: str):
    with pytest.raises(Invalid) as no:
        row_numbers.read(text, 20)
    assert said in no.value.errors["numbers"]


async def sheet_of(browser: httpx.AsyncClient, here: Hall, who: dict[str, str]) -> str:
    home = f"/pelatihan/{here.workshop.slug}/daftar-hadir"
    answer = await browser.post(home, headers=who, data={"session": here.session})
    return str(answer.headers["location"]).removesuffix("/cetak")


async def test_a_sheet_is_printed_ticked_and_counts_nobody_twice(browser: httpx.AsyncClient):
    here = await hall(20)
    who = await helper(here)
    sheet = await sheet_of(browser, here, who)
    assert await sheet_of(browser, here, who) == sheet  # nothing changed: the same sheet
    printed = await browser.get(f"{sheet}/cetak", headers=who)
    for expected in ("Orang 019", "DAFTAR HADIR PESERTA", "Lembar 1 ·", '<td class="signature">25.</td>'):
        assert expected in printed.text

    # After it was printed: somebody signs up who stands before all others, somebody leaves.
    await make.registration(here.workshop, name="Aaa Terlambat")
    await Registration.update({Registration.state: "cancelled"}).where(Registration.id == here.people[4].id)
    await send(browser, here, who, item(here, here.people[0]), item(here, here.people[1]))

    bad = await browser.post(sheet, headers=who, data={"numbers": "1-3, tiga, 40", "key": str(uuid4())})
    assert bad.status_code == 422
    assert 'value="1-3, tiga, 40"' in bad.text
    assert "“tiga” bukan nomor baris" in bad.text
    assert "40 di luar lembar ini" in bad.text

    form = {"numbers": "1-6, 20", "key": str(uuid4())}
    seen = await browser.post(sheet, headers=who, data=form)
    for expected in (
        "Orang 000",
        "Orang 019",
        "sudah tercatat hadir",
        "Orang 004 sudah membatalkan",
        "Catat 4 orang",
    ):
        assert expected in seen.text
    assert len(await present(here)) == 2  # only looked at so far
    for _twice in range(2):
        done = await browser.post(sheet, headers=who, data=form | {"step": "save"})
        assert done.status_code == 303
    expected_ids = [here.people[n].id for n in (0, 1, 2, 3, 5, 19)]
    assert await present(here) == sorted(expected_ids)
    assert (await door.counts(here.workshop.id))[here.session].present == 6
    methods = await Attendance.select(Attendance.method, Attendance.registration)
    assert {row["method"] for row in methods if row["registration"] == here.people[0].id} == {"list"}

    second = await sheet_of(browser, here, who)
    assert second.endswith("/2")
    assert "Aaa Terlambat" in (await browser.get(f"{second}/cetak", headers=who)).text
    assert "Aaa Terlambat" not in (await browser.get(f"{sheet}/cetak", headers=who)).text
    assert "sudah dicatat" in (await browser.get(sheet.rpartition("/")[0], headers=who)).text


async def test_a_tick_in_the_evening_says_that_the_person_came_while_it_was_on(browser: httpx.AsyncClient):
    begun = now() - timedelta(hours=9)
    here = await hall(1, starts_at=begun, ends_at=begun + timedelta(hours=6))
    who = await helper(here)
    await send(browser, here, who, item(here, here.people[0], "out"))
    sheet = await sheet_of(browser, here, who)
    await browser.post(sheet, headers=who, data={"numbers": "1", "key": str(uuid4()), "step": "save"})
    row = await Attendance.objects().first()

    assert row
    assert row.at == begun + timedelta(hours=6)
    assert row.method == "paper"


async def test_numbers_of_telephones_are_printed_for_the_team_only(browser: httpx.AsyncClient):
    here = await hall(0)
    await make.registration(here.workshop, name="<b>Siti</b>", phone="+6281277778888", sex="P")
    at_door, team = await helper(here), await helper(here, "Panitia", "organizer")
    sheet = await sheet_of(browser, here, at_door)
    texts = {}
    for name, who in (("door", at_door), ("team", team)):
        for asked in ("", "?hp=1"):
            page = await browser.get(f"{sheet}/cetak{asked}", headers=who)
            pdf = await browser.get(f"{sheet}/pdf{asked}", headers=who)
            assert pdf.headers["content-type"] == "application/pdf"
            words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
            assert "<b>Siti</b>" in words
            assert "Lembar 1" in words
            assert "<b>Siti</b>" not in page.text
            texts[name, asked] = ("0812-7777-8888" in page.text, "0812-7777-8888" in words)
            seen = await Event.count().where(Event.kind == "PeopleSeen")
            assert seen == (name == "team" and asked != "")  # who saw numbers is written down

    assert texts == {
        ("door", ""): (False, False),
        ("door", "?hp=1"): (False, False),
        ("team", ""): (False, False),
        ("team", "?hp=1"): (True, True),
    }
    siti = await make.user("Siti", phone="+6281277779999")  # an account keeps its number, but not for them
    await make.registration(here.workshop, siti)
    later = await sheet_of(browser, here, team)
    assert "0812-7777-9999" in (await browser.get(f"{later}/cetak?hp=1", headers=team)).text
    await Workshop.update({Workshop.purged_at: now()}).where(Workshop.id == here.workshop.id)
    page = await browser.get(f"{later}/cetak?hp=1", headers=team)
    assert "Siti" in page.text
    assert "0812-7777" not in page.text


async def test_photos_of_a_signed_sheet_are_kept_for_the_team(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    here = await hall(1)
    at_door, team = await helper(here), await helper(here, "Panitia", "organizer")
    sheet = await sheet_of(browser, here, at_door)
    none = await browser.post(f"{sheet}/foto", headers=at_door, data={"x": "1"})
    assert none.status_code == 422
    for letter in "ab":
        file = {"photo": (f"{letter}.webp", make_picture(letter), "image/webp")}
        assert (await browser.post(f"{sheet}/foto", headers=at_door, files=file)).status_code == 303
    wrong = {"photo": ("a.svg", b"<svg/>", "image/svg+xml")}
    assert (await browser.post(f"{sheet}/foto", headers=at_door, files=wrong)).status_code == 422
    monkeypatch.setattr(sheet_photos, "UPLOADS", 3)
    assert (await browser.post(f"{sheet}/foto", headers=at_door, files=wrong)).status_code == 429

    kept = await WorkshopFile.select().order_by(WorkshopFile.id)
    assert [(row["purpose"], row["for_whom"]) for row in kept] == [("sheet", "team")] * 2
    row = await Sheet.objects().first()
    assert row
    assert row.photo == kept[1]["id"]
    address = f"/pelatihan/{here.workshop.slug}/berkas/{kept[0]['id']}"
    assert (await browser.get(address, headers=team)).status_code == 200
    assert (await browser.get(address, headers=at_door)).status_code == 404
    assert await sheet_photos.forget_older(now() - sheet_photos.KEPT) == 0
    assert address in (await browser.get(sheet, headers=team)).text
    assert address not in (await browser.get(sheet, headers=at_door)).text

    assert await sheet_photos.forget_older(now() + timedelta(days=1)) == 2  # two years after the event
    assert (await browser.get(address, headers=team)).status_code == 404
    assert not await store().size(kept[0]["file"])
    assert (await browser.get(sheet, headers=team)).status_code == 200


async def test_sheets_are_for_those_at_this_door(browser: httpx.AsyncClient):
    here, there = await hall(1), await hall(1)
    foreign = await helper(there)
    sheet = await sheet_of(browser, here, await helper(here))
    for address in (sheet, f"{sheet}/cetak", f"{sheet}/pdf", sheet.rpartition("/")[0]):
        assert (await browser.get(address, headers=foreign)).status_code == 404
    form = {"numbers": "1", "key": str(uuid4()), "step": "save"}
    assert (await browser.post(sheet, headers=foreign, data=form)).status_code == 403
    assert (await browser.get(f"{sheet}9", headers=await helper(here))).status_code == 404
    mine = await helper(here)
    wrong = await browser.post(sheet.rpartition("/")[0], headers=mine, data={"session": there.session})
    assert wrong.status_code == 403

    await Workshop.update({Workshop.state: "finished", Workshop.finished_at: now()}).where(
        Workshop.id == here.workshop.id
    )
    assert (await browser.post(sheet, headers=mine, data=form)).status_code == 403
    assert "ditutup" in (await browser.get(sheet, headers=mine)).text
    assert await present(here) == []
