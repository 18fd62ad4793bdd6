"""/k/<slug>/terusan/...: what a house passes on, on its own site. The same bytes for everybody."""

from typing import Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core import asked
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.page import Page
from kimhub.publishing import keeping, passing, reading, rendering, sharing
from kimhub.publishing.kinds import ANNOUNCEMENT, KINDS, PACKAGE, VERDICT_TAGS, VERDICTS
from kimhub.publishing.passing import Relayed
from kimhub.publishing.rendering import Way
from kimhub.publishing.web.frame import behind, framed
from kimhub.publishing.web.public import MovedAway

AT: Final = "/k/{slug:str}/terusan/{ref:str}"


@get(AT, name="publishing:relayed", **allow(anyone, one=passing.get_relayed))
async def show_relayed(request: Request, one: NamedDependency[Relayed]) -> Page | MovedAway:
    """With its source named above and below, and the source's address as the one that counts."""
    if one.path != request.scope["path"]:
        return MovedAway(one.path + behind(request))
    article, house = one.article, one.house
    told = await reading.told(article)
    beside = told.text.told
    frame = await framed(house)
    kind = KINDS[ANNOUNCEMENT if article.kind == PACKAGE else article.kind]
    way = Way(saver=asked.saves_data(request.scope), eager=told.cover is None)
    cover = rendering.figure(told.cover, way=way, eager=True) if told.cover else ""
    body = rendering.render(told.body, told.photos, told.documents, way)
    return Page(
        "publishing/relayed.html",
        public=True,
        front=await keeping.until(),
        **frame,
        one=one,
        article=article,
        told=told,
        beside=beside,
        kind=kind,
        is_own=article.organization == house.id,
        body=cover + body,
        verdict=VERDICTS.get(beside.verdict, ""),
        verdict_tag=VERDICT_TAGS.get(beside.verdict, ""),
        share=sharing.ready_text(article, beside, frame["site"].whole(one.path), house.title),
    )


HANDLERS = [show_relayed]
