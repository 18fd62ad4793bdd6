"""Photos put at the end of a text, as blocks of their own."""

from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.publishing import articles, blocks, photos, writing
from kimhub.publishing.kinds import GALLERY
from kimhub.publishing.views import Article
from kimhub.publishing.writing import Clash, Text

_TRIES: Final = 5  # of an editor who saves every few seconds


async def place(article: Article, actor: Actor, ids: list[int]) -> int:
    """Add the photos of these ids that the person may see; returns the place of the first of them in the
    text. One that stands there already is not added again. Raises Invalid when the text grows too long,
    NotFound when the article is gone, Refused when it must not be changed."""
    seen = await photos.visible(actor, ids)
    wanted = [one for one in dict.fromkeys(ids) if one in seen]
    for _try in range(_TRIES):
        now_there = await articles.get_article(article.id)
        if now_there is None:
            raise NotFound
        text = writing.text_of(await articles.revision(now_there.newest or 0))
        there = blocks.photos(text.blocks)
        new = tuple(blocks.Picture(one) for one in wanted if one not in there)
        if not new:
            break
        try:
            await writing.save(now_there, actor, _with(now_there, text, new), now_there.version)
        except Clash:
            continue
        return len(text.blocks)
    else:
        raise Invalid(photos=_("Tulisan ini sedang disimpan orang lain. Coba sekali lagi."))
    pictures = enumerate(text.blocks)
    return next((n for n, one in pictures if isinstance(one, blocks.Picture) and one.photo in wanted), 0)


def _with(article: Article, text: Text, new: tuple[blocks.Picture, ...]) -> Text:
    """The first photo of a text is its cover until somebody chooses another; an album has nothing but."""
    row = text.blocks
    if article.kind == GALLERY and blocks.is_empty(row):
        row = ()
    cover = text.cover or new[0].photo
    return Text(text.title, text.lede, row + new, cover, text.facts)
