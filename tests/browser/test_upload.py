"""Bringing files in a real browser: the connection goes, the page is reloaded, pages become one PDF."""

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from kimhub.core.files import store
from kimhub.library.tables import Document, DocumentUpload
from tests import make
from tests.browser.phones import window

pytestmark = pytest.mark.usefixtures("cleaner")
AT = "/pustaka/o/kim-mallari/unggah"
SIZE = 3_000_000
DROP = """name => { const given = new DataTransfer(); given.items.add(new File(['MZ'], name));
document.querySelector('#upload').dispatchEvent(
  new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true })); }"""


@pytest.fixture
async def phone(chromium: Browser, site: str) -> AsyncIterator[Page]:
    """An officer's."""
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    siti = await make.officer(kim, "Siti Aminah")
    async with window(chromium, site, siti) as page:
        yield page


def a_paper(folder: Path, name: str = "Panduan_literasi.pdf") -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.4\n" + os.urandom(SIZE - 15) + b"%%EOF\n")
    return path


def a_photo(color: str, size: tuple[int, int] = (2400, 1800)) -> bytes:
    out = io.BytesIO()
    grain = Image.effect_noise((size[0] // 6, size[1] // 6), 90).resize(size)
    Image.blend(grain.convert("RGB"), Image.new("RGB", size, color), 0.2).save(out, "JPEG", quality=97)
    return out.getvalue()


async def cut_after(page: Page, pieces: int) -> None:
    """So many pieces get through, then the line is dead until `page.unroute_all()`."""
    passed = 0

    async def judge(route: Route) -> None:
        nonlocal passed
        passed += 1
        if passed > pieces:
            await route.abort("internetdisconnected")
        else:
            await route.continue_()

    await page.route("**/pustaka/unggahan/*?mulai=*", judge)


async def received() -> list[int]:
    rows = await DocumentUpload.select(DocumentUpload.received).order_by(DocumentUpload.id)
    return [row["received"] for row in rows]


async def test_an_upload_outlives_the_connection_and_the_page(phone: Page, tmp_path: Path) -> None:
    page = phone
    await page.goto(AT)
    await cut_after(page, 1)
    await page.set_input_files("input[name=file]", a_paper(tmp_path))
    row = page.locator("#uploads > li")
    await expect(row).to_contain_text("Terunggah sebagian")
    (first,) = await received()
    assert 0 < first < SIZE
    await row.get_by_label("Judul").fill("Panduan literasi digital")
    await row.get_by_label("Jenis").select_option("materi")

    # Reloaded: the phone has kept the file and what was typed, and goes on where it stopped.
    await page.unroute_all()
    await cut_after(page, 0)
    await page.reload()
    await expect(row).to_contain_text("Terunggah sebagian")
    assert await received() == [first]
    assert await row.get_by_label("Judul").input_value() == "Panduan literasi digital"
    assert await Document.count() == 0

    await page.unroute_all()
    await row.get_by_role("button", name="Lanjutkan").click()
    await page.get_by_label("Langsung berlaku").check()
    await expect(row).to_contain_text("Sudah terunggah")
    await page.get_by_role("button", name="Simpan ke pustaka").click()
    await expect(row.get_by_role("link", name="Panduan literasi digital")).to_be_visible()
    (made,) = await Document.select()
    assert (made["title"], made["kind"], made["status"], made["size"]) == (
        "Panduan literasi digital", "materi", "official", SIZE,
    )  # fmt: skip
    assert [path.name for path in store().spool_folder.iterdir()] == []


async def test_photographed_pages_become_one_pdf_in_the_order_they_were_put(
    phone: Page, tmp_path: Path
) -> None:
    page = phone
    await page.goto(AT)
    upright, lying = tmp_path / "1.jpg", tmp_path / "2.jpg"
    upright.write_bytes(a_photo("red", (1500, 2000)))
    lying.write_bytes(a_photo("blue"))
    await page.set_input_files("[data-camera]", [upright, lying])
    tray = page.locator("#tray li")
    await expect(tray).to_have_count(2)
    await tray.nth(1).get_by_role("button", name="Lebih awal").click()
    await page.get_by_role("button", name="Jadikan satu PDF").click()
    row = page.locator("#uploads > li")
    await expect(row).to_contain_text("Sudah terunggah")
    await row.get_by_label("Judul").fill("Notulen musyawarah")
    await page.get_by_role("button", name="Simpan ke pustaka").click()
    await expect(row.get_by_role("link", name="Notulen musyawarah")).to_be_visible()

    (made,) = await Document.select()
    assert made["mime"] == "application/pdf"
    assert made["size"] < 1_200_000
    content = b"".join([piece async for piece in store().chunks(made["file"])])
    pdf = pypdfium2.PdfDocument(content)
    assert [[round(side) for side in sheet.get_size()] for sheet in pdf] == [[842, 595], [595, 842]]
    assert pdf[0].render(scale=0.2).to_pil().getextrema()[0][1] > 100


async def test_the_same_file_twice_is_told_and_several_go_up_together(phone: Page, tmp_path: Path) -> None:
    page = phone
    await page.goto(AT)
    paper, photo = a_paper(tmp_path), tmp_path / "Kerja bakti.jpg"
    photo.write_bytes(a_photo("green"))
    await page.set_input_files("input[name=file]", [paper, photo])
    await page.evaluate(DROP, "pesan.exe")
    rows = page.locator("#uploads > li")
    await expect(rows.filter(has_text="pesan.exe")).to_contain_text("Jenis berkas ini tidak diterima")
    await expect(rows.filter(has_text="Sudah terunggah")).to_have_count(2)
    await page.get_by_role("button", name="Simpan ke pustaka").click()
    await expect(rows.filter(has_text="Tersimpan")).to_have_count(2)
    pictures = await Document.select().where(Document.kind == "foto")
    assert [one["mime"] for one in pictures] == ["image/webp"]
    assert pictures[0]["size"] <= 600_000

    again = tmp_path / "lagi"
    again.mkdir()
    await page.reload()
    await page.set_input_files("input[name=file]", a_paper_like(paper, again))
    await expect(rows.nth(0)).to_contain_text("Sudah terunggah")
    await page.get_by_role("button", name="Simpan ke pustaka").click()
    await expect(rows.nth(0)).to_contain_text("sudah ada di pustaka")
    await expect(rows.nth(0).get_by_role("link", name="Panduan literasi")).to_be_visible()
    assert await DocumentUpload.count().where(DocumentUpload.state == "coming") == 1
    await rows.nth(0).get_by_role("button", name="Buang").click()
    await expect(rows).to_have_count(0)
    assert await Document.count() == 2


def a_paper_like(paper: Path, folder: Path) -> Path:
    """The same content under another name."""
    path = folder / "Salinan.pdf"
    path.write_bytes(paper.read_bytes())
    return path
