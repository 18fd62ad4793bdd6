"""Albums: articles of the kind gallery. Their photos stand side by side, and each has a page of its own."""

from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import Final

from msgspec import Struct

from kimhub.chain.kinds import Thing
from kimhub.core.amounts import size as shown_size
from kimhub.core.html import Html
from kimhub.core.i18n import _
from kimhub.publishing import articles, blocks, reading, rendering, sites
from kimhub.publishing.blocks import Block, Picture
from kimhub.publishing.kinds import GALLERY, KINDS
from kimhub.publishing.reading import Told
from kimhub.publishing.rendering import Way
from kimhub.publishing.views import Article, House
from kimhub.publishing.views_photos import Photo

SEGMENT: Final = KINDS[GALLERY].segment


class Shot(Struct, frozen=True):
    """A photo of an album at its own page: the `number`th of `total`, with what the album says below it."""

    house: House
    article: Article
    photo: Photo
    caption: str
    number: int
    total: int

    def path(self, number: int) -> str:
        return f"{self.article.path}/{number}"


async def get_shot(slug: str, segment: str, article: str, number: int) -> Shot | None:
    """A photo of a public album by its place."""
    house = await sites.get_open(slug) if segment == SEGMENT else None
    found = await articles.get_public(slug, segment, article) if house else None
    if house is None or found is None:
        return None
    every = shots(await reading.told(found))
    if not 1 <= number <= len(every):
        return None
    photo, caption = every[number - 1]
    return Shot(house, found, photo, caption, number, len(every))


def shots(told: Told) -> list[tuple[Photo, str]]:
    """The photos of an album in order, with what stands below them; each once."""
    found: dict[int, str] = {}
    for one in told.body:
        if isinstance(one, Picture) and one.photo in told.photos:
            found.setdefault(one.photo, one.caption)
    return [(told.photos[photo], caption or told.photos[photo].caption) for photo, caption in found.items()]


def render(
    body: tuple[Block, ...],
    photos: Mapping[int, Photo],
    documents: Mapping[int, Thing],
    way: Way,
    path: str,
    behind: str = "",
) -> Html:
    """HTML of an album at `path`: photos that follow each other as small ones that lead to their pages,
    what is told between them as in any text. `behind` is put behind each address."""
    places = {photo: n for n, photo in enumerate((one for one in blocks.photos(body) if one in photos), 1)}
    made: list[str] = []
    for is_picture, group in groupby(body, key=lambda one: isinstance(one, Picture)):
        parts = tuple(group)
        if not is_picture:
            made.append(rendering.render(parts, photos, documents, way))
            continue
        items = [
            _item(photos[one.photo], one.caption, f"{path}/{places[one.photo]}{behind}", way)
            for one in parts
            if isinstance(one, Picture) and one.photo in photos
        ]
        if items:
            made.append(f'<ul class="shots">{"".join(items)}</ul>')
    return Html("\n".join(made))


def _item(photo: Photo, caption: str, href: str, way: Way) -> str:
    """A small photo; whoever saves data reads what is on it instead, and how much it weighs."""
    form = photo.small
    words = photo.alt or caption or photo.caption or _("Foto")
    href = escape(way.address(href))
    if way.saver:
        weight = shown_size(rendering.best(photo).size)
        return f'<li class="words"><a href="{href}">{escape(words)} <span>({weight})</span></a></li>'
    return (
        f'<li><a href="{href}"><img src="{escape(way.address(photo.path(form)))}" width="{form.width}"'
        f' height="{form.height}" alt="{escape(words)}" loading="lazy" decoding="async"></a></li>'
    )
