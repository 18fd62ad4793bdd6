"""Somebody's phone, or the window on a desk: windows of the browser, lent to one test after the other.

Opening a window and the first page in it cost three times what the next page does. So a window that is
given back is emptied and lent again: signed out, online, nothing stored, and on no page. What
a test gives a window besides pages, cookies, routes and what pages store themselves (listeners, scripts at
their start, a clock) would stay: such a test asks for one of its own, `fresh`. So does one that hands its
window back in another state than these.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from playwright.async_api import Browser, Error, Page, ViewportSize

from kimhub.accounts import sessions
from kimhub.accounts.tables import User

PHONE: Final[ViewportSize] = {"width": 360, "height": 800}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
_idle: dict[tuple[Browser, str, bool, int], list[Page]] = {}


@asynccontextmanager
async def window(
    chromium: Browser,
    site: str,
    who: User | str = "",
    *,
    size: ViewportSize = PHONE,
    scripts: bool = True,
    fresh: bool = False,
) -> AsyncIterator[Page]:
    """A window on `site`, in which somebody is signed in, or a session of this token goes on."""
    idle = _idle.setdefault((chromium, site, scripts, size["width"]), [])
    page = await _opened(chromium, site, size, scripts) if fresh or not idle else idle.pop()
    token = (
        who if isinstance(who, str) else await sessions.begin(who.id, "Chrome di Android", confirmed=True)
    )
    if token:
        await page.context.add_cookies([{"name": "session", "value": token, "url": site}])
    try:
        yield page
        if not fresh and not page.is_closed():
            with suppress(Error):  # a window that cannot be emptied is not lent again
                await _empty(page, site)
                idle.append(page)
    finally:
        if page not in idle:
            await page.context.close()


async def _opened(chromium: Browser, site: str, size: ViewportSize, scripts: bool) -> Page:
    context = await chromium.new_context(
        viewport=size, base_url=site, java_script_enabled=scripts, has_touch=size == PHONE
    )
    context.set_default_timeout(20_000)
    return await context.new_page()


async def _empty(page: Page, site: str) -> None:
    """Leave the page, of which no word gets out any more, and forget all it left behind."""
    context = page.context
    for other in context.pages:
        if other is not page:
            await other.close()
    await context.set_offline(True)
    await page.unroute_all()
    await context.unroute_all()
    await page.goto("about:blank")
    devtools = await context.new_cdp_session(page)
    await devtools.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "all"})
    await devtools.send("Network.clearBrowserCache")
    await devtools.detach()
    await context.set_offline(False)
