"""Taking a program out as a file."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page
from kimhub.programs import out, policy_bringing, programs
from kimhub.programs.views import Program
from kimhub.programs.web import inside

PATH = "/program/{slug:str}/unduh"


@get(PATH, name="programs:choose_file", **allow(policy_bringing.can_take_out, program=programs.get_program))
async def choose(program: NamedDependency[Program], actor: Me) -> Page:
    return await _page(program, actor, {"format": "xlsx", "content": out.offered(actor, program)[0]}, {})


@post(PATH, name="programs:take_file", **allow(policy_bringing.can_take_out, program=programs.get_program))
async def take(program: NamedDependency[Program], actor: Me, form: FormData) -> Page | Download:
    try:
        content, name, kind = await out.take(program, actor, form)
    except Invalid as no:
        return await _page(program, actor, form, no.errors)
    return Download(content, name, kind)


async def _page(program: Program, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    words = {out.WORKING: _("Draf yang sedang disusun"), out.AGREED: _("Program yang berlaku")}
    if program.is_template:
        words |= dict.fromkeys(words, _("Templat"))
    elif program.in_force is None:
        words[out.AGREED] = _("Program yang diajukan")
    return Page(
        "programs/out.html",
        status=422 if errors else 200,
        section="programs",
        program=program,
        frame=await inside.frame(actor, program),
        contents=[(key, words[key]) for key in out.offered(actor, program)],
        formats=[*out.FORMATS.items()],
        form=form,
        errors=errors,
    )


HANDLERS = [choose, take]
