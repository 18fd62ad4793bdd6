"""The personal link: who has it has the place. For people without an account."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import allow
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import guests
from kimhub.workshops.guests import Personal, anyone_with_the_link, get_personal
from kimhub.workshops.web.signing import act, place_page

HERE = "/ikut/{secret:str}"
LINK = allow(anyone_with_the_link, one=get_personal)


@get(HERE, name="workshops:personal", **LINK)
async def show(one: NamedDependency[Personal]) -> Page:
    return await place_page(one.workshop, one.place, one.path, {})


@post(HERE, name="workshops:personal_change", **LINK)
async def change(one: NamedDependency[Personal], form: FormData) -> Page | Redirect:
    try:
        await guests.change(one.place, one.workshop, form)
    except Invalid as no:
        return await place_page(one.workshop, one.place, one.path, form, no.errors)
    return Redirect(one.path, _("Isian Anda disimpan."))


@post(f"{HERE}/batal", name="workshops:personal_withdraw", **LINK)
async def withdraw(one: NamedDependency[Personal], form: FormData) -> Redirect:
    return Redirect(one.path, await act(one.place, "withdraw", None, form.get("reason", "")))


@post(f"{HERE}/terima", name="workshops:personal_accept", **LINK)
async def accept(one: NamedDependency[Personal]) -> Redirect:
    return Redirect(one.path, await act(one.place, "accept", None))


@post(f"{HERE}/lewatkan", name="workshops:personal_decline", **LINK)
async def decline(one: NamedDependency[Personal]) -> Redirect:
    return Redirect(one.path, await act(one.place, "decline", None))


@get(
    [f"{HERE}/batal", f"{HERE}/terima", f"{HERE}/lewatkan"],
    name="workshops:to_personal",
    **LINK,
)
async def to_personal(one: NamedDependency[Personal]) -> Redirect:
    return Redirect(one.path)


HANDLERS = [show, change, withdraw, accept, decline, to_personal]
