"""Reading a file for its text and its pages, in a process of its own that can do little and not for long.

The process is a stranger to us once it has seen the file: of what it leaves behind, sizes, names and kinds
are looked at again, and a link is no file.
"""

import asyncio
import contextlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from kimhub.core.cleaning import clean_text
from kimhub.core.errors import NotFound
from kimhub.core.files import IMAGES, MIMES, store
from kimhub.core.sheets import decode
from kimhub.core.storage import TooLarge, spooled
from kimhub.library import reading_converters, sealed
from kimhub.library.reasons import REASONS

MOST_BYTES: Final = 120_000_000  # of a file that is read at all
PATIENCE: Final = 60.0  # seconds
PATIENCE_CONVERTERS: Final = 200.0  # shorter than the lease of a job
_MOST_TEXT: Final = 8_000_000  # bytes
_MOST_LETTERS: Final = 2_000_000
_MOST_PICTURE: Final = 100_000
_MOST_LINES: Final = 100_000
_MOST_PAGES: Final = 100_000
_PICTURES: Final = 40
_KINDS: Final = {mime: "image" if kind in IMAGES else kind for kind, mime in MIMES.items() if kind != "mp4"}
_PLAIN: Final = frozenset({"txt", "csv"})
_DRAWN: Final = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})  # by LibreOffice
_WORDLESS: Final = frozenset({"foto", "video"})  # kinds of documents whose pictures hold no letters


class Picture(Struct, frozen=True):
    number: int
    content: bytes
    width: int
    height: int


class Read(Struct, frozen=True):
    """What was found. A reason says why there is no text, or no pictures; then these are empty."""

    text: str = ""
    source: str = ""
    pages: int = 0
    pictures: tuple[Picture, ...] = ()
    thumbnail: bytes = b""
    text_reason: str = ""
    preview_reason: str = ""


async def read(key: str, mime: str, document_kind: str = "", *, patience: float = 0) -> Read:
    """The text and pages of a kept file. Whatever the file is, this returns, and in time."""
    kind = _KINDS.get(mime)
    if kind is None:
        return Read(text_reason="kind", preview_reason="kind")
    storage = store()
    try:
        async with spooled(storage.chunks(key), storage.spool_folder, MOST_BYTES) as spool:
            if kind in _PLAIN:  # letters are only decoded: nothing that could go wrong in here
                text = tidy(await asyncio.to_thread(_decoded, spool.path))
                return Read(text, "embedded" if text else "", text_reason="" if text else "empty",
                            preview_reason="office")  # fmt: skip
            folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="kimhub-read-"))
            try:
                orders = await asyncio.to_thread(_orders, spool.path, kind, document_kind)
                slow = patience or (PATIENCE_CONVERTERS if orders["ocr"] or orders["office"] else PATIENCE)
                ended = await sealed.ask("kimhub.library.reading_worker", folder, orders, slow)
                return await asyncio.to_thread(_found, folder, kind, ended, bool(orders["office"]))
            finally:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    except TooLarge:
        return Read(text_reason="large", preview_reason="large")
    except NotFound:
        return Read(text_reason="gone", preview_reason="gone")


def _orders(path: Path, kind: str, document_kind: str) -> dict[str, Any]:
    letters = kind == "pdf" or (kind == "image" and document_kind not in _WORDLESS)
    return {
        "path": str(path.absolute()),
        "kind": kind,
        "ocr": reading_converters.tesseract() if letters else "",
        "office": reading_converters.office() if kind in _DRAWN else "",
    }


def _found(folder: Path, kind: str, ended: str, drawn: bool) -> Read:
    """What lies in the folder, as far as it can be believed."""
    failed, source, pages, whole = ended, "", 0, False
    sizes: dict[int, tuple[int, int]] = {}
    for line in _lines(folder):
        match line:
            case {"text": "embedded" | "ocr" as source}:
                pass
            case {"pages": int(count)} if 0 < count <= _MOST_PAGES:
                pages = count
            case {"page": int(number), "width": int(width), "height": int(height)}:
                if 0 < number <= _PICTURES and 0 < width < 3000 and 0 < height < 3000:
                    sizes[number] = (width, height)
            case {"failed": str(reason)}:
                failed = reason if reason in REASONS else "broken"
            case {"end": True}:
                whole = True
    if not whole:
        failed = failed or "died"
    pictures = tuple(
        Picture(number, content, *sizes[number])
        for number in sorted(sizes)
        if (content := _webp(folder / f"{number}.webp"))
    )
    text = tidy(_bytes(folder / "text", _MOST_TEXT).decode("utf-8", errors="replace")) if source else ""
    return Read(
        text, source if text else "", pages, pictures, _webp(folder / "thumbnail.webp"),
        "" if text else failed if failed not in {"", "converter"} else _no_text(kind),
        "" if pictures else failed or _no_pictures(kind, drawn),
    )  # fmt: skip


def _decoded(path: Path) -> str:
    """The beginning of a text in UTF-8 or UTF-16, or in the eight bits of an old Windows."""
    with path.open("rb") as file:
        content = file.read(_MOST_TEXT)
    if len(content) == _MOST_TEXT:  # perhaps cut within a letter, or a pair
        content = content[: content.rfind(b"\n") + 1 or _MOST_TEXT]
    return decode(content)[:_MOST_LETTERS]


def _no_text(kind: str) -> str:
    return "scan" if kind in {"pdf", "image"} else "empty"


def _no_pictures(kind: str, drawn: bool) -> str:
    return "broken" if kind in {"pdf", "image"} else "converter" if drawn else "office"


def tidy(text: str) -> str:
    """Text as it is kept: nothing that cannot be seen, pages still parted, at most one empty line in a row.
    Empty where there are no letters at all."""
    pages = [clean_text(page) for page in text.split("\f")]
    while pages and not pages[-1]:
        pages.pop()
    return "\f".join(pages) if any(pages) else ""


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    content = _bytes(folder / "found", _MOST_LINES)
    for line in content.split(b"\n"):
        with contextlib.suppress(ValueError, RecursionError):
            if isinstance(said := json.loads(line), dict):
                yield said


def _webp(path: Path) -> bytes:
    content = _bytes(path, _MOST_PICTURE)
    return content if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else b""


def _bytes(path: Path, most: int) -> bytes:
    """A real file's content; nothing of a link, a pipe, or what is too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(file.fileno())
        return file.read() if stat.S_ISREG(about.st_mode) and about.st_size <= most else b""
