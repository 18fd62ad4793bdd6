"""Lines that come from last year, from a template of the office, and from another KIM."""

from uuid import uuid4

import pytest

from kimhub.chain.tables import ChainLink
from kimhub.core.actor import Actor
from kimhub.programs import adopting, copying, offering, programs, reading, starting
from kimhub.programs.tables import ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.tables_work import IndicatorReading
from tests import make


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def whole(program_id: int):
    program = await programs.by_id(program_id)
    assert program
    return await reading.working(program)


def key() -> str:
    return str(uuid4())


async def test_a_year_begins_with_the_year_before_and_what_it_came_to(browser):
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    chair, year = await make.signed_in(admin), make.today().year
    old = await make.program(kim, "Diskusi bulanan", "Papan informasi", year=year)
    await make.agreed(old, admin, pembina)
    line = await ProgramLine.objects().get(ProgramLine.program == old.id)
    measured = await ProgramIndicator.objects().get(ProgramIndicator.line == line.id)
    await IndicatorReading(indicator=measured.id, program=old.id, value=5100, read_on=make.today()).save()
    page = (await browser.get("/program/baru", headers=chair)).text
    assert f"Salin program {year}" in page
    assert "Dari tabel tahun lalu" in page
    form = {"year": str(year + 1), "begin": f"salin-{old.id}", "baseline": "on", "key": key()}
    for _twice in range(2):
        answer = await browser.post("/program/baru", data=form, headers=chair)
        assert answer.status_code == 303
        assert answer.headers["location"].endswith("/sunting")
    made = await WorkProgram.objects().get(
        (WorkProgram.organization == kim.id) & (WorkProgram.year == year + 1)
    )
    assert made.copied_from == old.id
    assert made.background == old.background
    lines = (await whole(made.id)).lines
    assert [one.name for one in lines] == ["Diskusi bulanan", "Papan informasi"]
    assert lines[0].items[0].amount == 1_500_000
    assert lines[0].indicators[0].baseline == 5100
    assert lines[1].indicators[0].baseline is None
    assert lines[0].pic_name == "Nurhayati"
    other = await make.kim("KIM Lain")
    stranger = await make.signed_in(await make.kim_admin(other, "Orang Lain"))
    form = {"year": str(year + 1), "begin": f"salin-{old.id}", "key": key()}
    assert (await browser.post("/program/baru", data=form, headers=stranger)).status_code == 422
    form["begin"] = "berkas"
    answer = await browser.post("/program/baru", data=form, headers=stranger)
    assert answer.headers["location"].endswith("/impor")


async def test_an_office_offers_a_template_to_those_below(browser):
    kim = await make.kim()
    office = await make.signed_in(await make.pembina())
    chair_of = await make.kim_admin(kim)
    chair = await make.signed_in(chair_of)
    assert (await browser.get("/program/templat", headers=office)).status_code == 200
    data = {"title": "Program dasar", "key": key()}
    assert (await browser.post("/program/templat", data={"key": key()}, headers=office)).status_code == 422
    answer = await browser.post("/program/templat", data=data, headers=office)
    assert answer.status_code == 303
    path = answer.headers["location"].removesuffix("/sunting")
    made = await programs.get_program(path.removeprefix("/program/"))
    assert made
    assert made.is_template
    assert (await browser.post(f"{path}/tawarkan", data={"offer": "on"}, headers=chair)).status_code == 403
    refused = await browser.post(f"{path}/tawarkan", data={"offer": "on"}, headers=office)
    assert "masih kosong" in refused.text
    await make.program_line(await WorkProgram.objects().get(WorkProgram.id == made.id), "Diskusi dasar")
    assert "Program dasar" not in (await browser.get("/program/baru", headers=chair)).text
    assert (await browser.get(path, headers=chair)).status_code == 404
    answer = await browser.post(f"{path}/tawarkan", data={"offer": "on"}, headers=office)
    assert answer.status_code == 303
    page = (await browser.get("/program/templat", headers=office)).text
    assert "Ditawarkan" in page
    assert "Jangan tawarkan lagi" in page
    assert "Program dasar" in (await browser.get("/program/templat", headers=chair)).text
    houses = await starting.houses_of(await make.actor_of(chair_of))
    begins = [one.value for one in await copying.beginnings(houses)]
    assert begins == ["kosong", f"templat-{made.id}", "berkas"]
    chosen = (await browser.get(f"/program/baru?dari={begins[1]}", headers=chair)).text
    assert f'value="{begins[1]}" checked' in chosen
    form = {"year": str(houses[0].likely), "begin": begins[1], "key": key()}
    assert (await browser.post("/program/baru", data=form, headers=chair)).status_code == 303
    program = await programs.of_year(kim.id, houses[0].likely)
    assert program
    (line,) = (await whole(program.id)).lines
    assert line.name == "Diskusi dasar"
    assert not line.pic_name
    assert line.adopted_from is None
    assert "dipakai 1 program" in (await browser.get("/program/templat", headers=office)).text
    await browser.post(f"{path}/tawarkan", data={"offer": ""}, headers=office)
    assert (await browser.get(path, headers=chair)).status_code == 404


async def test_a_line_of_another_kim_is_taken_over_with_its_origin(browser):
    kim, other, pembina = await make.kim(), await make.kim("KIM Lain"), await make.pembina()
    admin, guest = await make.kim_admin(kim), await make.kim_admin(other, "Orang Lain")
    here, there = await make.signed_in(guest), await make.signed_in(admin)
    made = await make.program(kim, "Diskusi bulanan")
    line = await ProgramLine.objects().get(ProgramLine.program == made.id)
    path = f"/program/{made.slug}/kegiatan/{line.id}/adopsi"
    assert (await browser.get(path, headers=here)).status_code == 404  # nobody has agreed to it
    await make.agreed(made, admin, pembina)
    page = await browser.get(path, headers=here)
    assert page.status_code == 200
    assert "Belum ada draf program" in page.text
    draft = await make.program(other, "Lain sekali")
    event = await make.workshop(kim, title="Cara memandu diskusi")
    tied = ChainLink(from_kind="program_line", from_id=line.id, to_kind="workshop", to_id=event.id)
    await tied.save()
    page = (await browser.get(path, headers=here)).text
    assert "Cara memandu diskusi" in page
    for words in ("Diskusi bulanan", "Rp1.500.000", "48 berita", "Hasilnya di sana", "Dari KIM"):
        assert words in page
    data = {"target": str(draft.id), "parts[]": ["indicators", "items", "months"], "key": key()}
    wrong = await browser.post(path, data=data | {"target": str(made.id)}, headers=here)
    assert wrong.status_code == 422
    for _twice in range(2):
        answer = await browser.post(path, data=data, headers=here)
        assert answer.status_code == 303
    lines = (await whole(draft.id)).lines
    assert [one.name for one in lines] == ["Lain sekali", "Diskusi bulanan"]
    taken = lines[1]
    assert taken.adopted_from == line.id
    assert (taken.pic_name, taken.months) == ("", 0b1110)
    assert taken.items[0].amount == 1_500_000
    assert taken.indicators[0].target == 4800
    origin = (await adopting.origins(lines))[taken.id]
    assert (origin.house, origin.agreed) == (kim.name, True)
    assert await adopting.credit_of(line.id) == 1
    assert "serupa sudah ada" in (await browser.get(path, headers=here)).text
    assert "Sudah diadopsi 1 KIM" in (await browser.get(path, headers=there)).text
    assert await adopting.takers(line.id) == []  # a draft is named to nobody
    page = (await browser.get(f"/program/{draft.slug}/kegiatan/{taken.id}", headers=here)).text
    assert "Diadopsi dari" in page
    assert f"/kegiatan/{line.id}" in page
    assert "Bahan dari" in page
    page = (await browser.get(path.removesuffix("/adopsi"), headers=there)).text
    assert "Diadopsi 1 KIM" in page
    assert "Pakai di program saya" not in page
    page = (await browser.get(path.removesuffix("/adopsi"), headers=here)).text
    assert "Pakai di program saya" in page
    assert f"{other.name} {draft.year}" not in page
    await ProgramLine.update({ProgramLine.pic_name: "Ani"}).where(ProgramLine.id == taken.id)
    await make.agreed(draft, guest, pembina)
    page = (await browser.get(path.removesuffix("/adopsi"), headers=there)).text
    assert f"{other.name} {draft.year}" in page


SHEET = """PROGRAM KERJA KIM MALLARI
No\tKegiatan\tSasaran\tWaktu\tPenanggung Jawab\tBiaya\tSumber Dana
1\tPelatihan menulis berita\t20 orang\tFeb s.d. April\tNurhayati\tRp6.400.000,-\tDD
2\tDiskusi bulanan\tWarga\ttiap bulan\t\t2,4 juta\tswadaya
\tJUMLAH\t\t\t\t8.800.000\t
"""


async def test_a_chair_with_nothing_but_a_sheet_submits(browser):
    kim = await make.kim()
    chair = await make.signed_in(await make.kim_admin(kim))
    year = str(make.today().year + 1)
    form = {"year": year, "begin": "berkas", "key": key()}
    answer = await browser.post("/program/baru", data=form, headers=chair)
    path = answer.headers["location"]
    answer = await browser.post(path, data={"text": SHEET, "key": key()}, headers=chair)
    trial = answer.headers["location"]
    page = (await browser.get(trial, headers=chair)).text
    assert "Belum ada penanggung jawab" in page
    assert "Tidak ada kolom indikator" in page
    fields = ["number", "name", "target", "when", "pic", "amount", "source"]
    said = {
        "fields[]": fields,
        "first": "3",
        "source": "dana_desa",
        "pic": "Syamsul Bahri",
        "measure": "on",
    }
    assert (await browser.post(f"{trial}/kolom", data=said, headers=chair)).status_code == 303
    assert "Belum ada penanggung jawab" not in (await browser.get(trial, headers=chair)).text
    await browser.post(trial, data={"rows[]": ["3", "4"]}, headers=chair)
    program = path.removesuffix("/impor")
    answer = await browser.post(f"{program}/ajukan", data={}, headers=chair)
    assert answer.status_code == 303, answer.text
    made = await programs.get_program(program.removeprefix("/program/"))
    assert made
    assert made.state == "submitted"
    assert (await whole(made.id)).total == 8_800_000


async def test_templates_of_elsewhere_do_not_stand_before_ones_own() -> None:
    luwu, bone, forum = await make.agency("Diskominfo Luwu", "73.17"), await make.agency(), await make.kim()
    for house, title, offered in (
        (luwu, "A dari Luwu", True), (luwu, "B draf Luwu", False), (bone, "C dari Bone", True),
        (bone, "D draf Bone", False),
    ):  # fmt: skip
        one = await make.program(house, title=title, slug=title[0].lower(), kind="template")
        await WorkProgram.update({WorkProgram.offered: offered}).where(WorkProgram.id == one.id)
    chair = await make.actor_of(await make.kim_admin(forum))
    staff = await make.actor_of(await make.member(bone, "Irma"))
    found = [
        [[one.title for one in part] for part in await offering.visible(who)] for who in (chair, staff)
    ]
    assert found == [[[], ["C dari Bone"]], [["C dari Bone", "D draf Bone"], []]]
    assert await offering.visible(Actor(id=0)) == ([], [])
