"""A forgotten password: where help comes from, and the page on which a code becomes a new password."""

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery

from kimhub.accounts import recovery
from kimhub.accounts.mails import ask_reset_mail
from kimhub.accounts.sessions import Opened
from kimhub.accounts.tables import User
from kimhub.accounts.web_entry import HOME, as_guest, client_of, entry_cookies, session_token
from kimhub.accounts.web_sign_in import HALF_WAY
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone
from kimhub.core.errors import Invalid, NotFound, TooMany
from kimhub.core.i18n import _
from kimhub.core.mail import is_configured
from kimhub.core.page import FormData, Page, Redirect


@get("/lupa-sandi", **allow(anyone, before_must=True))
async def show_forgotten(actor: Me) -> Page:
    return Page(
        "accounts/forgotten.html", store=False, actor=as_guest(actor), mail=is_configured(), sent=False
    )


@post("/lupa-sandi", **allow(anyone, before_must=True))
async def do_forgotten(actor: Me, form: FormData) -> Page:
    """The same answer whether or not there is such an account: a job looks, and perhaps writes."""
    errors, identity = {}, form.get("identity", "")
    try:
        if not identity.strip():
            raise Invalid(identity=_("Tulis nomor HP, nama pengguna, atau email Anda."))
        await ask_reset_mail(identity)
    except Invalid as no:
        errors = no.errors
    except TooMany:
        pass  # asked several times: the answer is the same, another mail would not help
    return Page(
        "accounts/forgotten.html",
        status=422 if errors else 200,
        store=False,
        actor=as_guest(actor),
        mail=is_configured(),
        sent=not errors,
        form=form,
        errors=errors,
    )


@get("/sandi-baru", **allow(anyone, before_must=True))
async def show_new_password(actor: Me, identitas: FromQuery[str | None] = None) -> Page:
    """Where the code is typed that an admin or pembina gave."""
    return Page(
        "accounts/new_password.html",
        store=False,
        actor=as_guest(actor),
        form={"identity": (identitas or "")[:100]},
        action="/sandi-baru",
        by_link=False,
    )


@post("/sandi-baru", **allow(anyone, before_must=True))
async def do_new_password(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    client = client_of(request)
    try:
        person, opened = await recovery.redeem_code(
            form.get("identity", ""),
            form.get("code", ""),
            form.get("password", ""),
            client,
            session_token(request),
        )
    except Invalid as no:
        return Page(
            "accounts/new_password.html",
            status=422,
            store=False,
            actor=as_guest(actor),
            form=form,
            errors=no.errors,
            action="/sandi-baru",
            by_link=False,
        )
    return _let_in(request, person, opened)


@get("/sandi-baru/{token:str}", **allow(anyone, before_must=True))
async def show_link(actor: Me, token: FromPath[str]) -> Page:
    """Where the link of an e-mail leads."""
    if await recovery.find_reset_link(token) is None:
        return _too_late(actor)
    return Page(
        "accounts/new_password.html",
        store=False,
        actor=as_guest(actor),
        action=f"/sandi-baru/{token}",
        by_link=True,
    )


@post("/sandi-baru/{token:str}", **allow(anyone, before_must=True))
async def do_link(request: Request, actor: Me, token: FromPath[str], form: FormData) -> Page | Redirect:
    client = client_of(request)
    try:
        person, opened = await recovery.redeem_link(
            token, form.get("password", ""), client, session_token(request)
        )
    except NotFound:
        return _too_late(actor)
    except Invalid as no:
        return Page(
            "accounts/new_password.html",
            status=422,
            store=False,
            actor=as_guest(actor),
            errors=no.errors,
            action=f"/sandi-baru/{token}",
            by_link=True,
        )
    return _let_in(request, person, opened)


def _too_late(actor: Me) -> Page:
    return Page(
        "accounts/too_late.html", status=404, store=False, actor=as_guest(actor), again="/lupa-sandi"
    )


def _let_in(request: Request, person: User, opened: Opened) -> Redirect:
    cookies = entry_cookies(client_of(request), person.id, opened)
    if person.totp_secret:
        return Redirect(HALF_WAY, cookies=cookies)
    return Redirect(
        HOME, _("Kata sandi baru tersimpan. Perangkat lain sudah dikeluarkan."), cookies=cookies
    )


HANDLERS = [show_forgotten, do_forgotten, show_new_password, do_new_password, show_link, do_link]
