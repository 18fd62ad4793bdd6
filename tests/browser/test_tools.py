"""The judges see what they are for; otherwise a silent judge would pass every page."""

import pytest
from playwright.async_api import Browser

from tests.browser.bench import Paper
from tests.browser.judges import Seen, judge, judge_plain, visit
from tests.browser.tools import browser_required, find_chromium, run_axe, validate_html

pytestmark = pytest.mark.once

SOUND = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Papan Warta</title></head>
<body><main><h1>Papan Warta</h1><form method="post" action="/masuk"><label for="name">Nama</label>
<input id="name" name="name" autocomplete="name"><button>Masuk</button></form></main></body></html>"""
FAULTY = SOUND.replace('<label for="name">Nama</label>', '<img src="/foto.jpg"><p><div>Nama</div>')


async def test_axe_finds_the_missing_label_and_the_missing_text(chromium: Browser):
    page = await chromium.new_page()
    await page.set_content(FAULTY)

    faults = await run_axe(page)

    assert {fault.split(" ")[0] for fault in faults} == {"image-alt", "label"}
    await page.close()


async def test_axe_is_content_with_a_sound_page_in_a_strict_policy(chromium: Browser):
    page = await chromium.new_page()
    policy = {"content-security-policy": "default-src 'none'; script-src 'self'"}
    await page.route(
        "**/*", lambda route: route.fulfill(body=SOUND, content_type="text/html", headers=policy)
    )
    await page.goto("http://kimhub.invalid/")

    assert await run_axe(page) == []
    await page.close()


async def test_what_only_a_desk_or_only_the_dark_shows_is_judged_too(chromium: Browser):
    style = """<style>.desk { display: none } @media (min-width: 1000px) { .desk { display: block } }
      @media (prefers-color-scheme: dark) { .pale { color: #fff; background: #eee } }</style></head>"""
    desk = '<input class="desk" id="{}">'
    pages = {
        "/sound": SOUND,
        "/desk": SOUND.replace("<form", desk.format("first") + "<form"),
        "/alike": SOUND.replace("<form", desk.format("second") + "<form"),
        "/pale": SOUND.replace("<h1>", '<h1 class="pale">'),
    }
    page = await chromium.new_page()
    await page.route(
        "**/*",
        lambda route: route.fulfill(
            body=pages["/" + route.request.url.rpartition("/")[2]].replace("</head>", style),
            content_type="text/html",
        ),
    )
    seen, papers = Seen(), list[Paper]()

    for path in pages:
        assert await visit(page, path, f"http://kimhub.invalid{path}", papers) == []
    await judge(page, papers, seen)

    assert [fault.partition(" (")[0] for fault in seen.faults] == [  # once for what looks alike
        "/desk: 1280 dark: label",
        "/pale: 1280 dark: color-contrast",
    ]
    await page.close()


async def test_what_is_only_nearly_like_something_judged_is_judged(chromium: Browser):
    sound = SOUND.replace("<form", "<a href='/x'><span>Warta</span></a><ul><li>X</li></ul><form")
    pages = {
        "sound": sound,
        "the same": sound.replace("Warta", "Kabar").replace("/x", "/y"),
        "names another": sound.replace('for="name"', 'for="nama"'),
        "says nothing": sound.replace("<span>Warta</span>", "<span> </span>"),
        "nothing to press": sound.replace("<button>Masuk", "<button>"),
        "another child": sound.replace("<li>X</li>", "<li>X</li><p>Y</p>"),
        "two of a name": sound.replace("</main>", "</main><main></main>"),
        "other words to a machine": sound.replace(
            "<form", "<p aria-hidden='true'><a href='/x'>X</a></p><form"
        ),
    }
    page = await chromium.new_page()
    await page.set_content(SOUND)
    seen = Seen()

    await judge(page, [Paper(name, html) for name, html in pages.items()], seen)

    assert [fault.partition(" (")[0] for fault in seen.faults] == [
        "names another: 320 light: label",
        "says nothing: 320 light: link-name",
        "nothing to press: 320 light: button-name",
        "another child: 320 light: list",
        "two of a name: 320 light: landmark-no-duplicate-main",
        "two of a name: 320 light: landmark-unique",
        "other words to a machine: 320 light: aria-hidden-focus",
    ]
    await page.close()


async def test_the_same_colours_are_judged_once_there_is_something_to_tell(chromium: Browser):
    style = """<style>.pale { color: #888; background: #999 } .dim { opacity: 0.3 }
      .back { background: #555 } .over { position: relative }</style></head>"""
    button = '<button class="pale">Kirim</button>'
    bodies = {
        "cannot be told": button.replace(" ", " disabled ", 1),
        "pale": button,
        "pale elsewhere": f"<section>{button}</section>",
        "paler": f"<p class='dim'>{button}</p>",
        "the back is pale": "<p class='back'>Kirim</p>",
        "over something": f"<p class='over'>{button}</p>",
    }
    page = await chromium.new_page()
    await page.set_content(SOUND)
    seen = Seen()

    await judge(
        page,
        [
            Paper(name, SOUND.replace("</head>", style).replace("<form", f"{body}<form"))
            for name, body in bodies.items()
        ],
        seen,
    )

    assert [fault.partition(" (")[0] for fault in seen.faults] == [
        f"{name}: {view}: color-contrast"
        for view in ("320 light", "1280 dark")
        for name in ("pale", "paler", "the back is pale", "over something")
    ]
    await page.close()


async def test_what_is_dead_or_too_wide_without_scripts_is_seen(chromium: Browser):
    style = """<style>body { margin: 0 } .phone { width: 350px } .desk { width: 1300px; display: none }
      @media (min-width: 1000px) { .desk { display: block } }</style></head>"""
    control = "<button type='button' hx-get='/masuk'>Lagi</button>"
    link = "<noscript><a href='/masuk'>Lagi</a></noscript>"
    bodies = {
        "sound": f"{link}<form action='/x'>{control}<button>Y</button></form>",
        "dead": control,
        "nothing to press": "<form action='/masuk'><input name='name'></form>",
        "desk": "<p class='desk'>X</p>",
        "smallest phone": "<noscript><p class='phone'>X</p></noscript>",
    }
    papers = [
        Paper(name, SOUND.replace("</head>", style).replace("<h1>", f"{body}<h1>"))
        for name, body in bodies.items()
    ]
    page = await chromium.new_page(java_script_enabled=False)
    await page.route("**/*", lambda route: route.fulfill(body=SOUND, content_type="text/html"))
    await page.goto("http://kimhub.invalid/")

    assert [fault.partition(" <")[0] for fault in await judge_plain(page, papers)] == [
        "dead: does nothing without scripts:",
        "nothing to press: does nothing without scripts:",
        "smallest phone: scrolls sideways by 30 px at 320",
        "desk: scrolls sideways by 20 px at 1280",
    ]
    await page.close()


async def test_html_validate_names_the_fault_and_its_place():
    faults = await validate_html([("sound", SOUND), ("faulty", FAULTY)])

    assert [fault.split(" ")[0].split(":")[:2] for fault in faults] == [
        ["faulty", "3"],
        ["faulty", "3"],
        ["faulty", "4"],
    ]
    assert [fault.split(" ")[1] for fault in faults] == [
        "wcag/h37:",
        "no-implicit-close:",
        "input-missing-label:",
    ]


async def test_a_fragment_needs_no_doctype():
    assert await validate_html([("fragment", '<ol id="posts" role="list"><li>Setuju</li></ol>')]) == []


@pytest.mark.parametrize(("setting", "required"), [("", False), ("0", False), ("1", True)])
def test_a_missing_browser_fails_only_where_one_is_required(monkeypatch, setting, required):
    monkeypatch.setenv("REQUIRE_BROWSER", setting)

    assert browser_required() is required


def test_a_browser_that_was_named_is_the_one_used(monkeypatch, tmp_path):
    find_chromium.cache_clear()
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    try:
        assert find_chromium() is None
    finally:
        find_chromium.cache_clear()
