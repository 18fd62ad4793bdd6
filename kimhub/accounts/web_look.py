"""Language and theme: in the account of those who have one, in a cookie for everybody else.

Saving data is of the phone, not of the person: a cookie only."""

from litestar import Request, get, post

from kimhub.accounts import profile
from kimhub.accounts.web_entry import HOME, Quiet, is_ours
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone
from kimhub.core.i18n import LOCALE_NAMES, LOCALES, _
from kimhub.core.page import YEAR, FormData, Page, Redirect, set_cookie, wants_fragment


@get("/pengaturan/bahasa", **allow(anyone, before_must=True))
async def show_look(actor: Me, request: Request) -> Page:
    saves = request.cookies.get("hemat") == "1"
    return Page("accounts/look.html", locales=LOCALE_NAMES, themes=profile.THEMES, saves=saves)


@post("/bahasa", **allow(anyone, before_must=True))
async def choose_language(actor: Me, form: FormData) -> Redirect:
    """For an account in its row; in a cookie too, for the pages before signing in."""
    locale = form.get("locale", "")
    if locale not in LOCALES:
        return Redirect("/pengaturan/bahasa")
    if actor.id:
        await profile.choose_locale(actor.id, locale)
    cookie = set_cookie("bahasa", locale, seconds=YEAR, readable=True)
    return Redirect(_back(actor, form), cookies=[cookie])


@post("/tema", **allow(anyone, before_must=True))
async def choose_theme(request: Request, actor: Me, form: FormData) -> Redirect | Quiet:
    theme = form.get("theme", "")
    if theme not in profile.THEMES:
        return Redirect("/pengaturan/bahasa")
    if actor.id:
        await profile.choose_theme(actor.id, theme)
    cookie = set_cookie("theme", theme, seconds=YEAR if theme else 0, readable=True)
    if wants_fragment(request):  # the script has changed the page already
        return Quiet([cookie])
    return Redirect(_back(actor, form), cookies=[cookie])


@post("/hemat", **allow(anyone, before_must=True))
async def choose_saving(actor: Me, form: FormData) -> Redirect:
    """The same as a browser's Save-Data header, for browsers that have none (core.asked.saves_data)."""
    saves = form.get("hemat") == "1"
    cookie = set_cookie("hemat", "1" if saves else "", seconds=YEAR if saves else 0, readable=True)
    said = _("Hemat data menyala di perangkat ini.") if saves else _("Hemat data mati di perangkat ini.")
    return Redirect(_back(actor, form), said, cookies=[cookie])


@get(["/bahasa", "/tema", "/hemat"], **allow(anyone, before_must=True))
async def look_page() -> Redirect:
    return Redirect("/pengaturan/bahasa")


def _back(actor: Me, form: dict[str, str]) -> str:
    """Where the choice was made."""
    then = form.get("next", "")
    return then if is_ours(then) else HOME if actor.id else "/"


HANDLERS = [show_look, choose_language, choose_theme, choose_saving, look_page]
