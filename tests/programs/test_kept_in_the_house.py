"""What is being written on an agreed program is the house's until it is agreed to."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from httpx import AsyncClient

from kimhub.accounts.tables import User
from kimhub.chain import links
from kimhub.chain.kinds import KINDS
from kimhub.core.errors import NotFound
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, chained, desk, elsewhere, lists, readings, work
from kimhub.programs.tables import ProgramIndicator, ProgramLine, WorkProgram
from tests import make


async def _amended() -> tuple[WorkProgram, ProgramLine, User, User]:
    """An agreed program of last year's kind whose house is changing it: the line has a new name, a new
    person in charge and a new indicator, and there is a new line."""
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    one = await make.program(kim, "Papan informasi", year=2025)
    await make.agreed(one, admin, pembina)
    await agreeing.amend(one.id, await make.actor_of(admin), "Ada perubahan harga.")
    line = await ProgramLine.objects().where(ProgramLine.program == one.id).first()
    assert line
    await ProgramLine.update({"name": "Rahasia baru", "pic_name": "Belum Setuju"}).where(
        ProgramLine.id == line.id
    )
    await ProgramIndicator(line=line.id, name="Ukuran rahasia", unit="kali", target=700).save()
    await make.program_line(one, "Kegiatan rahasia", months=1)
    return one, line, admin, pembina


async def test_an_indicator_that_is_not_agreed_is_read_by_the_house_only(browser: AsyncClient) -> None:
    one, line, admin, _pembina = await _amended()
    stranger = await make.signed_in(await make.user("Orang Lain"))
    house = await make.signed_in(admin)
    rows = await ProgramIndicator.objects().where(ProgramIndicator.line == line.id).order_by("id")
    old, new = rows
    at = f"/program/{one.slug}/kegiatan/{line.id}/indikator"
    page = await browser.get(f"{at}/{old.id}", headers=stranger)
    assert page.status_code == 200
    assert "Rahasia baru" not in page.text  # nor how the house calls the line by now
    assert "Papan informasi" in page.text
    assert (await browser.get(f"{at}/{new.id}", headers=stranger)).status_code == 404
    assert (await browser.get(f"{at}/{new.id}", headers=house)).status_code == 200
    form = {"key": "6fb1a3f2-8a34-4a55-9d3e-9f1d5f0a7c11", "value": "3", "read_on": "2025-05-05"}
    refused = await browser.post(f"{at}/{new.id}", headers=house, data=form)
    assert refused.status_code == 404
    assert await readings.of_indicator(new.id) == []
    taken = await browser.post(f"{at}/{old.id}", headers=house, data=form)
    assert taken.status_code == 303


async def test_ties_call_a_line_as_it_was_agreed(browser: AsyncClient) -> None:
    one, line, admin, _pembina = await _amended()
    stranger = await make.actor_of(await make.user("Orang Lain"))
    us = await make.actor_of(admin)
    added = (
        await ProgramLine.objects()
        .where((ProgramLine.program == one.id) & (ProgramLine.id != line.id))
        .first()
    )
    assert added
    assert [thing.title for thing in await chained.see(stranger, [line.id, added.id])] == [
        "Papan informasi"
    ]
    assert len(await chained.see(us, [line.id, added.id])) == 2


async def test_the_desk_names_late_lines_as_they_were_agreed() -> None:
    _one, line, _admin, pembina = await _amended()
    rows, _more = await desk.late_lines(await make.actor_of(pembina))
    assert [(row.id, row.name, row.pic_name) for row in rows] == [(line.id, "Papan informasi", "Nurhayati")]


async def test_photos_of_an_entry_stand_under_the_name_that_was_agreed(browser: AsyncClient) -> None:
    one, line, admin, _pembina = await _amended()
    house = await make.signed_in(admin)
    form = {
        "key": "6fb1a3f2-8a34-4a55-9d3e-9f1d5f0a7c12", "happened_on": date(2025, 3, 3).isoformat(),
        "what": "Papan dipasang.",
    }  # fmt: skip
    made = await browser.post(f"/program/{one.slug}/kegiatan/{line.id}/catat", headers=house, data=form)
    entry = made.headers["location"].rpartition("-")[2]
    kim = await Organization.objects().get(Organization.id == one.organization)
    assert kim
    member = await make.signed_in(await make.member(kim))
    page = await browser.get(f"/program/{one.slug}/kegiatan/{line.id}/catatan/{entry}/foto", headers=member)
    assert page.status_code == 200
    assert "Papan informasi" in page.text
    assert "Rahasia baru" not in page.text


async def test_a_version_that_was_taken_back_is_the_house_s_again(browser: AsyncClient) -> None:
    one, _line, admin, pembina = await _amended()
    us = await make.actor_of(admin)
    second = await agreeing.submit(one.id, us)
    house, office = await make.signed_in(admin), await make.signed_in(pembina)
    at = f"/program/{one.slug}"
    assert (await browser.get(f"{at}/versi/2", headers=office)).status_code == 200
    await agreeing.take_back(one.id, us)
    assert second.number == 2
    for address in ("versi/2", "versi/2/berkas"):
        assert (await browser.get(f"{at}/{address}", headers=office)).status_code == 404
        assert (await browser.get(f"{at}/{address}", headers=house)).status_code == 200
    assert f'href="{at}/versi/2"' not in (await browser.get(f"{at}/riwayat", headers=office)).text
    assert f'href="{at}/versi/2"' in (await browser.get(f"{at}/riwayat", headers=house)).text


async def test_nobody_else_ties_things_to_a_line_for_they_count_for_its_indicators() -> None:
    one, line, admin, _pembina = await _amended()
    kim = await Organization.objects().get(Organization.id == one.organization)
    other = await make.kim("KIM Lain")
    assert kim
    stranger, member = await make.member(other, "Orang Lain"), await make.member(kim)
    for person, of in ((stranger, other), (member, kim)):
        written = await make.topic(await make.board(of), person)
        thing = (await KINDS["topic"].see(await make.actor_of(person), [written.id]))[0]
        tie = links.tie(await make.actor_of(person), thing, "program_line", line.id)
        if person is stranger:
            with pytest.raises(NotFound):
                await tie
        else:
            assert (await tie).title == "Papan informasi"
    strip = await links.strip(await make.actor_of(admin), "program_line", line.id)
    assert len(strip.before + strip.after) == 1


async def test_what_is_done_and_late_is_counted_by_the_plan_in_force(browser: AsyncClient) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    one = await make.program(kim, "Papan informasi", "Diskusi", "Pelatihan", year=2025)
    await make.agreed(one, admin, pembina)
    board, talk, course = await ProgramLine.objects().where(ProgramLine.program == one.id).order_by("id")
    await ProgramLine.update({"progress": "done"}).where(ProgramLine.id == board.id)

    async def counted() -> tuple[int, list[str]]:
        """What three lists and sums say of it, which agree."""
        rows, _more = await desk.late_lines(office)
        (listed,) = (await lists.agreed(lists.Wanted())).rows
        (plan,) = await elsewhere.agreed(kim.id, 3)
        sums = (await work.totals([one.id]))[one.id]
        assert listed.done == plan.done == sums.done
        return sums.done, [row.name for row in rows]

    assert await counted() == (1, ["Diskusi", "Pelatihan"])
    # The house takes out what is done and what is late, puts off the third, and has something new.
    await agreeing.amend(one.id, us, "Ada perubahan jadwal.")
    await ProgramLine.update({"dropped": True}).where(ProgramLine.id.is_in([board.id, talk.id]))
    moved: dict[Any, Any] = {"ends_on": make.days(30), "pic_name": "Siti"}
    await ProgramLine.update(moved).where(ProgramLine.id == course.id)
    await make.program_line(one, "Kegiatan baru", months=1)
    assert await counted() == (1, ["Diskusi", "Pelatihan"])
    version = await agreeing.submit(one.id, us)
    assert await counted() == (1, ["Diskusi", "Pelatihan"])
    await agreeing.approve(one.id, office, version_id=version.id)
    assert await counted() == (0, ["Kegiatan baru"])
    await agreeing.undo(one.id, office, version_id=version.id)
    assert await counted() == (1, ["Diskusi", "Pelatihan"])


async def test_programs_that_were_agreed_before_lines_knew_it_are_marked() -> None:
    one, *_ = await _amended()
    await make.program_line(one, "Tanpa bulan")
    found = ProgramLine.select(ProgramLine.id, ProgramLine.agreed, ProgramLine.agreed_until).order_by("id")
    before = await found.run()
    assert [(row["agreed"], row["agreed_until"]) for row in before] == [
        (True, date(2025, 4, 30)), (False, None), (False, None),
    ]  # fmt: skip
    await ProgramLine.update({"agreed": False, "agreed_until": None}, force=True)
    name = "kimhub.programs.piccolo_migrations.programs_2026_11_22t10_36_35_588662"
    manager = await import_module(name).forwards()
    for step in manager.raw:
        await step()
    assert await found.run() == before
