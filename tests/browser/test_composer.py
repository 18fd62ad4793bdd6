"""Writing on a small phone with a bad line: nothing is lost, nothing is said twice."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from kimhub.forum.tables import Post
from kimhub.forum.tables_writing import Attachment, Draft
from kimhub.forum.views import TopicView
from tests import make
from tests.browser.phones import window

STATUS = "[data-draft-status]"


@pytest.fixture
async def talk(site: str) -> TopicView:
    """A topic of Siti's; Budi, who writes in these tests, may reply."""
    await make.installed()
    kim = await make.kim()
    topic = await make.topic(
        await make.board(kim), await make.member(kim, "Siti Aminah", username="siti.a")
    )
    return topic


@pytest.fixture
async def line(chromium: Browser, site: str, talk: TopicView) -> AsyncIterator[Page]:
    """Budi's phone."""
    from kimhub.groups.tables import Organization

    kim = await Organization.objects().first()
    budi = await make.member(kim, "Budi Santoso")
    await make.reply(talk.id, budi, "Saya ikut menyimak.")
    async with window(chromium, site, budi) as page:
        yield page


async def open_topic(page: Page, talk: TopicView) -> Page:
    await page.goto(talk.path)
    return page


def camera(width: int = 2000) -> dict[str, object]:
    """A photo as a phone takes it, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, width // 2)).convert("RGB").save(out, "JPEG", exif=exif)
    film = bytes(300 * width)  # what some phones put behind a photo: too much to be sent as it is
    return {"name": "IMG_20241028.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue() + film}


async def bodies() -> list[str]:
    rows = await Post.select(Post.body).order_by(Post.number)
    return [row["body"] for row in rows[2:]]


async def test_a_lost_connection_keeps_the_text_and_sends_it_once_when_it_is_back(line, talk):
    page = await open_topic(line, talk)
    await page.fill("#body", "Saya bawa tikar")
    await line.context.set_offline(True)

    await page.click("#reply .primary")

    await expect(page.locator(STATUS)).to_have_text("Belum terkirim")
    await expect(page.locator("#reply .primary")).to_have_text("Kirim lagi")
    await expect(page.locator("#body")).to_have_value("Saya bawa tikar")
    assert await bodies() == []

    await line.context.set_offline(False)

    await expect(page.locator("#p3")).to_contain_text("Saya bawa tikar")
    await expect(page.locator("#body")).to_have_value("")
    await expect(page.locator("#reply .primary")).to_have_text("Kirim")
    assert await bodies() == ["Saya bawa tikar"]


async def test_a_photo_is_made_smaller_sent_ahead_and_waited_for(line, talk):
    page = await open_topic(line, talk)
    photo = camera()

    async with page.expect_request("**/forum/berkas") as asked:
        await page.set_input_files("#files", [photo])
    await expect(page.locator("[data-files] li")).to_contain_text("IMG_20241028.webp")
    headers = await (await asked.value).all_headers()
    assert int(headers["content-length"]) < len(photo["buffer"]) / 2  # type: ignore[arg-type]
    await page.fill("[data-files] input.input", "Pos ronda")
    await page.fill("#body", "Ini posnya")
    await page.click("#reply .primary")

    image = page.locator("#p3 img")
    await expect(image).to_have_attribute("alt", "Pos ronda")
    row = await Attachment.objects().first()
    assert row.height > row.width, "it stands upright"
    assert (await Post.objects().get(Post.number == 3)).files == 1


async def test_a_file_can_be_let_go_and_a_wrong_one_says_why(line, talk):
    page = await open_topic(line, talk)

    await page.set_input_files(
        "#files", [camera(400), {"name": "x.exe", "mimeType": "", "buffer": b"MZ\0\0"}]
    )
    await expect(page.locator("[data-files] li", has_text="x.exe: ")).to_be_visible()
    await expect(page.locator("[data-files] [name=file]")).to_have_count(1)
    await page.locator("[data-files] button", has_text="Batal").click()
    await page.locator("[data-files] button", has_text="Lepas").click()

    await expect(page.locator("[data-files] li")).to_have_count(0)
    await expect(page.locator("#body")).to_be_visible()


async def test_a_photo_sent_ahead_is_there_again_after_a_reload(line, talk):
    page = await open_topic(line, talk)
    async with page.expect_response("**/forum/draf"):
        await page.set_input_files("#files", [camera(400)])
    await expect(page.locator(STATUS)).to_be_attached()

    await page.reload()
    await expect(page.locator("[data-files] li")).to_contain_text("IMG_20241028.webp")
    async with page.expect_response("**/forum/draf"):
        await page.locator("[data-files] button", has_text="Lepas").click()
    await page.reload()

    await expect(page.locator("#body")).to_be_visible()
    await expect(page.locator("[data-files] li")).to_have_count(0)


async def test_a_name_is_completed_by_keys_and_by_a_tap(line, talk):
    page = await open_topic(line, talk)

    await page.locator("#body").press_sequentially("Halo @sit")
    option = page.locator("[role=option]")
    await expect(option).to_have_text("Siti Aminah @siti.a · KIM Mallari")
    await expect(option).to_have_attribute("aria-selected", "true")
    await expect(page.locator("#body")).to_have_attribute("aria-activedescendant", "person-1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#body")).to_have_value("Halo @siti.a ")
    await expect(option).to_be_hidden()

    await page.locator("#body").press_sequentially("dan @ami")
    await option.tap()
    await expect(page.locator("#body")).to_have_value("Halo @siti.a dan @siti.a ")
    await page.locator("#body").press_sequentially("@si")
    await expect(option).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(option).to_be_hidden()


async def test_the_selected_passage_is_quoted_and_else_the_whole_post(line, talk):
    page = await open_topic(line, talk)
    await page.evaluate(
        """() => {
          const words = document.querySelector('#p1 .prose p').firstChild, range = document.createRange();
          range.setStart(words, 6); range.setEnd(words, 10);
          getSelection().addRange(range);
        }"""
    )
    quote = f"> [Siti Aminah menulis](/forum/t/{talk.id}?p=1):\n> "

    await page.locator("#p1 [data-quote]").click()
    await expect(page.locator("#body")).to_have_value(f"{quote}bisa\n\n")
    await expect(page.locator("#body")).to_be_focused()

    await page.reload()
    await page.fill("#body", "")
    await page.evaluate("getSelection().removeAllRanges()")
    await page.locator("#p1 [data-quote]").click()
    await expect(page).to_have_url(f"{page.url.partition('/forum')[0]}/forum/t/{talk.ref}?kutip=1#write")
    await expect(page.locator("#body")).to_have_value(f"{quote}Siapa bisa hari Sabtu?\n\n")


async def test_a_draft_reaches_the_server_and_another_phone(line, talk):
    page = await open_topic(line, talk)

    async with page.expect_response("**/forum/draf"):
        await page.locator("#body").press_sequentially("Saya pikir")
    await expect(page.locator(STATUS)).to_have_text("Draf tersimpan.")
    assert (await Draft.objects().first()).body == "Saya pikir"
    assert await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []

    await page.evaluate("localStorage.clear()")
    await page.reload()
    await expect(page.locator("#body")).to_have_value("Saya pikir")


async def test_a_crash_without_signal_loses_nothing(line, talk):
    page = await open_topic(line, talk)
    await page.route("**/forum/draf", lambda route: route.abort())
    await page.locator("#body").press_sequentially("Belum selesai")
    await expect(page.locator(STATUS)).to_have_text("Draf tersimpan di ponsel ini.")

    await page.close(run_before_unload=False)
    again = await open_topic(await line.context.new_page(), talk)

    await expect(again.locator("#body")).to_have_value("Belum selesai")


async def test_a_preview_stands_above_the_box_and_takes_the_focus(line, talk):
    page = await open_topic(line, talk)
    await page.fill("#body", "Besok *kumpul*")

    await page.get_by_role("button", name="Pratinjau").click()

    await expect(page.locator("#preview")).to_be_focused()
    await expect(page.locator("#reply_form .sheet strong")).to_have_text("kumpul")
    await expect(page.locator("#body")).to_have_value("Besok *kumpul*")
    assert await bodies() == []
    await page.click("#reply .primary")
    await expect(page.locator("#p3 strong")).to_have_text("kumpul")


async def test_a_new_topic_leaves_no_draft_behind(line, talk):
    page = line
    await page.goto("/forum/tulis")
    await page.fill("#title", "Ronda bulan depan")
    await page.fill("#body", "Siapa *bisa*?")

    await page.click("#write_form .primary")

    await page.wait_for_url("**/forum/t/*")
    assert await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []
    assert await Draft.count() == 0
