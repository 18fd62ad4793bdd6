"""Every page, as a person meets it: on a phone and a desk, in light and dark, with and without scripts."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Response

from kimhub.accounts.tables import User
from kimhub.forum.tables import Board, Topic
from kimhub.groups.tables import Decree, Officer, Organization
from kimhub.groups.tables import Installation as House
from tests import make, world
from tests.browser.tools import run_axe, validate_html
from tests.pages import Found, find_pages
from tests.world import World

PARTS = 6  # so that several processes can share the work
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
LOUD = {"error", "warning"}
LONG = ("Persatuanwargapeduliinformasimasyarakatdesa" * 3)[:120]  # one word, nowhere to break
# A control that does nothing without scripts, and a form that cannot be sent.
DEAD = """() => [...document.querySelectorAll('[hx-get], [hx-post], form')].filter(element => {
  if (element.matches('a[href], form [name], form button, [hx-trigger^="every"]')) return false;
  if (element.tagName !== 'FORM') return true;
  const button = element.querySelector('button:not([type=button]), input[type=submit]')
    || (element.id && document.querySelector(`button[form="${element.id}"]`));
  return !element.action || !button || !button.getClientRects().length;
}).map(element => element.outerHTML.slice(0, 160))"""


@pytest.fixture
async def district(site: str, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.ERROR, "kimhub.security")
    return await world.build()


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_page_shuts_nobody_out(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World, part: int
):
    """axe-core finds nothing, nothing scrolls sideways, the browser has nothing to say."""
    pages = (await find_pages(app, browser, district))[part::PARTS]

    assert len(pages) > 5
    assert await judge_all(chromium, site, district, pages, judge) == []


@pytest.mark.parametrize("part", range(2))
async def test_a_page_works_without_scripts(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World, part: int
):
    """Every form can be sent, and whatever asks the server by script is a link or in a form as well."""
    pages = (await find_pages(app, browser, district))[part::2]

    assert await judge_all(chromium, site, district, pages, judge_plain, java_script_enabled=False) == []


@pytest.mark.parametrize("part", range(2))
async def test_a_name_without_end_breaks_no_page(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World, part: int
):
    await lengthen()
    pages = (await find_pages(app, browser, district))[part::2]

    assert any(LONG in page.html for page in pages)
    assert await judge_all(chromium, site, district, pages, judge_width) == []


async def test_an_empty_house_shuts_nobody_out(
    chromium: Browser, browser: httpx.AsyncClient, site: str, app: Any
):
    """The first day: one pembina, and nothing in any list."""
    made = await nobody_but_a_pembina()
    pages = [
        Found(path, role, "")
        for path in ("/", "/beranda", "/forum", "/kim", "/pemberitahuan", "/peran", "/forum/rubrik")
        for role in ("pembina", "guest")
        if (await browser.get(path, headers=made.headers(role))).status_code == 200
    ]

    assert len(pages) > 6
    assert await judge_all(chromium, site, made, pages, judge) == []


async def test_english_shuts_nobody_out(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World
):
    await User.update({User.locale: "en"}, force=True)
    pages = (await find_pages(app, browser, district))[::8]

    assert all(
        '<html lang="en"' in page.html
        for page in pages
        if page.role != "guest" and 'class="tabs"' in page.html
    )
    assert len(pages) > 5
    assert await judge_all(chromium, site, district, pages, judge) == []


async def test_every_page_is_valid_html_with_one_heading_a_title_and_a_language(
    app: Any, browser: httpx.AsyncClient, district: World
):
    pages = await find_pages(app, browser, district)
    await User.update({User.locale: "en"}, force=True)
    pages += await find_pages(app, browser, district, "?bahasa=en")

    assert await validate_html([(str(page), page.html) for page in pages]) == []
    for page in pages:
        assert page.html.count("<h1") == 1, page
        assert re.search(r"<title>\s*\S[^<]* · [^<]+</title>", page.html), page
        assert re.search(r'<html lang="(id|en)"', page.html), page
    titles = [re.findall(r"<title>([^<]*)", page.html)[0] for page in pages if "?" not in page.path]
    assert len(set(titles)) > len(titles) / 2  # pages are told apart by their titles


async def judge_all(
    chromium: Browser, site: str, made: World, pages: list[Found], judge_one: Any, **options: Any
) -> list[str]:
    """One line per fault of each page; every person has one browser for all of theirs."""
    complaints: list[str] = []
    for role in sorted({page.role for page in pages}):
        async with visitor(chromium, site, made, role, **options) as page:
            said = listen(page)
            for found in (one for one in pages if one.role == role):
                said += await judge_one(page, site + found.path)
                complaints += [f"{found}: {line}" for line in said]
                said.clear()
    return complaints


async def judge(page: Page, url: str) -> list[str]:
    """What is wrong on a phone in light and on a desk in dark."""
    await page.set_viewport_size({"width": 360, "height": 800})
    await page.emulate_media(color_scheme="light")
    await page.goto(url)
    said = [f"360 light: {fault}" for fault in await run_axe(page)]
    said += await sideways(page, 360)
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 320, "height": 640})
    said += await sideways(page, 320)
    await page.set_viewport_size({"width": 1280, "height": 900})
    said += await sideways(page, 1280)
    return said + [f"1280 dark: {fault}" for fault in await run_axe(page)]


async def judge_plain(page: Page, url: str) -> list[str]:
    await page.set_viewport_size({"width": 360, "height": 800})
    await page.goto(url)
    dead = await page.evaluate(DEAD)
    return [f"does nothing without scripts: {element}" for element in dead] + await sideways(page, 360)


async def judge_width(page: Page, url: str) -> list[str]:
    said: list[str] = []
    await page.goto(url)
    for width in (1280, 360, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        said += await sideways(page, width)
    return said


async def sideways(page: Page, width: int) -> list[str]:
    over = await page.evaluate(SIDEWAYS)
    return [f"scrolls sideways by {over} px at {width}"] if over > 0 else []


def listen(page: Page) -> list[str]:
    """What the browser complains about from now on: scripts, the content policy, files not found."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in LOUD:
            said.append(f"console: {message.text}")

    def check(response: Response) -> None:
        if response.status >= 400:
            said.append(f"{response.status} of {response.url}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.on("response", check)
    return said


@asynccontextmanager
async def visitor(
    chromium: Browser, site: str, made: World, role: str, **options: Any
) -> AsyncIterator[Page]:
    """A page of a browser in which this person is signed in."""
    context = await chromium.new_context(**options)
    if role != "guest":
        await context.add_cookies([{"name": "session", "value": made.tokens[role], "url": site}])
    yield await context.new_page()
    await context.close()


async def lengthen() -> None:
    """Give everything with a name one of 120 letters without a blank."""
    await Organization.update({Organization.name: LONG, Organization.place: LONG}, force=True)
    await User.update({User.name: LONG}, force=True)
    await Officer.update({Officer.name: LONG, Officer.section: LONG[:80]}, force=True)
    await Decree.update({Decree.number: LONG, Decree.title: LONG, Decree.file_name: LONG}, force=True)
    await Board.update({Board.name: LONG, Board.description: LONG}, force=True)
    await Topic.update({Topic.title: LONG}, force=True)
    await House.update({House.name: LONG, House.place: LONG}, force=True)


async def nobody_but_a_pembina() -> World:
    await make.installed()
    person = await make.pembina()
    token = await world.sign_in(person)
    return World({"pembina": person}, {"pembina": token}, {}, {}, {}, {}, {}, {}, {})
