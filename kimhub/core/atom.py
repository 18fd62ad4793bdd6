"""News as a feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as Xml

from msgspec import Struct

MIME: Final = "application/atom+xml; charset=utf-8"
_SPACE: Final = "http://www.w3.org/2005/Atom"
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Entry(Struct, frozen=True):
    """`id` is an address that stays when `path` changes; both without the site's own part. `summary` is
    plain text."""

    id: str
    path: str
    title: str
    author: str
    html: str
    published: datetime
    updated: datetime
    summary: str = ""


def feed(name: str, path: str, base: str, entries: Sequence[Entry]) -> bytes:
    """The feed at `<path>/atom.xml`; `base` is the site's address, without a slash at its end."""
    made = Xml.Element("feed", {"xmlns": _SPACE, "xml:lang": "id", "xml:base": f"{base}/"})
    _add(made, "id", f"{base}{path}")
    _add(made, "title", name)
    _add(made, "link", rel="alternate", type="text/html", href=f"{base}{path}")
    _add(made, "link", rel="self", type="application/atom+xml", href=f"{base}{path}/atom.xml")
    newest = max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC))
    _add(made, "updated", newest.isoformat())
    for entry in entries:
        one = Xml.SubElement(made, "entry")
        _add(one, "id", f"{base}{entry.id}")
        _add(one, "title", entry.title)
        _add(one, "link", rel="alternate", type="text/html", href=f"{base}{entry.path}")
        _add(one, "published", entry.published.isoformat())
        _add(one, "updated", entry.updated.isoformat())
        _add(Xml.SubElement(one, "author"), "name", entry.author)
        if entry.summary:
            _add(one, "summary", entry.summary)
        _add(one, "content", entry.html, type="html")
    return Xml.tostring(made, encoding="utf-8", xml_declaration=True)


def legal(text: str | None) -> str | None:
    """The text without signs that no XML may hold, however they are written."""
    return _ILLEGAL.sub("", text) if text else text


def _add(parent: Xml.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    Xml.SubElement(parent, tag, attributes).text = legal(text)
