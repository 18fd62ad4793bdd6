"""Taking over a line of another KIM: what comes along, what it came to there, and into which draft."""

from uuid import uuid4

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key
from kimhub.programs import adopting, policy_bringing, programs, rows
from kimhub.programs.programs import LineOf
from kimhub.programs.web import inside

PATH = "/program/{slug:str}/kegiatan/{line_id:int}/adopsi"


@get(PATH, name="programs:adopting", **allow(policy_bringing.can_adopt, line=programs.get_line))
async def show(line: NamedDependency[LineOf], actor: Me) -> Page:
    return await _page(line, actor, {"key": str(uuid4())}, [*adopting.PARTS], {})


@post(PATH, name="programs:adopt", **allow(policy_bringing.can_adopt, line=programs.get_line))
async def adopt(
    line: NamedDependency[LineOf], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    parts, target = choices.get("parts[]", []), form.get("target", "")
    number = int(target) if target.isascii() and target.isdigit() and len(target) < 19 else 0
    try:
        program, line_id = await adopting.adopt(line, actor, number, parts, form_key(form))
    except Invalid as no:
        return await _page(line, actor, form, parts, no.errors)
    said = _("Kegiatan masuk ke draf Anda. Isi penanggung jawabnya dan sesuaikan isinya.")
    return Redirect(f"{program.path}/kegiatan/{line_id}/sunting", said)


async def _page(
    line: LineOf, actor: Actor, form: dict[str, str], parts: list[str], errors: dict[str, str]
) -> Page:
    taken = await adopting.content(line)
    if taken is None:  # it was never agreed, or is out of the plan by now
        raise NotFound
    drafts = await adopting.drafts(actor)
    twins = {draft.id: bool(await adopting.twins(draft, taken)) for draft in drafts[:5]}
    achieved = await adopting.achieved(line, actor)
    program = line.program
    return Page(
        "programs/adopt.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        program=program,
        frame=await inside.frame(actor, program, back=None),
        line=taken,
        path=line.path,
        when=rows.when(taken),
        whom=rows.whom(taken),
        sources=rows.source_names(),
        value_of=rows.target_of,
        achieved=achieved,
        progress=adopting.progress_words(achieved.worked) if achieved else ("", ""),
        credits=await adopting.credit_of(line.id),
        drafts=[(str(one.id), f"{one.title} ({one.owner_name})") for one in drafts],
        there=[one.title for one in drafts if twins.get(one.id)],
        form=form if form.get("target") else form | {"target": str(drafts[0].id) if drafts else ""},
        parts=parts,
        errors=errors,
    )


HANDLERS = [show, adopt]
