"""Opening an account that came from a list, with the code or the link of its slip."""

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.accounts import terms
from kimhub.accounts.web_entry import HOME, as_guest, client_of, enter
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import activation
from kimhub.groups import opening as slips
from kimhub.groups.opening import Opening

LINK = "/aktivasi/{code:str}"


@get("/aktivasi", name="groups:activation", **allow(anyone, before_must=True))
async def show_activation(actor: Me, identitas: FromQuery[str | None] = None) -> Page:
    return _page(actor, None, {"identity": (identitas or "")[:100]}, {})


@post("/aktivasi", name="groups:activate", **allow(anyone, before_must=True))
async def activate(request: Request, form: FormData, actor: Me) -> Page | Redirect:
    try:
        person = await slips.activate(
            form.get("identity", ""),
            form.get("code", ""),
            form.get("password", ""),
            form.get("consent") == "on",
            client_of(request),
        )
    except Invalid as no:
        return _page(actor, None, form, no.errors, 422)
    return Redirect(HOME, _welcome(), cookies=await enter(request, person.id, "activation"))


@get(LINK, name="groups:activation_link", **allow(anyone, before_must=True, opening=slips.opening))
async def show_link(opening: NamedDependency[Opening], actor: Me) -> Page:
    return _page(actor, opening, {}, {}, 200 if opening.is_open else 410)


@post(LINK, name="groups:activate_link", **allow(anyone, before_must=True, opening=slips.opening))
async def activate_link(
    request: Request, opening: NamedDependency[Opening], form: FormData, actor: Me
) -> Page | Redirect:
    try:
        person = await slips.activate_by_link(
            opening.code, form.get("password", ""), form.get("consent") == "on"
        )
    except Invalid as no:
        return _page(actor, opening, form, no.errors, 422 if opening.is_open else 410)
    return Redirect(HOME, _welcome(), cookies=await enter(request, person.id, "activation"))


def _page(
    actor: Actor,
    opening: Opening | None,
    form: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> Page:
    return Page(
        "groups/activate.html",
        status=status,
        store=False,
        actor=as_guest(actor),
        opening=opening,
        form=form,
        errors=errors,
        version=terms.VERSION,
        days=activation.LIFE.days,
    )


def _welcome() -> str:
    return _("Akun Anda sudah aktif. Selamat datang di KIMHub.")


handlers = [show_activation, activate, show_link, activate_link]
