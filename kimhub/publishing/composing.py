"""What the editor does with a text besides keeping it: parts added, moved and taken out, the photos and
documents beside it, and what happens when two people wrote at once."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from kimhub.chain import links
from kimhub.chain.kinds import KINDS as CHAIN
from kimhub.chain.kinds import Thing
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.phones import phone_display
from kimhub.publishing import articles, blocks, products, writing
from kimhub.publishing.blocks import Block
from kimhub.publishing.kinds import ANNOUNCEMENT, CLARIFICATION, GALLERY, NEWS, PAGE, PRODUCT
from kimhub.publishing.photos import some
from kimhub.publishing.views import Article, House, Revision
from kimhub.publishing.views_photos import Photo
from kimhub.publishing.writing import Clash, Text

STARTED: Final = (NEWS, ANNOUNCEMENT, GALLERY, CLARIFICATION, PRODUCT, PAGE)  # packages begin at /bahan
DOCUMENT: Final = "document"
ADDED: Final[dict[str, type[Block]]] = {
    "text": blocks.Text,
    "heading": blocks.Heading,
    "list": blocks.Listing,
    "quote": blocks.Quote,
    "link": blocks.Link,
    "table": blocks.Table,
}


def type_of(one: Block) -> str:
    """Its name among blocks.TYPES."""
    return str(one.__struct_config__.tag)


class New(Struct, frozen=True):
    """An article that is not there yet. `origin`: what it is to tell of."""

    house: House
    kind: str
    origin: Thing | None = None
    key: str = ""


class Seen(Struct, frozen=True):
    """What of a text lies elsewhere, by id, as far as the person may see it."""

    photos: Mapping[int, Photo]
    documents: Mapping[int, Thing]


def beginning(kind: str, title: str = "") -> Text:
    """An empty text: there is something to write into at once. An album begins with its photos."""
    return opened(kind, Text(title[: writing.MOST_TITLE]))


def opened(kind: str, text: Text) -> Text:
    """A text with at least one part to write into, as a package has none that was begun with its title. An
    album begins with its photos."""
    return text if text.blocks or kind == GALLERY else replace(text, blocks=(blocks.Text(),))


class Change(Struct, frozen=True):
    """What a button does with the row of blocks. `at` is the place of the block it stands at, `lands` that
    of the block the writer goes on with."""

    act: str
    at: int
    lands: int
    made: Block | None = None

    @classmethod
    def read(cls, do: str, refs: list[str]) -> "Change | None":
        """Of "add:text", "file:12", "up:3", "down:3" or "drop:3"; None for any other button."""
        act, _colon, what = do.partition(":")
        if act == "add" and what in ADDED:
            return cls(act, len(refs), len(refs), ADDED[what]())
        if act == "file" and what.isascii() and what.isdigit() and len(what) < 19:
            return cls(act, len(refs), len(refs), blocks.File(int(what)))
        if act not in {"up", "down", "drop"} or what not in refs:
            return None
        at = refs.index(what)
        lands = {"up": max(0, at - 1), "down": min(len(refs) - 1, at + 1), "drop": max(0, at - 1)}[act]
        return cls(act, at, lands)

    def applied(self, text: Text) -> Text:
        row = list(text.blocks)
        if self.made is not None:
            row.append(self.made)
        elif self.act == "drop":
            del row[self.at]
        else:
            row.insert(self.lands, row.pop(self.at))
        cover = text.cover if text.cover in blocks.photos(tuple(row)) else None
        return replace(text, blocks=tuple(row), cover=cover)

    def loses(self, text: Text) -> bool:
        """Something somebody wrote goes."""
        return self.act == "drop" and not blocks.is_empty((text.blocks[self.at],))

    @property
    def words(self) -> str | None:
        return _("Bagian itu dibuang. Teks sebelumnya ada di riwayat.") if self.act == "drop" else None


async def give_way(article: Article, actor: Actor, mine: Text, version: int) -> None:
    """Two people wrote: what the other wrote stands, what this person wrote lies in the history."""
    theirs: Revision | None = None
    try:
        await writing.save(article, actor, mine, -1)
    except Clash as both:
        theirs = both.theirs
    if theirs is None:  # both wrote the same
        return
    version = await writing.save(article, actor, mine, version, apart=True)
    await writing.save(article, actor, writing.text_of(theirs), version, apart=True, earlier=theirs)


async def seen(actor: Actor, text: Text, other: Revision | None = None) -> Seen:
    """The photos and documents of a text (and of `other`, shown beside it)."""
    every = text.blocks + (other.blocks if other else ())
    photos = await some([*blocks.photos(every), *([text.cover] if text.cover else [])])
    return Seen(photos, await documents_of(actor, every))


async def documents_of(actor: Actor, some: tuple[Block, ...]) -> dict[int, Thing]:
    """Those of the text's documents that this person may read."""
    ids = blocks.documents(some)
    known = CHAIN.get(DOCUMENT)
    return {one.id: one for one in await known.see(actor, ids)} if ids and known else {}


async def tied_documents(actor: Actor, article: Article, text: Text) -> list[Thing]:
    """Documents of the library that were picked for this article and do not stand in its text yet."""
    ids = (await links.tied("article", [article.id], DOCUMENT)).get(article.id, [])
    new = [one for one in ids if one not in blocks.documents(text.blocks)]
    known = CHAIN.get(DOCUMENT)
    return await known.see(actor, new) if new and known else []


async def begin(
    house: House, actor: Actor, kind: str, text: Text, key: UUID, origin: Thing | None
) -> Article:
    """A new draft, or the one this form has begun before; tied to what it is to tell of. Raises Invalid,
    NotFound for one that was thrown away meanwhile."""
    article = await articles.get_article(await writing.begin(house, actor, kind, text, key))
    if article is None:
        raise NotFound
    if origin:
        await _tie(actor, article, origin)
    return article


async def _tie(actor: Actor, article: Article, origin: Thing) -> None:
    """Say that the article came of this thing; what cannot be tied any more is no reason to lose a text."""
    end = Thing("article", article.id, article.title, article.desk_path)
    try:
        await links.tie(actor, end, origin.kind, origin.id)
    except (Invalid, NotFound):
        return


def form_of(text: Text, of: Article | New) -> dict[str, str]:
    """What is no block, as fields of a form."""
    told = text.facts
    return {
        "title": text.title,
        "lede": text.lede,
        "key": of.key if isinstance(of, New) else "",
        "place": told.place,
        "claim": told.claim,
        "claimed_by": told.claimed_by,
        "verdict": told.verdict,
        "share_text": told.share_text,
        "source_name": told.source_name,
        "source_url": told.source_url,
        "price": products.shown_price(told.price),
        "price_from": "on" if told.price_from else "",
        "seller": told.seller,
        "phone": phone_display(told.phone),
        "phone_agreed": "on" if told.phone_agreed else "",
    }
