"""Taking a site out: as data that another KIMHub takes in, and as pages that open from a USB stick.

The data has every text of the house with its state; the pages have what everybody may read, and nothing
else (policy.is_public). Both are made while they are sent, of what is so at that moment.
"""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import NotFound
from kimhub.core.prepared import prepare_sql
from kimhub.core.zipping import Zip
from kimhub.publishing import articles, blocks, bundle, photos, policy, rendering
from kimhub.publishing.events import SiteTakenOut
from kimhub.publishing.kinds import PACKAGE
from kimhub.publishing.moving_own import NAME, VERSION, OwnArticle, OwnPhoto, OwnSite
from kimhub.publishing.views import Article, House, Revision
from kimhub.publishing.views_photos import Photo, Variant

MIME: Final = "application/zip"
MOST: Final = 20_000  # articles
_BATCH: Final = 100
_WIDE: Final = 800  # pixels of the photos in the pages

_ids = prepare_sql(
    "SELECT id FROM article WHERE organization = :house AND removed_at IS NULL AND kind <> :but"
    " AND id > :after ORDER BY id LIMIT :most"
)


class Whole(Struct, frozen=True):
    """An article with the text it stands for: the one that is shown, or the newest while none was."""

    article: Article
    text: Revision


def can_take_out(actor: Actor, house: House) -> bool:
    """Admins of the house, also of one that was dissolved: what it told is theirs."""
    return actor.has(house.id, *(policy.STAFF if house.kind == "agency" else policy.ADMIN))


async def note(house: House, actor: Actor, how: str) -> None:
    """Write down that it was taken out (`data` or `pages`), before there is a file."""
    async with transaction():
        await publish(SiteTakenOut(house.id, actor.id or 0, how))


async def data(house: House, base_url: str, at: datetime) -> AsyncGenerator[bytes, None]:
    """The data, piece by piece."""
    made = Zip(at)
    told: list[OwnArticle] = []
    wanted: list[int] = []
    async for one in every(house):
        body = one.text.blocks
        wanted += blocks.photos(body) + ([one.text.cover] if one.text.cover else [])
        told.append(_own(one))
    out: list[OwnPhoto] = []
    for photo in await _photos(wanted):
        name = f"foto/{photo.id}.{photo.forms[-1].ending}"
        try:
            async for part in made.kept(name, photo.file):
                yield part
        except NotFound:
            continue
        out.append(
            OwnPhoto(
                photo.id, name, photo.alt, photo.decorative, photo.caption, photo.credit, photo.consent
            )
        )
    site = OwnSite(
        VERSION, house.name, f"{base_url}{house.path}", house.masthead, house.motto, house.accent,
        house.blocks, house.menu, tuple(told), tuple(out),
    )  # fmt: skip
    yield made.put(NAME, msgspec.json.encode(site))
    yield made.end()


async def pages(house: House, base_url: str, at: datetime) -> AsyncGenerator[bytes, None]:
    """The pages, piece by piece."""
    made = Zip(at)
    lines: list[bundle.Line] = []
    wanted: dict[int, Variant] = {}
    async for one in every(house):
        if not policy.is_public(one.article, now()):
            continue
        body = one.text.blocks
        used = {photo.id: photo for photo in await _photos([*blocks.photos(body), one.text.cover or 0])}
        wanted |= {photo.id: _form(photo) for photo in used.values()}
        way = rendering.Way(address=lambda path: _address(path, base_url))
        html = rendering.render(body, {}, {}, way) if not used else _with_photos(body, used, base_url)
        line = bundle.Line(
            bundle.place(one.article), one.article.kind, one.text.title, one.text.lede,
            one.article.published_at or at, blocks.words(body), one.text.cover or 0,
        )  # fmt: skip
        lines.append(line)
        cover = used.get(one.text.cover or 0)
        yield made.put(
            line.place, bundle.page(house, one.article, one.text, html, cover, _photo_place(cover))
        )
    for number, form in wanted.items():
        try:
            async for part in made.kept(f"foto/{number}.{form.ending}", form.key):
                yield part
        except NotFound:
            continue
    for name, content in bundle.around(house, lines, base_url, at).items():
        yield made.put(name, content)
    yield made.end()


async def every(house: House) -> AsyncGenerator[Whole, None]:
    """All articles of the house with their texts, oldest first, a few at a time."""
    after, left = 0, MOST
    while left > 0:
        ids = [row[0] for row in await _ids.rows(house=house.id, but=PACKAGE, after=after, most=_BATCH)]
        if not ids:
            return
        for one in sorted(await articles.some(ids), key=lambda each: each.id):
            yield Whole(one, await articles.revision(one.live or one.newest or 0))
        after, left = ids[-1], left - len(ids)


def _own(one: Whole) -> OwnArticle:
    article, text = one.article, one.text
    return OwnArticle(
        id=article.id,
        kind=article.kind,
        title=text.title,
        slug=article.slug,
        lede=text.lede,
        body=msgspec.Raw(text.body.encode() or b"[]"),
        facts=msgspec.Raw(text.facts.encode() or b"{}"),
        cover=text.cover,
        shown=policy.is_shown(article, now()),
        audience=article.audience,
        info_class=article.info_class,
        published_at=article.published_at.isoformat() if article.published_at else "",
        author_name=article.author_name,
    )


async def _photos(ids: list[int]) -> list[Photo]:
    return list((await photos.some(dict.fromkeys(one for one in ids if one))).values())


def _form(photo: Photo) -> Variant:
    return next((form for form in photo.forms if form.width >= _WIDE), photo.forms[-1])


def _photo_place(photo: Photo | None) -> str:
    return f"../foto/{photo.id}.{_form(photo).ending}" if photo else ""


def _with_photos(body: tuple[blocks.Block, ...], used: dict[int, Photo], base_url: str) -> str:
    """The text with each photo in one size, from the folder beside it."""
    one_size = {
        number: msgspec.structs.replace(photo, variants=msgspec.json.encode([_form(photo)]).decode())
        for number, photo in used.items()
    }
    places = {photo.path(_form(photo)): _photo_place(photo) for photo in used.values()}
    way = rendering.Way(address=lambda path: places.get(path) or _address(path, base_url))
    return rendering.render(body, one_size, {}, way)


def _address(path: str, base_url: str) -> str:
    return f"{base_url}{path}" if path.startswith("/") else path
