"""The box that searches everything, as it works with a keyboard; the server's answers are written here."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser import gallery
from tests.browser.phones import DESK, window

pytestmark = pytest.mark.once

FOUND = """<div id="options" data-said="2 saran"><div role="group" aria-label="Topik">
<a role="option" aria-selected="false" tabindex="-1" href="/forum/t/1">Ronda malam</a>
<a role="option" aria-selected="false" tabindex="-1" href="/forum/t/2">Ronda pagi</a></div>
<a role="option" aria-selected="false" tabindex="-1" href="/cari?q=ron">Semua hasil</a></div>"""
PAGES = {
    "/": gallery.shell(
        "base.html", '<label>Isi <textarea id="body"></textarea></label>', search_href="/cari"
    ),
    "/cari/cepat": FOUND,
    "/cari": "<h1>Cari</h1>",
    "/forum/t/2": "<h1>Ronda pagi</h1>",
}


@pytest.fixture
async def desk(chromium: Browser) -> AsyncIterator[Page]:
    async with window(chromium, gallery.SITE, size=DESK) as page:
        await gallery.serve(page.context, PAGES)
        await page.goto(f"{gallery.SITE}/")
        yield page


async def test_a_key_leads_to_the_box_and_arrows_to_what_was_found(desk: Page):
    page = desk
    box, found = page.locator("#find-all"), page.locator(".found")
    await page.focus("#body")
    await page.keyboard.type("dan/atau")
    await expect(page.locator("#body")).to_have_value("dan/atau")  # who writes writes
    assert await page.locator(".found").count() == 0  # nothing came before somebody went there

    await page.locator("footer .colophon").click()
    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("role", "combobox")
    await expect(box).to_have_value("")
    await page.keyboard.type("ron")
    await expect(found).to_be_visible()
    await expect(page.locator("#announcer")).to_have_text("2 saran")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Escape")
    await expect(found).to_be_hidden()
    await expect(box).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(found).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    await expect(chosen).to_have_text("Ronda pagi")
    assert await box.get_attribute("aria-activedescendant") == await chosen.get_attribute("id")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Ronda pagi")


async def test_the_key_can_be_turned_off_and_the_form_works_without_a_connection(desk: Page):
    page = desk
    await page.evaluate("localStorage.findKey = 'off'")
    await page.keyboard.press("/")
    await expect(page.locator("#find-all")).not_to_be_focused()
    await page.route("**/cari/cepat*", lambda route: route.abort())
    await page.fill("#find-all", "ronda")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Cari")
    assert page.url.endswith("/cari?q=ronda")
