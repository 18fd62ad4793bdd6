"""The login on another phone: the QR here, the button there."""

from litestar import Request, get, post
from litestar.params import FromPath

from kimhub.accounts import devices, moving
from kimhub.accounts.web_entry import HOME, as_guest, client_of, entry_cookies, session_token
from kimhub.accounts.web_sign_in import HALF_WAY
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.errors import NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Page, Redirect
from kimhub.core.qr import qr_svg

PAGE = "/pengaturan/pindah"


@get(PAGE, **allow(signed_in))
async def show_move(actor: Me) -> Page:
    """The button that makes a QR; htmx asks again while the other phone is awaited."""
    progress = await moving.progress(actor.id or 0)
    return Page(
        "accounts/move.html", "progress", store=False, progress=progress, label=devices.label, link=""
    )


@post(PAGE, **allow(signed_in))
async def begin_move(actor: Me) -> Page:
    """The QR, seen once: a reload makes a new one and ends this."""
    link, ends_at = await moving.begin_transfer(actor.id or 0)
    return Page(
        "accounts/move.html",
        store=False,
        progress=moving.Progress("waiting"),
        label=devices.label,
        link=link,
        ends_at=ends_at,
        qr=qr_svg(link, _("Kode QR untuk ponsel baru")),
    )


@get("/pindah/{token:str}", **allow(anyone, before_must=True))
async def show_arrival(actor: Me, token: FromPath[str]) -> Page:
    """On the new phone: whose account it is, and a button. Looking uses nothing up."""
    transfer = await moving.find_transfer(token)
    if transfer is None:
        return _too_late(actor)
    return Page(
        "accounts/arrive.html",
        store=False,
        actor=as_guest(actor),
        who=transfer.person.name,
        token=token,
        other=actor.name if actor.id and actor.id != transfer.person.id else "",
    )


@post("/pindah/{token:str}", **allow(anyone, before_must=True))
async def arrive(request: Request, actor: Me, token: FromPath[str]) -> Page | Redirect:
    client = client_of(request)
    try:
        person, opened = await moving.finish_transfer(token, client, session_token(request))
    except NotFound:
        return _too_late(actor)
    cookies = entry_cookies(client, person.id, opened)
    if person.totp_secret:
        return Redirect(HALF_WAY, cookies=cookies)
    return Redirect(HOME, _("Anda sudah masuk di ponsel ini."), cookies=cookies)


def _too_late(actor: Me) -> Page:
    return Page("accounts/too_late.html", status=404, store=False, actor=as_guest(actor), again="/masuk")


HANDLERS = [show_move, begin_move, show_arrival, arrive]
