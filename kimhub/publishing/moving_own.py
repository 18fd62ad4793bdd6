"""A whole site as data: what one KIMHub writes (moving_out.py) and another reads (moving_in.py)."""

from typing import Final

import msgspec
from msgspec import Struct

NAME: Final = "kimhub-situs.json"
VERSION: Final = 1


class OwnPhoto(Struct, frozen=True, omit_defaults=True):
    """`file` is its place in the archive."""

    id: int
    file: str
    alt: str = ""
    decorative: bool = False
    caption: str = ""
    credit: str = ""
    consent: bool = False


class OwnArticle(Struct, frozen=True, omit_defaults=True):
    """`body` and `facts` as they are kept (blocks.py, facts.py); ids of photos are those of OwnPhoto.
    Documents of a library stay where they are: they are named by title only."""

    id: int
    kind: str
    title: str
    slug: str
    lede: str = ""
    body: msgspec.Raw = msgspec.Raw(b"[]")
    facts: msgspec.Raw = msgspec.Raw(b"{}")
    cover: int | None = None
    shown: bool = False
    audience: str = "public"
    info_class: str = "berkala"
    published_at: str = ""
    author_name: str = ""


class OwnSite(Struct, frozen=True, omit_defaults=True):
    """Name and looks of the site with all that it tells."""

    version: int
    house: str
    address: str  # where it came from: with an id it is the same article if it comes twice
    masthead: str = ""
    motto: str = ""
    accent: str = ""
    blocks: str = ""
    menu: str = ""
    articles: tuple[OwnArticle, ...] = ()
    photos: tuple[OwnPhoto, ...] = ()


_decoder = msgspec.json.Decoder(OwnSite)


def load(content: bytes) -> OwnSite:
    """Raises msgspec.ValidationError or DecodeError for what is none."""
    return _decoder.decode(content)
