"""For other sites: the agenda of a house in a frame, and oEmbed."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.errors import NotFound
from kimhub.core.page import Answer, Page
from kimhub.core.web import POLICY
from kimhub.groups import agenda, installation
from kimhub.publishing import embedding, keeping, sites
from kimhub.publishing.views import House
from kimhub.settings import load

COMING = 6  # events that are named
# Every other page forbids to be shown inside another site; here nothing can be done but to follow a link.
IN_FRAMES = {
    "content-security-policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "cross-origin-resource-policy": "cross-origin",
    "x-robots-tag": "noindex",
}


@get(
    "/k/{slug:str}/agenda/sematan",
    name="publishing:embedded",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_agenda(house: NamedDependency[House]) -> Page:
    return Page(
        "publishing/embedded.html",
        public=True,
        front=await keeping.until(),
        headers=IN_FRAMES,
        house=house,
        rows=await agenda.of_organization(house.slug, COMING),
    )


class Told(Response[bytes]):
    """What oEmbed answers, for scripts of other sites too."""

    def __init__(self, content: bytes, mime: str, status: int = 200) -> None:
        super().__init__(content, status_code=status)
        self.mime = mime

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        headers = {
            "content-type": self.mime,
            "cache-control": f"public, max-age={embedding.CACHED}",
            "access-control-allow-origin": "*",
        }
        return Answer(self.status_code or 200, headers, self.content)


@get("/oembed", name="publishing:oembed", **allow(anyone, for_all=True))
async def tell(
    url: FromQuery[str | None] = None,
    format: FromQuery[str | None] = None,
    maxwidth: FromQuery[str | None] = None,
    maxheight: FromQuery[str | None] = None,
) -> Told:
    """404 for what is not there, 400 for a form we do not write: 5xx is for what breaks."""
    if format not in {None, "", "json", "xml"}:
        return Told(b"", "text/plain; charset=utf-8", 400)
    base = load().base_url
    thing = await embedding.asked(url or "", base)
    if thing is None:
        raise NotFound
    width = embedding.sized(maxwidth, embedding.WIDTH)
    height = embedding.sized(maxheight, embedding.HEIGHT)
    said = await embedding.told(thing, base, installation.current().name or "KIMHub", width, height)
    if format == "xml":
        return Told(embedding.as_xml(said), "text/xml; charset=utf-8")
    return Told(embedding.as_json(said), "application/json; charset=utf-8")


HANDLERS = [show_agenda, tell]
