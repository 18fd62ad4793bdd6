"""The page of one photo of an album: large, with its words, and the next one."""

from typing import Final

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import structs

from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.hosts import on_host
from kimhub.core.page import Page
from kimhub.publishing import albums, cards, keeping
from kimhub.publishing.albums import SEGMENT, Shot
from kimhub.publishing.web.frame import behind, framed
from kimhub.publishing.web.public import MovedAway, pictured

AT: Final = "/k/{slug:str}/{segment:str}/{article:str}/{number:int}"


@get(AT, name="publishing:public_shot", **allow(anyone, for_all=True, shot=albums.get_shot))
async def show(request: Request, shot: NamedDependency[Shot]) -> Page | MovedAway:
    here = shot.path(shot.number)
    if here != request.scope["path"]:
        return MovedAway(on_host(here) + behind(request))
    frame = await framed(shot.house, SEGMENT)
    frame["card"] = frame["site"].whole(cards.of_article(shot.article, shot.photo))
    photo = structs.replace(shot.photo, caption=shot.caption)
    return Page(
        "publishing/shot.html",
        public=True,
        front=await keeping.until(),
        **frame,
        shot=shot,
        here_path=here,
        picture=photo,
        **pictured(request),
    )


HANDLERS = [show]
