"""Uploads: judged by content, drawn anew when they are photos, refused with a sentence otherwise."""

import errno
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from kimhub.core import storage_folder
from kimhub.core.archives import MAX_MEMBERS, BadArchive, open_archive, verify
from kimhub.core.errors import Invalid
from kimhub.core.files import (
    DOCUMENTS,
    IMAGES,
    VIDEOS,
    Stored,
    chunks_of,
    extension_of,
    read_upload,
    safe_name,
    save_content,
    save_upload,
    thumbnail_key,
)
from kimhub.core.images import MAX_BYTES
from kimhub.core.storage_folder import Folder

pytestmark = pytest.mark.once


class Upload:
    """What Litestar hands to a handler."""

    def __init__(self, filename: str, content: bytes) -> None:
        self.filename = filename
        self._content = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


@pytest.fixture
def storage(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


async def content_of(storage: Folder, key: str) -> bytes:
    return b"".join([chunk async for chunk in storage.chunks(key)])


async def refusal(storage: Folder, name: str, content: bytes, **options: object) -> str:
    """The sentence with which it is refused; nothing is kept."""
    with pytest.raises(Invalid) as refused:
        await save_upload(Upload(name, content), storage=storage, **options)  # type: ignore[arg-type]
    assert [path for path in storage.root.rglob("*") if path.is_file()] == []
    assert list(refused.value.errors) == ["file"]
    return refused.value.errors["file"]


def picture(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    image = Image.linear_gradient("L").resize(size)
    image = Image.new(mode, size) if mode in {"P", "I;16"} else image.convert(mode)
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(size))
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
XLSX = archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
PPTX = archive({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})
ODT = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("SK KIM.pdf", b"%PDF-1.7\n%\xe2\xe3\n", "application/pdf"),
        ("surat.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("data.XLSX", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("paparan.pptx", PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("surat.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("catatan.txt", "Catatan é\n".encode(), "text/plain"),
        ("anggota.csv", b"\xef\xbb\xbfnama;hp\nSiti;0812\n", "text/csv"),
        ("lama.csv", "nama\nJos\xe9\n".encode("latin-1"), "text/csv"),
        ("excel.txt", "nama\thp\n".encode("utf-16"), "text/plain"),
        ("rekaman.mp4", MP4, "video/mp4"),
    ],
)
async def test_documents_are_kept_as_they_are(
    storage: Folder, name: str, content: bytes, mime: str
) -> None:
    stored = await save_upload(Upload(name, content), allowed=DOCUMENTS | VIDEOS, storage=storage)
    assert (stored.mime, stored.size, stored.name, stored.width) == (mime, len(content), name, 0)
    assert stored.key.endswith(stored.sha256)
    assert await content_of(storage, stored.key) == content


HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.html", HTML, "tidak diterima"),
        ("x.txt", HTML, "tidak diterima"),
        ("x.csv", b"\xef\xbb\xbf  <html>", "tidak diterima"),
        ("x.txt", "<script>alert(1)</script>".encode("utf-16"), "tidak diterima"),
        ("x.svg", SVG, "tidak diterima"),
        ("x.png", SVG, "tidak diterima"),
        ("x.jpg", b'<?xml version="1.0"?>' + SVG, "tidak diterima"),
        ("x.txt", b"abc\0def", "tidak diterima"),
        ("x.exe", b"MZ" + bytes(200), "tidak diterima"),
        ("x.pdf", b"MZ" + bytes(200), "tidak diterima"),
        ("x.js", b"alert(1)", "tidak diterima"),
        ("x", b"hanya teks", "tidak diterima"),
        ("x.docx", b"%PDF-1.7", "berakhiran .pdf"),
        ("x.pdf", DOCX, "berakhiran .docx"),
        ("x.pdf", picture("PNG"), "berakhiran .png"),
        ("x.jpg", b"%PDF-1.7", "berakhiran .pdf"),
        ("x.xlsx", DOCX, "berakhiran .docx"),
        ("x.pdf.exe", b"%PDF-1.7", "berakhiran .pdf"),
        ("x.docx", archive({"a.txt": b"a"}), "tidak diterima"),
        ("x.zip", archive({"a.txt": b"a"}), "tidak diterima"),
        (
            "x.docx",
            archive({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b""}),
            "tidak diterima",
        ),
        ("x.docx", DOCX[:60], "tidak diterima"),
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Simpan dulu sebagai .docx"),
        ("x.heic", b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        ("x.jpg", b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        ("x.pdf", b"", "kosong"),
        ("x.mp4", MP4, "tidak diterima"),
    ],
)
async def test_what_we_do_not_want_is_refused(
    storage: Folder, name: str, content: bytes, says: str
) -> None:
    assert says in await refusal(storage, name, content)


async def test_a_file_over_the_limit_is_refused(storage: Folder) -> None:
    says = await refusal(storage, "x.pdf", b"%PDF-" + bytes(2_000_000), limit=1_500_000)
    assert says == "Berkas ini terlalu besar. Paling besar 1,5 MB."
    assert await read_upload(Upload("x", b"12345"), 5) == b"12345"
    with pytest.raises(Invalid):
        await read_upload(Upload("x", b"123456"), 5)


async def test_a_full_disk_is_said_and_leaves_nothing(
    storage: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage_folder, "_move_durably", full)
    assert "penuh" in await refusal(storage, "x.pdf", b"%PDF-1.7")

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(storage_folder, "_move_durably", broken)
    with pytest.raises(OSError, match="Input/output"):
        await save_upload(Upload("x.pdf", b"%PDF-1.7"), storage=storage)


# ----------------------------------------------------------------------------------------------- archives


def bomb(length: int) -> bytes:
    return archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/sheet.xml": bytes(length)})


def many(count: int) -> bytes:
    return archive(
        {f"word/{n}": b"" for n in range(count)} | {"[Content_Types].xml": b"", "word/document.xml": b""}
    )


def lying(content: bytes, size: int = 10) -> bytes:
    """The archive whose members say they are small."""
    at = 0
    changed = bytearray(content)
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", size)
        at += 4
    return bytes(changed)


@pytest.mark.parametrize(
    "make",
    [
        lambda: bomb(210_000_000),
        lambda: bomb(30_000_000),
        lambda: many(MAX_MEMBERS + 1),
        lambda: (
            DOCX[:-22]
            + b"PK\x05\x06"
            + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
        ),
        lambda: DOCX[:-4],
    ],
    ids=["200 MB", "ratio", "members", "zip64", "cut off"],
)
async def test_an_archive_that_would_burst_is_refused(storage: Folder, make: Callable[[], bytes]) -> None:
    assert "tidak diterima" in await refusal(storage, "x.xlsx", make())


def test_an_archive_that_lies_about_its_sizes_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(lying(bomb(5_000_000)))
    with open_archive(path) as opened, pytest.raises(BadArchive):
        verify(opened)
    path.write_bytes(bomb(5_000_000))
    with open_archive(path) as opened:
        verify(opened)
    with open_archive(path) as opened, pytest.raises(BadArchive):
        verify(opened, most=1_000_000)


def test_a_broken_or_encrypted_member_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "x"
    good = archive({"a": b"halo" * 100})
    path.write_bytes(good.replace(zlib.compress(b"halo" * 100, wbits=-15)[:6], b"\xff" * 6))
    with open_archive(path) as opened, pytest.raises(BadArchive):
        verify(opened)
    at = good.find(b"PK\x01\x02")
    path.write_bytes(good[: at + 8] + b"\x01" + good[at + 9 :])
    with pytest.raises(BadArchive):
        open_archive(path)


# ------------------------------------------------------------------------------------------------- photos


async def kept_picture(storage: Folder, stored: Stored) -> Image.Image:
    assert stored.mime == "image/webp"
    content = await content_of(storage, stored.key)
    assert len(content) == stored.size <= MAX_BYTES
    image = Image.open(io.BytesIO(content), formats=("WEBP",))
    assert image.size == (stored.width, stored.height)
    return image


async def test_a_photo_is_smaller_upright_and_knows_no_place(storage: Folder) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "TelepponRahasia"
    exif.get_ifd(0x8825)[2] = (4.0, 32.0, 10.5)
    content = picture("JPEG", (2000, 1000), exif=exif, comment=b"di rumah Siti")
    assert b"TelepponRahasia" in content
    stored = await save_upload(Upload("Foto Kegiatan.JPG", content), storage=storage, most_px=960)
    image = await kept_picture(storage, stored)
    assert (stored.width, stored.height, stored.name) == (480, 960, "Foto Kegiatan.webp")
    assert not image.getexif()
    assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    small = await content_of(storage, thumbnail_key(stored.key))
    for kept in (await content_of(storage, stored.key), small):
        assert not any(mark in kept for mark in (b"EXIF", b"XMP", b"ICCP", b"Telepp", b"Siti"))
    assert Image.open(io.BytesIO(small)).size == (80, 160)


@pytest.mark.parametrize(
    ("kind", "mode", "name"),
    [
        ("PNG", "RGBA", "x.png"),
        ("PNG", "P", "x.png"),
        ("PNG", "L", "x.png"),
        ("PNG", "1", "x.png"),
        ("PNG", "I;16", "x.png"),
        ("JPEG", "CMYK", "x.jpeg"),
        ("JPEG", "L", "x.jpg"),
        ("GIF", "P", "x.gif"),
        ("WEBP", "RGBA", "x.webp"),
        ("PNG", "RGB", "x.jpg"),
        ("JPEG", "RGB", "foto"),
    ],
)
async def test_every_kind_of_picture_becomes_webp(storage: Folder, kind: str, mode: str, name: str) -> None:
    content = picture(kind, mode=mode)
    stored = await save_upload(Upload(name, content), allowed=IMAGES, storage=storage, most_px=960)
    image = await kept_picture(storage, stored)
    assert image.size == (64, 48)  # never made larger
    assert ("A" in image.mode) == (mode == "RGBA")


async def test_a_portrait_is_the_middle_of_the_photo(storage: Folder) -> None:
    upload = Upload("saya.jpg", picture("JPEG", (900, 400)))
    stored = await save_upload(upload, allowed=IMAGES, square=True, most_px=320, storage=storage)
    assert (stored.width, stored.height) == (320, 320)
    upload = Upload("saya.jpg", picture("JPEG", (90, 40)))
    stored = await save_upload(upload, allowed=IMAGES, square=True, most_px=320, storage=storage)
    assert (stored.width, stored.height) == (40, 40)


async def test_the_busiest_photo_stays_under_the_budget(storage: Folder) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((700, 700), 90).save(buffer, "PNG")
    stored = await save_upload(Upload("ramai.png", buffer.getvalue()), storage=storage, most_px=680)
    await kept_picture(storage, stored)
    assert stored.width < 680


def empty_png(width: int, height: int) -> bytes:
    """A PNG that says it is this large, in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(100))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("size", [(50_000, 50_000), (9000, 9000), (5000, 5000), (20_000, 10), (10, 20_000)])
async def test_a_picture_that_would_burst_is_refused_unread(storage: Folder, size: tuple[int, int]) -> None:
    assert "megapiksel" in await refusal(storage, "x.png", empty_png(*size))


@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG")[:200],
        picture("PNG")[:80],
        empty_png(100, 100),
        empty_png(0, 100),
        b"\xff\xd8\xff" + bytes(300),
    ],
    ids=["cut JPEG", "cut PNG", "no pixels", "no width", "only a head"],
)
async def test_a_broken_picture_is_refused_with_a_sentence(storage: Folder, content: bytes) -> None:
    assert "tidak dapat dibaca" in await refusal(storage, "x.jpg", content)


# -------------------------------------------------------------------------------------------------- names


async def test_what_we_made_ourselves_is_kept_too(storage: Folder) -> None:
    stored = await save_content(b"%PDF-1.7", "application/pdf", "Surat undangan.pdf", storage)
    again = await save_content(b"%PDF-1.7", "application/pdf", "lain.pdf", storage)
    assert stored.key == again.key
    assert await content_of(storage, stored.key) == b"%PDF-1.7"
    assert [chunk async for chunk in chunks_of(Upload("x", b""))] == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Foto Kegiatan.JPG", "Foto Kegiatan.JPG"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\siti\\SK.pdf", "SK.pdf"),
        ("SK\u202efdp.exe", "SKfdp.exe"),
        ('a"b<c>:d|e?f*g%.pdf', "a_b_c__d_e_f_g_.pdf"),
        ("baris\r\nSet-Cookie: x=1.pdf", "baris Set-Cookie_ x=1.pdf"),
        ("..", "berkas"),
        ("", "berkas"),
        (".htaccess", "htaccess"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("a" * 300, "a" * 120),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_endings() -> None:
    assert [extension_of(name) for name in ("a.JPEG", "b.tar.gz", "c", "d.pdf/e", "f.pdf ")] == [
        "jpg",
        "gz",
        "",
        "",
        "pdf",
    ]
