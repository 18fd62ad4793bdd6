"""The text of office documents, read out of their ZIP archives member by member with expat.

Nothing is unpacked to a disk and no tree is built: what a document claims costs nothing before it is
counted. A document type or an entity (billion laughs, files of the machine) ends the reading at once: no
office program writes any. DOCX, PPTX: ECMA-376. ODT, ODP: OASIS OpenDocument 1.3.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.parsers import expat

from kimhub.core.archives import BadArchive, open_archive

MOST_LETTERS: Final = 2_000_000
MOST_UNPACKED: Final = 120_000_000  # of what we read of one document
MOST_DEPTH: Final = 300
MOST_SLIDES: Final = 1000
PAGE: Final = "\f"  # between pages and slides
_BLOCK: Final = 65_536
_SLIDE: Final = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")
_BESIDES: Final = ("word/footnotes.xml", "word/endnotes.xml")


class Unreadable(Exception):
    """It cannot be read; the argument is a key of reasons.REASONS."""


class _Enough(Exception):
    """As many letters as we keep."""


class Text:
    """What has been read so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.letters = 0

    def add(self, words: str) -> None:
        self.parts.append(words[: MOST_LETTERS - self.letters])
        self.letters += len(words)
        if self.letters >= MOST_LETTERS:
            raise _Enough

    def end(self, sign: str) -> None:
        """A line, cell or page has ended."""
        self.add(sign)

    @property
    def whole(self) -> str:
        return "".join(self.parts)


def office_text(path: Path, kind: str) -> str:
    """The text of a docx, pptx, odt or odp; the beginning of one without end. Raises Unreadable."""
    text = Text()
    try:
        with open_archive(path) as archive:
            left = MOST_UNPACKED
            for name in _members(archive, kind):
                left -= _read(archive, name, _READERS[kind](text), left)
                if kind == "pptx":
                    text.end(PAGE)
    except _Enough:
        pass
    except BadArchive as error:
        raise Unreadable("bomb" if "too m" in str(error) else "broken") from error
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError, KeyError) as error:
        raise Unreadable("broken") from error
    except expat.ExpatError as error:
        raise Unreadable("broken") from error
    except Unreadable:
        raise
    except Exception as error:  # zlib.error and its kin
        raise Unreadable("broken") from error
    return text.whole


def _members(archive: zipfile.ZipFile, kind: str) -> list[str]:
    there = set(archive.namelist())
    if kind == "pptx":
        slides = sorted((int(match[1]), name) for name in there if (match := _SLIDE.fullmatch(name)))
        return [name for _number, name in slides[:MOST_SLIDES]]
    if kind == "docx":
        return ["word/document.xml", *(name for name in _BESIDES if name in there)]
    return ["content.xml"]


def _read(archive: zipfile.ZipFile, name: str, reader: "_Reader", most: int) -> int:
    """Feed one member to the reader; returns how many bytes it unpacked to."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    size = 0
    with archive.open(name) as content:
        while block := content.read(_BLOCK):
            size += len(block)
            if size > most:
                raise Unreadable("bomb")
            parser.Parse(block, False)
    parser.Parse(b"", True)
    return size


def _refuse(*_said: object) -> int:
    raise Unreadable("entities")


class _Reader:
    """Follows the elements of one member. `written` are those whose letters are text, `skipped` those that
    are passed over with all inside, `signs` what an element leaves behind when it ends."""

    written: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    signs: dict[str, str] = {}

    def __init__(self, text: Text) -> None:
        self.text = text
        self.depth = self.inside = 0
        self.skipping = 0  # depth at which it began

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Unreadable("bomb")
        if self.skipping:
            return
        name = tag.rpartition(" ")[2]
        if name in self.skipped:
            self.skipping = self.depth
        elif name in self.written:
            self.inside += 1
        self.begun(name, attributes)

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.skipping:
            if self.depth < self.skipping:
                self.skipping = 0
            return
        name = tag.rpartition(" ")[2]
        if name in self.written:
            self.inside -= 1
        if sign := self.signs.get(name):
            self.text.end(sign)

    def words(self, words: str) -> None:
        if self.inside and not self.skipping:
            self.text.add(words)

    def begun(self, name: str, attributes: dict[str, str]) -> None:
        """What an element is by merely being there."""


class _Word(_Reader):
    written = frozenset({"t"})
    skipped = frozenset({"Fallback", "del", "moveFrom"})  # a second form of a drawing; what was struck out
    signs = {"p": "\n", "tab": "\t", "br": "\n", "cr": "\n", "tc": "\t"}


class _Slides(_Reader):
    written = frozenset({"t"})
    skipped = frozenset({"Fallback"})
    signs = {"p": "\n", "br": "\n", "tc": "\t", "tr": "\n"}


class _Open(_Reader):
    written = frozenset({"p", "h"})
    skipped = frozenset({"tracked-changes", "annotation", "forms", "automatic-styles", "notes"})
    signs = {"p": "\n", "h": "\n", "tab": "\t", "line-break": "\n", "table-cell": "\t", "page": PAGE}

    def begun(self, name: str, attributes: dict[str, str]) -> None:
        if name == "s" and self.inside:  # so many spaces
            count = next((value for key, value in attributes.items() if key.endswith(" c")), "1")
            self.text.add(" " * (min(int(count), 100) if count.isascii() and count.isdigit() else 1))


_READERS: Final[dict[str, Callable[[Text], _Reader]]] = {
    "docx": _Word, "pptx": _Slides, "odt": _Open, "odp": _Open,
}  # fmt: skip
