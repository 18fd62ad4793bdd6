"""The review by keyboard alone (issue 5: five programs reviewed without leaving it, each return explained
at its line), and the manners of its keys."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, programs, states
from kimhub.programs.tables import ProgramLine
from kimhub.programs.tables_review import ReviewComment
from tests import make
from tests.browser.phones import DESK, window

KIM = ("Mallari", "Kajuara", "Carigading", "Latteko", "Unra")


@pytest.fixture
async def desk(chromium: Browser, site: str) -> AsyncIterator[Page]:
    """The window of a pembina for whom five programs wait."""
    await make.installed()
    for n, name in enumerate(KIM):
        house = await make.kim(f"KIM {name}")
        admin = await make.kim_admin(house, f"Ketua {name}")
        one = await make.program(house, "Papan informasi", "Diskusi bulanan", slug=f"program-{n}")
        await make.submitted(one, admin)
    pembina = await make.pembina()
    async with window(chromium, site, pembina, size=DESK) as page:
        yield page


async def test_five_programs_are_reviewed_without_leaving_the_keyboard(desk: Page) -> None:
    keys = desk.keyboard
    write = keys.insert_text  # whole words come at once, as from the keyboard of a phone
    await desk.goto("/program/program-0/tinjau")
    for n, name in enumerate(KIM):
        await expect(desk.get_by_text(f"KIM {name},").first).to_be_visible()
        await keys.press("j")
        await keys.press("j")
        row = desk.locator("[data-row]:focus")
        await expect(row).to_contain_text("Diskusi bulanan")
        if n != 3:  # one of them is agreed to as it is
            await keys.press("c")
            await expect(desk.locator("textarea[name=body]")).to_be_focused()
            await keys.type("Jarak: ")  # letters of which some are commands elsewhere
            await write(f"dusun jauh, ajak juga rukun kerabat {name}.")
            await keys.press("Control+Enter")
            await expect(desk.locator(".note:focus")).to_contain_text(f"rukun kerabat {name}.")
            await expect(desk.locator("#counts")).to_contain_text("1 catatan baru belum dikirim")
        await keys.press("r" if n != 3 else "a")
        await keys.press("d")
        await write("Lihat catatannya, lalu ajukan lagi." if n != 3 else "Sudah baik.")
        await keys.press("Control+Enter")
        await desk.wait_for_url(f"**/program/program-{n + 1}/tinjau" if n < 4 else "**/tinjauan")
    await expect(desk.get_by_text("Tidak ada lagi yang menunggu Anda.")).to_be_visible()
    for n, name in enumerate(KIM):
        one = await programs.get_program(f"program-{n}")
        assert one
        assert one.state == (states.APPROVED if n == 3 else states.NEEDS_REVISION), name
        remark = await ReviewComment.objects().get(ReviewComment.program == one.id)
        if n == 3:
            assert remark is None
            continue
        assert remark
        line = await ProgramLine.objects().get(ProgramLine.id == remark.line)
        assert line
        assert line.name == "Diskusi bulanan"
        assert remark.sent_at is not None


async def test_keys_keep_their_manners(desk: Page) -> None:
    keys = desk.keyboard
    await desk.goto("/program/program-0/tinjau")
    await keys.press("j")
    await expect(desk.locator("[data-row]:focus")).to_contain_text("Papan informasi")
    await keys.press("c")
    area = desk.locator("textarea[name=body]")
    await expect(area).to_be_focused()
    await keys.type("jka?rdn")  # letters are letters while somebody types
    await expect(area).to_have_value("jka?rdn")
    assert await desk.locator("[name=verdict]:checked").count() == 0
    await keys.press("Escape")
    await expect(area).to_have_count(0)
    await expect(desk.locator("[data-row]:focus")).to_contain_text("Papan informasi")
    await keys.press("j")
    await keys.press("k")
    await expect(desk.locator("[data-row]:focus")).to_contain_text("Papan informasi")
    await keys.press("?")
    help_ = desk.locator("#keys")
    await expect(help_).to_have_attribute("open", "")
    await expect(help_.get_by_text("baris berikutnya, sebelumnya")).to_be_visible()
    await help_.get_by_role("checkbox").uncheck()
    await desk.locator("h1").click()
    await keys.press("a")
    await keys.press("n")
    assert await desk.locator("[name=verdict]:checked").count() == 0
    await desk.reload()
    await expect(desk.locator("#keys input")).not_to_be_checked()  # it is remembered
    await keys.press("j")
    assert await desk.locator("[data-row]:focus").count() == 0
    await desk.locator("#keys summary").click()
    await desk.locator("#keys input").check()
    await keys.press("n")
    await desk.wait_for_url("**/program/program-1/tinjau")


async def test_a_remark_can_be_asked_for_where_nothing_is_different(desk: Page) -> None:
    one = await programs.get_program("program-0")
    assert one
    assert one.current
    pembina = await make.pembina(name="Endah Susilowati")
    house = await Organization.objects().get(Organization.id == one.organization)
    assert house
    admin = await make.kim_admin(house, "Hasnawati Palallo")
    await agreeing.send_back(
        one.id, await make.actor_of(pembina), version_id=one.current, note="Mohon dilihat lagi."
    )
    await agreeing.submit(one.id, await make.actor_of(admin))
    keys = desk.keyboard
    await desk.goto("/program/program-0/tinjau")
    await expect(desk.get_by_text("Isinya sama dengan versi 1.")).to_be_visible()
    await keys.press("c")
    await keys.type("nar")  # written before the form is there: no keys
    await expect(desk.locator("textarea[name=body]")).to_be_focused()
    assert desk.url.endswith("/program/program-0/tinjau")
    assert await desk.locator("[name=verdict]:checked").count() == 0
