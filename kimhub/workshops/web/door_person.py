"""One person at the door: where the personal QR and the short code lead."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.accounts.codes import read_code
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.workshops import door, door_list, door_words, policy, states, walk_ins
from kimhub.workshops.door_list import Guest
from kimhub.workshops.door_log import IN, OUT
from kimhub.workshops.parts import PartOf
from kimhub.workshops.web.door_back import with_query
from kimhub.workshops.workshops import get_workshop

PATH = "/pelatihan/{slug:str}/pintu/{code:str}"


class Badge(PartOf, frozen=True):
    """A code at the door of a workshop; `guest` is whose it is, if anybody's."""

    code: str
    guest: Guest | None


async def find_badge(slug: str, code: str) -> Badge | None:
    workshop = await get_workshop(slug)
    if workshop is None:
        return None
    plain = read_code(code)[:8]
    return Badge(workshop, plain, await door_list.by_code(workshop.id, plain))


ONE: dict[str, Any] = allow(policy.can_work_the_door, badge=find_badge)


@get(PATH, name="workshops:badge", **ONE)
async def show_person(badge: NamedDependency[Badge], actor: Me, sesi: FromQuery[str | None] = None) -> Page:
    return await _page(badge, actor, {"session": sesi or ""}, {})


@post(PATH, name="workshops:badge_act", **ONE)
async def note_person(badge: NamedDependency[Badge], actor: Me, form: FormData) -> Page | Redirect:
    """In, or out again; with `let` somebody without a seat is let in first."""
    workshop, guest = badge.workshop, badge.guest
    session = door_list.chosen(await door_list.sessions(workshop.id), form.get("session"), now())
    if guest is None or session is None:
        raise Refused(door_words.gone())
    try:
        if form.get("let"):
            await walk_ins.admit(workshop, guest.id, actor, form.get("reason", ""))
    except Invalid as no:
        return await _page(badge, actor, form, no.errors, 422)
    here = with_query(f"{workshop.path}/pintu/{guest.code}", [("sesi", str(session.id))])
    try:
        noted = await door.note(
            workshop.id,
            session.id,
            guest.id,
            key=form_key(form),
            method="qr",
            by=actor.id,
            act=OUT if form.get("act") == OUT else IN,
        )
    except Refused as no:
        return Redirect(here, Flash(str(no), kind="warning"))
    if not noted.at:
        return Redirect(here, Flash(_("%(name)s tidak lagi tercatat hadir.") % {"name": guest.name}))
    to_the_list = with_query(f"{workshop.path}/pintu", [("sesi", str(session.id))])
    return Redirect(to_the_list, _("%(name)s tercatat hadir.") % {"name": guest.name})


async def _page(
    badge: Badge, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    workshop, guest = badge.workshop, badge.guest
    sessions = await door_list.sessions(workshop.id)
    session = door_list.chosen(sessions, form.get("session"), now())
    there = await door_list.present_at(workshop.id, session.id) if guest and session else {}
    return Page(
        "workshops/door_person.html",
        status=status,
        store=False,
        section="workshops",
        workshop=workshop,
        base=f"{workshop.path}/pintu",
        code=badge.code,
        guest=guest,
        session=session,
        sessions=[(one, door_list.label(workshop, one, True)) for one in sessions],
        there=there.get(guest.id) if guest else None,
        methods=door_words.METHODS,
        refusal=door_words.refusal(guest.state, guest.name) if guest else "",
        open=workshop.state == states.OPEN,
        closed=door_words.not_taken(workshop.state),
        form=form,
        errors=errors,
    )


HANDLERS = [show_person, note_person]
