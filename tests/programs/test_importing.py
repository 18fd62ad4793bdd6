"""Lines from a sheet, through the pages: tried, confirmed once, taken out again."""

from uuid import uuid4

import pytest

from kimhub.programs import importing, programs, reading
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
