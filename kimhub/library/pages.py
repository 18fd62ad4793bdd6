"""What was read out of a version: its text and its pages, for those who may read the document.

The current version is for everybody who reads the document. Earlier ones may hold what was taken out on
purpose: they are for those who keep the library, or oversee it.
"""

import asyncio
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt
from kimhub.library import compare, documents, policy
from kimhub.library.compare import Difference
from kimhub.library.documents import VersionOf
from kimhub.library.reasons import sentence
from kimhub.library.views import Document, Version

PIECE: Final = 12_000  # letters of one page of text: some 6 KB on its way to a slow phone
PAGE: Final = "\f"


class PageRow(Struct, frozen=True):
    """A page as a picture."""

    number: int
    file: str
    size: int
    width: int
    height: int


class PageOf(Struct, frozen=True):
    """A page of a version, for the rules that ask about its document."""

    document: Document
    version: Version
    page: PageRow


class Preview(Struct, frozen=True):
    """What a page shows of a version without it being downloaded. `waits`: it is being read; `beginning`
    are its first words where no page is drawn; the reasons say what is missing and why."""

    path: str
    number: int
    count: int
    rows: list[PageRow]
    weight: int
    has_text: bool
    by_machine: bool
    waits: bool
    text_reason: str
    preview_reason: str
    beginning: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """Pages that are not shown as pictures."""
        return max(0, self.count - len(self.rows))


class Piece(Struct, frozen=True):
    """A part of a text that fits a slow phone: (page or slide, words) each."""

    parts: list[tuple[int, str]]
    number: int
    of: int


_SELECT: Final = "SELECT number, file, size, width, height FROM library_page WHERE version = :version"
_rows = prepare_sql(f"{_SELECT} ORDER BY number", PageRow)
_one = prepare_sql(f"{_SELECT} AND number = :number", PageRow)
_beginning = prepare_sql("SELECT substr(text, 1, 2000) FROM library_text WHERE version = :version")
_text = prepare_sql("SELECT text FROM library_text WHERE version = :version")


async def get_page(ref: str, name: str) -> PageOf | None:
    """A page of the current version: `name` is "3.webp"."""
    document = await documents.get_document(ref)
    version = await documents.version_by_id(document.current) if document and document.current else None
    return await _page_of(document, version, name) if document and version else None


async def get_page_of(ref: str, number: int, name: str) -> PageOf | None:
    """A page of a version by its number."""
    one = await documents.get_version(ref, number)
    return await _page_of(one.document, one.version, name) if one else None


async def get_current(ref: str) -> VersionOf | None:
    """A document with its current version."""
    document = await documents.get_document(ref)
    version = await documents.version_by_id(document.current) if document and document.current else None
    return VersionOf(document, version) if document and version else None


def can_read(actor: Actor, one: PageOf | VersionOf) -> bool:
    """A version with all that was read out of it."""
    if one.version.id == one.document.current:
        return policy.can_read(actor, one.document)
    return can_read_earlier(actor, one.document)


def can_read_earlier(actor: Actor, document: Document) -> bool:
    """The versions before the current one."""
    if document.is_removed or not policy.can_read(actor, document):
        return False
    return policy.can_edit(actor, document) or policy.oversees(actor, document.seat)


async def rows_of(version_id: int) -> list[PageRow]:
    return await _rows(version=version_id)


async def text_of(version_id: int) -> str:
    """The text; empty when there is none. Pages are parted by a form feed."""
    return str(await _text.value(version=version_id) or "")


async def preview(document: Document, version: Version | None = None) -> Preview | None:
    """Of the current version, or of this one; None when the document has no file."""
    if version is None and document.current is not None:
        version = await documents.version_by_id(document.current)
    if version is None:
        return None
    rows = await rows_of(version.id) if version.preview_state == "done" else []
    earlier = f"/versi/{version.number}" if version.id != document.current else ""
    return Preview(
        path=f"{document.path}{earlier}",
        number=version.number,
        count=version.pages,
        rows=rows,
        weight=sum(row.size for row in rows),
        has_text=version.text_state == "done",
        by_machine=version.text_source == "ocr",
        waits="waiting" in (version.text_state, version.preview_state),
        text_reason=sentence(version.text_reason),
        preview_reason=sentence(version.preview_reason),
        beginning=() if rows or version.text_state != "done" else await _first_lines(version.id),
    )


async def difference(before: Version, after: Version) -> Difference:
    """What is different between the texts of two versions, from the first to the second."""
    old, new = await text_of(before.id), await text_of(after.id)
    return await asyncio.to_thread(compare.compare, old, new)


def piece(text: str, number: int) -> Piece:
    """Part `number` (from 1) of a text, cut between pages, or between lines of a long one. Pure."""
    pieces: list[list[tuple[int, str]]] = [[]]
    room = PIECE
    for page, words in enumerate(text.split(PAGE), 1):
        while words:
            if len(words) > room and pieces[-1]:
                pieces.append([])
                room = PIECE
            cut = len(words) if len(words) <= PIECE else words.rfind("\n", PIECE // 2, PIECE) + 1 or PIECE
            pieces[-1].append((page, words[:cut]))
            room -= cut
            words = words[cut:]
    wanted = min(max(1, number), len(pieces))
    return Piece(pieces[wanted - 1], wanted, len(pieces))


async def _first_lines(version_id: int) -> tuple[str, ...]:
    text = str(await _beginning.value(version=version_id) or "").replace(PAGE, "\n")
    lines = [line for part in text.split("\n") if (line := " ".join(part.split()))]
    return tuple(excerpt(line, 300) for line in lines[:6])


async def _page_of(document: Document, version: Version, name: str) -> PageOf | None:
    number = name.removesuffix(".webp")
    if number == name or not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    page = await _one.first(version=version.id, number=int(number))
    return PageOf(document, version, page) if page else None
