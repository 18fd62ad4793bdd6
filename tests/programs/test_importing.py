"""Lines from a sheet, through the pages: tried, confirmed once, taken out again."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import xlsxwriter

from kimhub.core.db import now
from kimhub.core.jobs import Tick
from kimhub.programs import importing, programs, reading
from kimhub.programs.tables import ProgramImport, ProgramLine
from tests import make

THREE = """No\tBidang\tNama Kegiatan\tSasaran\tIndikator\tWaktu Pelaksanaan\tPJ\tAnggaran (Rp)\tSumber Dana
1\tDiseminasi\tPelatihan berita\t20 orang kader PKK\t48 berita terbit\tFeb-Apr\tNurhayati\tRp1.500.000,-\tDD
2\t\tPapan informasi dusun\tWarga\tPapan terpasang: 4 buah\tTW I\tSyamsul Bahri\t1,5 juta\tswadaya
3\tDiskusi\tDiskusi bulanan\tWarga\t12 kali diskusi\ttiap bulan\tMuh. Fadil\t-\t
\t\tJUMLAH\t\t\t\t\t3.000.000\t
"""


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def tried(browser, path, headers, text=THREE):
    answer = await browser.post(f"{path}/impor", data={"text": text, "key": str(uuid4())}, headers=headers)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_three_pasted_rows_become_lines_once_and_leave_together(browser):
    kim = await make.kim()
    chair = await make.signed_in(await make.kim_admin(kim, "Nurhayati"))
    made = await make.program(kim, "Papan informasi dusun")
    path = f"/program/{made.slug}"
    assert (await browser.get(f"{path}/impor", headers=chair)).status_code == 200
    trial = await tried(browser, path, chair)
    page = (await browser.get(trial, headers=chair)).text
    for words in (
        "Pelatihan berita",
        "baris 2",
        "Rp1.500.000",
        "Sudah ada di program",
        "kader PKK",
    ):
        assert words in page
    program = await programs.by_id(made.id)
    assert program
    assert len((await reading.working(program)).lines) == 1  # nothing is written yet
    none = await browser.post(trial, data={}, headers=chair)
    assert none.status_code == 422
    for _twice in range(2):
        answer = await browser.post(trial, data={"rows[]": ["2", "4"]}, headers=chair)
        assert answer.status_code == 303
    whole = await reading.working(program)
    assert [line.name for line in whole.lines] == [
        "Papan informasi dusun", "Pelatihan berita", "Diskusi bulanan",
    ]  # fmt: skip
    line = whole.lines[1]
    assert line.section == "Diseminasi"
    assert line.month_list == [2, 3, 4]
    assert (line.target_group, line.target_count) == ("kader PKK", 20)
    assert line.pic_user
    assert line.items[0].source == "dana_desa"
    assert (line.indicators[0].target, line.indicators[0].unit) == (4800, "berita")
    assert whole.lines[2].rhythm == "tiap bulan"
    again = await programs.by_id(made.id)
    assert again
    assert again.rev > program.rev
    assert (await browser.post(f"{trial}/urungkan", headers=chair)).status_code == 303
    assert len((await reading.working(program)).lines) == 1
    assert "diurungkan" in (await browser.get(trial, headers=chair)).text
    assert (await importing.of(made.id))[0].state == "undone"


def workbook() -> bytes:
    """A program as it lies on the laptop of a chair: merged cells, a grid of months, numbers and dates."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Sampul").write(0, 0, "KIM Mallari")
        sheet = book.add_worksheet("Proker")
        sheet.merge_range("A1:R1", "PROGRAM KERJA KIM 2026")
        for column, words in (
            (0, "No"),
            (1, "Bidang"),
            (2, "Kegiatan"),
            (15, "PJ"),
            (16, "Biaya"),
            (17, "Ket"),
        ):
            sheet.merge_range(2, column, 3, column, words)
        sheet.merge_range(2, 3, 2, 14, "Bulan")
        for month in range(12):
            sheet.write(3, 3 + month, month + 1)
        sheet.merge_range(4, 1, 5, 1, "Diseminasi")
        sheet.write_row(4, 2, ["Papan informasi", "x", "x"])
        sheet.write_row(4, 15, ["Nurhayati", 3850000, "Dana Desa"])
        sheet.write_row(5, 2, ["=HYPERLINK(1)"])
        sheet.write(5, 7, "v")
        sheet.write_row(5, 15, ["Budi", 250000.0])
        sheet.write_row(6, 1, ["Jumlah"])
        sheet.write_formula(6, 16, "=SUM(Q5:Q6)", None, 4100000)
    return buffer.getvalue()


async def test_a_workbook_is_read_and_its_columns_are_put_right(browser):
    kim = await make.kim()
    chair = await make.signed_in(await make.kim_admin(kim))
    made = await make.program(kim)
    path = f"/program/{made.slug}"
    files = {"file": ("proker 2026.xlsx", workbook(), "application/octet-stream")}
    key = str(uuid4())
    answer = await browser.post(f"{path}/impor", data={"key": key}, files=files, headers=chair)
    assert answer.status_code == 303
    trial = answer.headers["location"]
    again = await browser.post(f"{path}/impor", data={"key": key}, files=files, headers=chair)
    assert again.headers["location"] == trial  # sent twice it is kept once
    page = (await browser.get(trial, headers=chair)).text
    for words in (
        "Papan informasi",
        "Rp3.850.000",
        "Jan–Feb",
        "Dana Desa",
        "Rp250.000",
        "baris 6",
        "proker 2026.xlsx (Proker)",
    ):
        assert words in page
    fields = ["number", "section", "name", *(f"month-{n}" for n in range(1, 13)), "pic", "amount", "source"]
    wrong = await browser.post(f"{trial}/kolom", data={"fields[]": ["number"]}, headers=chair)
    assert wrong.status_code == 422
    assert "nama kegiatan" in wrong.text
    double = await browser.post(f"{trial}/kolom", data={"fields[]": ["name", "name"]}, headers=chair)
    assert "dipilih untuk dua kolom" in double.text
    data = {"fields[]": fields, "first": "5", "source": "swadaya", "pic": "Ani"}
    assert (await browser.post(f"{trial}/kolom", data=data, headers=chair)).status_code == 303
    await browser.post(trial, data={"rows[]": ["5", "6"]}, headers=chair)
    program = await programs.by_id(made.id)
    assert program
    first, second = (await reading.working(program)).lines[1:]
    assert (first.section, first.items[0].source, first.months) == ("Diseminasi", "dana_desa", 0b11)
    assert (second.section, second.items[0].source, second.month_list) == ("Diseminasi", "swadaya", [5])
    assert not second.indicators  # the box was not ticked
    assert "Ani" not in {first.pic_name, second.pic_name}


async def test_a_table_goes_where_its_program_is_written_and_nowhere_else(browser):
    kim, other, pembina = await make.kim(), await make.kim("KIM Lain"), await make.pembina()
    admin = await make.kim_admin(kim)
    chair, stranger = await make.signed_in(admin), await make.signed_in(await make.kim_admin(other, "Lain"))
    made, theirs = await make.program(kim), await make.program(other)
    path = f"/program/{made.slug}"
    trial = await tried(browser, path, chair)
    assert (await browser.get(trial, headers=stranger)).status_code == 404
    number = trial.rpartition("/")[2]
    foreign = f"/program/{theirs.slug}/impor/{number}"
    assert (await browser.get(foreign, headers=stranger)).status_code == 404  # of another program
    for text, words in (("", "masih kosong"), ("   \n\n", "masih kosong")):
        answer = await browser.post(
            f"{path}/impor", data={"text": text, "key": str(uuid4())}, headers=chair
        )
        assert answer.status_code == 422
        assert words in answer.text
    nonsense = await tried(browser, path, chair, "1\n2\n3\n")
    assert (await browser.get(nonsense, headers=chair)).status_code == 200
    assert (await browser.post(f"{nonsense}/buang", headers=chair)).status_code == 303
    assert (await browser.get(nonsense, headers=chair)).status_code == 404
    await make.submitted(made, admin)
    assert (await browser.post(trial, data={"rows[]": ["2"]}, headers=chair)).status_code == 403
    assert (await browser.get(trial, headers=await make.signed_in(pembina))).status_code == 404
    program = await programs.by_id(made.id)
    assert program
    assert len((await reading.working(program)).lines) == 1


async def test_lines_somebody_has_worked_on_stay_when_the_table_is_taken_back(browser):
    kim = await make.kim()
    chair = await make.signed_in(await make.kim_admin(kim))
    made = await make.program(kim, "Lain")
    trial = await tried(browser, f"/program/{made.slug}", chair)
    await browser.post(trial, data={"rows[]": ["2", "3", "4"]}, headers=chair)
    await ProgramLine.update({ProgramLine.version: 2}).where(ProgramLine.name == "Diskusi bulanan")
    answer = await browser.post(f"{trial}/urungkan", headers=chair)
    assert answer.status_code == 303
    program = await programs.by_id(made.id)
    assert program
    assert [line.name for line in (await reading.working(program)).lines] == ["Lain", "Diskusi bulanan"]
    assert (
        await browser.post(f"{trial}/urungkan", headers=chair)
    ).status_code == 303  # nothing is left to do
    again = await tried(browser, f"/program/{made.slug}", chair)
    assert (await browser.get(again, headers=chair)).text.count("Sudah ada di program") == 1


async def test_a_table_nobody_confirmed_is_forgotten(browser):
    kim = await make.kim()
    chair = await make.signed_in(await make.kim_admin(kim))
    made = await make.program(kim)
    old, fresh = [await tried(browser, f"/program/{made.slug}", chair) for _n in range(2)]
    past = now() - timedelta(minutes=1)
    await ProgramImport.update({ProgramImport.ends_at: past}).where(
        ProgramImport.id == int(old.rpartition("/")[2])
    )
    assert (await browser.get(old, headers=chair)).status_code == 404  # also before it is swept away
    await importing.sweep(Tick(now()))
    assert [f"/program/{made.slug}/impor/{one.id}" for one in await importing.of(made.id)] == [fresh]
    assert await ProgramImport.count() == 1


@pytest.mark.parametrize("name", ["proker lama.xls", "PROKER.DOC", "proker.pdf"])
async def test_a_table_that_we_cannot_read_is_asked_for_as_a_copy(browser, name):
    kim = await make.kim()
    chair = await make.signed_in(await make.kim_admin(kim))
    made = await make.program(kim)
    files = {"file": (name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/octet-stream")}
    answer = await browser.post(
        f"/program/{made.slug}/impor", data={"key": str(uuid4())}, files=files, headers=chair
    )
    assert answer.status_code == 422
    assert "salin tabelnya, lalu tempel di kotak di atas" in answer.text
