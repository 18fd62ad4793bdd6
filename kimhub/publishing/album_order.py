"""The photos of an album brought into another order, and taken out of it."""

from collections.abc import Mapping

from kimhub.core.actor import Actor
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.publishing import articles, blocks, photos, writing
from kimhub.publishing.blocks import Picture
from kimhub.publishing.views import Article
from kimhub.publishing.views_photos import Photo
from kimhub.publishing.writing import Clash, Text


async def pictures(article: Article) -> list[tuple[Picture, Photo]]:
    """The photos of the newest text in their order, with what the text says of them."""
    text = await articles.revision(article.newest or 0)
    found = await photos.some(blocks.photos(text.blocks))
    return [
        (one, found[one.photo]) for one in text.blocks if isinstance(one, Picture) and one.photo in found
    ]


async def arrange(
    article: Article, actor: Actor, places: Mapping[int, int], out: set[int], version: int
) -> None:
    """Order the photos by the places people gave them, by id of the photo, without those in `out`; equal
    ones, and those without a place, stay as they are to each other. Raises Refused when somebody saved
    meanwhile or it must not be changed, NotFound when the article is gone."""
    text = writing.text_of(await articles.revision(article.newest or 0))
    try:
        await writing.save(article, actor, arranged(text, places, out), version, apart=bool(out))
    except Clash as both:
        message = _("Tulisan ini baru saja disimpan orang lain. Muat ulang, lalu urutkan lagi.")
        raise Refused(message) from both


def arranged(text: Text, places: Mapping[int, int], out: set[int]) -> Text:
    """Pure: pictures change places among themselves, what is told between them stays where it is."""
    row = [one for one in text.blocks if not (isinstance(one, Picture) and one.photo in out)]
    shown = [one for one in row if isinstance(one, Picture)]
    now = {id(one): n for n, one in enumerate(shown, 1)}
    order = iter(sorted(shown, key=lambda one: places.get(one.photo, now[id(one)])))
    mixed = tuple(next(order) if isinstance(one, Picture) else one for one in row)
    left = blocks.photos(mixed)
    cover = text.cover if text.cover in left or text.cover not in out else (left[0] if left else None)
    return Text(text.title, text.lede, mixed, cover, text.facts)
