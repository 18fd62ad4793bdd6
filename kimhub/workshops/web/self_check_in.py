"""Hadir mandiri: the poster on the wall, and the page it leads to."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.accounts.codes import read_code
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.qr import qr_svg
from kimhub.settings import load
from kimhub.workshops import door_list, door_words, policy_seats, self_check_in, workshops
from kimhub.workshops.door_list import Guest
from kimhub.workshops.guests import Personal, anyone_with_the_link, get_personal
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.door_back import AT_THE_DOOR, PATH, number

BY_LINK: dict[str, Any] = allow(anyone_with_the_link, one=get_personal)
OWN: dict[str, Any] = allow(policy_seats.can_have_a_place, workshop=workshops.get_workshop)
IN_THE_ROOM: dict[str, Any] = allow(anyone, room=self_check_in.get_room)


@get(f"{PATH}/poster", name="workshops:poster", **AT_THE_DOOR)
async def show_poster(workshop: NamedDependency[Workshop]) -> Page:
    """The code to hang up, or the button that makes one."""
    code = workshop.door_code
    link = self_check_in.address(code)
    return Page(
        "workshops/poster.html",
        store=False,
        section="workshops",
        workshop=workshop,
        base=f"{workshop.path}/pintu",
        code=code,
        link=link,
        short=load().base_url.partition("://")[2] + "/hadir",
        qr=qr_svg(link, _("QR hadir mandiri, kode %(code)s") % {"code": code}) if code else "",
        sessions=[
            (one, door_list.label(workshop, one, True)) for one in await door_list.sessions(workshop.id)
        ],
    )


@post(f"{PATH}/poster", name="workshops:change_code", **AT_THE_DOOR)
async def change_code(workshop: NamedDependency[Workshop], form: FormData) -> Redirect:
    back = f"{workshop.path}/pintu/poster"
    if form.get("act") == "close":
        await self_check_in.close(workshop)
        return Redirect(back, _("Hadir mandiri ditutup. Kode lama tidak berlaku lagi."))
    await self_check_in.change_code(workshop)
    said = _("Kode baru dibuat. Kode lama tidak berlaku lagi.") if workshop.door_code else _("Kode dibuat.")
    return Redirect(back, said)


@post("/ikut/{secret:str}/hadir", name="workshops:personal_here", **BY_LINK)
async def here_by_link(one: NamedDependency[Personal], form: FormData) -> Redirect:
    """`Saya hadir` on the personal page of a guest, where the team has opened hadir mandiri."""
    return await _here(one.workshop, one.place.id, form, one.path, None)


@post("/pelatihan/{slug:str}/tiket/hadir", name="workshops:ticket_here", **OWN)
async def here_by_ticket(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Redirect:
    """The same for an account."""
    guest = await door_list.of_user(workshop.id, actor.id or 0)
    if guest is None:
        raise Refused(_("Anda belum terdaftar di acara ini. Temui panitia di pintu."))
    return await _here(workshop, guest.id, form, f"{workshop.path}/tiket", actor.id)


@get("/ikut/{secret:str}/hadir", name="workshops:to_personal_page", **BY_LINK)
async def to_personal_page(one: NamedDependency[Personal]) -> Redirect:
    return Redirect(one.path)


@get("/pelatihan/{slug:str}/tiket/hadir", name="workshops:to_ticket", **OWN)
async def to_ticket(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/tiket")


async def _here(
    workshop: Workshop, registration_id: int, form: dict[str, str], back: str, by: int | None
) -> Redirect:
    try:
        noted = await self_check_in.here(
            workshop, registration_id, number(form.get("session")), key=form_key(form), by=by
        )
    except Refused as no:
        return Redirect(back, Flash(str(no), kind="warning"))
    return Redirect(back, _("%(name)s tercatat hadir. Selamat mengikuti acara.") % {"name": noted.name})


@get("/hadir", name="workshops:type_door_code", **allow(anyone))
async def type_code(kode: FromQuery[str | None] = None) -> Page | Redirect:
    """For those who read the code on the wall instead of scanning it."""
    code = read_code(kode or "")[:8]
    if code and await self_check_in.is_known(code):
        return Redirect(f"/hadir/{code}")
    errors = (
        {"kode": _("Kode ini tidak dikenal. Lihat lagi di poster, atau temui panitia.")} if code else {}
    )
    return Page(
        "workshops/type_door_code.html",
        status=422 if errors else 200,
        section="workshops",
        form={"kode": kode or ""},
        errors=errors,
    )


@get("/hadir/{door_code:str}", name="workshops:self", **IN_THE_ROOM)
async def show_self(room: NamedDependency[Workshop], actor: Me) -> Page:
    return await _page(room, actor, {}, {})


@post("/hadir/{door_code:str}", name="workshops:self_note", **IN_THE_ROOM)
async def note_self(
    request: Request, room: NamedDependency[Workshop], actor: Me, form: FormData
) -> Page | Redirect:
    """`Saya hadir`: by the account that is signed in, or by the person's own code."""
    here = f"/hadir/{room.door_code}"
    try:
        guest = await _guest(request, room, actor, form)
        noted = await self_check_in.here(
            room, guest.id, number(form.get("session")), key=form_key(form), by=actor.id
        )
    except Invalid as no:
        return await _page(room, actor, form, no.errors, 422)
    except Refused as no:
        return Redirect(here, Flash(str(no), kind="warning"))
    return Redirect(here, _("%(name)s tercatat hadir. Selamat mengikuti acara.") % {"name": noted.name})


async def _guest(request: Request, room: Workshop, actor: Actor, form: dict[str, str]) -> Guest:
    if "code" in form:
        return await self_check_in.by_typed_code(room, form["code"], request.scope["auth"] or "")
    guest = await door_list.of_user(room.id, actor.id) if actor.id else None
    if guest is None:
        raise Refused(_("Anda belum terdaftar di acara ini. Temui panitia di pintu."))
    return guest


async def _page(
    room: Workshop, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    sessions = await self_check_in.running(room)
    me = await door_list.of_user(room.id, actor.id) if actor.id else None
    mine = await door_list.presences_of(me.id) if me else {}
    coming = [one for one in await door_list.sessions(room.id) if one.starts_at - door_list.BEFORE > now()]
    return Page(
        "workshops/self.html",
        status=status,
        store=False,
        section="workshops",
        workshop=room,
        here=f"/hadir/{room.door_code}",
        sessions=[(one, door_list.label(room, one, True), mine.get(one.id)) for one in sessions],
        opens_at=coming[0].starts_at - door_list.BEFORE if coming else None,
        me=me,
        refusal=door_words.refusal(me.state, me.name) if me else "",
        form=form,
        errors=errors,
    )


HANDLERS = [
    show_poster,
    change_code,
    type_code,
    show_self,
    note_self,
    here_by_link,
    here_by_ticket,
    to_personal_page,
    to_ticket,
]
