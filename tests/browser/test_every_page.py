"""Every page, as a person meets it: on a phone and a desk, in light and dark, with and without scripts."""

import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from kimhub.accounts.tables import User
from kimhub.forum.tables import Board, Topic
from kimhub.groups.tables import Decree, Officer, Organization
from kimhub.groups.tables import Installation as House
from tests import make, world
from tests.browser.bench import Paper
from tests.browser.judges import Seen, become, judge, judge_plain, listen, visit, visitor
from tests.browser.tools import validate_html
from tests.browser.weight import FIRST, KB, OWN_SCRIPT, show
from tests.pages import Found, find_pages, worth_loading
from tests.world import World

BENCH = "/privasi"  # a page of ours without scripts
PARTS = 2  # so that several processes can share the work
LONG = ("Persatuanwargapeduliinformasimasyarakatdesa" * 3)[:120]  # one word, nowhere to break


@pytest.fixture(scope="session")
async def bench(chromium: Browser) -> AsyncIterator[Page]:
    """Where all pages of this process are judged, so that nothing is judged twice."""
    context = await chromium.new_context()
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def district(site: str, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.ERROR, "kimhub.security")
    return await world.build()


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_page_shuts_nobody_out_and_is_light(
    bench: Page, app: Any, browser: httpx.AsyncClient, site: str, district: World, part: int
):
    """axe-core finds nothing, nothing scrolls sideways, the browser has nothing to say, and the first view
    of it costs little."""
    found = await find_pages(app, browser, district)
    pages, loaded = found[part::PARTS], worth_loading(found)

    assert len({page.route for page in loaded}) == len({page.route for page in found}) > 250
    seen = await judge_all(bench, site, district, pages, loaded)
    show(
        sorted(
            ((page, sum(cost.values()), 0) for page, cost in seen.costs.items()), key=lambda line: -line[1]
        )[:3]
    )
    assert seen.faults == []
    assert seen.costs.keys() == {str(page) for page in pages if page in loaded}
    assert {page: cost for page, cost in seen.costs.items() if sum(cost.values()) > FIRST} == {}
    assert min(sum(cost.values()) for cost in seen.costs.values()) > 5 * KB
    assert 0 < max(seen.own_scripts) < OWN_SCRIPT


@pytest.mark.parametrize("part", range(PARTS))
async def test_a_page_works_without_scripts_and_with_names_without_end(
    chromium: Browser, app: Any, browser: httpx.AsyncClient, site: str, district: World, part: int
):
    """Every form can be sent, whatever asks the server by script is a link or in a form as well, and no
    name makes a page scroll sideways.

    The pages are laid on the bench as the server sends them: loading each by itself tells nothing more.
    """
    await lengthen()
    pages = (await find_pages(app, browser, district))[part::PARTS]

    assert any(LONG in page.html for page in pages)
    async with visitor(chromium, site, district, "guest", java_script_enabled=False) as bench:
        said = listen(bench)
        await bench.goto(site + BENCH)
        for role in sorted({page.role for page in pages}):
            await become(bench, site, district, role)
            papers = [Paper(str(page), page.html) for page in pages if page.role == role]
            assert await judge_plain(bench, papers) == []
    assert said == []


async def test_an_empty_house_shuts_nobody_out(
    bench: Page, browser: httpx.AsyncClient, site: str, app: Any
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
    assert (await judge_all(bench, site, made, pages, loaded=pages)).faults == []


async def test_english_shuts_nobody_out(
    bench: Page, app: Any, browser: httpx.AsyncClient, site: str, district: World
):
    await User.update({User.locale: "en"}, force=True)
    pages = (await find_pages(app, browser, district))[::8]

    assert all(
        '<html lang="en"' in page.html
        for page in pages
        if page.role != "guest" and 'class="tabs"' in page.html
    )
    assert len(pages) > 5
    assert (await judge_all(bench, site, district, pages, loaded=[])).faults == []
    assert (await judge_all(bench, site, district, pages[::8], loaded=pages)).faults == []


async def test_every_page_is_valid_html_with_one_heading_a_title_and_a_language(
    app: Any, browser: httpx.AsyncClient, district: World
):
    pages = await find_pages(app, browser, district)
    await User.update({User.locale: "en"}, force=True)
    pages += await find_pages(app, browser, district, "?bahasa=en")

    different = {bones(page.html): page for page in pages[::-1]}.values()
    assert len(pages) / 3 < len(different) < len(pages)
    assert await validate_html([(str(page), page.html) for page in different]) == []
    for page in pages:
        assert page.html.count("<h1") == 1, page
        assert re.search(r"<title>\s*\S[^<]* · [^<]+</title>", page.html), page
        assert re.search(r'<html lang="(id|en)"', page.html), page
    titles = [re.findall(r"<title>([^<]*)", page.html)[0] for page in pages if "?" not in page.path]
    assert len(set(titles)) > len(titles) / 2  # pages are told apart by their titles


def bones(html: str) -> str:
    """The page without its words, where they are nothing but letters."""
    html = re.sub(r">[^<>&]*[^<>&\s][^<>&]*<", ">x<", html)
    words = "title|alt|aria-label|placeholder|content|value|href|(?:href)?lang|hx-confirm|data-[\\w-]+"
    return re.sub(rf' ({words})="[^"&<>]+"', r' \1="x"', html)


async def judge_all(bench: Page, site: str, made: World, pages: list[Found], loaded: list[Found]) -> Seen:
    """What was seen on each page, by one person after the other in the same browser; of pages that are not
    among those loaded nothing but how they look, and what they ask for."""
    seen = Seen()
    said = listen(bench)
    page = await bench.context.new_page()
    eyes = await seen.with_eyes_of(page)
    if bench.url == "about:blank":
        await bench.goto(site + BENCH)
    await page.set_viewport_size({"width": 360, "height": 800})
    await page.emulate_media(color_scheme="light")
    for role in sorted({page.role for page in pages}):
        await become(page, site, made, role)
        papers: list[Paper] = []
        for found in (one for one in pages if one.role == role):
            if found in loaded:
                await eyes.look(str(found), visit(page, str(found), site + found.path, papers))
            else:
                papers.append(Paper(str(found), found.html))
        await judge(bench, papers, seen)
    await page.close()
    seen.faults += [f"on the bench: {line}" for line in said]
    return seen


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
