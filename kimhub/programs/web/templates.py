"""Templates of an office: the list, beginning one, offering it to the KIM below."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.programs import offering, policy, programs
from kimhub.programs.views import Program

PATH = "/program/templat"
OFFER = "/program/{slug:str}/tawarkan"


@get(PATH, name="programs:templates", **allow(signed_in))
async def show(actor: Me) -> Page:
    return await _page(actor, {}, {})


@post(PATH, name="programs:start_template", **allow(policy.can_start_somewhere))
async def start(actor: Me, form: FormData) -> Page | Redirect:
    try:
        program = await offering.start(form, actor, form_key(form))
    except Invalid as no:
        return await _page(actor, form, no.errors)
    return Redirect(f"{program.path}/sunting", _("Templat dibuat. Isi kegiatannya, lalu tawarkan."))


@post(OFFER, name="programs:offer", **allow(policy.can_offer, program=programs.get_program))
async def offer(program: NamedDependency[Program], actor: Me, form: FormData) -> Redirect:
    """Offer it (`offer=on`), or no longer."""
    on = form.get("offer") == "on"
    await offering.offer(program, actor, on)
    if on:
        return Redirect(PATH, _("Templat ditawarkan: KIM di wilayah Anda bisa memulai dengannya."))
    return Redirect(
        PATH, Flash(_("Templat tidak lagi ditawarkan. Yang sudah disalin tidak berubah."), "info")
    )


@get(OFFER, name="programs:to_templates", **allow(policy.can_offer, program=programs.get_program))
async def to_templates(program: NamedDependency[Program]) -> Redirect:
    """This address takes a button only."""
    return Redirect(PATH)


async def _page(actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    own, offered = await offering.visible(actor)
    offices = await offering.offices_of(actor)
    return Page(
        "programs/templates.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        own=own,
        offered=offered,
        offices=offices,
        office_options=[(str(one.id), one.name) for one in offices],
        can_begin=actor.plays(*policy.WRITERS),
        form=form,
        errors=errors,
    )


HANDLERS = [show, start, offer, to_templates]
