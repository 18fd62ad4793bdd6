"""What a page costs somebody who pays for every megabyte: bytes on the wire, counted by the browser itself.

The budgets are those of design/README.md, section 12. `pytest -s` shows the table.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, CDPSession

from tests import make, world
from tests.browser.test_every_page import visitor
from tests.pages import find_pages
from tests.world import World

KB = 1024
OWN_NAME = re.compile(r"/static/app\.\w+\.js")
FIRST, AGAIN, OWN_SCRIPT = 60 * KB, 15 * KB, 5 * KB


@pytest.fixture
async def district(site: str) -> World:
    return await world.build()


@contextmanager
def weighed(devtools: CDPSession) -> Iterator[dict[str, int]]:
    """Bytes received inside the block, headers included, by address; nothing for what the cache held."""
    addresses: dict[str, str] = {}
    bytes_of: dict[str, int] = {}

    def named(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def came(event: dict[str, Any]) -> None:
        path = addresses.get(event["requestId"], "?")
        bytes_of[path] = bytes_of.get(path, 0) + int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", named)
    devtools.on("Network.loadingFinished", came)
    yield bytes_of
    devtools.remove_listener("Network.requestWillBeSent", named)
    devtools.remove_listener("Network.loadingFinished", came)


async def weigh(
    chromium: Browser, site: str, made: World, role: str, path: str
) -> tuple[dict[str, int], int]:
    """What came for the first view with an empty cache, and the sum for the second."""
    async with visitor(chromium, site, made, role) as page:
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Network.enable")
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
    show(table)

    assert [line for line in table if line[1] > FIRST or line[2] > AGAIN] == []
    assert all(
        first > 10 * KB for _, first, _ in table
    )  # it was the network that was weighed, not the cache


async def test_no_page_is_heavy(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World
):
    """Every other page, the first view; our own script stays small."""
    pages = await find_pages(app, browser, district)
    table, scripts = [], set()
    for role in sorted({page.role for page in pages}):
        async with visitor(chromium, site, district, role) as page:
            devtools = await page.context.new_cdp_session(page)
            await devtools.send("Network.enable")
            await devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
            for found in (one for one in pages if one.role == role):
                with weighed(devtools) as first:
                    await page.goto(site + found.path)
                table.append((str(found), sum(first.values()), 0))
                scripts |= {size for path, size in first.items() if OWN_NAME.fullmatch(path)}
    show(sorted(table, key=lambda line: -line[1])[:8])

    assert [line for line in table if line[1] > FIRST] == []
    assert min(line[1] for line in table) > 10 * KB
    assert scripts
    assert max(scripts) < OWN_SCRIPT


async def test_public_pages_load_no_script(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World
):
    public = [
        page
        for page in await find_pages(app, browser, district)
        if page.path in {"/", "/privasi", "/syarat"} or page.path.startswith("/k/")
    ]
    assert len(public) == 4
    for found in public:
        first, again = await weigh(chromium, site, district, "guest", found.path)

        assert not [path for path in first if ".js" in path], found
        assert again <= KB, found  # 304, or not asked at all


def show(table: list[tuple[str, int, int]]) -> None:
    for name, first, again in table:
        print(f"{name:50} {first / KB:6.1f} KB{f' {again / KB:6.1f} KB again' if again else ''}")
