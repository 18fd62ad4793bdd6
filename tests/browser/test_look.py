"""The look keeps its promises: nobody is shut out, nothing scrolls sideways, nothing is too heavy."""

import gzip
import re

import pytest
from playwright.async_api import Browser

from kimhub.core.assets import lean
from tests.browser import gallery
from tests.browser.bench import Paper
from tests.browser.judges import VIEWS, Seen, judge, listen, visit
from tests.browser.tools import validate_html
from tests.browser.weight import (
    DOOR,
    DOOR_SCRIPT,
    ON_FOCUS,
    ON_FOCUS_SCRIPT,
    OWN_SCRIPT,
    SENDING,
    SENDING_SCRIPT,
    TELLING,
    TELLING_SCRIPT,
    WRITING,
    WRITING_SCRIPT,
    packed,
)

pytestmark = pytest.mark.once

# Bytes after gzip -9; design/README.md section 12 says where they come from.
WALLS = {"app.css": 12 * 1024, "icons.svg": 6 * 1024}
WIDTH = re.compile(r"@(?:media|container)[^{]*?width[^{\d]*([\d.]+)(rem|px)")
SCRIPTS = re.compile(r'asset\("([\w-]+\.js)"\)')
TEMPLATES = gallery.STATIC.parent / "templates"


async def test_no_page_shuts_anybody_out_or_scrolls_sideways(chromium: Browser):
    context = await chromium.new_context(viewport={"width": 360, "height": 800})
    await gallery.serve(context, gallery.pages())
    page, bench = await context.new_page(), await context.new_page()
    said, papers, seen = [listen(page), listen(bench)], list[Paper](), Seen()

    for path in gallery.pages():
        seen.faults += await visit(page, path, gallery.SITE + path, papers)
    await bench.goto(gallery.SITE + "/public")
    await judge(bench, papers, seen, [*VIEWS, (360, 800, "dark")])  # the bar of a phone has colours too

    assert seen.faults == []
    assert said == [[], []]
    await context.close()


def test_phones_of_all_widths_get_the_same_styles():
    """So what was judged on the smallest holds for the others (`judges.judge_plain`)."""
    queries = [query for path in gallery.STATIC.glob("*.css") for query in WIDTH.findall(path.read_text())]
    widths = {float(number) * (16 if unit == "rem" else 1) for number, unit in queries}

    assert len(queries) > 20
    assert min(widths) == 480


async def test_shells_components_and_error_pages_are_valid_html():
    assert await validate_html(gallery.pages().items()) == []


def test_a_public_page_has_no_script_and_no_token():
    html = gallery.pages()["/public"]

    assert "<script" not in html
    assert "_csrf_token" not in html
    assert "<form" not in html


def test_style_and_icons_stay_under_their_walls():
    sizes = {
        name: len(gzip.compress(lean((gallery.STATIC / name).read_bytes(), name), 9)) for name in WALLS
    }

    assert {name: size for name, size in sizes.items() if size > WALLS[name]} == {}


def test_no_template_loads_more_than_five_kilobytes_of_our_own_scripts():
    shell = {*SCRIPTS.findall((TEMPLATES / "base.html").read_text())} - {*ON_FOCUS}
    sums = {}
    for path in TEMPLATES.rglob("*.html"):
        own = {*SCRIPTS.findall(path.read_text())} - {*DOOR, *WRITING, *SENDING, *TELLING}
        sums[path.name] = sum(
            map(packed, own | shell if 'extends "base.html"' in path.read_text() else own)
        )

    assert sums["topic.html"] > sums["index.html"] > 1000
    assert {name: size for name, size in sums.items() if size > OWN_SCRIPT} == {}
    assert 1000 < sum(map(packed, DOOR)) <= DOOR_SCRIPT
    assert 1000 < sum(map(packed, WRITING)) <= WRITING_SCRIPT
    assert 1000 < sum(map(packed, SENDING)) <= SENDING_SCRIPT
    assert 1000 < sum(map(packed, TELLING)) <= TELLING_SCRIPT
    assert 1000 < sum(map(packed, ON_FOCUS)) <= ON_FOCUS_SCRIPT


def test_a_page_with_a_composer_loads_its_script():
    pages = [path for path in TEMPLATES.rglob("*.html") if "composer.composer(" in path.read_text()]

    assert len(pages) > 3
    assert [path for path in pages if "composer.js" not in SCRIPTS.findall(path.read_text())] == []


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    sprite = (gallery.STATIC / "icons.svg").read_text()

    for path, html in gallery.pages().items():
        for name in {
            part.partition('"')[0] for part in html.split("icons")[1:] if "#" in part.partition('"')[0]
        }:
            assert f'id="{name.rpartition("#")[2]}"' in sprite, (path, name)
