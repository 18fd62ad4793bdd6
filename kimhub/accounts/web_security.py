"""My password, and the devices on which I am signed in."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.accounts import devices, recovery, sessions
from kimhub.accounts.policy import owns
from kimhub.accounts.service import account_of
from kimhub.accounts.sessions import get_session
from kimhub.accounts.tables import Session
from kimhub.accounts.web_entry import HOME, client_of
from kimhub.core.access import Me, allow
from kimhub.core.actor import signed_in
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, set_cookie

PASSWORD = "/pengaturan/sandi"  # noqa: S105 - an address
DEVICES = "/pengaturan/perangkat"


@get(PASSWORD, **allow(signed_in, before_must=PASSWORD))
async def show_password(actor: Me) -> Page:
    return Page("accounts/password.html", store=False, forced=actor.must == PASSWORD)


@post(PASSWORD, **allow(signed_in, before_must=PASSWORD))
async def save_password(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """A new password by somebody who knows the old one; every other device is signed out."""
    try:
        opened = await recovery.change_password(
            await account_of(actor),
            form.get("current_password", ""),
            form.get("new_password", ""),
            client_of(request),
            session=actor.session or 0,
            about=(actor.home.name,) if actor.home else (),
        )
    except Invalid as no:
        return Page(
            "accounts/password.html",
            "change",
            status=422,
            store=False,
            forced=actor.must == PASSWORD,
            errors=no.errors,
        )
    return Redirect(
        HOME if actor.must else "/pengaturan",
        _("Kata sandi baru tersimpan. Perangkat lain sudah dikeluarkan."),
        cookies=[set_cookie("session", opened.token, seconds=opened.seconds)],
    )


@get(DEVICES, **allow(signed_in))
async def show_devices(actor: Me) -> Page:
    rows = await sessions.devices_of(actor.id or 0)
    return Page("accounts/devices.html", store=False, rows=rows, label=devices.label)


@post("/pengaturan/perangkat/{session_id:int}/keluarkan", **allow(owns, session=get_session))
async def end_device(actor: Me, session: NamedDependency[Session]) -> Redirect:
    if session.id == actor.session:
        return Redirect(DEVICES, _("Ini perangkat yang sedang Anda pakai. Tekan Keluar."))
    await sessions.end_device(session)
    return Redirect(DEVICES, _("Perangkat itu sudah dikeluarkan."))


@post("/pengaturan/perangkat/keluarkan", **allow(signed_in))
async def end_other_devices(actor: Me) -> Redirect:
    await sessions.end_others(actor.id or 0, actor.session or 0)
    return Redirect(DEVICES, _("Semua perangkat lain sudah dikeluarkan."))


@get(
    ["/pengaturan/perangkat/keluarkan", "/pengaturan/perangkat/{session_id:int}/keluarkan"],
    **allow(signed_in),
)
async def devices_page() -> Redirect:
    return Redirect(DEVICES)


HANDLERS = [show_password, save_password, show_devices, end_device, end_other_devices, devices_page]
