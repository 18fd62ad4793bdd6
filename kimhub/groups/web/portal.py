"""The front page: the same bytes for everybody."""

from litestar import get

from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.page import Page
from kimhub.groups import agenda, installation, portal

COMING = 4  # events that are named


@get("/", name="groups:portal", **allow(anyone))
async def front() -> Page:
    return Page(
        "portal.html",
        public=True,
        overview=await portal.overview(),
        agenda=await agenda.of_wilayah(installation.current().wilayah_code, COMING),
        kim_means=installation.current().kim_means,
    )


handlers = [front]
