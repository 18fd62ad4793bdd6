"""Lists out: the right columns for the right people, nothing that runs in a spreadsheet, each one noted."""

import csv
import io
import json

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kimhub.core.tables import Event
from kimhub.workshops.tables import WorkshopQuestion, WorkshopSession
from kimhub.workshops.tables_after import ListExport
from kimhub.workshops.tables_door import Attendance
from tests import make

FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
async def event(app):
    """Two who are confirmed, one of them was there and answered; one waits."""
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    workshop = await make.workshop(kim, slug="menulis-berita")
    question = WorkshopQuestion(workshop=workshop.id, label="Ukuran kaos", kind="text")
    await question.save()
    siti = await make.member(kim, FORMULA, phone="+6281355551111")
    there = await make.registration(
        workshop, siti, sex="P", organization=kim.id, answers=json.dumps({str(question.id): "XL"})
    )
    await make.registration(workshop, None, name="Tamu Jauh", phone="+6281355552222", from_where="Bappeda")
    await make.registration(workshop, await make.member(kim, "Menunggu"), "waiting")
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == workshop.id)
    await Attendance(
        registration=there.id,
        session=session.id,
        workshop=workshop.id,
        at=workshop.starts_at,
        method="list",
    ).save()
    return kim, admin, workshop


ALL = [
    "number", "name", "sex", "house", "kind", "state", "code", "phone", "email", "signed_up", "attendance",
    "answers",
]  # fmt: skip


async def test_a_csv_has_what_was_asked_for_and_nothing_that_runs(browser, event):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/unduh"
    assert "Nomor HP" in (await browser.get(page, headers=headers)).text
    answer = await browser.post(
        page, data={"subset": "confirmed", "format": "csv", "columns": ALL}, headers=headers
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="menulis-berita-terdaftar.csv"'
    assert answer.headers["cache-control"] == "no-store"
    header, first, second = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert header[:4] == ["No.", "Nama", "L/P", "KIM atau instansi"]
    assert header[-1] == "Ukuran kaos"
    assert first[1] == f"'{FORMULA}"
    assert (first[2], first[7], first[-2], first[-1]) == ("P", "0813-5555-1111", "Hadir", "XL")
    assert (second[1], second[3], second[-2], second[-1]) == ("Tamu Jauh", "Bappeda", "", "")

    (noted,) = await ListExport.select()
    assert (noted["rows"], noted["with_contacts"], noted["by"]) == (2, True, admin.id)
    assert await Event.count().where(Event.kind == "ListTaken") == 1


async def test_a_workbook_keeps_a_formula_as_text(browser, event):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    form = {"subset": "present", "format": "xlsx", "columns": ["number", "name", "signed_up"]}
    answer = await browser.post(f"/pelatihan/{workshop.slug}/unduh", data=form, headers=headers)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert [row[:2] for row in rows] == [["No.", "Nama"], [1.0, FORMULA]]
    assert rows[1][2].year >= 2026


async def test_a_pdf_carries_the_letterhead_and_the_names(browser, event):
    _kim, admin, workshop = event
    form = {"subset": "all", "format": "pdf", "columns": ["number", "name", "state", "house"]}
    answer = await browser.post(
        f"/pelatihan/{workshop.slug}/unduh", data=form, headers=await make.signed_in(admin)
    )
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in ("Mallari", "Tamu Jauh", "Daftar tunggu", "Berisi data pribadi"):
        assert words in text


async def test_what_is_missing_is_said_and_what_was_chosen_stays(browser, event):
    _kim, admin, workshop = event
    form = {"subset": "nonsense", "format": "", "columns": ["number", "phone_of_others"]}
    answer = await browser.post(
        f"/pelatihan/{workshop.slug}/unduh", data=form, headers=await make.signed_in(admin)
    )
    assert answer.status_code == 422
    for words in (
        "Pilih siapa yang masuk daftar.",
        "Pilih jenis berkasnya.",
        "Pilih paling sedikit satu kolom.",
    ):
        assert words in answer.text
    assert await ListExport.count() == 0


async def test_only_the_team_takes_lists_out(browser, event):
    kim, _admin, workshop = event
    at_the_door, member = await make.member(kim, "Penjaga"), await make.member(kim, "Anggota")
    await make.helper(workshop, at_the_door, "door")
    for person in (at_the_door, member, await make.kim_admin(await make.kim("KIM Carigading"))):
        headers = await make.signed_in(person)
        page = f"/pelatihan/{workshop.slug}/unduh"
        assert (await browser.get(page, headers=headers)).status_code == 404
        answer = await browser.post(page, data={"subset": "all"}, headers=headers)
        assert answer.status_code == 403
    assert await ListExport.count() == 0
