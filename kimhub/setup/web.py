"""The setup page. Every address leads here until the installation has been named."""

from litestar import Request, get, post

from kimhub.accounts.web_entry import enter
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.pages import Pages
from kimhub.groups import installation
from kimhub.setup import service
from kimhub.wilayah import picker
from kimhub.wilayah.picker import Choice


@get("/siapkan", name="setup:form", **allow(anyone, before_must=True))
async def show_setup(actor: Me) -> Page | Redirect:
    if await installation.is_ready():
        return _done(actor.id)
    return _page(await picker.begin("wilayah"), {}, {})


@post("/siapkan", **allow(anyone, before_must=True))
async def do_setup(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """303 to the home page, signed in; 422 with everything kept; once done, only a way to go on."""
    choice = await picker.resolve(form, "wilayah")
    if choice.asked:
        return _page(choice, form, {})
    try:
        person = await service.set_up(form, choice)
    except service.AlreadySetUp:
        return _done(actor.id)
    except Invalid as no:
        return _page(choice, form, no.errors, 422)
    cookies = await enter(request, person.id, how="setup")
    return Redirect("/beranda", _("KIMHub siap dipakai. Selamat datang."), cookies=cookies)


def _done(account: int | None) -> Redirect:
    return Redirect("/beranda" if account else "/masuk", _("KIMHub ini sudah disiapkan."))


def _page(choice: Choice, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "setup/setup.html",
        "setup",
        status=status,
        store=False,
        choice=choice,
        form=form,
        errors=errors,
    )


router = Pages("/", [show_setup, do_setup])
