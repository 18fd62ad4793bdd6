"""Atom and RSS: of all houses, of one, and of one kind of a house."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency

from kimhub.core import atom, rss
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.i18n import _, use_locale
from kimhub.core.page import Redirect
from kimhub.core.public import Out
from kimhub.groups import installation
from kimhub.publishing import articles, feeds, keeping, lists, reading, sites
from kimhub.publishing.kinds import KINDS
from kimhub.publishing.reading import Shelf
from kimhub.publishing.views import Article, House, Line
from kimhub.settings import load

KEPT = "public, no-cache"
ALL = "/kabar"


@get(f"{ALL}/atom.xml", name="publishing:atom", **allow(anyone, for_all=True))
async def all_atom() -> Out:
    return await _atom(_of_all(), ALL, await lists.everywhere(most=feeds.MOST))


@get(f"{ALL}/rss.xml", name="publishing:rss", **allow(anyone, for_all=True))
async def all_rss() -> Out:
    return await _rss(_of_all(), installation.current().place, ALL, await lists.everywhere(most=feeds.MOST))


@get(
    "/k/{slug:str}/atom.xml",
    name="publishing:house_atom",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def house_atom(house: NamedDependency[House]) -> Out:
    return await _atom(house.title, house.path, await lists.of_house(house.id, most=feeds.MOST))


@get(
    "/k/{slug:str}/rss.xml",
    name="publishing:house_rss",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def house_rss(house: NamedDependency[House]) -> Out:
    lines = await lists.of_house(house.id, most=feeds.MOST)
    return await _rss(house.title, house.motto or house.place, house.path, lines)


@get(
    "/k/{slug:str}/{segment:str}/atom.xml",
    name="publishing:kind_atom",
    **allow(anyone, for_all=True, shelf=reading.shelf),
)
async def kind_atom(shelf: NamedDependency[Shelf]) -> Out:
    kind, house = KINDS[shelf.kind], shelf.house
    use_locale("id")
    lines = await lists.of_house(house.id, [shelf.kind], most=feeds.MOST)
    return await _atom(f"{house.title}: {kind.many}", f"{house.path}/{kind.segment}", lines)


@get(
    "/k/{slug:str}/{segment:str}/rss.xml",
    name="publishing:kind_rss",
    **allow(anyone, for_all=True, shelf=reading.shelf),
)
async def kind_rss(shelf: NamedDependency[Shelf]) -> Out:
    kind, house = KINDS[shelf.kind], shelf.house
    use_locale("id")
    lines = await lists.of_house(house.id, [shelf.kind], most=feeds.MOST)
    return await _rss(f"{house.title}: {kind.many}", "", f"{house.path}/{kind.segment}", lines)


@get(
    f"{ALL}/{{article_id:int}}",
    name="publishing:short",
    **allow(anyone, for_all=True, article=articles.get_shown),
)
async def lead_on(article: NamedDependency[Article]) -> Redirect:
    """The address of an article that stays, whatever becomes of its title: feeds know it by this."""
    return Redirect(article.path)


def _of_all() -> str:
    use_locale("id")
    return _("Kabar dari semua KIM: %(name)s") % {"name": installation.current().name or "KIMHub"}


async def _atom(name: str, path: str, lines: Sequence[Line]) -> Out:
    use_locale("id")
    base = load().base_url
    told = await feeds.entries(lines, base)
    return Out(atom.feed(name, path, base, told), atom.MIME, KEPT, front=await keeping.until())


async def _rss(name: str, said: str, path: str, lines: Sequence[Line]) -> Out:
    use_locale("id")
    base = load().base_url
    told = await feeds.entries(lines, base)
    made = rss.feed(name, said or name, path, base, told)
    return Out(made, rss.MIME, KEPT, front=await keeping.until())


HANDLERS = [all_atom, all_rss, house_atom, house_rss, kind_atom, kind_rss, lead_on]
