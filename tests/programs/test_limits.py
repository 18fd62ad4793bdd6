"""Numbers, rows and texts that nobody means: refused where they are typed, so that no page breaks later."""

from collections.abc import Callable
from threading import get_ident
from typing import cast
from uuid import uuid4

import pytest
from httpx import AsyncClient

from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.files import Stored, Upload
from kimhub.core.sheets import Row
from kimhub.programs import (
    bringing,
    editing,
    entries,
    import_reading,
    importing,
    programs,
    reading,
    removed_entries,
    work_files,
)
from kimhub.programs.amounts import MOST_ROWS, MOST_RUPIAH
from kimhub.programs.plan import Item, Line
from kimhub.programs.tables import ProgramImport
from tests import make


def _rows(n: int, **values: str) -> dict[str, list[str]]:
    """`n` new budget items as a form sends them."""
    known = {
        "item": "", "item_label": "Konsumsi", "item_volume": "1", "item_unit": "", "item_price": "1000",
        "item_source": "dana_desa",
    }  # fmt: skip
    return {f"{name}[]": [value] * n for name, value in (known | values).items()}


async def test_what_an_item_costs_is_bounded_so_that_sums_are_too() -> None:
    kim = await make.kim()
    us = await make.actor_of(await make.kim_admin(kim))
    one = await make.program(kim)
    (line,) = await reading.lines_of(one.id)
    wrong = _rows(1, item_volume="1.000.000", item_price="1000000000000")
    with pytest.raises(Invalid):
        await editing.save_line(one.id, line.id, us, {"version": "1"}, wrong)
    right = _rows(1, item_volume="1.000.000", item_price="1.000.000")
    await editing.save_line(one.id, line.id, us, {"version": "1"}, right)
    (line,) = await reading.lines_of(one.id)
    assert line.amount == MOST_RUPIAH + 1_500_000


async def test_a_line_holds_so_many_rows_however_they_come() -> None:
    kim = await make.kim()
    us = await make.actor_of(await make.kim_admin(kim))
    one = await make.program(kim)
    (line,) = await reading.lines_of(one.id)
    saved = await editing.save_line(one.id, line.id, us, {"version": "1"}, _rows(MOST_ROWS - 1))
    with pytest.raises(Invalid):
        await editing.save_line(one.id, line.id, us, {"version": str(saved.version)}, _rows(1))
    program = await programs.by_id(one.id)
    assert program
    many = Line(
        0, 0, name="Banyak", items=tuple(Item(0, "Kue", 1, "", 1, "add") for _n in range(MOST_ROWS + 1))
    )
    with pytest.raises(Refused):
        await bringing.bring(program, us, [many], "imported")
    dear = Line(0, 0, name="Mahal", items=(Item(0, "Emas", 10**6, "", 10**12, "add"),))
    with pytest.raises(Refused):
        await bringing.bring(program, us, [dear], "imported")


def test_a_sheet_of_one_endless_activity_stays_within_the_bounds_of_a_line() -> None:
    heading = Row(1, ["Kegiatan", "Uraian", "Indikator", "Volume", "Harga satuan", "Jumlah"])
    rows = [heading, Row(2, ["Rapat", "", "12 kali rapat", "1", "1000", "1000"])]
    rows += [Row(n, ["", f"Kue {n}", f"{n} kali kue", "999999", "999999999999", ""]) for n in range(3, 500)]
    (found,) = import_reading.read(rows, import_reading.begin(rows)).lines
    assert len(found.line.items) <= MOST_ROWS
    assert len(found.line.indicators) <= MOST_ROWS
    assert max(item.amount for item in found.line.items) <= MOST_RUPIAH
    assert found.notes


async def test_a_form_of_adopting_sent_again_for_another_draft_says_so(browser: AsyncClient) -> None:
    await make.installed()
    kim, other, pembina = await make.kim(), await make.kim("KIM Lain"), await make.pembina()
    admin = await make.kim_admin(kim)
    theirs = await make.program(other, "Papan informasi")
    await make.agreed(theirs, await make.kim_admin(other, "Admin Lain"), pembina)
    (line,) = await reading.lines_of(theirs.id)
    first, second = await make.program(kim, year=2031), await make.program(kim, year=2032)
    house = await make.signed_in(admin)
    form = {"key": str(uuid4()), "target": str(first.id)}
    at = f"/program/{theirs.slug}/kegiatan/{line.id}/adopsi"
    assert (await browser.post(at, headers=house, data=form)).status_code == 303
    again = await browser.post(at, headers=house, data=form | {"target": str(second.id)})
    assert again.status_code == 403
    assert len(await reading.lines_of(second.id)) == 1


async def test_addresses_and_forms_that_nobody_was_given_break_nothing(browser: AsyncClient) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    one = await make.program(kim)
    await make.submitted(one, await make.kim_admin(kim))
    office = await make.signed_in(pembina)
    for after in (
        "2026-01-01_5",
        "2026-01-01T00:00:00_5",
        "0001-01-01T00:00:00+23:00_5",
        "9999-12-31_9",
        "x_1",
    ):
        for tab in ("", "kim", "semua", "disetujui", "rekan", "terlambat"):
            page = await browser.get("/tinjauan", params={"saring": tab, "setelah": after}, headers=office)
            assert page.status_code in {200, 404}, (tab, after)
    for name, value in (("setelah", "\0_5"), ("q", "\0"), ("kecamatan", "\0"), ("tahun", "٢٠٢٧")):
        for path in (
            "/tinjauan/program",
            "/tinjauan/banding",
            "/tinjauan/pengingat",
            "/program",
            "/tinjauan",
        ):
            page = await browser.get(path, params={name: value}, headers=office)
            assert page.status_code in {200, 303, 400, 404}, (path, name)
    form = {"house[]": "9" * 5000, "message": "", "perihal": "program"}
    assert (await browser.post("/tinjauan/pengingat", headers=office, data=form)).status_code in {303, 422}


async def test_a_photo_of_an_entry_that_was_removed_meanwhile_is_not_kept(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    one = await make.program(kim, year=2026)
    await make.agreed(one, admin, pembina)
    us, (line,) = await make.actor_of(admin), await reading.lines_of(one.id)
    there = await programs.get_line(one.slug, line.id)
    assert there
    form = {"happened_on": "2026-05-05", "what": "Dipasang"}
    entry = await entries.get_entry(
        one.slug, line.id, await entries.add(there, us, form, None, key=uuid4())
    )
    assert entry

    async def removed_meanwhile(*_: object) -> Stored:
        await removed_entries.remove(entry.line, entry.entry.id, us)
        return Stored("aa/bb", 3, "image/png", 3, 3, "c0ffee", "foto.png")

    monkeypatch.setattr(work_files, "keep", removed_meanwhile)
    with pytest.raises(NotFound):
        await work_files.add(entry, us, cast(Upload, None))


async def test_of_sheets_on_trial_the_latest_ten_are_kept() -> None:
    kim = await make.kim()
    us, one = await make.actor_of(await make.kim_admin(kim)), await make.program(kim)
    program = await programs.by_id(one.id)
    assert program
    rows = [Row(1, ["Kegiatan"]), Row(2, ["Diskusi"])]
    ids = [await importing.try_out(program, us, rows, "", uuid4()) for _n in range(13)]
    assert [trial.id for trial in await importing.of(one.id)] == ids[:2:-1]
    assert await importing.get(one.slug, ids[0]) is None
    assert await ProgramImport.count() == 10


async def test_a_sheet_is_read_beside_everybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    kim = await make.kim()
    us, one = await make.actor_of(await make.kim_admin(kim)), await make.program(kim)
    program = await programs.by_id(one.id)
    assert program
    where = set()
    for name in ("begin", "read"):
        work = getattr(import_reading, name)

        def noted(*given: object, work: Callable[..., object] = work) -> object:
            where.add(get_ident())
            return work(*given)

        monkeypatch.setattr(import_reading, name, noted)
    rows = [Row(1, ["Kegiatan"]), Row(2, ["Diskusi"])]
    found = await importing.get(one.slug, await importing.try_out(program, us, rows, "", uuid4()))
    assert found
    assert [each.line.name for each in (await importing.check(found)).lines] == ["Diskusi"]
    assert await importing.confirm(found, us, ["2"]) == 1
    assert where
    assert get_ident() not in where
