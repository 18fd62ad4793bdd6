"""Drawing a program up: beginning it, its texts, its lines, and two people who write the same."""

from uuid import uuid4

import pytest

from kimhub.core.db import now
from kimhub.programs import programs, reading
from kimhub.programs.tables import LinePast, ProgramLine, WorkProgram
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
YEAR = now().year + 1


@pytest.fixture(autouse=True)
async def installed(database, wilayah):
    await make.installed()


@pytest.fixture
async def scene():
    """A draft with two lines; Budi and Siti are officers of the house."""
    kim = await make.kim()
    made = await make.program(kim, "Pelatihan menulis", "Diskusi bulanan", year=YEAR)
    lines = await ProgramLine.objects().where(ProgramLine.program == made.id).order_by(ProgramLine.sort)
    budi = await make.signed_in(await make.officer(kim, "Budi Santoso"))
    siti = await make.signed_in(await make.officer(kim, "Siti Aminah"))
    return kim, made, lines, budi, siti


async def whole(made):
    found = await programs.by_id(made.id)
    return await reading.working(found)


def typed(version=1, **fields):
    return {"version": str(version), "key": str(uuid4())} | {
        name.replace("__", "[]"): value for name, value in fields.items()
    }


async def test_a_program_is_begun_once_a_year_and_its_first_line_is_listed(browser):
    kim = await make.kim("KIM Mallari")
    admin = await make.signed_in(await make.kim_admin(kim))
    member = await make.signed_in(await make.member(kim))
    assert (await browser.get("/program/baru", headers=member)).status_code == 404
    page = await browser.get("/program/baru", headers=admin)
    assert "Mulai dari kosong" in page.text
    form = {"year": str(YEAR), "title": "", "key": str(uuid4())}

    begun = await browser.post("/program/baru", data=form, headers=admin)
    again = await browser.post("/program/baru", data=form, headers=admin)
    other = await browser.post("/program/baru", data=form | {"key": str(uuid4())}, headers=admin)

    assert begun.status_code == 303
    table = begun.headers["location"]
    assert again.headers["location"] == table
    assert other.status_code == 422
    assert table.removesuffix("/sunting") in other.text
    wrong = await browser.post("/program/baru", data=typed(year="1945"), headers=admin | HTMX)
    assert wrong.status_code == 422
    assert "Pilih tahun dari daftar." in wrong.text

    home = table.removesuffix("/sunting")
    assert "Belum ada kegiatan" in (await browser.get(table, headers=admin)).text
    assert (await browser.get(f"{home}/kegiatan/baru", headers=admin)).status_code == 200
    line = typed(name="Papan informasi", has__="when", month__=["2", "3"], pic="Nurhayati", key=str(uuid4()))
    saved = await browser.post(f"{home}/kegiatan/baru", data=line, headers=admin)
    assert saved.status_code == 303
    assert await ProgramLine.count() == 1
    await browser.post(f"{home}/kegiatan/baru", data=line, headers=admin)
    assert await ProgramLine.count() == 1
    page = await browser.get(table, headers=admin)
    assert "Papan informasi" in page.text
    assert "1 kegiatan belum punya indikator." in page.text
    row = await WorkProgram.objects().first()
    assert row.title == f"Program kerja KIM Mallari {YEAR}"
    assert len(row.hands.split()) == 1
