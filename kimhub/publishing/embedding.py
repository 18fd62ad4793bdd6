"""What other sites may show of ours: the agenda of a house in a frame, and what oEmbed says of an address
(oembed.com). Everything here is public, and the same for everybody."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as Xml

import msgspec
from msgspec import Struct

from kimhub.core import hosts
from kimhub.core.atom import legal
from kimhub.publishing import cards, reading, sites
from kimhub.publishing.kinds import SEGMENTS
from kimhub.publishing.views import Article, House

WIDTH, HEIGHT = 480, 420  # of the frame where the site that shows it does not say
LEAST, MOST = 200, 1200  # pixels
CACHED: Final = 3600  # seconds


class Asked(Struct, frozen=True):
    """An address of ours that oEmbed may tell of."""

    house: House
    article: Article | None = None


async def asked(url: str, base: str) -> Asked | None:
    """What stands at this address, of ours or of a site's own host; None for what is not there. `base` is
    the main address, without a slash at its end."""
    root = urlsplit(base)
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[x"
        return None
    path = parts.path
    if parts.scheme not in {"http", "https"}:
        return None
    if parts.netloc != root.netloc:
        own = await hosts.find(parts.netloc.lower())
        if own is None:
            return None
        path = own.base + path
    match unquote(path).strip("/").split("/"):
        case ["k", slug] | ["k", slug, "agenda"]:
            house = await sites.get_open(slug)
            return Asked(house) if house else None
        case ["k", slug, segment, article] if segment in SEGMENTS:
            found = await reading.story(slug, segment, article)
            return Asked(found.house, found.article) if found and found.article else None
    return None


async def told(thing: Asked, base: str, provider: str, width: int, height: int) -> dict[str, Any]:
    """What oEmbed says of it: a frame with the agenda of a house; of an article what a card beside a link
    needs, for nobody shows another's text whole."""
    house, article = thing.house, thing.article
    said: dict[str, Any] = {
        "version": "1.0",
        "provider_name": provider,
        "provider_url": f"{base}/",
        "author_name": house.name,
        "author_url": f"{base}{house.path}",
        "cache_age": CACHED,
    }
    if article is None:
        return said | {
            "type": "rich",
            "title": f"Agenda {house.name}",
            "html": frame(house, base, width, height),
            "width": width,
            "height": height,
        }
    picture = (await reading.told(article)).picture
    return said | {
        "type": "link",
        "title": article.title,
        "thumbnail_url": base + cards.of_article(article, picture),
        "thumbnail_width": cards.WIDTH,
        "thumbnail_height": cards.HEIGHT,
    }


def frame(house: House, base: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The HTML that another site takes over to show the agenda. Slugs are letters, digits and hyphens."""
    title = "".join(char for char in f"Agenda {house.name}" if char not in "<>&\"'")
    return (
        f'<iframe src="{base}{house.path}/agenda/sematan" title="{title}" width="{width}" height="{height}"'
        ' loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def sized(text: str | None, usual: int) -> int:
    """A number of pixels within reason; `usual` for what is none."""
    is_number = text is not None and text.isdecimal() and len(text) < 10
    return max(LEAST, min(int(text or ""), MOST, usual)) if is_number else usual


def as_json(said: dict[str, Any]) -> bytes:
    return msgspec.json.encode(said)


def as_xml(said: dict[str, Any]) -> bytes:
    made = Xml.Element("oembed")
    for key, value in said.items():
        Xml.SubElement(made, key).text = legal(str(value))
    return Xml.tostring(made, encoding="utf-8", xml_declaration=True)
