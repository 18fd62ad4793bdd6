"""What a page costs somebody who pays for every megabyte: the second view, and pages without scripts.

The first view of every page is weighed in test_every_page.py. `pytest -s` shows the tables.
"""

from typing import Any

import httpx
import pytest
from playwright.async_api import Browser

from tests import make, world
from tests.browser.judges import visitor
from tests.browser.weight import AGAIN, FIRST, KB, OWN_SCRIPT, own_scripts, show, weighed
from tests.pages import find_pages
from tests.world import World


@pytest.fixture
async def district(site: str) -> World:
    return await world.build()


async def weigh(
    chromium: Browser, site: str, made: World, role: str, path: str
) -> tuple[dict[str, int], int]:
    """What came for the first view with an empty cache, and the sum for the second."""
    async with visitor(chromium, site, made, role) as page:
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Network.enable")
        # The stream of an open topic never ends: with it the network is never idle.
        await devtools.send("Network.setBlockedURLs", {"urls": ["*/langsung?*"]})
        with weighed(devtools) as first:
            await page.goto(site + path, wait_until="networkidle")
        with weighed(devtools) as again:
            await page.goto(site + path, wait_until="networkidle")
    return first, sum(again.values())


async def test_the_pages_people_open_every_day_are_light(chromium: Browser, site: str, district: World):
    topic = await make.topic(district.houses["a"].board, district.people["officer"], posts=50)
    table = []
    for name, path in (("topic of 50 posts", topic.path), ("home", "/beranda")):
        first, again = await weigh(chromium, site, district, "member", path)
        table.append((name, sum(first.values()), again))
        assert 0 < own_scripts(first) <= OWN_SCRIPT, (name, own_scripts(first))
    show(table)

    assert [line for line in table if line[1] > FIRST or line[2] > AGAIN] == []
    assert all(
        first > 10 * KB for _, first, _ in table
    )  # it was the network that was weighed, not the cache


async def test_public_pages_load_no_script(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World
):
    public = [
        page
        for page in await find_pages(app, browser, district)
        if page.path in {"/", "/privasi", "/syarat"}
        or (page.path.startswith("/k/") and page.path.count("/") in {2, 4} and "/label/" not in page.path)
    ]
    assert len(public) > 4
    for found in public:
        first, again = await weigh(chromium, site, district, "guest", found.path)

        assert not [path for path in first if ".js" in path], found
        assert again <= KB, found  # 304, or not asked at all
