"""The door: the page a helper keeps open on a phone, and what it asks and sends.

Without scripts every button is a form of its own. With them static/door.js takes over the list, works on
without signal and sends what was tapped to `kirim`.
"""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.accounts.codes import read_code
from kimhub.core import asked
from kimhub.core.access import Me
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import NotFound, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.zones import zone_key
from kimhub.workshops import door, door_list, door_words, policy, states
from kimhub.workshops.door_list import Session
from kimhub.workshops.door_log import IN, OUT
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import door_data, door_person, self_check_in, walk_in
from kimhub.workshops.web.door_back import AT_THE_DOOR, PATH, back, number
from kimhub.workshops.web.inside import tabs

STEP = 60  # people a page without scripts shows at first


@get(PATH, name="workshops:door", **AT_THE_DOOR)
async def show_door(
    request: Request,
    workshop: NamedDependency[Workshop],
    actor: Me,
    sesi: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    tampil: FromQuery[str | None] = None,
    banyak: FromQuery[str | None] = None,
    kode: FromQuery[str | None] = None,
    kulit: FromQuery[str | None] = None,
) -> Page | Redirect:
    """The door. `kulit` is its shell without anybody's name, which a phone keeps for when there is no
    signal; `kode` is a short code typed without scripts."""
    sessions = await door_list.sessions(workshop.id)
    session = door_list.chosen(sessions, sesi, now())
    if kode and session:
        return Redirect(f"{workshop.path}/pintu/{read_code(kode)[:8] or '-'}?sesi={session.id}")
    wanted = {"q": (q or "").strip()[:60], "tampil": tampil or "", "most": number(banyak, STEP)}
    return await door_page(request, workshop, actor, sessions, session, wanted, shell=kulit is not None)


async def door_page(
    request: Request,
    workshop: Workshop,
    actor: Actor,
    sessions: list[Session],
    session: Session | None,
    wanted: dict[str, Any],
    *,
    shell: bool = False,
) -> Page:
    """The page with those people of the list that are wanted; as a shell without any."""
    those = [] if shell or session is None else await door_list.guests(workshop.id)
    there = await door_list.present_at(workshop.id, session.id) if those and session else {}
    sought = wanted["q"].casefold()
    found = [one for one in those if sought in f"{one.name} {one.place} {one.code}".casefold()]
    if wanted["tampil"]:
        found = [one for one in found if (one.id in there) == (wanted["tampil"] == "hadir")]
    return Page(
        "workshops/door.html",
        store=False,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        base=f"{workshop.path}/pintu",
        sessions=[(one, door_list.label(workshop, one, len(sessions) > 1)) for one in sessions],
        session=session,
        people=found[: wanted["most"]],
        more=len(found) - wanted["most"],
        there=there,
        wanted=wanted,
        shell=shell,
        expected=sum(one.state == "confirmed" for one in those),
        present=sum(one.id in there for one in those),
        open=workshop.state == states.OPEN,
        closed=door_words.not_taken(workshop.state),
        in_charge=policy.can_manage(actor, workshop),
        zone_key=zone_key(workshop.wilayah_code),
        until=int(door_list.forget_at(workshop).timestamp() * 1000),
        saves=asked.saves_data(request.scope),
        refusals=door_words.NOT_CONFIRMED,
        waits=door_words.WAITS,
    )


@post(PATH, name="workshops:door_act", **AT_THE_DOOR)
async def note_one(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Redirect:
    """One tap without scripts."""
    guest = await door_list.by_id(workshop.id, number(form.get("person")))
    session = number(form.get("session"))
    if guest is None:
        raise NotFound
    leaving = form.get("act") == OUT
    act = OUT if leaving else IN
    try:
        noted = await door.note(
            workshop.id, session, guest.id, key=form_key(form), method="list", by=actor.id, act=act
        )
    except Refused as no:
        if guest.state in door_words.NOT_CONFIRMED and workshop.state == states.OPEN:
            return Redirect(f"{workshop.path}/pintu/{guest.code}?sesi={session}")
        return Redirect(back(workshop, form), Flash(str(no), kind="warning"))
    said = _("%(name)s tercatat hadir.") if noted.at else _("%(name)s tidak lagi tercatat hadir.")
    return Redirect(back(workshop, form), said % {"name": guest.name})


HANDLERS = [
    show_door,
    note_one,
    *door_data.HANDLERS,
    *walk_in.HANDLERS,
    *door_person.HANDLERS,
    *self_check_in.HANDLERS,
]
