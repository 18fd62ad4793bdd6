"""Drawing a program up: beginning it, its texts, its lines, and two people who write the same."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.chain.measures import MEASURES, Measure
from kimhub.core.i18n import lazy_
from kimhub.programs import agreeing, charges, line_rows, programs, reading, remarking
from kimhub.programs.cells import Person
from kimhub.programs.tables import LinePast, ProgramLine, WorkProgram
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
YEAR = make.today().year + 1


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
    pembina = await make.signed_in(await make.pembina())
    away = await browser.get("/program/baru", headers=pembina)
    assert away.headers["location"] == "/program/templat"
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
    line = typed(
        name="Papan informasi", has__="when", month__=["2", "3"], pic="Nurhayati", key=str(uuid4())
    )
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


async def post(browser, made, line, headers, *, version=1, **fields):
    form = typed(version, **fields)
    return await browser.post(
        f"/program/{made.slug}/kegiatan/{line.id}/sunting", data=form, headers=headers
    )


async def stored(made, line):
    return (await whole(made)).line(line.id)


async def test_edits_of_different_cells_are_laid_together(browser, scene):
    _kim, made, (line, other), budi, siti = scene
    await post(browser, made, line, siti, target_group="Ibu-ibu PKK", has__="when", month__=["6"])

    answer = await post(browser, made, line, budi, name="Pelatihan foto", pic="Siti Aminah")
    row = await post(browser, made, other, budi | HTMX, look="row", name="Diskusi warga")

    assert answer.status_code == 303
    now_is = await stored(made, line)
    assert (now_is.name, now_is.target_group, now_is.months) == ("Pelatihan foto", "Ibu-ibu PKK", 1 << 5)
    assert now_is.pic_name == "Siti Aminah"
    assert now_is.pic_user is not None  # found among the officers
    assert row.status_code == 200
    assert 'data-version="2"' in row.text
    assert "<html" not in row.text
    assert 'id="state"' in row.text
    assert await LinePast.count() == 3
    program = await programs.by_id(made.id)
    assert len(program.writers) == 2


async def test_who_wrote_the_same_cell_is_asked_about_and_nothing_is_lost(browser, scene):
    _kim, made, (line, _other), budi, siti = scene
    (indicator,), (item,) = (await stored(made, line)).indicators, (await stored(made, line)).items
    cost = {"item": str(item.id), "label": "Konsumsi", "unit": "orang", "price": "50.000"}
    hers = rows(**cost, volume="40", source="add")
    await post(browser, made, line, siti, name="Dari Siti", purpose="Tujuan Siti", **hers)
    mine = {"name": "Dari Budi", "output": "Sepuluh berita"}
    mine |= rows(**cost, volume="60", source="dana_desa")

    answer = await post(browser, made, line, budi, **mine)

    assert answer.status_code == 422
    page = answer.text
    assert "Anda menulis: Dari Budi" in page
    assert "Siti Aminah menulis: Dari Siti (" in page
    assert "Siti Aminah menulis: Konsumsi: 40 orang × Rp50.000, Alokasi Dana Desa (ADD) (" in page
    assert "Sepuluh berita" in page  # what was typed in other cells is still there
    assert "Tujuan Siti" in page  # and what she wrote there
    assert 'name="version" value="2"' in page
    assert (await stored(made, line)).output == ""  # nothing half done
    picks = {"clash__": ["name", f"item:{item.id}"]}

    unsaid = await post(browser, made, line, budi | HTMX, version=2, look="row", **mine, **picks)
    assert unsaid.status_code == 422
    assert f'data-clashes="name item:{item.id}"' in unsaid.text
    chosen = {"pick.name": "mine", f"pick.item:{item.id}": "theirs"}
    saved = await post(browser, made, line, budi, version=2, **mine, **picks, **chosen)

    assert saved.status_code == 303
    now_is = await stored(made, line)
    assert (now_is.name, now_is.output, now_is.purpose) == ("Dari Budi", "Sepuluh berita", "Tujuan Siti")
    assert (now_is.items[0].volume, now_is.items[0].source) == (40, "add")
    assert now_is.indicators == (indicator,)


def rows(indicator=None, item=None, **values):
    """A row of an indicator or an item as a form sends it."""
    if item is not None:
        return {"item__": item} | {f"item_{name}__": value for name, value in values.items()}
    known = {
        "kind": "kuantitatif",
        "unit": "",
        "target": "",
        "baseline": "",
        "source": "",
        "breadth": "line",
    }
    return {"indicator__": indicator} | {
        f"indicator_{name}__": value for name, value in (known | values).items()
    }


async def test_an_edit_that_is_sent_again_is_done_once(browser, scene):
    _kim, made, (line, _other), budi, siti = scene
    form = typed(1, name="Sekali saja", look="row", **rows("n1", name="Warga hadir", target="1.200,5"))
    address = f"/program/{made.slug}/kegiatan/{line.id}/sunting"
    first = await browser.post(address, data=form, headers=budi | HTMX)
    await post(browser, made, line, siti, version=2, name="Siti kemudian")

    again = await browser.post(address, data=form, headers=budi | HTMX)

    assert first.status_code == again.status_code == 200
    assert 'data-saved="2"' in again.text  # his edit led to 2,
    assert 'data-version="3"' in again.text  # hers to 3
    now_is = await stored(made, line)
    assert now_is.name == "Siti kemudian"
    assert [(one.name, one.target) for one in now_is.indicators] == [
        ("Berita terbit", 4800), ("Warga hadir", 120050),
    ]  # fmt: skip
    # The row still goes by the key it was made with, and is not made twice.
    await post(browser, made, line, budi, version=3, **rows("n1", name="Warga hadir", target="1300"))
    assert [one.target for one in (await stored(made, line)).indicators] == [4800, 130000]
    await post(browser, made, line, budi, version=4, **rows("n1", name="", target=""))
    assert len((await stored(made, line)).indicators) == 1


async def test_slips_keep_what_was_typed(browser, scene):
    _kim, made, (line, _other), budi, _siti = scene
    fields = {"name": "x" * 201, "has__": "when", "month__": ["1"], "starts_on": f"{YEAR}-05-02"}
    wrong = await post(browser, made, line, budi, **fields, target_count="banyak", purpose="Tetap ada")
    assert wrong.status_code == 422
    assert "x" * 201 in wrong.text
    assert "Tetap ada" in wrong.text
    assert 'value="banyak"' in wrong.text
    assert "Terlalu panjang" in wrong.text
    row = await post(
        browser, made, line, budi | HTMX, look="row",
        **rows(item="n7", label="", volume="2", unit="", price="abc", source="add"),
    )  # fmt: skip
    assert row.status_code == 422
    assert 'data-wrong="item:n7"' in row.text
    plain = await post(
        browser, made, line, budi,
        **rows(item="", label="Sewa", volume="2", unit="", price="abc", source="add"),
    )  # fmt: skip
    assert 'value="abc"' in plain.text
    assert "Tulis dengan angka saja" in plain.text
    assert (await stored(made, line)).name == "Pelatihan menulis"
    odd = {
        "version": "9" * 5000,
        "has[]": ["when"],
        "month[]": ["001999999", "9" * 5000, "x", "12"],
    }
    address = f"/program/{made.slug}/kegiatan/{line.id}/sunting"
    assert (await browser.post(address, data=odd, headers=budi)).status_code in {303, 422}
    order = {"order[]": ["9" * 5000, "-1", "x"]}
    assert (
        await browser.post(f"/program/{made.slug}/sunting", data=order, headers=budi)
    ).status_code == 303


async def test_days_set_the_months_and_do_not_contradict_them(browser, scene):
    _kim, made, (line, _other), budi, _siti = scene

    async def when(version, months, first="", last=""):
        return await post(
            browser,
            made,
            line,
            budi,
            version=version,
            has__="when",
            month__=months,
            starts_on=first,
            ends_on=last,
        )

    await when(1, ["2", "3", "4"], f"{YEAR}-06-28", f"{YEAR}-07-02")
    now_is = await stored(made, line)
    assert now_is.month_list == [6, 7]
    assert now_is.ends_on.isoformat() == f"{YEAR}-07-02"
    no = await when(2, ["6"], f"{YEAR}-06-28", f"{YEAR}-07-02")
    assert "Bulannya tidak memuat tanggal kegiatan." in no.text
    assert "Pilih tanggal dalam tahun" in (await when(2, ["6"], "2020-06-28")).text
    assert "lebih awal" in (await when(2, ["6"], f"{YEAR}-06-28", f"{YEAR}-06-02")).text
    await when(2, ["6"])
    assert (await stored(made, line)).starts_on is None


async def test_lines_are_moved_taken_out_and_brought_back(browser, scene):
    _kim, made, (first, second), budi, siti = scene
    home = f"/program/{made.slug}"
    await post(browser, made, first, budi, action="down", name="Sudah pindah")
    assert [line.name for line in (await whole(made)).lines] == ["Diskusi bulanan", "Sudah pindah"]
    third = await browser.post(
        f"{home}/kegiatan/baru", headers=siti | HTMX,
        data=typed(0, look="row", name="Di tengah", after=str(second.id)),
    )  # fmt: skip
    assert third.status_code == 200
    assert [line.name for line in (await whole(made)).lines][1] == "Di tengah"
    order = {"order[]": [str(first.id), "999999", str(second.id)]}
    assert (await browser.post(f"{home}/sunting", data=order, headers=budi | HTMX)).status_code == 200
    assert (await whole(made)).lines[0].name == "Sudah pindah"

    await post(browser, made, second, budi, action="drop")
    undo = f"{home}/kegiatan/{second.id}/sunting?action=restore"
    assert (await browser.post(undo, headers=budi)).status_code == 303
    assert len((await whole(made)).lines) == 3
    await post(browser, made, second, budi, version=3, action="drop")
    assert second.id not in [line.id for line in (await whole(made)).lines]
    assert (
        "1 kegiatan dikeluarkan dari rencana" in (await browser.get(f"{home}/sunting", headers=siti)).text
    )
    late = await post(browser, made, second, siti, name="Masih saya tulis")
    assert late.status_code == 422
    assert "Budi Santoso mengeluarkan kegiatan ini dari rencana" in late.text
    assert "Masih saya tulis" in late.text
    back = await post(browser, made, second, siti, action="restore", name="Masih saya tulis")
    assert back.status_code == 303
    assert (await stored(made, second)).name == "Masih saya tulis"


async def test_nobody_writes_while_it_is_away_or_from_elsewhere(browser, scene):
    kim, made, (line, _other), budi, _siti = scene
    home = f"/program/{made.slug}"
    stranger = await make.signed_in(await make.officer(await make.kim("KIM Unra"), "Orang Lain"))
    member = await make.signed_in(await make.member(kim))
    for who in (stranger, member):
        assert (await browser.get(f"{home}/sunting", headers=who)).status_code == 404
        assert (await browser.get(f"{home}/kegiatan/{line.id}/sunting", headers=who)).status_code == 404
        assert (await post(browser, made, line, who, name="Dari luar")).status_code == 403
    foreign = await make.program(await make.kim("KIM Lain"), year=YEAR)
    theirs = await ProgramLine.objects().get(ProgramLine.program == foreign.id)
    assert (await post(browser, made, theirs, budi, name="Dari luar")).status_code == 404
    admin = await make.kim_admin(kim)
    await make.submitted(made, admin)

    assert (await post(browser, made, line, budi, name="Terlambat")).status_code == 403
    for page in (f"{home}/sunting", f"{home}/teks", f"{home}/kegiatan/{line.id}/sunting"):
        answer = await browser.get(page, headers=budi)
        assert answer.status_code == 200
        assert "Sedang pada pembina" in answer.text
        assert "<textarea" not in answer.text
    assert (await stored(made, line)).name == "Pelatihan menulis"


async def test_texts_of_two_people(browser, scene):
    _kim, made, _lines, budi, siti = scene
    address = f"/program/{made.slug}/teks"
    page = (await browser.get(address, headers=budi)).text
    opened = {
        name: page.partition(f'name="base.{name}" value="')[2][:16]
        for name in ("background", "goals", "title")
    }
    base = {f"base.{name}": mark for name, mark in opened.items()}
    texts = {"title": made.title, "background": made.background, "legal_basis": "", "goals": made.goals}
    sent = base | texts | {"base.legal_basis": ""}
    hers = sent | {"background": "Latar Siti", "goals": "Tujuan Siti"}
    assert (await browser.post(address, data=hers, headers=siti)).status_code == 303

    mine = sent | {"background": "Latar Budi", "title": "Judul Budi"}
    both = await browser.post(address, data=mine, headers=budi)

    assert both.status_code == 422
    for words in ("Latar Budi", "Latar Siti", "Judul Budi", "Tulisan Siti Aminah", "Tujuan Siti"):
        assert words in both.text
    found = {
        name: both.text.partition(f'name="base.{name}" value="')[2][:16]
        for name in ("background", "goals", "title")
    }
    again = (
        mine
        | {f"base.{name}": mark for name, mark in found.items()}
        | {"goals": "Tujuan Siti", "clash.background": "1"}
    )
    assert (await browser.post(address, data=again, headers=budi)).status_code == 422
    picked = again | {"pick.background": "mine"}
    assert (await browser.post(address, data=picked, headers=budi)).status_code == 303
    program = await programs.by_id(made.id)
    assert (program.background, program.goals, program.title) == ("Latar Budi", "Tujuan Siti", "Judul Budi")
    assert (await browser.post(address, data=picked | {"title": ""}, headers=budi)).status_code == 422


async def test_who_is_in_charge_is_picked_or_named(browser, scene):
    kim, made, (line, _other), budi, _siti = scene
    twins = [await make.member(kim, "Nur Aini"), await make.member(kim, "Nur Aini")]
    people = await charges.of(kim.id)

    assert [one.name for one in people] == ["Budi Santoso", "Siti Aminah", "Nur Aini", "Nur Aini"]
    assert len({one.label for one in people}) == 4
    assert charges.person("nur aini", people).user is None  # which of the two?
    assert {charges.person(one.label, people).user for one in people[2:]} == {one.id for one in twins}
    assert charges.person("Pak Imam Dusun", people) == Person("Pak Imam Dusun")

    await post(browser, made, line, budi, pic=people[3].label)
    picked = await stored(made, line)
    assert (picked.pic_name, picked.pic_user) == ("Nur Aini", people[3].user)
    await post(browser, made, line, budi, version=2, pic="Nur Aini", name="Lain")
    assert (await stored(made, line)).pic_user == people[3].user  # left as it was


async def test_an_indicator_can_be_computed(browser, scene, monkeypatch):
    _kim, made, (line, _other), budi, _siti = scene

    async def nothing(*_values):
        return []

    made_up = Measure("uji", lazy_("Warga hadir"), lazy_("orang"), "workshop", nothing, nothing)
    monkeypatch.setitem(MEASURES, "uji", made_up)
    computed = rows("n5", name="", source="uji", target="120", breadth="house", baseline="7,5")
    page = await browser.get(f"/program/{made.slug}/kegiatan/{line.id}/sunting", headers=budi)
    assert '<option value="uji">Warga hadir</option>' in page.text

    await post(browser, made, line, budi, **computed)
    await post(
        browser, made, line, budi, version=2, **rows("n6", name="Warga lebih tahu", kind="kualitatif")
    )

    _first, second, third = (await stored(made, line)).indicators
    assert (second.name, second.unit, second.target, second.baseline) == (
        "Warga hadir",
        "orang",
        12000,
        750,
    )
    assert (second.source, second.breadth, second.is_computed) == ("uji", "house", True)
    assert (third.kind, third.source) == ("kualitatif", "")


async def test_a_device_that_was_away_for_very_long_is_asked_about_every_difference(
    browser, scene, monkeypatch
):
    _kim, made, (line, _other), budi, siti = scene
    monkeypatch.setattr(line_rows, "KEPT", 2)
    for version in range(1, 5):
        await post(browser, made, line, siti, version=version, name=f"Nama {version}")
    assert await LinePast.count() == 2

    late = await post(browser, made, line, budi, name="Dari dulu", output="Baru")

    assert late.status_code == 422
    assert "Siti Aminah menulis: Nama 4 (" in late.text
    assert "mengosongkannya" in late.text  # nobody knows whether she emptied that cell
    assert (await stored(made, line)).name == "Nama 4"


async def test_saves_in_the_same_moment_take_turns(browser, scene):
    kim, made, (line, _other), budi, siti = scene
    new = typed(0, name="Baru", look="row")
    cost = rows(item="n1", label="Sewa", volume="1", unit="", price="9", source="add")
    address = f"/program/{made.slug}/kegiatan/baru"
    answers = await asyncio.gather(
        post(browser, made, line, budi, name="Dari Budi"),
        post(browser, made, line, siti, target_group="Dari Siti"),
        post(browser, made, line, budi, output="Keluaran"),
        post(browser, made, line, siti, **cost),
        browser.post(address, data=new, headers=budi | HTMX),
        browser.post(address, data=new, headers=budi | HTMX),
    )
    assert {answer.status_code for answer in answers} == {200, 303}
    plan = await whole(made)
    now_is = plan.line(line.id)
    assert (now_is.name, now_is.target_group, now_is.output) == ("Dari Budi", "Dari Siti", "Keluaran")
    assert [item.label for item in now_is.items] == ["Konsumsi", "Sewa"]
    assert [one.name for one in plan.lines].count("Baru") == 1
    form = {"year": str(YEAR + 1), "begin": "kosong"}
    begun = await asyncio.gather(
        *(
            browser.post("/program/baru", data=form | {"key": str(uuid4())}, headers=who)
            for who in (budi, siti)
        )
    )
    assert sorted(answer.status_code for answer in begun) == [303, 422]
    assert await WorkProgram.count().where(WorkProgram.organization == kim.id) == 2


async def test_what_the_pembina_asked_stands_at_its_line(browser, scene):
    kim, made, (line, other), budi, _siti = scene
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    office = await make.actor_of(pembina)
    version = await make.submitted(made, admin)
    place = await remarking.get_place(made.slug, f"{line.id}-target")
    await remarking.write(place, office, "Sasaran peserta belum disebut.", uuid4())
    await agreeing.send_back(made.id, office, version_id=version.id, note="Lengkapi sasarannya.")

    table = (await browser.get(f"/program/{made.slug}/sunting", headers=budi)).text
    form = (await browser.get(f"/program/{made.slug}/kegiatan/{line.id}/sunting", headers=budi)).text
    row = await post(browser, made, line, budi | HTMX, look="row", target_group="20 pemuda")

    assert "1 catatan" in table.partition(f'id="k{line.id}"')[2].partition("</li>")[0]
    assert "1 catatan" not in table.partition(f'id="k{other.id}"')[2].partition("</li>")[0]
    assert "Sasaran peserta belum disebut." in form
    assert "1 catatan" in row.text
