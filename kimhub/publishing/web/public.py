"""Public pages of a house: its front page, lists and articles. The same bytes for everybody."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core import asked
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.errors import NotFound
from kimhub.core.hosts import on_host
from kimhub.core.html import Html
from kimhub.core.page import Answer, Page
from kimhub.core.text import excerpt
from kimhub.groups import agenda, plans, shelf, words
from kimhub.publishing import (
    albums,
    cards,
    keeping,
    kinds,
    lists,
    looks,
    products,
    reading,
    rendering,
    sharing,
    sites,
)
from kimhub.publishing import blocks as texts
from kimhub.publishing.kinds import GALLERY, KINDS, LISTED, NEWS, PAGE, PRODUCT, VERDICT_TAGS, VERDICTS
from kimhub.publishing.reading import Shelf, Story, Told
from kimhub.publishing.rendering import Way
from kimhub.publishing.views import Article, House, Line
from kimhub.publishing.views_photos import Photo
from kimhub.publishing.web.frame import behind, framed
from kimhub.publishing.web.marks import after, mark

LEAD_AND_MORE, ALBUMS, GOODS, COMING, PLANS, PAPERS, ALSO = 7, 4, 4, 3, 2, 5, 3
DROP = 180  # letters: a shorter first paragraph has no room for a drop cap


class MovedAway(Response[None]):
    """301 to where a page is now; whoever follows a link keeps the new address."""

    def __init__(self, where: str) -> None:
        super().__init__(None, status_code=301)
        self.where = where

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        return Answer(301, {"location": self.where, "cache-control": "public, max-age=3600"})


@get("/k/{slug:str}", name="publishing:public_front", **allow(anyone, for_all=True, house=sites.get_open))
async def show_front(request: Request, house: NamedDependency[House]) -> Page:
    """The front page: what is new, then whatever the house chose."""
    shown = looks.blocks_of(house)
    told = [kind for kind in LISTED if kind != GALLERY or "gallery" not in shown]
    news = await lists.of_house(house.id, told, most=LEAD_AND_MORE) if "news" in shown else []
    albums = await lists.of_house(house.id, [GALLERY], most=ALBUMS) if "gallery" in shown else []
    goods = await lists.of_house(house.id, [PRODUCT], most=GOODS) if "products" in shown else []
    years = await plans.of_organization(house.id, PLANS) if "program" in shown else []
    return Page(
        "publishing/front.html",
        public=True,
        front=await keeping.until(),
        **await framed(house, "/"),
        **reading.as_context(await reading.office(house)),
        **pictured(request),
        shown=shown,
        beside=looks.BESIDE,
        news=news,
        albums=albums,
        goods=goods,
        offers=await products.offers_of(line.id for line in goods),
        photos=await reading.covers(news[:1], albums, goods),
        agenda=await agenda.of_organization(house.slug, COMING) if "agenda" in shown else [],
        plans=years,
        documents=await shelf.of_organization(house.id, PAPERS) if "documents" in shown else [],
        is_bare=not (news or albums or goods or years),
    )


@get(
    "/k/{slug:str}/{segment:str}",
    name="publishing:public_list",
    **allow(anyone, for_all=True, shelf=reading.shelf),
)
async def show_list(
    request: Request, shelf: NamedDependency[Shelf], sebelum: FromQuery[str | None] = None
) -> Page:
    """All of a kind, the newest first."""
    house, kind = shelf.house, KINDS[shelf.kind]
    lines = await lists.of_house(house.id, [shelf.kind], after(sebelum), lists.PER_PAGE + 1)
    return await _listing(
        request,
        house,
        lines,
        f"{house.path}/{kind.segment}",
        here=kind.segment,
        heading=str(kind.many),
        albums=shelf.kind == GALLERY,
        goods=shelf.kind == PRODUCT,
        later=bool(sebelum),
    )


@get(
    "/k/{slug:str}/label/{tag:str}",
    name="publishing:public_label",
    **allow(anyone, for_all=True, house=reading.labelled),
)
async def show_label(
    request: Request, house: NamedDependency[House], sebelum: FromQuery[str | None] = None
) -> Page:
    """What the house tells under a label."""
    tag = request.scope["path_params"]["tag"]
    lines = await lists.tagged(house.id, tag, after(sebelum), lists.PER_PAGE + 1)
    if not lines and not sebelum:
        raise NotFound
    where = f"{house.path}/label/{tag}"
    return await _listing(request, house, lines, where, heading=f"#{tag}", later=bool(sebelum))


@get(
    "/k/{slug:str}/{segment:str}/{article:str}",
    name="publishing:public_article",
    **allow(anyone, for_all=True, story=reading.story),
)
async def show_article(request: Request, story: NamedDependency[Story]) -> Page | MovedAway:
    """An article; one that is not there leads to what is new."""
    house, article = story.house, story.article
    if article is None:
        return await _gone(request, house)
    if article.path != request.scope["path"]:
        return MovedAway(on_host(article.path) + behind(request))
    told = await reading.told(article)
    way = Way(asked.saves_data(request.scope), on_host, eager=told.cover is None)
    beside = told.text.told
    frame = await framed(house, KINDS[article.kind].segment)
    address = frame["site"].whole(article.path)
    frame["urgent"] = [line for line in frame["urgent"] if line.id != article.id]
    frame["card"] = frame["site"].whole(cards.of_article(article, told.picture))
    also = [
        line
        for line in await lists.of_house(house.id, LISTED, most=ALSO + 1)
        if line.id != article.id and article.kind != PAGE
    ]
    return Page(
        "publishing/article.html",
        public=True,
        front=await keeping.until(),
        **frame,
        **pictured(request),
        article=article,
        told=told,
        beside=beside,
        kind=KINDS[article.kind],
        schema=_SCHEMAS.get(article.kind, "Article"),
        body=_body(article, told, way, behind(request)),
        evidence=beside.evidence,
        drops=article.kind == NEWS and _begins_long(told.body),
        minutes=sharing.minutes(texts.words(told.body)),
        renewed=_renewed(article, told.text.changed_at),
        share=sharing.ready_text(article, beside, address, house.title),
        verdict=VERDICTS.get(beside.verdict, ""),
        verdict_tag=VERDICT_TAGS.get(beside.verdict, ""),
        offer=products.offer_of(beside) if article.kind == PRODUCT else None,
        rating=kinds.RATINGS.get(beside.verdict, 3),
        said=article.lede or excerpt(texts.words(told.body)),
        card_alt=told.picture.alt if told.picture else article.title,
        also=also[:ALSO],
    )


def _body(article: Article, told: Told, way: Way, behind: str) -> Html:
    if article.kind == GALLERY:
        return albums.render(told.body, told.photos, told.documents, way, article.path, behind)
    return rendering.render(told.body, told.photos, told.documents, way)


_SCHEMAS = {
    NEWS: "NewsArticle",
    GALLERY: "ImageGallery",
    PAGE: "WebPage",
    PRODUCT: "WebPage",
}


async def _listing(
    request: Request, house: House, lines: list[Line], where: str, here: str = "", **more: Any
) -> Page:
    shown = lines[: lists.PER_PAGE]
    last = shown[-1] if len(lines) > lists.PER_PAGE else None
    return Page(
        "publishing/list.html",
        public=True,
        front=await keeping.until(),
        **await framed(house, here),
        **pictured(request),
        lines=shown,
        photos=await reading.covers(shown),
        offers=await products.offers_of(line.id for line in shown if line.kind == PRODUCT),
        where=where,
        next_page=f"{where}?sebelum={mark(last)}" if last else "",
        **{"albums": False, "goods": False, **more},
    )


async def _gone(request: Request, house: House) -> Page:
    """What was asked for is not here; nobody learns whether it ever was."""
    return Page(
        "publishing/gone.html",
        status=404,
        public=True,
        store=False,
        **await framed(house),
        **pictured(request),
        lines=await lists.of_house(house.id, most=ALSO),
    )


def pictured(request: Request) -> dict[str, Any]:
    """How templates show photos and the words of kinds."""
    way = Way(saver=asked.saves_data(request.scope))

    def picture(photo: Photo) -> Html:
        return rendering.figure(photo, way=way, eager=True)

    return {
        "saver": way.saver,
        "is_outside": rendering.is_outside,
        "figure": picture,
        "kinds": KINDS,
        "verdicts": VERDICTS,
        "verdict_tags": VERDICT_TAGS,
        "words": words,
    }


def _begins_long(body: tuple[texts.Block, ...]) -> bool:
    """The first paragraph is long enough for a drop cap."""
    first = body[0] if body else None
    return isinstance(first, texts.Text) and len(first.text.partition("\n")[0]) >= DROP


def _renewed(article: Article, changed: datetime) -> datetime | None:
    """When the text was changed after it was first shown."""
    first = article.published_at
    return changed if first and changed > first + timedelta(minutes=10) else None


HANDLERS = [show_front, show_list, show_label, show_article]
