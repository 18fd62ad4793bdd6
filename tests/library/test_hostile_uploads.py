"""Files that mean harm, at the gate of a library: each is refused with its sentence, or made harmless.

What enters is one of few types by its content; photos are drawn anew; names lose what hides in them. What
was kept is only ever handed out as a download that no browser runs (tests of downloads are elsewhere).
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from PIL import Image

from kimhub.core.files import MIMES, store
from kimhub.library.tables import Document, DocumentUpload
from tests import make

SCRIPT = b"<script>pwned()</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="pwned()">' + SCRIPT + b"</svg>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
EXE = b"MZ\x90\x00\x03" + bytes(200) + b"PE\0\0" + bytes(500)
WORD = "word/document.xml"
TYPES = "[Content_Types].xml"


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, in a few bytes."""

    def part(kind: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")


def picture(kind: str = "JPEG", behind: bytes = b"", comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    more: dict[str, Any] = {"comment": comment} if comment else {}
    Image.effect_noise((120, 90), 60).convert("RGB").save(out, kind, **more)
    return out.getvalue() + behind


def archive(*members: tuple[str, bytes], mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def office(*more: tuple[str, bytes]) -> bytes:
    return archive((TYPES, b"<Types/>"), (WORD, b"<w:document/>"), *more)


def many_members() -> bytes:
    return archive((TYPES, b"<Types/>"), *((f"word/{n}.xml", b"") for n in range(3_100)))


def locked() -> bytes:
    """A DOCX whose first member says that it is encrypted."""
    made = bytearray(office())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(sign) + at] |= 1
    return bytes(made)


def broken_inside() -> bytes:
    """An ODT whose word for its kind cannot be unpacked."""
    made = bytearray(archive(mimetype=MIMES["odt"]))
    begin = 30 + len("mimetype")
    made[begin : begin + 6] = b"\xff" * 6
    return bytes(made)


NOT_TAKEN = "Jenis berkas ini tidak diterima"
NO_PHOTO = "Foto ini tidak dapat dibaca"
TOO_LARGE = "Ukuran foto terlalu besar"
NAMED_WRONG = "tetapi namanya tidak berakhiran"
EMPTY = "Berkas ini kosong"
HEIC = "Foto HEIC belum dapat dibaca"
OLD = "Simpan dulu sebagai"
Bytes = bytes | Callable[[], bytes]
REFUSED: list[tuple[str, str, Bytes, str]] = [
    ("an SVG with a script", "logo.svg", SVG, NOT_TAKEN),
    ("an SVG called a PNG", "logo.png", SVG, NOT_TAKEN),
    ("an SVG called text", "logo.txt", SVG, NOT_TAKEN),
    ("a page", "halaman.html", HTML, NOT_TAKEN),
    ("a page called a PDF", "surat.pdf", HTML, NOT_TAKEN),
    ("a page called text", "surat.txt", HTML, NOT_TAKEN),
    ("a page behind a byte order mark", "surat.txt", b"\xef\xbb\xbf" + HTML, NOT_TAKEN),
    ("a page in sixteen bits", "surat.txt", HTML.decode().encode("utf-16"), NOT_TAKEN),
    ("a page behind blanks", "surat.csv", b" \r\n\t" + HTML, NOT_TAKEN),
    ("a page before a PDF", "surat.pdf", HTML + PDF, NOT_TAKEN),
    ("a program", "pasang.exe", EXE, NOT_TAKEN),
    ("a program called a PDF", "undangan.pdf", EXE, NOT_TAKEN),
    ("a program called a photo", "foto.jpg", EXE, NOT_TAKEN),
    ("a program with two endings", "undangan.pdf.exe", EXE, NOT_TAKEN),
    ("a script for a shell called text", "baca.txt", b"\x7fELF\x02\x01\x01" + bytes(100), NOT_TAKEN),
    ("an app for phones", "kim.apk", archive(("AndroidManifest.xml", b"x")), NOT_TAKEN),
    ("an app called a document", "kim.docx", archive(("AndroidManifest.xml", b"x")), NOT_TAKEN),
    ("an archive called a document", "arsip.docx", archive(("a.txt", b"x")), NOT_TAKEN),
    (
        "a document that unpacks to a thousand times",
        "bom.docx",
        office(("x", bytes(60_000_000))),
        NOT_TAKEN,
    ),
    ("a document of three thousand parts", "bom.docx", many_members, NOT_TAKEN),
    ("a document with macros", "makro.docx", office(("word/vbaProject.bin", b"x")), NOT_TAKEN),
    ("a document with a program in it", "isi.docx", office(("word/embeddings/a.exe", EXE)), NOT_TAKEN),
    ("a locked document", "kunci.docx", locked, NOT_TAKEN),
    ("half a document", "separuh.docx", office()[:-30], NOT_TAKEN),
    ("a document broken inside", "rusak.odt", broken_inside, NOT_TAKEN),
    ("a document of before 2007", "lama.doc", b"\xd0\xcf\x11\xe0" + bytes(500), OLD),
    (
        "a document of before 2007 called a new one",
        "lama.docx",
        b"\xd0\xcf\x11\xe0" + bytes(500),
        NOT_TAKEN,
    ),
    ("a table of macros", "kas.xlsm", office(), OLD),
    ("a text document called a table", "kas.xlsx", office(), NAMED_WRONG),
    ("a PDF called a photo", "foto.jpg", PDF, NAMED_WRONG),
    ("a photo called a PDF", "surat.pdf", picture(), NAMED_WRONG),
    ("a photo of 100 megapixels", "besar.png", png(10_000, 10_000), TOO_LARGE),
    ("a photo a pixel high", "garis.png", png(60_000, 1), TOO_LARGE),
    ("half a photo", "separuh.jpg", picture()[:300], NO_PHOTO),
    ("a photo of a kind phones cannot share", "foto.heic", bytes(4) + b"ftypheic" + bytes(99), HEIC),
    ("a name nobody sees", "\u200b\u200b.pdf", PDF, NOT_TAKEN),
    ("nothing at all", "kosong.pdf", b"", EMPTY),
    ("blanks called text", "kosong.txt", b"  \n\n  ", NOT_TAKEN),
    ("bytes called text", "acak.txt", bytes(range(256)) * 4, NOT_TAKEN),
    ("pages that are no pictures", "pindaian.halaman", b"KIMHUB-HALAMAN 1\n\0\0\0\x05hello", NO_PHOTO),
    (
        "pages that say they are endless",
        "pindaian.halaman",
        b"KIMHUB-HALAMAN 1\n\xff\xff\xff\xff",
        "halaman",
    ),
    ("pages that are a page", "pindaian.halaman", HTML, "halaman"),
]
# What comes in, what must not be in what is kept, and the name it has there (its ending is its type).
HARMLESS: list[tuple[str, str, Bytes, bytes, str]] = [
    ("a GIF that is a script too", "a.gif", lambda: picture("GIF", b"/*" + SCRIPT), SCRIPT, "a.webp"),
    ("a photo with a page behind it", "a.jpg", lambda: picture(behind=HTML), SCRIPT, "a.webp"),
    ("a photo with a script in it", "a.jpg", lambda: picture(comment=SCRIPT), SCRIPT, "a.webp"),
    ("a PNG with an archive behind it", "a.png", lambda: picture("PNG", office()), b"PK\3\4", "a.webp"),
    ("a photo called a script in between", "a.php.jpg", picture, b"", "a.php.webp"),
    ("a PDF with a page behind it", "a.pdf", PDF + HTML, b"", "a.pdf"),
    ("a PDF with a script", "a.pdf", PDF + b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", b"", "a.pdf"),
    ("a way up in its name", "../../../etc/cron.d/a.pdf", PDF, b"", "a.pdf"),
    ("a way up as Windows writes it", "..\\..\\boot\\a.pdf", PDF, b"", "a.pdf"),
    ("control characters", "a\r\nSet-Cookie: x\t\x1b[31m.pdf", PDF, b"", "a Set-Cookie_ x [31m.pdf"),
    ("a name that is turned around", "laporan\u202efdp.exe\u202c.pdf", PDF, b"", "laporanfdp.exe.pdf"),
    ("a script in its name", '"><img src=x onerror=y()>.pdf', PDF, b"", "___img src=x onerror=y()_.pdf"),
    ("a name without end", "n" * 5_000 + ".pdf", PDF, b"", "n" * 116 + ".pdf"),
    ("a formula in its name", "=HYPERLINK(1).csv", b"=cmd|' /C calc'!A0,1\n", b"", "=HYPERLINK(1).csv"),
]


@pytest.fixture
async def officer(wilayah: None) -> dict[str, str]:
    """Headers of an officer of KIM Mallari."""
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    return await make.signed_in(await make.officer(kim))


async def sent(browser: AsyncClient, headers: dict[str, str], name: str, content: Bytes) -> Any:
    """The answer to a file in pieces, when it was saved; where it was stopped, that answer."""
    given = content if isinstance(content, bytes) else content()
    asked = headers | {"Accept": "application/json"}
    said = {"key": str(uuid4()), "name": name, "size": str(len(given))}
    answer = await browser.post("/pustaka/o/kim-mallari/unggahan", headers=asked, data=said)
    if answer.status_code == 200:
        at = f"/pustaka/unggahan/{said['key']}"
        await browser.post(f"{at}?mulai=0", headers=asked, content=given)
        answer = await browser.post(
            f"{at}/simpan", headers=asked, data={"title": name[:100], "kind": "lainnya"}
        )
    return answer


def left() -> Iterator[str]:
    return (path.name for path in store().spool_folder.iterdir())


async def test_what_is_no_file_of_ours_is_refused_with_its_sentence(
    browser: AsyncClient, officer: dict[str, str]
) -> None:
    faults = []
    before = set(left())
    for about, name, content, sentence in REFUSED:
        answer = await sent(browser, officer, name, content)
        said = answer.json().get("errors", {}).get("file", answer.text)
        if answer.status_code != 422 or sentence not in said:
            faults.append(f"{about}: {answer.status_code} {said[:200]}")
    assert faults == []
    assert await Document.count() == 0
    assert set(left()) == before
    assert len(REFUSED) + len(HARMLESS) >= 40


async def test_what_is_let_in_can_do_no_harm(browser: AsyncClient, officer: dict[str, str]) -> None:
    faults = []
    for about, name, content, gone, kept_name in HARMLESS:
        answer = await sent(browser, officer, name, content)
        if answer.status_code == 409:  # the same PDF once more
            key = answer.request.url.path.split("/")[3]
            again = {"title": name[:100], "kind": "lainnya", "again": "1"}
            answer = await browser.post(
                f"/pustaka/unggahan/{key}/simpan",
                headers=officer | {"Accept": "application/json"},
                data=again,
            )
        made = await Document.objects().order_by(Document.id, ascending=False).first()
        if answer.status_code != 200 or made is None:
            faults.append(f"{about}: {answer.status_code} {answer.text[:200]}")
            continue
        content_kept = b"".join([piece async for piece in store().chunks(made.file)])
        mime = MIMES[kept_name.rpartition(".")[2]]
        if (made.mime, made.file_name) != (mime, kept_name) or (gone and gone in content_kept):
            faults.append(f"{about}: {made.mime} {made.file_name!r}")
        page = await browser.get(f"/pustaka/d/{made.id}", headers=officer)
        if page.status_code != 200 or "<img src=x" in page.text:
            faults.append(f"{about}: the page shows {page.status_code}")
    assert faults == []
    assert await DocumentUpload.count().where(DocumentUpload.state == "done") == len(HARMLESS)


async def test_the_plain_form_is_the_same_gate(browser: AsyncClient, officer: dict[str, str]) -> None:
    at = "/pustaka/o/kim-mallari/unggah"
    for name, content, sentence in (
        ("surat.pdf", HTML, NOT_TAKEN),
        ("logo.svg", SVG, NOT_TAKEN),
        ("besar.png", png(10_000, 10_000), TOO_LARGE),
        ("kosong.pdf", b"", EMPTY),
    ):
        form = {"key": str(uuid4()), "kind": "lainnya", "title": "Judul yang diketik"}
        answer = await browser.post(at, headers=officer, data=form, files={"file": (name, content)})
        assert answer.status_code == 422, name
        assert sentence in answer.text
        assert "Judul yang diketik" in answer.text
    assert await Document.count() == 0
