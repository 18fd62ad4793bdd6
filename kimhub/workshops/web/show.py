"""The page of one event, what is handed out on it, and what invites to it."""

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.kinds import KINDS
from kimhub.core import cards, images
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.asked import saves_data
from kimhub.core.db import now
from kimhub.core.files import store
from kimhub.core.i18n import SOURCE, use_locale
from kimhub.core.page import Page
from kimhub.core.public import Out, PublicPage
from kimhub.core.qr import qr_svg
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.core.shell import Hole
from kimhub.core.text import render_markup
from kimhub.core.zones import current_zone
from kimhub.library import used
from kimhub.settings import load
from kimhub.workshops import (
    feeds,
    guests,
    handouts,
    ics,
    invitation,
    policy,
    seat_words,
    shown,
    signing,
    states,
    workshops,
)
from kimhub.workshops.guests import Personal
from kimhub.workshops.handouts import Handout, Poster
from kimhub.workshops.shown import Around
from kimhub.workshops.views import Workshop
from kimhub.workshops.views_lists import days_of
from kimhub.workshops.web.inside import tabs
from kimhub.workshops.web.lists import speak

AT: Final = "/pelatihan/{slug:str}"
CARD_KEPT: Final = "public, max-age=604800"  # its address changes with its words
ICS_KEPT: Final = "private, no-cache"  # whoever has a seat gets another one


@get(AT, name="workshops:show", **allow(policy.can_see, workshop=workshops.get_workshop))
async def show(workshop: NamedDependency[Workshop], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
        return await public_page(workshop)
    return await page(workshop, actor, saves_data(request.scope))


async def page(workshop: Workshop, actor: Actor, light: bool = False) -> Page:
    """The page as this person sees it."""
    panel = await signing.panel(workshop, actor)
    place = panel["signup"]["place"]
    around = await shown.around(workshop)
    manages = policy.can_manage(actor, workshop)
    confirmed = place is not None and place.state == "confirmed"
    documents, chain = used.parted(await links.strip(actor, "workshop", workshop.id))
    return Page(
        "workshops/show.html",
        section="workshops",
        read=False,
        light=light,
        manages=manages,
        own_tabs=[(href, text, False) for _key, href, text in tabs(actor, workshop)],
        online=workshop.online_url if confirmed or manages else "",
        chain=chain,
        documents=documents,
        kinds=KINDS,
        beginnings=links.beginnings(actor, "workshop", workshop.id),
        **panel,
        **about(workshop, around, actor, confirmed=confirmed),
    )


async def public_page(workshop: Workshop) -> PublicPage:
    around = await shown.around(workshop)
    moment = now()
    return PublicPage(
        "workshops/public_show.html",
        section="workshops",
        read=True,
        light=False,
        documents=await used.at(Actor(), around.documents),
        takes=states.takes_sign_ups(workshop, moment),
        closes=states.closing(workshop),
        closed=seat_words.not_open_to_all(workshop.admission)
        if states.takes_sign_ups(workshop, moment)
        else seat_words.closed(workshop.phase, full=states.is_full(workshop) and not workshop.waiting_list),
        summary=invitation.summary(workshop, around),
        invitation=invitation.for_whatsapp(workshop, around),
        card=card_address(workshop, around),
        **about(workshop, around, Actor(), confirmed=False),
    )


def about(workshop: Workshop, around: Around, actor: Actor, *, confirmed: bool) -> dict[str, Any]:
    """What everybody reads, and which files this person may have."""
    materials = shown.for_reader(around.materials, workshop, actor, confirmed=confirmed)
    meant = [file for file in around.materials if file.for_whom != "team"]
    start = workshop.starts_at
    first, last = days_of(start, workshop.ends_at, workshop.zone) if start else (None, None)
    return {
        "workshop": workshop,
        "around": around,
        "purpose": Hole([render_markup(workshop.purpose).encode()]) if workshop.purpose.strip() else "",
        "materials": materials,
        "withheld": len([file for file in meant if file not in materials]),
        "photos": shown.for_reader(around.photos, workshop, actor, confirmed=confirmed),
        "reader_time": time_of_reader(workshop, actor),
        "first_day": first,
        "last_day": last,
        "days": (last - first).days + 1 if first and last else 0,
        "map": invitation.map_link(workshop, around),
    }


def time_of_reader(workshop: Workshop, actor: Actor) -> str:
    """The time by the reader's own clock, where that shows another one than the clock of the place."""
    start, here = workshop.starts_at, current_zone()
    if actor.id is None or start is None:
        return ""
    same = start.astimezone(here).utcoffset() == start.astimezone(workshop.zone).utcoffset()
    return "" if same else invitation.when(workshop, here)


# ------------------------------------------------------------------------------------------- handed out


@get(
    f"{AT}/berkas/{{file_id:int}}",
    name="workshops:file",
    **allow(handouts.can_have, file=handouts.get_file),
)
async def show_file(file: NamedDependency[Handout]) -> RangeFile:
    return stored_file(
        store(), file.file, size=file.size, mime=file.mime, name=file.name, inline=True, public=False
    )


@get("/ikut/{secret:str}/materi", name="workshops:personal_materials",
     **allow(guests.anyone_with_the_link, one=guests.get_personal))  # fmt: skip
async def show_materials(one: NamedDependency[Personal], actor: Me) -> Page:
    """What somebody without an account may have, by the link that stands for their seat."""
    around = await shown.around(one.workshop)
    confirmed = one.place.state == "confirmed"
    return Page(
        "workshops/materials_of_guest.html",
        section="workshops",
        store=False,
        workshop=one.workshop,
        path=one.path,
        confirmed=confirmed,
        documents=await used.at(actor, around.documents),
        materials=shown.for_reader(around.materials, one.workshop, actor, confirmed=confirmed),
    )


@get("/ikut/{secret:str}/berkas/{file_id:int}", name="workshops:personal_file",
     **allow(handouts.can_have, file=handouts.get_by_link))  # fmt: skip
async def show_guest_file(file: NamedDependency[Handout]) -> RangeFile:
    return stored_file(
        store(), file.file, size=file.size, mime=file.mime, name=file.name, inline=True, public=False
    )


@get(f"{AT}/poster.webp", name="workshops:poster_file", **allow(policy.can_see, poster=handouts.get_poster))
async def show_poster(poster: NamedDependency[Poster]) -> RangeFile:
    return stored_file(
        store(), poster.key, size=poster.size, mime="image/webp", name="poster.webp", inline=True,
        public=poster.state != states.DRAFT,
    )  # fmt: skip


# --------------------------------------------------------------------------------------------- inviting


@get(f"{AT}/bagikan", name="workshops:share", **allow(policy.is_announced, workshop=workshops.get_workshop))
async def share(workshop: NamedDependency[Workshop]) -> Page:
    around = await shown.around(workshop)
    link = f"{load().base_url}{workshop.path}"
    return Page(
        "workshops/share.html",
        section="workshops",
        workshop=workshop,
        link=link,
        text=invitation.for_whatsapp(workshop, around),
        when=invitation.when(workshop),
        where=invitation.where(workshop, around),
        kind=around.kind,
        qr=qr_svg(link, workshop.title),
    )


@get(
    f"{AT}/kartu.png", name="workshops:card", **allow(policy.is_announced, workshop=workshops.get_workshop)
)
async def card(workshop: NamedDependency[Workshop]) -> Out:
    words = invitation.card(workshop, await shown.around(workshop))
    picture = await images.run(cards.draw, words.title, words.kicker, words.foot, words.when)
    return Out(picture, cards.MIME, CARD_KEPT)


def card_address(workshop: Workshop, around: Around) -> str:
    return f"{workshop.path}/kartu.png?v={invitation.card(workshop, around).version}"


@get(f"{AT}/acara.ics", name="workshops:ics", **allow(policy.can_see, workshop=workshops.get_workshop))
async def event_file(workshop: NamedDependency[Workshop], actor: Me) -> Out:
    with use_locale(SOURCE if actor.id is None else actor.locale):
        found = await feeds.of_workshop(workshop, actor)
        return Out(ics.calendar(workshop.title, found), ics.MIME, ICS_KEPT, f"{workshop.slug}.ics")


HANDLERS = [show, show_file, show_materials, show_guest_file, show_poster, share, card, event_file]
