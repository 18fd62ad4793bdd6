"""What static/app.js adds, and the toolbar of static/composer.js, tried in a browser; the server's answers
are written here."""

import json
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from kimhub.core.actor import Actor
from tests.browser import gallery
from tests.browser.phones import window

pytestmark = pytest.mark.once

REPLY = """
<h1>Topik</h1>
<ol id="posts"></ol>
<form id="reply" method="post" action="/balas" hx-post="/balas" hx-target="#posts" hx-swap="beforeend">
  {{ csrf_input() }}
  {{ composer.composer(form, errors, "body", "Isi balasan", "Kirim", draft="topic-128") }}
</form>
<form id="plain" method="post" action="/topik">
  <label for="title">Judul</label><textarea id="title" name="title" data-draft="new-topic"></textarea>
  <button id="send">Kirim topik</button>
</form>"""
POST = '<li id="post-5" tabindex="-1" data-focus>Setuju</li>'
CLEAR = {"HX-Trigger": json.dumps({"draft:clear": {"target": "body", "value": "topic-128"}})}


@pytest.fixture
async def phone(chromium: Browser) -> AsyncIterator[Page]:
    """A phone that finds a topic with a composer, and the same as seen by somebody else."""
    async with window(chromium, gallery.SITE) as page:
        await gallery.serve(page.context, pages())
        yield page


@cache
def pages() -> dict[str, str]:
    return {
        "/": gallery.shell("base.html", REPLY),
        "/other": gallery.shell("base.html", REPLY, actor=Actor(id=8, name="Nurhayati", initials="N")),
        "/stranger": gallery.shell("base.html", actor=gallery.STRANGER),
        "/topik/9": gallery.shell("base.html"),
        "/gallery": gallery.pages()["/gallery"],
    }


async def open_topic(page: Page, path: str = "/") -> Page:
    await page.goto(gallery.SITE + path)
    return page


async def answer(page: Page, path: str, status: int = 200, **more: Any) -> list[str]:
    """Answer POSTs to `path`; the list holds the body of each that came."""
    came: list[str] = []

    async def fulfil(route: Route) -> None:
        came.append(route.request.post_data or "")
        await route.fulfill(status=status, content_type="text/html", **more)

    await page.route(gallery.SITE + path, fulfil)
    return came


async def drafts(page: Page) -> dict[str, str]:
    return await page.evaluate("({...localStorage})")


async def test_a_reply_is_appended_takes_the_focus_and_leaves_no_draft(phone: Page):
    page = await open_topic(phone)
    came = await answer(page, "/balas", body=POST, headers=CLEAR)
    await page.fill("#body", "Setuju")
    await expect(page.locator("[data-draft-status]")).to_have_text("Draf tersimpan di ponsel ini.")

    await page.press("#body", "Control+Enter")

    await expect(page.locator("#post-5")).to_be_focused()
    await expect(page.locator("#body")).to_have_value("")
    assert await drafts(page) == {}
    assert len(came) == 1
    assert await page.locator("html").get_attribute("class") == "js"


async def test_a_second_tap_sends_nothing(phone: Page):
    page = await open_topic(phone)
    came: list[str] = []
    held: list[Route] = []

    async def hold(route: Route) -> None:
        came.append(route.request.url)
        held.append(route)

    await page.route(f"{gallery.SITE}/balas", hold)
    await page.fill("#body", "Setuju")

    await page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('#reply .primary').click()")
    await expect(page.locator("#reply .primary")).to_have_attribute("aria-busy", "true")
    await expect(page.locator("#posts")).to_have_attribute("aria-busy", "true")
    await held[0].fulfill(body=POST, content_type="text/html", headers=CLEAR)

    await expect(page.locator("#post-5")).to_be_focused()
    await expect(page.locator("#reply .primary")).not_to_have_attribute("aria-busy", "true")
    assert len(came) == 1


async def test_an_error_stands_above_the_form_and_the_text_stays(phone: Page):
    for status in (403, 413, 429, 500, 507):
        page = await open_topic(phone)
        whole = gallery.error(status)
        fragment = whole[whole.index('<section id="error"') : whole.index("</section>") + len("</section>")]
        await answer(page, "/balas", status, body=fragment)
        await page.fill("#body", "Setuju")

        await page.click("#reply .primary")

        await expect(page.locator("#error")).to_be_focused()
        await expect(page.locator("#error h1")).to_be_visible()
        await expect(page.locator("#body")).to_have_value("Setuju")
        await expect(page.locator("#posts")).to_be_empty()


async def test_a_page_that_is_not_ours_never_lands_in_our_page(phone: Page):
    page = await open_topic(phone)
    await answer(page, "/balas", 502, body="<h1>502 Bad Gateway</h1>")
    await page.fill("#body", "Setuju")

    await page.click("#reply .primary")

    await expect(page.locator("#offline")).to_have_text(
        "KIMHub sedang terganggu. Tulisan Anda aman, coba lagi sebentar."
    )
    await expect(page.locator("#body")).to_have_value("Setuju")
    assert "Bad Gateway" not in await page.content()


async def test_a_wrong_form_replaces_itself(phone: Page):
    page = await open_topic(phone)
    await answer(page, "/balas", 422, body='<li id="wrong">Balasan masih kosong.</li>')
    await page.fill("#body", "x")

    await page.click("#reply .primary")

    await expect(page.locator("#posts #wrong")).to_be_visible()


async def test_a_lost_connection_is_said_and_the_next_try_works(phone: Page):
    page = await open_topic(phone)
    await page.route(f"{gallery.SITE}/balas", lambda route: route.abort("connectionreset"))
    await page.fill("#body", "Setuju")

    await page.click("#reply .primary")

    bar = page.locator("#offline")
    await expect(bar).to_have_text("Belum tersambung. Tulisan Anda aman, coba kirim lagi.")
    await expect(page.locator("#body")).to_have_value("Setuju")

    await page.unroute(f"{gallery.SITE}/balas")
    await answer(page, "/balas", body=POST, headers=CLEAR)
    await page.click("#reply .primary")

    await expect(page.locator("#post-5")).to_be_focused()
    await expect(bar).to_be_hidden()


async def test_the_offline_bar_follows_the_connection(phone: Page):
    page = await open_topic(phone)
    bar = page.locator("#offline")
    await expect(bar).to_be_hidden()

    await page.context.set_offline(True)
    await expect(bar).to_have_text("Sambungan terputus. Tulisan Anda disimpan di ponsel.")

    await page.context.set_offline(False)
    await expect(bar).to_be_hidden()


async def test_a_draft_comes_back_but_only_to_its_writer(phone: Page):
    page = await open_topic(phone)
    await page.fill("#body", "Rahasia Rahmawati")
    await expect(page.locator("#reply [data-draft-status]")).to_have_text("Draf tersimpan di ponsel ini.")

    await page.goto(f"{gallery.SITE}/other")
    await expect(page.locator("#body")).to_have_value("")

    await page.goto(gallery.SITE)
    await expect(page.locator("#body")).to_have_value("Rahasia Rahmawati")
    await expect(page.locator("#reply [data-draft-status]")).to_have_text("Draf dipulihkan.")


async def test_signing_out_takes_every_draft_along(phone: Page):
    page = await open_topic(phone)
    await page.evaluate("localStorage['draft:8:topic-1'] = 'x'; localStorage.other = 'stays'")
    await page.fill("#body", "Belum selesai")
    await answer(page, "/keluar", body=pages()["/stranger"])

    await page.click("[data-sign-out] button")
    await page.wait_for_url("**/keluar")

    assert await drafts(page) == {"other": "stays"}


async def test_a_form_sent_without_htmx_forgets_its_draft_once_it_worked(phone: Page):
    page = await open_topic(phone)
    await page.fill("#title", "Jadwal piket")
    await answer(page, "/topik", body=pages()["/topik/9"])  # no redirect of ours reaches every browser

    await page.click("#send")
    await page.wait_for_url("**/topik")

    assert await drafts(page) == {}


async def test_a_form_sent_without_htmx_keeps_its_draft_when_it_failed(phone: Page):
    page = await open_topic(phone)
    await page.fill("#title", "Jadwal piket")
    await answer(page, "/topik", 503, body=gallery.error(503))

    await page.click("#send")
    await expect(page.locator("#error")).to_be_visible()

    assert await drafts(page) == {"draft:7:new-topic": "Jadwal piket"}


async def test_the_theme_goes_round_at_once_and_tells_the_server(phone: Page):
    page = await open_topic(phone)
    came = await answer(page, "/tema", 204)
    button, root = page.locator("[data-theme-form] button"), page.locator("html")

    for theme, words in [("light", "terang"), ("dark", "gelap"), (None, "ikut ponsel")]:
        await button.click()
        await expect(button).to_have_text(f"Tampilan: {words}")
        await expect(button).not_to_have_attribute("aria-busy", "true")
        assert await root.get_attribute("data-theme") == theme

    assert [sent.rpartition("&theme=")[2] for sent in came] == ["light", "dark", ""]


async def test_the_toolbar_marks_the_selection_and_moves_by_arrow_keys(phone: Page):
    page = await open_topic(phone)
    await page.fill("#body", "satu\ndua")

    await page.evaluate("document.querySelector('#body').setSelectionRange(0, 4)")
    await page.click("#reply [data-md='*|*']")
    assert await page.input_value("#body") == "*satu*\ndua"

    await page.evaluate("document.querySelector('#body').setSelectionRange(8, 9)")
    await page.click("#reply [data-md='- |']")
    assert await page.input_value("#body") == "*satu*\n- dua"

    await page.focus("#reply [data-md='*|*']")
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("#reply [data-md='@|']")).to_be_focused()


async def test_toasts_without_undo_leave_but_wait_while_focused(chromium: Browser):
    async with window(chromium, gallery.SITE, fresh=True) as page:  # its clock stays another
        await gallery.serve(page.context, pages())
        await page.clock.install()
        await page.goto(gallery.SITE)
        await see_toasts(page)


async def see_toasts(page: Page) -> None:
    toast = (
        '<li>Setuju</li><div hx-swap-oob="beforeend:#toasts"><div class="toast"><p>Terkirim.</p>'
        '<button type="button" data-close>Tutup</button></div><div class="toast"><p>Dihapus.</p>'
        '<form method="post" action="/u"><button>Urungkan</button></form></div></div>'
    )
    await answer(page, "/balas", body=toast)
    await page.fill("#body", "x")
    await page.click("#reply .primary")
    await expect(page.locator(".toasts .toast")).to_have_count(2)

    await page.focus(".toasts [data-close]")
    await page.clock.run_for(20_000)
    await expect(page.locator(".toasts .toast")).to_have_count(2)

    await page.focus("#body")
    await page.clock.run_for(9_000)
    await expect(page.locator(".toasts .toast")).to_have_count(1)

    await page.press("#body", "Escape")
    await expect(page.locator(".toasts .toast")).to_have_count(0)


async def test_a_password_can_be_shown_and_a_small_menu_closes(phone: Page):
    page = await open_topic(phone, "/gallery")

    await page.click("[data-reveal]")
    assert await page.get_attribute("#password", "type") == "text"
    await page.click("[data-reveal]")
    assert await page.get_attribute("#password", "type") == "password"

    menu = page.locator(".small-menu").first
    await menu.locator("summary").click()
    await page.keyboard.press("Escape")
    assert await menu.get_attribute("open") is None
    await expect(menu.locator("summary")).to_be_focused()


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(phone: Page, tmp_path: Path):
    page = await open_topic(phone, "/gallery")
    large, small = tmp_path / "foto.jpg", tmp_path / "kecil.jpg"
    large.write_bytes(b"0" * 5_000_001)
    small.write_bytes(b"0")

    await page.set_input_files("#photo", [large])
    assert (
        await page.eval_on_selector("#photo", "e => e.validationMessage")
        == "Berkas ini terlalu besar. Paling besar 5 MB."
    )

    await page.set_input_files("#photo", [small])
    assert await page.eval_on_selector("#photo", "e => e.validationMessage") == ""
