"""The look keeps its promises: nobody is shut out, nothing scrolls sideways, nothing is too heavy."""

import gzip
import re
from typing import Literal

import pytest
from playwright.async_api import Browser

from kimhub.core.assets import lean
from tests.browser import gallery
from tests.browser.tools import run_axe, validate_html
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
SCRIPTS = re.compile(r'asset\("([\w-]+\.js)"\)')
LOUD = {"error", "warning"}
VIEWS: list[tuple[int, Literal["light", "dark"]]] = [(360, "light"), (360, "dark"), (1280, "light")]
TEMPLATES = gallery.STATIC.parent / "templates"
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("path", ["/gallery-wrong", "/member", "/stranger", "/public", "/error-507"])
async def test_a_page_shuts_nobody_out(chromium: Browser, path: str):
    context = await chromium.new_context()
    await gallery.serve(context, gallery.pages())
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in LOUD else None)

    await page.goto(gallery.SITE + path)
    for width, theme in VIEWS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=theme)
        assert await run_axe(page) == [], (width, theme)
        assert await page.evaluate(SIDEWAYS) <= 0, (width, theme)

    assert said == []
    await context.close()


async def test_nothing_scrolls_sideways_on_the_smallest_phones(chromium: Browser):
    context = await chromium.new_context(viewport={"width": 320, "height": 640})
    await gallery.serve(context, gallery.pages())
    page = await context.new_page()

    for path in gallery.pages():
        await page.goto(gallery.SITE + path)
        assert await page.evaluate(SIDEWAYS) <= 0, path

    await context.close()


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
