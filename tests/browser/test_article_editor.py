"""Writing an article on a small phone with a bad line: few taps, and nothing is lost."""

import io
import re
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from kimhub.groups.tables import Organization
from kimhub.publishing import articles, blocks, writing
from kimhub.publishing.tables import Article as ArticleRow
from tests import make
from tests.browser.phones import window

STATUS = "#status"
SAVED = re.compile(r"^Tersimpan \d")


@pytest.fixture
async def house(site: str) -> Organization:
    await make.installed()
    return await make.kim()


@pytest.fixture
async def phone(chromium: Browser, site: str, house: Organization) -> AsyncIterator[Page]:
    """The phone of an admin of the house."""
    async with window(chromium, site, await make.kim_admin(house)) as page:
        yield page


async def open_new(page: Page, house: Organization) -> Page:
    await page.goto(f"/situs/{house.slug}/tulis")
    return page


async def kept() -> tuple[str, tuple[blocks.Block, ...]]:
    row = await ArticleRow.objects().first()
    assert row
    newest = await articles.revision(row.newest)
    return newest.title, newest.blocks


async def test_a_text_saves_itself_and_survives_a_lost_connection_and_a_reload(phone, house):
    page = await open_new(phone, house)
    await page.fill("#title", "Panen raya")
    await expect(page.locator(STATUS)).to_have_text(SAVED)
    await expect(page).to_have_url(re.compile(r"/situs/a/\d+/sunting$"))
    assert await kept() == ("Panen raya", (blocks.Text(),))

    await phone.context.set_offline(True)
    await page.fill("[data-block] textarea", "Hasil naik dua kali.")
    await expect(page.locator(STATUS)).to_contain_text("Belum ada sambungan")
    assert (await kept())[1] == (blocks.Text(),)

    await phone.context.set_offline(False)
    await expect(page.locator(STATUS)).to_have_text(SAVED)
    assert (await kept())[1] == (blocks.Text("Hasil naik dua kali."),)

    await phone.context.set_offline(True)
    await page.fill("[data-block] textarea", "Hasil naik tiga kali.")
    await expect(page.locator(STATUS)).to_contain_text("Belum ada sambungan")
    address = page.url
    await page.close()
    await phone.context.set_offline(False)
    page = await phone.context.new_page()
    await page.goto(address)
    await expect(page.locator("[data-block] textarea")).to_have_value("Hasil naik tiga kali.")
    await expect(page.locator(STATUS)).to_contain_text("dipulihkan")
    assert (await kept())[1] == (blocks.Text("Hasil naik tiga kali."),)


def camera(number: int) -> dict[str, object]:
    """A photo as a phone takes it: so large that it is made smaller before it is sent."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600 + number)).convert("RGB").save(out, "JPEG")
    return {
        "name": f"IMG_{number}.jpg",
        "mimeType": "image/jpeg",
        "buffer": out.getvalue() + bytes(600_000),
    }


async def test_from_photos_in_the_camera_to_a_published_article_in_few_taps(phone, house):
    taps = 0

    async def tap(what: str) -> None:
        nonlocal taps
        taps += 1
        await page.locator(what).tap()

    page = phone
    await page.goto("/situs")
    await tap("text=Tulis berita")
    await page.fill("#title", "Panen raya di Mallari")
    async with page.expect_file_chooser() as opened:
        await tap("label[for=photos]")
    await (await opened.value).set_files([camera(1), camera(2)])
    await expect(page.locator(".ed-photo")).to_have_count(2)
    await page.locator(".ed-photo input[name^=alt-]").first.fill("Petani memanen padi")
    await tap(".ed-text textarea")
    await page.keyboard.insert_text("Hasil panen naik dua kali lipat.")
    await tap("button[value=publish]")
    await expect(page.get_by_role("heading", name="Apa yang terlihat di foto?", exact=True)).to_be_visible()
    await tap("input[name^=decorative-]")
    await tap("#consent")
    await tap("main form .btn.primary")
    await expect(page.locator(".flash")).to_contain_text("Sudah terbit")

    assert taps <= 7, "the desk, photos, the text, out: each one tap, and two about the photos"
    title, row = await kept()
    assert title == "Panen raya di Mallari"
    assert [type(one) for one in row] == [blocks.Picture, blocks.Picture, blocks.Text]
    one = await ArticleRow.objects().first()
    assert one
    assert (one.shown, one.cover) == ("shown", row[0].photo)
    assert await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


async def test_parts_are_added_moved_thrown_away_and_brought_back(phone, house):
    page = await open_new(phone, house)
    await page.fill("#title", "Jadwal posyandu")
    await page.fill(".ed-text textarea", "Datanglah.")
    await page.locator("button[value='add:table']").tap()
    cells = page.locator("[data-grid] input")
    await expect(cells).to_have_count(4)
    for n, said in enumerate(("Hari", "Dusun", "Senin", "Ajangale")):
        await cells.nth(n).fill(said)
    await page.locator("[data-more=row]").tap()
    await expect(cells).to_have_count(6)
    await cells.nth(4).fill("Selasa")
    await page.locator(".ed-table .ed-up").tap()
    await page.locator("button[value='add:quote']").tap()
    await page.locator(".ed-quote textarea").fill("Bawa buku KIA.")
    await page.locator(".ed-quote button[value^=drop]").tap()
    await expect(page.locator(".ed-quote")).to_have_count(0)
    await page.locator("#toasts button").tap()
    await expect(page.locator(".ed-quote textarea")).to_have_value("Bawa buku KIA.")
    await page.locator("button[value=save]").tap()
    await expect(page.locator(".flash")).to_contain_text("Tersimpan")

    assert (await kept())[1] == (
        blocks.Table((("Hari", "Dusun"), ("Senin", "Ajangale"), ("Selasa", ""))),
        blocks.Text("Datanglah."),
        blocks.Quote("Bawa buku KIA."),
    )


async def test_a_long_text_that_is_pasted_becomes_parts(phone, house):
    page = await open_new(phone, house)
    text = "Panen naik.\n\nDua narasumber\n\n- satu\n- dua\n\nHari\tJam\nSenin\t09.00\n\nSelesai sudah."
    await page.locator(".ed-text textarea").evaluate(
        """(area, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          area.focus();
          const paste = { clipboardData: data, bubbles: true, cancelable: true };
          area.dispatchEvent(new ClipboardEvent('paste', paste));
        }""",
        text,
    )
    await expect(page.locator(STATUS)).to_have_text(SAVED)

    assert (await kept())[1] == (
        blocks.Text("Panen naik."),
        blocks.Heading("Dua narasumber"),
        blocks.Listing("satu\ndua"),
        blocks.Table((("Hari", "Jam"), ("Senin", "09.00"))),
        blocks.Text("Selesai sudah."),
    )


async def test_when_somebody_else_saved_both_texts_are_shown_and_a_person_chooses(phone, house):
    page = await open_new(phone, house)
    await page.fill("#title", "Panen raya")
    await expect(page.locator(STATUS)).to_have_text(SAVED)
    row = await ArticleRow.objects().first()
    assert row
    one = await make.article_now(row.id)
    other = await make.acting(await make.kim_admin(house, "Budi Santoso"))
    theirs = writing.Text("Panen raya", blocks=(blocks.Text("Tulisan Budi."),))
    await writing.save(one, other, theirs, one.version)

    await page.fill(".ed-text textarea", "Tulisan saya.")
    await expect(page.locator("#clash")).to_contain_text("Budi Santoso menyimpan tulisan ini")
    await expect(page.locator(STATUS)).to_have_text("Orang lain juga menyimpan. Pilih di atas.")
    await page.fill(".ed-text textarea", "Tulisan saya, lengkap.")
    await page.locator("#clash .primary").tap()
    await expect(page.locator(".flash")).to_contain_text("Tersimpan")

    assert (await kept())[1] == (blocks.Text("Tulisan saya, lengkap."),)
    assert theirs.blocks in [text.blocks for text in await articles.revisions_of(row.id)]
