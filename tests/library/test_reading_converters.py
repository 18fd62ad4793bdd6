"""Tesseract and LibreOffice, where they are: started apart, without network, ended with all they started.

The programs here are ours, put on the path under their names.
"""

import asyncio
import base64
import contextlib
import os
import sys
from pathlib import Path

import pytest

from kimhub.core import files
from kimhub.doctor import readers
from kimhub.library import reading, reading_converters, reading_enclosed, reading_sealed
from kimhub.library.reasons import sentence
from kimhub.settings import load
from tests.library import papers

pytestmark = pytest.mark.once
LISTS = "if '--list-langs' in sys.argv: print('List of available languages\\neng\\nind'); sys.exit()"
PRIES = """
def tried(what):
    try:
        what()
    except OSError:
        return 'ditolak'
    return 'TERBUKA'
print('Surat dari gambar.')
print('jaringan', tried(lambda: socket.socket()))
print('jaringan', tried(lambda: socket.socket(socket.AF_UNIX)))
print('pergi', tried(os.setsid))
print('kunci', tried(lambda: open(SECRET).read()), tried(lambda: open(SECRET, 'a')))
print('luar', tried(lambda: open(SECRET + '.baru', 'w')), tried(lambda: os.kill(SERVER, 0)))
print('rahasia', sorted(name for name in os.environ if name.startswith('KIMHUB')))
"""
LONG = f"300.{os.getpid()}"
SCAN = papers.pdf([""])


def program(folder: Path, name: str, does: str) -> None:
    """A program of this name that does this."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport os, socket, subprocess, sys, time\n{does}\n")
    path.chmod(0o755)


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


async def read(content: bytes, kind: str, document_kind: str = "", patience: float = 0) -> reading.Read:
    stored = await files.save_content(content, files.MIMES[kind], f"berkas.{kind}")
    return await reading.read(stored.key, stored.mime, document_kind, patience=patience)


async def test_scans_are_read_by_tesseract_without_network_or_secrets(on_path: Path) -> None:
    secret = load().data_dir / "secret.key"
    secret.touch()
    program(on_path, "tesseract", f"{LISTS}\nSECRET, SERVER = {str(secret)!r}, {os.getpid()}\n{PRIES}")
    found = await read(SCAN, "pdf")
    assert found.source == "ocr"
    lines = found.text.splitlines()
    assert [lines[0], *lines[-1:]] == ["Surat dari gambar.", "rahasia []"]
    assert lines[1:4] == ["jaringan ditolak", "jaringan ditolak", "pergi ditolak"]
    if reading_enclosed.version() >= 6:
        assert lines[4:6] == ["kunci ditolak ditolak", "luar ditolak ditolak"]
    assert len(found.pictures) == 1
    photo = await read(papers.webp(), "webp", "surat_masuk")
    assert photo.source == "ocr"
    assert (await read(papers.webp(), "webp", "foto")).text_reason == "scan"
    own = await read(papers.pdf(["Teks yang sudah ada di dalam"]), "pdf")
    assert (own.source, own.text) == ("embedded", "Teks yang sudah ada di dalam")
    assert [one.found async for one in readers.recognition(load())] == [
        "Tesseract reads them, in Indonesian"
    ]


async def test_tesseract_without_indonesian_or_one_that_fails_leaves_a_reason(on_path: Path) -> None:
    program(on_path, "tesseract", "if '--list-langs' in sys.argv: print('eng'); sys.exit()")
    assert reading_converters.tesseract() == ""
    assert [one.state async for one in readers.recognition(load())] == ["warn"]
    program(on_path, "tesseract", f"{LISTS}\nsys.exit(1)")
    found = await read(SCAN, "pdf")
    assert (found.text, found.text_reason, found.preview_reason) == ("", "scan", "")
    assert "gambar" in sentence(found.text_reason)


async def test_what_takes_too_long_is_ended_with_all_it_started(on_path: Path) -> None:
    # The program that hangs is what is tried: it sleeps, and must be ended. The test only looks, in short
    # steps, for the process it started: nothing tells us when a foreign program has begun.
    program(on_path, "tesseract", f"{LISTS}\nsubprocess.Popen(['sleep', '{LONG}'])\ntime.sleep(300)")
    asked = asyncio.create_task(read(SCAN, "pdf", patience=3))
    while not (started := _sleeping()):
        assert not asked.done()
        await asyncio.sleep(0.05)
    found = await asked
    assert (found.text_reason, found.preview_reason) == ("slow", "")
    assert len(found.pictures) == 1  # what was there by then stays
    for _ in range(100):
        if not _sleeping():
            break
        await asyncio.sleep(0.05)
    assert started
    assert not _sleeping()


async def test_office_pages_are_drawn_by_libreoffice_and_text_stays_when_it_fails(on_path: Path) -> None:
    body = papers.docx("<w:p><w:r><w:t>Isi surat</w:t></w:r></w:p>")
    assert (await read(body, "docx")).preview_reason == "office"
    made = base64.b64encode(papers.pdf(["Isi surat"])).decode()
    draws = (
        "import base64\nout = sys.argv[sys.argv.index('--outdir') + 1]\n"
        f"open(out + '/source.pdf', 'wb').write(base64.b64decode({made!r}))"
    )
    program(on_path, "soffice", draws)
    found = await read(body, "docx")
    assert (found.text, found.pages, len(found.pictures)) == ("Isi surat", 1, 1)
    assert found.preview_reason == ""
    for fails in ("sys.exit(1)", "pass", "open('source.pdf', 'wb').write(b'rusak')"):
        program(on_path, "soffice", fails)
        found = await read(body, "docx")
        assert (found.text, found.text_reason) == ("Isi surat", "")
        assert found.preview_reason in {"converter", "broken"}
    assert [one.found async for one in readers.pages(load())] == ["LibreOffice draws their pages"]


def test_what_a_taken_over_process_leaves_behind_is_not_believed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"RIFF....WEBP rahasia")
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "1.webp").symlink_to(secret)
    (folder / "2.webp").write_bytes(b"<svg onload=pwned()>")
    os.mkfifo(folder / "3.webp")
    (folder / "4.webp").write_bytes(papers.webp())
    (folder / "text").symlink_to(secret)
    (folder / "found").write_text(
        "\n".join(
            [
                '{"text": "embedded"}', '{"pages": 99999999}', '{"pages": "7"}', "[[[", "null",
                *(f'{{"page": {n}, "width": 8, "height": 8}}' for n in range(1, 5)),
                '{"page": 4, "width": 9999999, "height": 8}', '{"page": -1, "width": 8, "height": 8}',
                '{"page": "../../x", "width": 8, "height": 8}', '{"failed": "<b>"}', '{"end": true}',
            ]
        )
    )  # fmt: skip
    found = reading._found(folder, "pdf", "", drawn=False)
    assert (found.text, found.pages, found.text_reason) == ("", 0, "broken")
    assert [(one.number, one.width) for one in found.pictures] == [(4, 8)]
    assert reading._found(tmp_path, "pdf", "", drawn=False).text_reason == "died"


async def test_a_file_that_is_gone_or_of_no_kind_of_ours_says_so() -> None:
    gone = await reading.read("ab/cd/abcd" + "0" * 60, files.MIMES["pdf"])
    assert gone.text_reason == "gone"
    for mime in ("video/mp4", "application/zip", "text/html", "image/svg+xml"):
        assert (await reading.read("x", mime)).text_reason == "kind"
    assert reading_sealed.probe() == (sys.platform == "linux")
    assert len([one async for one in readers.sealed(load())]) == 1


async def test_office_files_are_read_as_they_are_read_aloud() -> None:
    """Order, cells, slides; what was struck out and what is hidden stays out."""
    word = papers.docx(
        "<w:p><w:r><w:t>Satu</w:t><w:tab/><w:t>dua</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:t>dicoret</w:t></w:r></w:del><w:r><w:instrText>HYPERLINK</w:instrText>"
        "<w:t>tiga</w:t></w:r></w:p>"
    )
    assert (await read(word, "docx")).text == "Satu\tdua\ntiga"
    table = (
        "<text:p>Judul<text:s text:c='2'/>besar</text:p><table:table><table:table-row><table:table-cell>"
        "<text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell>"
        "</table:table-row></table:table><office:annotation><text:p>catatan</text:p></office:annotation>"
    )
    assert (await read(papers.odt(table), "odt")).text.split() == ["Judul", "besar", "a", "b"]
    slides = await read(papers.pptx(["Pertama", "Kedua"]), "pptx")
    assert slides.text == "Pertama\fKedua"


def _sleeping() -> list[str]:
    """Processes that were left to sleep by the test above."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if entry.read_bytes() == f"sleep\0{LONG}\0".encode():
                found.append(entry.parent.name)
    return found
