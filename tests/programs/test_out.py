"""Programs taken out: sums agree to the Rupiah wherever they stand, and what was typed stays text."""

import csv
import io
import re
import zipfile
from collections import defaultdict
from itertools import count

import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from kimhub.core.prepared import prepare_sql
from kimhub.core.sheet_worker import text_of
from kimhub.core.sheets import Row, decode
from kimhub.core.tables import Event
from kimhub.groups.funding import SOURCES
from kimhub.programs import import_reading, plan, programs, reading, workbook
from kimhub.programs.plan import Plan
from tests import make
from tests.programs import generated

MANY = 500
_sums = prepare_sql(
    "SELECT l.program, CAST(sum(b.volume * b.price) AS bigint) AS total FROM program_item b"
    " JOIN program_line l ON l.id = b.line WHERE l.dropped IS FALSE GROUP BY l.program"
)


def tables(content: bytes) -> dict[str, list[list[object]]]:
    """The cells below the heading of each sheet, as a reader finds them (formulas by their values)."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)[workbook.TOP :]
            for name in book.sheet_names
        }


def agree(whole: Plan, content: bytes) -> None:
    """Every sum in the workbook is that of the plan, recomputed from the cells it is said to add up."""
    sheets = tables(content)
    lines, items = sheets["Kegiatan"], sheets["Anggaran"]
    money = 22 if lines and len(lines[0]) > 27 else 21
    many = len(whole.lines)
    amounts = [int(row[money] or 0) for row in lines[:many]]
    assert amounts == [line.amount for line in whole.lines]
    assert int(lines[many][money]) == sum(amounts) == whole.total
    count = sum(len(line.items) for line in whole.lines)
    by_line: dict[int, int] = defaultdict(int)
    by_source: dict[str, int] = defaultdict(int)
    for row in items[:count]:
        assert int(row[7]) == int(row[4]) * int(row[6])
        by_line[int(row[0])] += int(row[7])
        by_source[str(row[8])] += int(row[7])
    assert [by_line[n] for n in range(1, many + 1)] == amounts
    assert int(items[count][7]) == whole.total
    assert by_source == {str(SOURCES[key]): sums for key, sums in plan.by_source(whole).items()}
    parts = iter(items[count + 2 :])
    for words, sums in (
        ("Menurut sumber dana", [*plan.by_source(whole).values()]),
        ("Menurut bidang", [*plan.by_section(whole).values()]),
    ):
        assert next(row for row in parts if row[3] == words)
        said = []
        for row in parts:
            if row[3] == "Jumlah":
                assert int(row[7]) == sum(said) == whole.total
                break
            said.append(int(row[7]))
        assert said == sums


@pytest.fixture
async def installed(database):
    await make.installed()


def numbered(whole: Plan) -> Plan:
    """The same with ids counted from 1 and without the names of the house: these are the database's."""
    ids = count(1)

    def anew(several):
        return tuple(replace(one, id=next(ids)) for one in several)

    lines = anew(whole.lines)
    lines = tuple(replace(one, indicators=anew(one.indicators), items=anew(one.items)) for one in lines)
    return replace(whole, organization="", place="", lines=lines)


async def test_sums_agree_to_the_rupiah_in_500_programs(installed):
    kim = await make.kim()
    several = generated.plans(MANY)
    ids = await generated.store(kim, several)
    sums = {row["program"]: int(row["total"]) for row in await _sums()}
    for program_id, made in zip(ids, several, strict=True):
        program = await programs.by_id(program_id)
        assert program
        whole = await reading.working(program)
        assert numbered(whole) == numbered(made)
        assert whole.total == sums.get(program_id, 0)
        assert sum(plan.by_source(whole).values()) == whole.total
        assert sum(plan.by_section(whole).values()) == whole.total


@pytest.mark.once
def test_workbooks_of_these_programs_agree_too():
    for whole in generated.plans(MANY)[::5]:
        agree(whole, workbook._write(whole, "", True))
    for whole in generated.plans(60, seed=7):
        agree(whole, workbook._write(whole, "Versi 1", False))


def formulas(content: bytes) -> dict[str, dict[str, str]]:
    """Every formula of the workbook: sheet -> cell -> formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {
            sheet: dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>(.*?)</f>', parts.read(name).decode()))
            for sheet, name in (
                ("Kegiatan", "xl/worksheets/sheet1.xml"),
                ("Anggaran", "xl/worksheets/sheet2.xml"),
                ("Indikator", "xl/worksheets/sheet3.xml"),
            )
        }


def calculate(formula: str, grids: dict[str, list[list[object]]], sheet: str) -> int:
    """What a spreadsheet makes of a formula of ours; fails for any other."""

    def cell(name: str) -> object:
        letters, row = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", name).groups()
        column = sum((ord(letter) - 64) * 26**n for n, letter in enumerate(reversed(letters))) - 1
        return grids[sheet][int(row) - 1][column]

    def span(first: str, last: str) -> list[object]:
        column, begin, end = re.sub(r"[\d$]", "", first), first, last
        assert column == re.sub(r"[\d$]", "", last)
        rows = range(int(re.sub(r"\D", "", begin)), int(re.sub(r"\D", "", end)) + 1)
        return [cell(f"{column}{row}") for row in rows]

    if match := re.fullmatch(r"SUM\((Anggaran!)?([A-Z]+\d+):([A-Z]+\d+)\)", formula):
        sheet = "Anggaran" if match[1] else sheet
        return sum(int(value or 0) for value in span(match[2], match[3]))
    if match := re.fullmatch(r"(E\d+)\*(G\d+)", formula):
        return int(cell(match[1])) * int(cell(match[2]))
    match = re.fullmatch(
        r"SUMPRODUCT\(EXACT\((\$[BI]\$\d+):(\$[BI]\$\d+),(D\d+)\)\*(\$H\$\d+):(\$H\$\d+)\)", formula
    )
    assert match, formula
    names, amounts = span(match[1], match[2]), span(match[4], match[5])
    return sum(int(amount) for name, amount in zip(names, amounts, strict=True) if name == cell(match[3]))


@pytest.mark.once
def test_formulas_are_ours_alone_and_make_what_they_are_said_to_make():
    for whole in generated.plans(40, seed=3):
        content = workbook._write(whole, "Draf", True)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            grids = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names
            }
        for sheet, found in formulas(content).items():
            for name, formula in found.items():
                letters, row = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
                column = sum((ord(letter) - 64) * 26**n for n, letter in enumerate(reversed(letters))) - 1
                assert calculate(formula, grids, sheet) == int(grids[sheet][int(row) - 1][column])


@pytest.mark.once
def test_csv_has_the_same_amounts_and_nothing_that_runs():
    whole = max(generated.plans(40), key=lambda one: len(one.lines))
    rows = list(csv.reader(io.StringIO(decode(workbook.csv(whole))), delimiter=";"))
    assert len(rows) == len(whole.lines) + 1
    assert sum(int(row[rows[0].index("Anggaran (Rp)")]) for row in rows[1:]) == whole.total
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


@pytest.mark.once
def test_a_program_taken_out_can_be_brought_in_again():
    whole = next(one for one in generated.plans(80) if len(one.lines) == 12)
    with CalamineWorkbook.from_filelike(io.BytesIO(workbook._write(whole, "", True))) as book:
        cells = book.get_sheet_by_name("Kegiatan").to_python(skip_empty_area=False)
    sheet = [
        Row(number, [text_of(cell) for cell in row])
        for number, row in enumerate(cells, 1)
        if any(cell != "" for cell in row)
    ]
    found = import_reading.read(sheet, import_reading.begin(sheet))
    assert [read.line.name for read in found.lines] == [line.name for line in whole.lines]
    for read, line in zip(found.lines, whole.lines, strict=True):
        assert read.line.months == line.months
        assert read.line.amount == line.amount
        assert not line.section or read.line.section == line.section  # an empty cell is a merged one
        assert read.line.priority == line.priority


async def test_a_program_is_taken_out_by_those_who_may_see_it(browser, installed):
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    made = await make.program(kim, "=HYPERLINK(1)", "Diskusi")
    path = f"/program/{made.slug}/unduh"
    chair = await make.signed_in(admin)
    other = await make.signed_in(await make.kim_admin(await make.kim("KIM Lain"), "Orang Lain"))
    assert (await browser.get(path, headers=chair)).status_code == 200
    assert (await browser.get(path, headers=other)).status_code == 404
    data = {"format": "xlsx", "content": "draf"}
    assert (await browser.post(path, data=data, headers=other)).status_code == 403
    assert (await browser.post(path, data={"format": "doc"}, headers=chair)).status_code == 422
    answer = await browser.post(path, data=data, headers=chair)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('-draf.xlsx"')
    sheets = tables(answer.content)
    assert sheets["Kegiatan"][0][2] == "=HYPERLINK(1)"
    assert sheets["Kegiatan"][2][22] == 3_000_000
    assert any(row["kind"] == "ListTakenOut" for row in await Event.select(Event.kind))
    await make.agreed(made, admin, pembina)
    answer = await browser.post(path, data={"format": "csv", "content": "berlaku"}, headers=other)
    assert answer.status_code == 200
    assert "Nurhayati" not in answer.text  # persons in charge are not for everybody
