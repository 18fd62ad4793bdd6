"""What other systems export: RSS 2.0, Atom (RFC 4287), WordPress' own RSS (WXR 1.2), read with expat.

Pure, and run in a process of its own (`moving_worker.py`). No tree is built, no entity is resolved, nothing
is loaded. A document type that declares entities ends the reading.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from msgspec import Struct

from kimhub.core.text import clean_line
from kimhub.publishing import from_html
from kimhub.publishing.from_html import Image, Part

MOST_ITEMS: Final = 2000
MOST_LETTERS: Final = 2_000_000  # of one field
_BLOCK: Final = 65_536
_WP: Final = "http://wordpress.org/export/"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
_TAG: Final = re.compile(r"[^a-z0-9]+")


class Unreadable(Exception):
    """It is none of the forms we know."""


class Found(Struct, frozen=True):
    """One text of an export. `at` is an ISO time in UTC, empty where it says none; `page` for what stands
    in no list by date; `shown` whether everybody read it there."""

    title: str
    link: str = ""
    at: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    page: bool = False
    shown: bool = True
    slug: str = ""  # the last part of its address there


class _Item:
    """What one <item> or <entry> says, by field; `terms` are its categories."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.terms: list[str] = []
        self.meta: dict[str, str] = {}


class Feed:
    """Reads an XML file and keeps what its items say."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.path: list[str] = []
        self.item: _Item | None = None
        self.words: list[str] = []
        self.letters = 0
        self.root = ""
        self.attributes: dict[str, str] = {}
        self.key = ""

    def read(self, path: Path) -> None:
        """Raises Unreadable."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = _refuse
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    parser.Parse(block, False)
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable("xml") from error
        if not self.root:
            raise Unreadable("kind")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _short(name)
        if not self.path:
            if name not in {"rss", "feed", "RDF"}:
                raise Unreadable("kind")
            self.root = name
        self.path.append(name)
        if len(self.path) > 40:
            raise Unreadable("xml")
        if name in {"item", "entry"} and self.item is None:
            if len(self.items) >= MOST_ITEMS:
                raise Unreadable("many")
            self.item = _Item()
            self.items.append(self.item)
        self.words, self.letters, self.attributes = [], 0, attributes
        href = attributes.get("href")
        if self.item and name == "link" and href and attributes.get("rel", "alternate") == "alternate":
            self.item.said.setdefault("link", href)
        if self.item and name == "category" and attributes.get("term"):
            self.item.terms.append(attributes["term"])

    def _text(self, words: str) -> None:
        self.letters += len(words)
        if self.letters <= MOST_LETTERS:
            self.words.append(words)

    def _end(self, name: str) -> None:
        name = self.path.pop()
        words, self.words = "".join(self.words).strip(), []
        item = self.item
        if item is None:
            return
        if name in {"item", "entry"}:
            self.item = None
        elif name == "category" and words and self.attributes.get("domain", "") != "nav_menu":
            item.terms.append(words)
        elif name == "wp:meta_key":
            self.key = words
        elif name == "wp:meta_value":
            item.meta[self.key] = words
        elif words and (name != "name" or self.path[-1:] == ["author"]):
            item.said.setdefault("author" if name in {"name", "dc:creator"} else name, words)


def read(path: Path) -> list[Found]:
    """The texts of an export, oldest first. Raises Unreadable."""
    feed = Feed()
    feed.read(path)
    pictures = {
        item.said.get("wp:post_id", ""): item.said["wp:attachment_url"]
        for item in feed.items
        if "wp:attachment_url" in item.said
    }
    found = [one for item in feed.items if (one := _found(item, pictures))]
    return sorted(found, key=lambda one: one.at)


def basename(address: str) -> str:
    """The name of the file at an address, as a folder beside the export has it; empty for what is none."""
    try:
        path = urlsplit(address).path
    except ValueError:  # "http://[x"
        return ""
    return unquote(path).rpartition("/")[2].lower()


def tag(words: str) -> str:
    """A label of ours: lower-case words with hyphens; empty where no letter is left."""
    return _TAG.sub("-", words.lower()).strip("-")[:30]


def _found(item: _Item, pictures: dict[str, str]) -> Found | None:
    said = item.said
    kind = said.get("wp:post_type", "post")
    status = said.get("wp:status", "publish")
    if kind not in {"post", "page"} or status in {"trash", "auto-draft", "inherit"}:
        return None
    html = (
        said.get("content:encoded")
        or said.get("content")
        or said.get("description")
        or said.get("summary", "")
    )
    parts = list(from_html.read(html))
    first = pictures.get(item.meta.get("_thumbnail_id", ""))
    if first and not any(
        isinstance(part, Image) and basename(part.src) == basename(first) for part in parts
    ):
        parts.insert(0, Image(first))
    terms = [name for term in item.terms if (name := tag(term)) and name != "uncategorized"]
    return Found(
        clean_line(said.get("title", ""))[:160],
        said.get("link", "")[:500],
        _moment(said),
        clean_line(said.get("author", ""))[:120],
        tuple(dict.fromkeys(terms))[:8],
        tuple(parts),
        kind == "page",
        status == "publish" and not said.get("wp:post_password"),
        unquote(said.get("wp:post_name", ""))[:200],
    )


def _moment(said: dict[str, str]) -> str:
    """When it was published there, in UTC."""
    for name in ("wp:post_date_gmt", "pubDate", "published", "updated", "dc:date"):
        words = said.get(name, "")
        for reader in _READERS:
            try:
                at = reader(words)
            except (ValueError, TypeError, OverflowError):
                continue
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            if 1990 <= at.year <= 2100:
                return at.astimezone(UTC).isoformat()
    return ""


_READERS: Final[tuple[Callable[[str], datetime], ...]] = (datetime.fromisoformat, parsedate_to_datetime)


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    if space.startswith(_WP) and "excerpt" not in space:
        return f"wp:{local}"
    if space == _CONTENT:
        return f"content:{local}"
    if space.startswith("http://purl.org/dc/"):
        return f"dc:{local}"
    return local if space in {"", _ATOM} or local == "RDF" else f"other:{local}"


def _refuse(*_: object) -> None:
    raise Unreadable("xml")
