"""Switching the second factor on and off."""

from litestar import Request, get, post

from kimhub.accounts import second_factor
from kimhub.accounts.service import account_of
from kimhub.accounts.tables import User
from kimhub.accounts.web_entry import client_of
from kimhub.core.access import Me, allow
from kimhub.core.actor import signed_in
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.qr import qr_svg
from kimhub.settings import load

PAGE = "/pengaturan/dua-langkah"


@get(PAGE, **allow(signed_in, before_must=PAGE))
async def show_second_factor(actor: Me) -> Page:
    return await _page(actor, await account_of(actor))


@post(PAGE, **allow(signed_in, before_must=PAGE))
async def change_second_factor(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """`action` begin shows a QR, on proves a code of it; off and codes need a code of the present one."""
    person, client = await account_of(actor), client_of(request)
    action, code = form.get("action", ""), form.get("code", "")
    try:
        if action == "begin":
            await second_factor.begin_setup(person)
            return Redirect(PAGE)
        if action == "on":
            made = await second_factor.switch_on(person, code, client, actor.session or 0)
            return _recovery_codes(actor, made)
        if action == "codes" and person.totp_secret:
            return _recovery_codes(actor, await second_factor.new_recovery_codes(person, code, client))
        if action == "off" and person.totp_secret:
            await second_factor.switch_off(person, form.get("current_password", ""), code, client)
            return Redirect(PAGE, _("Verifikasi dua langkah dimatikan."))
    except Invalid as no:
        return await _page(actor, person, action, no.errors)
    return Redirect(PAGE)


def _recovery_codes(actor: Me, made: list[str]) -> Page:
    """The only time they are seen, so it is no redirect: a reload asks for a code again."""
    return Page("accounts/recovery_codes.html", store=False, codes=made, forced=bool(actor.must))


async def _page(actor: Me, person: User, action: str = "", errors: dict[str, str] | None = None) -> Page:
    link = (
        second_factor.setup_link(person, load().base_url.partition("://")[2]) if person.totp_pending else ""
    )
    return Page(
        "accounts/second_factor.html",
        status=422 if errors else 200,
        store=False,
        errors=errors,
        action=action,
        on=bool(person.totp_secret),
        link=link,
        qr=qr_svg(link, _("Kode QR untuk aplikasi autentikator")) if link else "",
        secret=" ".join(person.totp_pending[i : i + 4] for i in range(0, len(person.totp_pending), 4)),
        left=await second_factor.recovery_codes_left(person.id),
        forced=actor.must == PAGE,
    )


HANDLERS = [show_second_factor, change_second_factor]
