"""Surat undangan: writing one, looking at it before it is numbered, the file, taking it back."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.papers import checks, printing
from kimhub.workshops import letter_pdf, letters, policy, workshops
from kimhub.workshops.letters import One
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

ADDRESS = "/pelatihan/{slug:str}/surat"
ONE = ADDRESS + "/{letter_id:int}"


def can_manage(actor: Actor, one: One) -> bool:
    return policy.can_manage(actor, one.workshop)


@get(ADDRESS, name="workshops:letters", **allow(policy.can_manage, workshop=workshops.get_workshop))
async def show_all(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return Page(
        "workshops/letters.html",
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        letters=await letters.of(workshop),
        may_write=letters.may_write(workshop),
    )


@get(
    f"{ADDRESS}/baru",
    name="workshops:letter_form",
    **allow(policy.can_manage, workshop=workshops.get_workshop),
)
async def begin(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    letters.check(workshop)
    return _form(workshop, actor, await letters.begun(workshop), {})


@post(
    f"{ADDRESS}/baru",
    name="workshops:write_letter",
    **allow(policy.can_manage, workshop=workshops.get_workshop),
)
async def write(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData
) -> Page | Redirect | Download:
    try:
        written = letters.read(form)
        if form.get("action") == "preview":
            letters.check(workshop)
            await printing.count(actor.id)
            content = await letter_pdf.preview(workshop, written)
            return Download(content, "konsep-undangan.pdf", printing.MIME)
        letter_id = await letters.write(workshop, actor, written, form_key(form))
    except Invalid as no:
        return _form(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/surat/{letter_id}", _("Surat dibuat dan diberi nomor."))


@get(ONE, name="workshops:letter", **allow(can_manage, one=letters.get_letter))
async def show(one: NamedDependency[One], actor: Me) -> Page:
    return _one(one, actor, {}, {})


@post(ONE, name="workshops:revoke_letter", **allow(can_manage, one=letters.get_letter))
async def revoke(one: NamedDependency[One], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await letters.revoke(one, actor, form.get("reason", ""))
    except Invalid as no:
        return _one(one, actor, form, no.errors)
    return Redirect(
        f"{one.workshop.path}/surat/{one.letter.id}", _("Surat ditarik. Halaman periksanya mengatakan itu.")
    )


@get(f"{ONE}/berkas", name="workshops:letter_file", **allow(can_manage, one=letters.get_letter))
async def download(one: NamedDependency[One], actor: Me) -> Download:
    await printing.count(actor.id)
    return Download(await letter_pdf.pdf_of(one), one.letter.file_name, printing.MIME)


def _one(one: One, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "workshops/letter.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=one.workshop,
        letter=one.letter,
        tabs=tabs(actor, one.workshop),
        form=form,
        errors=errors,
        text=letter_pdf.for_whatsapp(one, checks.address(one.letter.code)),
        check=checks.address(one.letter.code),
    )


def _form(workshop: Workshop, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    natures: list[tuple[str, Any]] = [(nature, nature) for nature in letters.NATURES]
    return Page(
        "workshops/letter_form.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        form=form,
        errors=errors,
        natures=natures,
        papers=[("F4", _("F4 (folio)")), ("A4", "A4")],
    )


HANDLERS = [show_all, begin, write, show, revoke, download]
