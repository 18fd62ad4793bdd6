"""Writing down what was done on a phone whose connection comes and goes."""

import re

import pytest
from playwright.async_api import Browser, expect

from kimhub.programs.tables import ProgramLine
from kimhub.programs.tables_work import EntryFile, ProgramEntry
from tests import make
from tests.browser.phones import PHONE
from tests.browser.test_program import LOSE_ONE, device
from tests.world import make_picture

pytestmark = pytest.mark.usefixtures("cleaner")


async def test_a_note_outlives_a_lost_connection_and_comes_once(chromium: Browser, site: str):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    made = await make.program(kim, "Diskusi bulanan", year=make.today().year)
    await make.agreed(made, admin, await make.pembina())
    line = await ProgramLine.objects().get(ProgramLine.program == made.id)
    assert line
    at = f"/program/{made.slug}/kegiatan/{line.id}"
    async with device(chromium, site, admin, PHONE) as page:
        await page.goto(f"/program/{made.slug}")
        await page.get_by_role("link", name="Catat pelaksanaan").first.click()
        await page.get_by_role("link", name="Diskusi bulanan").first.click()
        await page.fill("#what", "Warga membahas jalan rusak.")
        await page.fill("#female", "12")
        await page.set_input_files(
            "#file", [{"name": "foto.webp", "mimeType": "image/webp", "buffer": make_picture("n")}]
        )
        await page.context.set_offline(True)
        await page.get_by_role("button", name="Simpan catatan").click()
        await expect(page.locator("#offline")).to_be_visible()
        await expect(page.locator("#what")).to_have_value("Warga membahas jalan rusak.")
        assert not await ProgramEntry.exists()

        # The note arrives, its answer does not; sent again, it is still one note with one photo.
        await page.context.set_offline(False)
        await page.evaluate(LOSE_ONE)
        async with page.expect_response(lambda answer: answer.request.method == "POST"):
            await page.get_by_role("button", name="Simpan catatan").click()
        await expect(page.locator("form[data-sending]")).to_have_count(0)
        await expect(page.locator("#female")).to_have_value("12")
        await page.get_by_role("button", name="Simpan catatan").click()
        await expect(page).to_have_url(re.compile(re.escape(f"{site}{at}#catatan-") + r"\d+$"))
        await expect(page.get_by_text("Warga membahas jalan rusak.")).to_have_count(1)
        assert await ProgramEntry.count() == 1
        assert await EntryFile.count() == 1

        await page.goto(f"{at}/catat")
        await expect(page.locator("#what")).to_have_value("")  # the draft went with what was sent
