"""Signing up: the panel on a workshop's page, the form, leaving, taking an offered seat, the own ticket."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core import mail
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key, wants_fragment
from kimhub.workshops import (
    answering,
    certificate_lists,
    certificates,
    door,
    guests,
    links,
    own_next,
    policy_seats,
    questions,
    seats,
    self_check_in,
    signing,
)
from kimhub.workshops.seats import Placed
from kimhub.workshops.signing import Place
from kimhub.workshops.views import Workshop
from kimhub.workshops.workshops import get_workshop

HERE = "/pelatihan/{slug:str}"
SIGN_UP = allow(policy_seats.can_sign_up, workshop=get_workshop)
OWN = allow(policy_seats.can_have_a_place, workshop=get_workshop)


@get(
    f"{HERE}/daftar",
    name="workshops:sign_up_form",
    **SIGN_UP,
)
async def form_page(workshop: NamedDependency[Workshop], actor: Me) -> Page | Redirect:
    """The form; whoever has a place already, or cannot have one, is told on the workshop's page."""
    told = (await signing.panel(workshop, actor))["signup"]
    if told["state"] not in {"open", "full", "lapsed"}:
        return Redirect(f"{workshop.path}#signup")
    return await _form(workshop, actor, {})


@post(f"{HERE}/daftar", name="workshops:sign_up", **SIGN_UP)
async def sign_up(
    request: Request, workshop: NamedDependency[Workshop], actor: Me, form: FormData
) -> Page | Redirect:
    key = form_key(form)
    try:
        if actor.id is None:
            placed = await guests.sign_up(workshop, form, key, request.scope["auth"] or "")
            return Redirect(links.path_of(placed.key or key), outcome(placed))
        placed = await signing.sign_up(workshop, actor, form, key)
    except Invalid as no:
        return await _form(workshop, actor, form, no.errors)
    except Refused as no:
        return await panel(request, workshop, actor, Flash(str(no), kind="error"))
    return await panel(request, workshop, actor, outcome(placed))


@post(
    f"{HERE}/batal",
    name="workshops:withdraw",
    **OWN,
)
async def withdraw(
    request: Request, workshop: NamedDependency[Workshop], actor: Me, form: FormData
) -> Page | Redirect:
    return await _with_own(request, workshop, actor, "withdraw", form)


@post(f"{HERE}/terima", name="workshops:accept", **OWN)
async def accept(
    request: Request, workshop: NamedDependency[Workshop], actor: Me, form: FormData
) -> Page | Redirect:
    return await _with_own(request, workshop, actor, "accept", form)


@post(
    f"{HERE}/lewatkan",
    name="workshops:decline",
    **OWN,
)
async def decline(
    request: Request, workshop: NamedDependency[Workshop], actor: Me, form: FormData
) -> Page | Redirect:
    return await _with_own(request, workshop, actor, "decline", form)


@get(
    [f"{HERE}/batal", f"{HERE}/terima", f"{HERE}/lewatkan"],
    name="workshops:to_panel",
    **OWN,
)
async def to_panel(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}#signup")


@get(f"{HERE}/tiket", name="workshops:ticket", **OWN)
async def ticket(workshop: NamedDependency[Workshop], actor: Me) -> Page | Redirect:
    """The own place: code and QR for the door, answers that can be changed."""
    place = await signing.mine(workshop.id, actor.id)
    if place is None or not place.is_active:
        return Redirect(f"{workshop.path}#signup")
    return await place_page(workshop, place, f"{workshop.path}/tiket", {})


@post(f"{HERE}/tiket", name="workshops:change", **OWN)
async def change(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    place = await signing.mine(workshop.id, actor.id)
    if place is None:
        return Redirect(f"{workshop.path}#signup")
    try:
        await guests.change(place, workshop, form)
    except Invalid as no:
        return await place_page(workshop, place, f"{workshop.path}/tiket", form, no.errors)
    return Redirect(f"{workshop.path}/tiket", _("Isian Anda disimpan."))


async def panel(
    request: Request, workshop: Workshop, actor: Actor, flash: Flash | None = None
) -> Page | Redirect:
    """The panel as it stands now, for htmx; everybody else goes back to the workshop's page."""
    if not wants_fragment(request):
        return Redirect(f"{workshop.path}#signup", flash)
    fresh = await get_workshop(workshop.slug) or workshop
    return Page(
        "workshops/signup.html",
        "signup",
        flash=flash,
        section="workshops",
        workshop=fresh,
        swapped=True,
        **await signing.panel(fresh, actor),
    )


async def place_page(
    workshop: Workshop,
    place: Place,
    address: str,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Page:
    """A person's own place: of an account at /tiket, of a guest behind the personal link at `address`."""
    asked = answering.fields(await questions.of(workshop.id))
    known = {
        "name": place.name,
        "from_where": place.from_where,
        "email": place.email,
        "sex": place.sex,
    }
    return Page(
        "workshops/mine_link.html",
        status=422 if errors else 200,
        store=False,
        section="workshops",
        workshop=workshop,
        place=place,
        address=address,
        number=await signing.number_in_line(place) if place.state == "waiting" else 0,
        qr=door.personal_qr(workshop.slug, place.code) if place.state == "confirmed" else None,
        running=await self_check_in.own(workshop, place.id) if place.state == "confirmed" else [],
        certificate=await certificate_lists.of_registration(place.id)
        if certificates.may_begin(workshop)
        else None,
        next=await own_next.of(workshop, place.id, now()) if place.state == "confirmed" else None,
        asked=asked,
        may_write=mail.is_configured(),
        form=form or known | answering.as_form(place.answers),
        errors=errors,
    )


def outcome(placed: Placed) -> Flash:
    """What to say once somebody has signed up."""
    said = {
        "confirmed": _("Anda terdaftar. Kursi Anda sudah pasti."),
        "waiting": _("Anda masuk daftar tunggu. Kami kabari begitu ada kursi."),
        "asked": _("Pendaftaran Anda dikirim. Panitia akan menjawab."),
        "offered": _("Kursi ditahan untuk Anda. Terima sebelum batas waktunya."),
    }.get(placed.state, _("Pendaftaran ini sudah dibatalkan. Daftar lagi bila tetap ingin ikut."))
    return Flash(said, kind="success" if placed.state in seats.ACTIVE else "info")


async def act(place: Place, deed: str, actor_id: int | None, reason: str = "") -> Flash:
    """Do what was tapped on one's own place and say what came of it."""
    try:
        if deed == "accept":
            await seats.accept(place.id, actor_id)
            return Flash(_("Kursi ini milik Anda. Sampai jumpa."))
        if deed == "decline":
            await seats.decline_offer(place.id, actor_id)
            return Flash(_("Kursi diteruskan kepada orang berikutnya. Terima kasih sudah memberi tahu."))
        await seats.withdraw(place.id, actor_id, reason)
    except Refused as no:
        return Flash(str(no), kind="error")
    return Flash(_("Pendaftaran Anda dibatalkan. Terima kasih sudah memberi tahu."))


async def _with_own(
    request: Request, workshop: Workshop, actor: Actor, deed: str, form: dict[str, str]
) -> Page | Redirect:
    place = await signing.mine(workshop.id, actor.id)
    if place is None:
        return await panel(request, workshop, actor)
    return await panel(request, workshop, actor, await act(place, deed, actor.id, form.get("reason", "")))


async def _form(
    workshop: Workshop, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    asked, houses = await signing.form_of(workshop, actor)
    context: dict[str, Any] = {"asked": answering.fields(asked), "houses": houses}
    return Page(
        "workshops/signup_form.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        may_write=mail.is_configured(),
        form=form,
        errors=errors,
        **context,
        **await signing.panel(workshop, actor),
    )


HANDLERS = [form_page, sign_up, withdraw, accept, decline, to_panel, ticket, change]
