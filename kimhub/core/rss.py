"""News as RSS 2.0, with the whole text in content:encoded: what most readers and older software ask for."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final
from xml.etree import ElementTree as Xml

from kimhub.core.atom import Entry, legal

MIME: Final = "application/rss+xml; charset=utf-8"
_SPACES: Final = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def feed(name: str, said: str, path: str, base: str, entries: Sequence[Entry]) -> bytes:
    """The feed at `<path>/rss.xml`; `said` describes it, `base` is the site's address, without a slash at
    its end."""
    made = Xml.Element("rss", {"version": "2.0", **_SPACES})
    channel = Xml.SubElement(made, "channel")
    _add(channel, "title", name)
    _add(channel, "link", f"{base}{path}")
    _add(channel, "description", escape(said))  # readers take descriptions for HTML
    _add(channel, "language", "id")
    address = f"{base}{path}/rss.xml"
    _add(channel, "atom:link", href=address, rel="self", type="application/rss+xml")
    newest = max((entry.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC))
    _add(channel, "lastBuildDate", _date(newest))
    for entry in entries:
        one = Xml.SubElement(channel, "item")
        _add(one, "title", entry.title)
        _add(one, "link", f"{base}{entry.path}")
        _add(one, "guid", f"{base}{entry.id}", isPermaLink="false")
        _add(one, "pubDate", _date(entry.published))
        _add(one, "dc:creator", entry.author)
        if entry.summary:
            _add(one, "description", escape(entry.summary))
        _add(one, "content:encoded", entry.html)
    return Xml.tostring(made, encoding="utf-8", xml_declaration=True)


def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def _add(parent: Xml.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    Xml.SubElement(parent, tag, attributes).text = legal(text)
