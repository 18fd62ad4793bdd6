"""Language and theme: in the account of those who have one, in a cookie for everybody else."""

from litestar import Request, get, post

from kimhub.accounts import profile
from kimhub.accounts.web_entry import HOME, Quiet, is_ours
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone
from kimhub.core.i18n import LOCALE_NAMES, LOCALES
from kimhub.core.page import YEAR, FormData, Page, Redirect, set_cookie, wants_fragment


@get("/pengaturan/bahasa", **allow(anyone, before_must=True))
async def show_look(actor: Me) -> Page:
    return Page("accounts/look.html", locales=LOCALE_NAMES, themes=profile.THEMES)


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


@get(["/bahasa", "/tema"], **allow(anyone, before_must=True))
async def look_page() -> Redirect:
    return Redirect("/pengaturan/bahasa")


def _back(actor: Me, form: dict[str, str]) -> str:
    """Where the choice was made."""
    then = form.get("next", "")
    return then if is_ours(then) else HOME if actor.id else "/"


HANDLERS = [show_look, choose_language, choose_theme, look_page]
