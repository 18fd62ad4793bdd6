"""Pictures beside shared links, drawn of words."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.core import cards as drawing
from kimhub.core import images
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.errors import NotFound
from kimhub.core.i18n import use_locale
from kimhub.core.public import Out
from kimhub.groups import installation
from kimhub.publishing import cards, reading, sites
from kimhub.publishing.cards import NAME, Words
from kimhub.publishing.reading import Story
from kimhub.publishing.views import House

KEPT = "private, max-age=600"  # the article may be taken away: nobody between shows it any longer


@get(f"/{NAME}", name="publishing:card", **allow(anyone, for_all=True))
async def show_card() -> Out:
    use_locale("id")
    house = installation.current()
    return await _drawn(cards.all_words(house.name, house.place))


@get(
    f"/k/{{slug:str}}/{NAME}",
    name="publishing:house_card",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_house_card(house: NamedDependency[House]) -> Out:
    return await _drawn(cards.house_words(house))


@get(
    f"/k/{{slug:str}}/{{segment:str}}/{{article:str}}/{NAME}",
    name="publishing:article_card",
    **allow(anyone, for_all=True, story=reading.story),
)
async def show_article_card(story: NamedDependency[Story]) -> Out:
    """Also where the article has a photo by now: somebody may hold the earlier address."""
    if story.article is None:
        raise NotFound
    use_locale("id")
    return await _drawn(cards.article_words(story.article))


async def _drawn(words: Words) -> Out:
    picture = await images.run(drawing.draw, words.title, words.kicker, words.foot)
    return Out(picture, drawing.MIME, KEPT)


HANDLERS = [show_card, show_house_card, show_article_card]
