"""What RFC 4287 (Atom) and the RSS 2.0 specification ask of a feed, and what readers need besides."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as Xml

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
VOID = {"img", "br", "hr", "source", "wbr", "meta", "link", "input"}


class Html(HTMLParser):
    """Text of a feed: whole, closed, with whole addresses and nothing that runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "style", "iframe", "form", "object", "embed"}
        for name, value in attrs:
            assert not name.startswith("on")
            if name in {"href", "src"}:
                self.addresses.append(value or "")
            if name == "srcset":
                self.addresses += [part.split()[0] for part in (value or "").split(",")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def atom(content: bytes, address: str) -> list[Xml.Element]:
    """The entries of a valid Atom feed."""
    feed = Xml.fromstring(content)  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
        assert feed.findtext(f"{ATOM}{name}")
    links = {(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")}
    assert ("self", address) in links
    assert any(rel == "alternate" for rel, _ in links)
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len({*ids}) == len(ids)
    updated = [_rfc3339(feed.findtext(f"{ATOM}updated"))]
    for entry in entries:
        for name in ("id", "title", "updated"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert entry.find(f"{ATOM}link").get("href").startswith("http")
        updated.append(_rfc3339(entry.findtext(f"{ATOM}updated")))
        assert _rfc3339(entry.findtext(f"{ATOM}published")) <= updated[-1]
        content_of = entry.find(f"{ATOM}content")
        assert content_of.get("type") == "html"
        _whole(content_of.text or "")
    assert updated[0] == max(updated)
    return entries


def rss(content: bytes, address: str) -> list[Xml.Element]:
    """The items of a valid RSS feed."""
    root = Xml.fromstring(content)  # noqa: S314 - our own answer
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1, name
        assert channel.findtext(name)
    assert channel.find(f"{ATOM}link").get("href") == address
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    assert len({*guids}) == len(guids)
    for item in items:
        assert item.findtext("title")
        assert item.findtext("link").startswith("http")
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        _whole(item.findtext(CONTENT))
    return items


def _whole(text: str) -> None:
    for address in Html(text).addresses:
        assert address.startswith(("https://", "http://", "mailto:")), address


def _rfc3339(text: str | None) -> datetime:
    found = datetime.fromisoformat(text or "")
    assert found.tzinfo
    return found
