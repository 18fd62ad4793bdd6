"""The front page of the installation: what all KIM tell, where they are, and how to found one."""

from typing import Any

from litestar import Request, get

from kimhub.core import asked
from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.html import Html
from kimhub.core.i18n import _
from kimhub.core.page import Page
from kimhub.core.zones import zone_for
from kimhub.groups import agenda, installation, portal, shelf
from kimhub.publishing import cards, keeping, lists, reading, rendering
from kimhub.publishing.kinds import KINDS, VERDICT_TAGS, VERDICTS
from kimhub.publishing.rendering import Way
from kimhub.publishing.views_photos import Photo
from kimhub.settings import load
from kimhub.wilayah.labels import level_word

COMING = 4  # events that are named
PAPERS = 5  # documents
LEAD_AND_MORE = 9  # articles
PICTURED = 4  # the lead is one with a photo, if there is one among so many


@get("/", name="publishing:portal", **allow(anyone, for_all=True))
async def front(request: Request) -> Page:
    """The same bytes for everybody."""
    house = installation.current()
    frame = await framed(request, "/")
    above = {line.id for line in frame["urgent"]}
    newest = await lists.everywhere(most=LEAD_AND_MORE + len(above))
    news = [line for line in newest if line.id not in above][:LEAD_AND_MORE]
    lead = next((line for line in news[:PICTURED] if line.cover), news[0] if news else None)
    return Page(
        "publishing/portal.html",
        public=True,
        front=await keeping.until(),
        **frame,
        overview=await portal.overview(),
        lead=lead,
        news=[line for line in news if line is not lead],
        photos=await reading.covers([lead]) if lead else {},
        agenda=await agenda.of_wilayah(house.wilayah_code, COMING),
        documents=await shelf.of_wilayah(house.wilayah_code, PAPERS),
        kim_means=house.kim_means,
        village=level_word(house.wilayah_code, "desa"),
        part=_part(house.wilayah_code),
    )


def _part(code: str) -> str:
    """What the parts of a wilayah are called there, one level below it."""
    match len(code):
        case 0:
            return _("provinsi")
        case 2:
            return _("kabupaten dan kota")
        case 5:
            return level_word(code, "district")
    return _("desa dan kelurahan")


async def framed(request: Request, here: str) -> dict[str, Any]:
    """The context of templates/publishing/around.html; `here` is the page in the menu."""
    house = installation.current()
    way = Way(saver=asked.saves_data(request.scope))

    def figure(photo: Photo) -> Html:
        return rendering.figure(photo, way=way, eager=True)

    return {
        "here": here,
        "urgent": await lists.urgent_in(house.wilayah_code),
        "card": load().base_url + cards.of_all(house.name, house.place),
        "kinds": KINDS,
        "verdicts": VERDICTS,
        "verdict_tags": VERDICT_TAGS,
        "figure": figure,
        "saver": way.saver,
        "zone": zone_for(house.wilayah_code),
    }


HANDLERS = [front]
