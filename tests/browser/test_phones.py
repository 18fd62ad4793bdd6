"""A window that is lent again is as good as new."""

import pytest
from playwright.async_api import Browser, Page, Route

from tests.browser import gallery
from tests.browser.phones import window

pytestmark = pytest.mark.once
CONTENT = {"/": gallery.shell("base.html")}
LEAVE = """async () => {
  localStorage.one = sessionStorage.one = document.cookie = 'one=1';
  document.cookie = 'one=1; path=/';
  const asked = indexedDB.open('one', 1);
  await new Promise(done => { asked.onsuccess = done; });
  asked.result.close();
  addEventListener('pagehide', () => {
    sessionStorage.two = localStorage.two = 1;
    fetch('/late', { method: 'POST', keepalive: true });
  });
}"""
LEFT = """async () => [
  localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length,
  navigator.onLine,
]"""


async def test_nothing_is_left_of_whoever_had_it_before(chromium: Browser):
    asked: list[str] = []

    async def hear(route: Route) -> None:
        asked.append(route.request.url)
        await route.fallback()

    async def visit(page: Page) -> None:
        await gallery.serve(page.context, CONTENT)
        await page.context.route("**/*", hear)
        await page.goto(gallery.SITE)

    async with window(chromium, gallery.SITE) as first:
        await visit(first)
        await first.evaluate(LEAVE)
        assert await first.evaluate(LEFT) == [1, 1, "one=1", 1, True]
        await first.context.new_page()
        await first.context.set_offline(True)
        asked.clear()
    async with window(chromium, gallery.SITE) as again:
        assert again is first
        assert len(again.context.pages) == 1
        assert asked == []
        await visit(again)
        assert f"{gallery.SITE}/" in asked
        assert await again.evaluate(LEFT) == [0, 0, "", 0, True]


async def test_a_window_of_ones_own_and_one_that_was_shut_are_lent_to_nobody(chromium: Browser):
    async with window(chromium, gallery.SITE, fresh=True) as own:
        pass
    async with window(chromium, gallery.SITE) as shut:
        await shut.close()
    async with window(chromium, gallery.SITE) as third:
        assert third not in {own, shut}
    assert own.is_closed()
