"""The texts of a program."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.programs import policy, programs, texts
from kimhub.programs.texts import Theirs
from kimhub.programs.views import Program
from kimhub.programs.web import inside
from kimhub.programs.web.locked import locked

AT = "/program/{slug:str}/teks"


@get(AT, name="programs:texts", **allow(policy.writes, program=programs.get_program))
async def show(program: NamedDependency[Program], actor: Me) -> Page:
    if not policy.can_write(actor, program):
        return await locked(program, actor)
    return await _page(program, actor, texts.as_form(program), {}, {})


@post(AT, name="programs:save_texts", **allow(policy.can_write, program=programs.get_program))
async def save(program: NamedDependency[Program], actor: Me, form: FormData) -> Page | Redirect:
    try:
        changed = await texts.save(program.id, actor, form)
    except Invalid as no:
        return await _page(program, actor, form, no.errors, {})
    except texts.Clash as both:
        return await _page(program, actor, both.form, {}, both.theirs)
    said = _("Teks program tersimpan.") if changed else _("Tidak ada yang berubah.")
    return Redirect(f"{program.path}/sunting", said)


async def _page(
    program: Program,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    theirs: dict[str, Theirs],
) -> Page:
    return Page(
        "programs/texts.html",
        status=422 if errors or theirs else 200,
        section="programs",
        frame=await inside.frame(actor, program, back=(f"{program.path}/sunting", _("Susun"))),
        program=program,
        form=form,
        errors=errors,
        theirs=theirs,
        most=texts.LONGEST,
    )


HANDLERS = [show, save]
