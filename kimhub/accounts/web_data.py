"""My data: what I agreed to, taking it along, leaving; and the two public pages about it."""

from litestar import Request, get, post
from litestar.params import FromQuery

from kimhub.accounts import export, leaving, terms
from kimhub.accounts.export import Section
from kimhub.accounts.service import account_of
from kimhub.accounts.web_entry import client_of, safe_return
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.db import now
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, set_cookie
from kimhub.core.templates import environment

AGREE = "/persetujuan"
LEAVE = "/pengaturan/data/hapus"


@get("/pengaturan/data", **allow(signed_in, before_must=AGREE))
async def show_data(actor: Me) -> Page:
    return Page("accounts/data.html", store=False, consents=await terms.consents_of(actor.id or 0))


@post("/pengaturan/data", **allow(signed_in, before_must=AGREE))
async def take_data(actor: Me) -> Download:
    """A ZIP with everything kept about me."""
    user_id = actor.id or 0
    sections = await export.collect(user_id)
    content = export.pack(sections, _readable(actor, sections), await export.attachments(user_id))
    return Download(content, f"data-saya-{now():%Y-%m-%d}.zip", "application/zip")


@get(LEAVE, **allow(signed_in, before_must=AGREE))
async def show_leave(actor: Me) -> Page:
    return Page("accounts/leave.html", store=False, obstacles=await leaving.obstacles(actor.id or 0))


@post(LEAVE, **allow(signed_in, before_must=AGREE))
async def leave(request: Request, actor: Me, form: FormData) -> Page | Redirect:
    """Empty my account and sign out everywhere."""
    person = await account_of(actor)
    try:
        await leaving.leave(person, form, client_of(request))
    except Invalid as no:
        return Page(
            "accounts/leave.html",
            status=422,
            store=False,
            obstacles=await leaving.obstacles(person.id),
            errors=no.errors,
        )
    return Redirect(
        "/masuk",
        _("Akun Anda sudah dikosongkan. Terima kasih sudah ikut."),
        cookies=[set_cookie("session", "", seconds=0), set_cookie("device", "", seconds=0)],
        headers={"clear-site-data": '"cache", "storage"'},
    )


@get(AGREE, **allow(signed_in, before_must=AGREE))
async def show_agreement(actor: Me, lanjut: FromQuery[str | None] = None) -> Page | Redirect:
    """For those who have not agreed to the present terms: new ones, or an account made for them."""
    if actor.must != AGREE:
        return Redirect(safe_return(lanjut))
    return Page("accounts/agree.html", store=False, version=terms.VERSION, lanjut=lanjut or "")


@post(AGREE, **allow(signed_in, before_must=AGREE))
async def agree(actor: Me, form: FormData) -> Page | Redirect:
    lanjut = form.get("lanjut", "")
    if actor.must != AGREE:
        return Redirect(safe_return(lanjut))
    if form.get("consent") != "on":
        errors = {"consent": _("Centang ini bila Anda setuju. Bila tidak, Anda boleh keluar.")}
        return Page(
            "accounts/agree.html",
            status=422,
            store=False,
            version=terms.VERSION,
            errors=errors,
            lanjut=lanjut,
        )
    await terms.agree(actor.id or 0)
    return Redirect(safe_return(lanjut), _("Terima kasih. Persetujuan Anda tercatat."))


@get("/privasi", **allow(anyone, before_must=True))
async def privacy() -> Page:
    return Page("accounts/privacy.html", public=True, version=terms.VERSION)


@get("/syarat", **allow(anyone, before_must=True))
async def rules() -> Page:
    return Page("accounts/terms.html", public=True, version=terms.VERSION)


def _readable(actor: Me, sections: list[Section]) -> str:
    """The page in the ZIP: it stands alone, without our stylesheet."""
    template = environment().get_template("accounts/export.html")
    return template.render(actor=actor, sections=sections, made_at=now())


HANDLERS = [show_data, take_data, show_leave, leave, show_agreement, agree, privacy, rules]
