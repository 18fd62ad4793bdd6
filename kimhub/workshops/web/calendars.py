"""/pelatihan/kalender: a month at a glance, and calendars to subscribe to."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core import atom
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone, signed_in
from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.core.i18n import SOURCE, _, use_locale
from kimhub.core.page import Page, Redirect
from kimhub.core.public import Out, PublicPage
from kimhub.core.zones import current_zone, house_zone
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.settings import load
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import get_wilayah
from kimhub.workshops import announced, calendar_links, feeds, ics, lists, month, policy
from kimhub.workshops.calendar_links import Link
from kimhub.workshops.views_lists import Wanted
from kimhub.workshops.web.lists import address, read_wanted, scope_chips, speak

PATH: Final = "/pelatihan/kalender"
KEPT: Final = "public, max-age=300"
OWN_KEPT: Final = "private, no-cache"


@get(PATH, name="workshops:month", **allow(anyone))
async def show_month(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    if actor.id is None:
        speak(query)
    wanted = read_wanted(query, actor)
    today = now().astimezone(current_zone() if actor.id is not None else house_zone()).date()
    first = month.read(query.get("bulan", ""), today)
    rows = await lists.between(*month.stretch(first), wanted, actor)
    made = month.make(first, rows, today)
    kept = {key: value for key, value in wanted.query.items() if key != "lalu"}
    context: dict[str, Any] = {
        "section": "workshops",
        "month": made,
        "cut": len(rows) == lists.MOST_IN_MONTH,
        "before": address(PATH, **kept, bulan=made.before) if made.before else "",
        "after": address(PATH, **kept, bulan=made.after) if made.after else "",
        "now_shown": first == today.replace(day=1),
        "here": address(PATH, **kept),
        "where": await said(wanted),
        "feed": feed_of(wanted),
    }
    if actor.id is None:
        return PublicPage("workshops/public_month.html", **context)
    chips = scope_chips(PATH, wanted, actor, bulan=query.get("bulan", "")[:7])
    return Page(
        "workshops/month.html",
        chips=chips,
        can_create=policy.can_create_somewhere(actor, None),
        **context,
    )


async def said(wanted: Wanted) -> str:
    """Whose calendar it is, where it is that of one organization or one place."""
    if wanted.kim:
        found = await organizations.get_open(wanted.kim)
        return found.name if found else wanted.kim
    place = await get_wilayah(wanted.wilayah) if wanted.wilayah else None
    return place.title if place else ""


def feed_of(wanted: Wanted) -> str:
    """The calendar of this choice, for everybody."""
    if wanted.kim:
        return f"/k/{wanted.kim}/agenda.ics"
    return f"{PATH}/{wanted.wilayah}/agenda.ics" if wanted.wilayah else f"{PATH}/agenda.ics"


# ------------------------------------------------------------------------------------- one's own calendar


@get(f"{PATH}/langganan", name="workshops:links", **allow(signed_in))
async def show_links(actor: Me) -> Page:
    return await link_page(actor)


@post(f"{PATH}/langganan", name="workshops:make_link", **allow(signed_in))
async def make_link(actor: Me) -> Page:
    """The answer shows the address: it is the only time anybody sees it."""
    try:
        secret = await calendar_links.make(actor)
    except Refused as no:
        return await link_page(actor, status=422, refused=str(no))
    return await link_page(actor, fresh=f"{load().base_url}/kalender/{secret}.ics")


@post(
    f"{PATH}/langganan/{{link_id:int}}/cabut",
    name="workshops:revoke_link",
    **allow(calendar_links.is_own, link=calendar_links.get_link),
)
async def revoke_link(link: NamedDependency[Link]) -> Redirect:
    await calendar_links.revoke(link)
    return Redirect(f"{PATH}/langganan", _("Tautan dicabut. Kalender yang memakainya tidak terisi lagi."))


@get(
    f"{PATH}/langganan/{{link_id:int}}/cabut",
    name="workshops:revoke_page",
    **allow(calendar_links.is_own, link=calendar_links.get_link),
)
async def revoke_page(link: NamedDependency[Link]) -> Redirect:
    return Redirect(f"{PATH}/langganan")


async def link_page(actor: Actor, status: int = 200, fresh: str = "", refused: str = "") -> Page:
    return Page(
        "workshops/subscribe.html",
        "subscribe",
        status=status,
        store=False,
        section="workshops",
        links=await calendar_links.of(actor),
        fresh=fresh,
        refused=refused,
        home=actor.home,
        base=load().base_url,
    )


@get("/kalender/{name:str}", name="workshops:own_feed", **allow(anyone, link=calendar_links.find))
async def own_feed(link: NamedDependency[Link]) -> Out:
    """Whoever has the address has the calendar: it carries no names but those of events."""
    await calendar_links.note_use(link)
    with use_locale(link.locale):
        found = await feeds.of_person(link.user)
        return Out(ics.calendar(_("Pelatihan saya"), found), ics.MIME, OWN_KEPT)


# ------------------------------------------------------------------------------ calendars of everybody


async def get_place(code: str) -> Place | None:
    return await get_wilayah(code) if lists.is_code(code) else None


@get(f"{PATH}/agenda.ics", name="workshops:feed", **allow(anyone))
async def whole_feed() -> Out:
    with use_locale(SOURCE):
        found = await feeds.of_wilayah("")
        return Out(ics.calendar(_("Pelatihan KIM"), found), ics.MIME, KEPT)


@get("/pelatihan/atom.xml", name="workshops:news", **allow(anyone))
async def news() -> Out:
    with use_locale(SOURCE):
        found = await announced.entries()
        return Out(atom.feed(_("Pelatihan KIM"), "/pelatihan", load().base_url, found), atom.MIME, KEPT)


@get(f"{PATH}/{{code:str}}/agenda.ics", name="workshops:area_feed", **allow(anyone, place=get_place))
async def area_feed(place: NamedDependency[Place]) -> Out:
    with use_locale(SOURCE):
        found = await feeds.of_wilayah(place.code)
        name = _("Pelatihan KIM, %(place)s") % {"place": place.title}
        return Out(ics.calendar(name, found), ics.MIME, KEPT)


@get(
    "/k/{slug:str}/agenda.ics",
    name="workshops:organization_feed",
    **allow(anyone, organization=organizations.get_open),
)
async def organization_feed(organization: NamedDependency[Profile]) -> Out:
    with use_locale(SOURCE):
        found = await feeds.of_organization(organization.id)
        return Out(ics.calendar(organization.name, found), ics.MIME, KEPT)


HANDLERS = [
    show_month,
    show_links,
    make_link,
    revoke_link,
    revoke_page,
    own_feed,
    whole_feed,
    news,
    area_feed,
    organization_feed,
]
