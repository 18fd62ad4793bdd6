"""/k/<slug>/terusan/...: what a house passes on, on its own site. The same bytes for everybody."""

from typing import Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core import asked
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.hosts import on_host
from kimhub.core.page import Page
from kimhub.core.text import excerpt
from kimhub.publishing import blocks as texts
from kimhub.publishing import cards, keeping, passing, products, reading, rendering, sharing, sites
from kimhub.publishing.kinds import ANNOUNCEMENT, KINDS, PACKAGE, PRODUCT, VERDICT_TAGS, VERDICTS
from kimhub.publishing.passing import Relayed
from kimhub.publishing.rendering import Way
from kimhub.publishing.web.frame import Frame, behind, framed
from kimhub.publishing.web.public import MovedAway

AT: Final = "/k/{slug:str}/terusan/{ref:str}"


@get(AT, name="publishing:relayed", **allow(anyone, for_all=True, one=passing.get_relayed))
async def show_relayed(request: Request, one: NamedDependency[Relayed]) -> Page | MovedAway:
    """With its source named above and below, and the source's address as the one that counts."""
    if one.path != request.scope["path"]:
        return MovedAway(on_host(one.path) + behind(request))
    article, house = one.article, one.house
    told = await reading.told(article)
    beside = told.text.told
    frame = await framed(house)
    kind = KINDS[ANNOUNCEMENT if article.kind == PACKAGE else article.kind]
    way = Way(asked.saves_data(request.scope), on_host, eager=told.cover is None)
    cover = rendering.figure(told.cover, way=way, eager=True) if told.cover else ""
    body = rendering.render(told.body, told.photos, told.documents, way)
    picture, source = told.picture, await sites.by_id(article.organization)
    if picture is not None or article.kind != PACKAGE:  # of a package without photos that of the house
        frame["card"] = frame["site"].whole(cards.of_article(article, picture))
    return Page(
        "publishing/relayed.html",
        public=True,
        front=await keeping.until(),
        **frame,
        one=one,
        counts=Frame(source or house).whole(one.source_path),
        article=article,
        told=told,
        beside=beside,
        kind=kind,
        is_own=article.organization == house.id,
        is_outside=rendering.is_outside,
        cover=cover,
        body=body,
        said=article.lede or excerpt(texts.words(told.body)),
        card_alt=picture.alt if picture else article.title,
        offer=products.offer_of(beside) if article.kind == PRODUCT else None,
        verdict=VERDICTS.get(beside.verdict, ""),
        verdict_tag=VERDICT_TAGS.get(beside.verdict, ""),
        share=sharing.ready_text(article, beside, frame["site"].whole(one.path), house.title),
    )


HANDLERS = [show_relayed]
