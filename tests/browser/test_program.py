"""Drawing a program up in a real browser: two people at once, one of them without a connection."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, LocatorAssertions, Page, ViewportSize, expect

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, programs, reading
from kimhub.programs.plan import Plan
from kimhub.programs.tables import ProgramLine, WorkProgram
from tests import make
from tests.browser.phones import DESK, PHONE, window

pytestmark = pytest.mark.usefixtures("cleaner")
NUMBER = re.compile(r"\d+")
LOSE_ONE = """{ const real = window.fetch; let lost = false;
window.fetch = async (...asked) => {
  const answer = await real(...asked);
  if (lost || asked[1]?.method !== 'POST') return answer;
  lost = true;
  throw new TypeError('lost');
}; }"""


@pytest.fixture
async def house(site: str) -> tuple[Organization, WorkProgram, list[ProgramLine]]:
    """A draft of three lines."""
    await make.installed()
    kim = await make.kim()
    year = make.today().year + 1
    made = await make.program(kim, "Pelatihan", "Diskusi bulanan", "Papan informasi", year=year)
    lines = await ProgramLine.objects().where(ProgramLine.program == made.id).order_by(ProgramLine.sort)
    return kim, made, lines


@asynccontextmanager
async def device(
    chromium: Browser, site: str, person: User, size: ViewportSize = DESK, *, fresh: bool = False
) -> AsyncIterator[Page]:
    """A browser in which this person is signed in."""
    async with window(chromium, site, person, size=size, fresh=fresh) as page:
        yield page


async def table(page: Page, made: WorkProgram) -> Page:
    await page.goto(f"/program/{made.slug}/sunting")
    await expect(page.locator("#lines > li").first).to_be_visible()
    return page


def status(page: Page, line: ProgramLine) -> LocatorAssertions:
    """What is said beside the line, of its saving."""
    return expect(page.locator(f"#k{line.id} .plan-end [data-status]"))


async def whole(made: WorkProgram) -> Plan:
    found = await programs.by_id(made.id)
    assert found
    return await reading.working(found)


async def test_two_people_write_at_once_and_one_of_them_is_offline(chromium, site, house):
    kim, made, (first, second, third) = house
    budi, siti = await make.officer(kim, "Budi Santoso"), await make.officer(kim, "Siti Aminah")
    async with device(chromium, site, budi) as his, device(chromium, site, siti) as hers:
        one, two = await table(his, made), await table(hers, made)
        await his.context.set_offline(True)

        # He writes in the dark: the same cell as she, another cell of her line, another line, a new line.
        await one.fill(f"#k{first.id} [name=name]", "Pelatihan dari Budi")
        await one.fill(f"#k{first.id} [name='item_price[]']", "75 rb")
        await one.fill(f"#k{second.id} [name=target_group]", "Warga Dusun Baru")
        await one.locator(f"#k{third.id} [name=name]").press("Control+Enter")
        await one.keyboard.type("Kegiatan dari Budi")
        await status(one, first).to_have_text("Belum terkirim. Tersimpan di perangkat ini.")
        # She writes meanwhile, and is through.
        await two.fill(f"#k{first.id} [name=name]", "Pelatihan dari Siti")
        await two.fill(f"#k{first.id} [name=target_group]", "Ibu-ibu PKK")
        await status(two, first).to_have_text("Tersimpan")
        await two.fill(f"#k{second.id} [name=name]", "Diskusi dari Siti")
        await status(two, second).to_have_text("Tersimpan")

        await his.context.set_offline(False)

        await status(one, first).to_have_text("Bentrok: pilih tulisan siapa yang dipakai.")
        await status(one, second).to_have_text("Tersimpan")
        await expect(one.locator(f"#k{second.id} [name=name]")).to_have_value("Diskusi dari Siti")
        await expect(one.locator("#lines > li").nth(3)).to_have_attribute("data-line", NUMBER)
        clash = one.locator(f"#k{first.id} .clash")
        await expect(clash).to_contain_text("Anda menulis: Pelatihan dari Budi")
        await expect(clash).to_contain_text("Siti Aminah menulis: Pelatihan dari Siti (")
        plan = await whole(made)
        assert [line.name for line in plan.lines] == [
            "Pelatihan dari Siti",
            "Diskusi dari Siti",
            "Papan informasi",
            "Kegiatan dari Budi",
        ]
        assert [line.target_group for line in plan.lines[:2]] == ["Ibu-ibu PKK", "Warga Dusun Baru"]
        assert plan.lines[0].items[0].price == 75_000  # what did not overlap is in

        # The question is still there after a reload, with what he typed.
        await one.reload()
        await expect(clash).to_contain_text("Anda menulis: Pelatihan dari Budi")
        await expect(one.locator(f"#k{first.id} [name=name]")).to_have_value("Pelatihan dari Budi")
        await clash.get_by_label("Anda menulis: Pelatihan dari Budi").check()
        await status(one, first).to_have_text("Tersimpan")
        await expect(clash).to_have_count(0)
        assert (await whole(made)).lines[0].name == "Pelatihan dari Budi"

        # She goes on in another cell, sees his words come in, and hears of his new line.
        await two.fill(f"#k{first.id} [name=pic]", "Nurhayati Said")
        await status(two, first).to_have_text("Tersimpan")
        await expect(two.locator(f"#k{first.id} [name=name]")).to_have_value("Pelatihan dari Budi")
        await two.get_by_role("link", name="Tampilkan").click()
        await expect(two.locator("#lines > li")).to_have_count(4)


async def test_what_was_typed_offline_survives_a_reload_and_goes_out_later(chromium, site, house):
    kim, made, (first, _second, _third) = house
    budi = await make.officer(kim, "Budi Santoso")
    async with device(chromium, site, budi) as his:
        one = await table(his, made)
        await one.route("**/kegiatan/**", lambda route: route.abort())
        await one.fill(f"#k{first.id} [name=target_group]", "Karang taruna")
        await one.locator(f"#k{first.id} .months input").nth(8).check(force=True)
        await one.click("[data-new]")
        await one.keyboard.type("Lomba berita")
        await status(one, first).to_have_text("Belum terkirim. Tersimpan di perangkat ini.")
        await one.close()

        again = await table(await his.context.new_page(), made)

        await status(again, first).to_have_text("Tersimpan")
        await expect(again.locator("#lines > li").nth(3)).to_have_attribute("data-line", NUMBER)
        plan = await whole(made)
        assert plan.lines[0].target_group == "Karang taruna"
        assert plan.lines[0].month_list == [2, 3, 4, 9]
        assert plan.lines[3].name == "Lomba berita"
        kept = await again.evaluate(
            "Object.keys(localStorage).filter(key => key.includes('program:')).length"
        )
        assert kept == 0


async def test_an_answer_that_was_lost_does_not_save_twice(chromium, site, house):
    kim, made, (first, _second, _third) = house
    budi = await make.officer(kim, "Budi Santoso")
    async with device(chromium, site, budi, fresh=True) as his:
        await his.add_init_script(LOSE_ONE)
        one = await table(his, made)
        await one.fill(f"#k{first.id} [name=name]", "Sekali")
        await status(one, first).to_have_text("Belum terkirim. Tersimpan di perangkat ini.")
        assert (await whole(made)).lines[
            0
        ].name == "Sekali"  # the server heard it, the browser heard nothing
        await one.fill(f"#k{first.id} [name=name]", "Sekali lagi")
        await status(one, first).to_have_text("Tersimpan")
    assert (await whole(made)).lines[0].name == "Sekali lagi"
    assert (await ProgramLine.objects().get(ProgramLine.id == first.id)).version == 3


async def test_a_table_is_filled_without_the_mouse(chromium, site, house):
    kim, made, (first, second, _third) = house
    budi = await make.officer(kim, "Budi Santoso")
    async with device(chromium, site, budi) as his:
        page = await table(his, made)
        keys = page.keyboard
        await page.focus(f"#k{first.id} [name=name]")
        await keys.press("Enter")  # down, in the same column
        await expect(page.locator(f"#k{second.id} [name=name]")).to_be_focused()
        await keys.press("Alt+ArrowUp")
        await keys.press("Enter")
        await keys.press("Enter")
        await keys.press("Enter")  # beyond the last: a new line
        for words in ("Lomba foto", "Penyebaran informasi", "Pemuda", "25"):
            await keys.type(words)
            await keys.press("Tab")
        await keys.press("Space")  # January
        await keys.press("ArrowDown")
        await keys.press("Space")  # July
        for words in ("", "Budi Santoso", "Foto masuk", "30", "foto", "Hadiah", "3", "buah", "150.000"):
            await keys.type(words)
            await keys.press("Tab")
        await expect(page.locator("#lines > li").nth(3).locator(".plan-end [data-status]")).to_have_text(
            "Tersimpan"
        )
        await expect(page.locator("#state")).to_contain_text("4 kegiatan")
        await expect(page.locator("#state")).to_contain_text("Jumlah Rp4.950.000")
        await expect(page.locator("#state")).to_contain_text("Sudah lengkap.")
    plan = await whole(made)
    assert [line.name for line in plan.lines] == [
        "Diskusi bulanan",
        "Pelatihan",
        "Papan informasi",
        "Lomba foto",
    ]
    made_of = plan.lines[3]
    assert (made_of.section, made_of.target_count, made_of.month_list) == (
        "Penyebaran informasi",
        25,
        [1, 7],
    )
    assert (made_of.pic_user, made_of.indicators[0].target, made_of.amount) == (budi.id, 3000, 450_000)


async def test_a_form_on_a_phone_saves_itself_and_waits_while_the_program_is_away(chromium, site, house):
    kim, made, (first, _second, _third) = house
    budi, admin = await make.officer(kim, "Budi Santoso"), await make.kim_admin(kim)
    async with device(chromium, site, budi, PHONE) as his:
        page = his
        await page.goto(f"/program/{made.slug}/sunting")
        await page.click(f"#k{first.id} .plan-short a")
        await page.fill("#purpose", "Warga bisa menulis")
        await page.locator("[data-add=indicator]").click()
        await page.keyboard.type("Warga terlatih")
        await expect(page.locator("#line [data-status]")).to_have_text("Tersimpan")
        await page.locator("button", has_text="Simpan").click()
        await page.wait_for_url("**/sunting#k*")
        line = (await whole(made)).line(first.id)
        assert line
        assert (line.purpose, [one.name for one in line.indicators]) == (
            "Warga bisa menulis",
            ["Berita terbit", "Warga terlatih"],
        )

        await page.click("[data-new]")
        said = page.locator("#line [data-status]")
        await page.fill("#name", "Lomba menulis")
        await expect(said).to_have_text("Tersimpan")
        await page.wait_for_url("**/kegiatan/*/sunting")  # it has an address now
        await page.locator("[name='item_label[]']").fill("Hadiah")
        await page.locator("[name='item_price[]']").fill("tiga")
        await expect(said).to_contain_text("perbaiki")
        await page.reload()  # what is wrong is kept too
        await expect(page.locator("[name='item_price[]']")).to_have_value("tiga")
        await expect(page.locator(".field-error")).to_contain_text("Tulis dengan angka saja")
        await page.locator("[name='item_price[]']").fill("300 rb")
        await expect(said).to_have_text("Tersimpan")
        await page.fill("#rhythm", "sekali")
        await expect(said).to_have_text("Tersimpan")
        await expect(page.locator("[data-amount]")).to_have_text("Rp300.000")
        new = (await whole(made)).lines[3]
        assert (new.name, new.amount, new.rhythm) == ("Lomba menulis", 300_000, "sekali")

        await page.locator("button", has_text="Keluarkan dari rencana").click()
        await expect(page.locator(".flash")).to_contain_text("Lomba menulis dikeluarkan dari rencana.")
        await page.click(f"#k{first.id} .plan-short a")
        await his.context.set_offline(True)
        await page.fill("#purpose", "Ditulis saat sudah diajukan")
        await expect(page.locator("#line [data-status]")).to_contain_text("Belum terkirim")
        await agreeing.submit(made.id, await make.actor_of(admin))
        await his.context.set_offline(False)
        await expect(page.locator("#line [data-status]")).to_contain_text("sedang tidak bisa diubah")
        await page.goto(f"/program/{made.slug}/sunting")
        await expect(page.locator("[data-unsent-note]")).to_be_visible()
        await agreeing.take_back(made.id, await make.actor_of(admin))
        await page.goto(f"/program/{made.slug}/sunting")
        await expect(page.locator(f"#k{first.id} .plan-short [data-status]")).to_have_text("Tersimpan")
        line = (await whole(made)).line(first.id)
        assert line
        assert line.purpose == "Ditulis saat sudah diajukan"
