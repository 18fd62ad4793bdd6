"""The page of one activity, and how far it has got."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.kinds import KINDS
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.asked import saves_data
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups.adinda import ADINDA
from kimhub.programs import (
    adopting,
    line_page,
    policy,
    policy_bringing,
    policy_work,
    programs,
    progress,
    rows,
    states,
)
from kimhub.programs.plan import PRIORITIES
from kimhub.programs.programs import LineOf
from kimhub.programs.web import inside

AT = "/program/{slug:str}/kegiatan/{line_id:int}"


@get(AT, name="programs:line", **allow(policy_work.can_see_line, line=programs.get_line))
async def show(line: NamedDependency[LineOf], actor: Me, request: Request) -> Page:
    program = line.program
    view = await line_page.of(line, actor, every="semua" in request.query_params)
    if view is None:
        raise NotFound
    keeps = view.in_force and policy.can_note(actor, program)
    strip = await links.strip(actor, "program_line", line.id) if program.in_force is not None else None
    origin = (await adopting.origins([view.line])).get(line.id)
    credit = await adopting.credit_of(line.id) if program.in_force is not None else 0
    return Page(
        "programs/line.html",
        section="programs",
        frame=await inside.frame(actor, program),
        line=line,
        program=program,
        view=view,
        today=program.today,
        light=saves_data(request.scope),
        when=rows.when(view.line),
        whom=rows.whom(view.line),
        adinda=[str(words) for letter, words in ADINDA.items() if letter in view.line.adinda],
        priority=str(PRIORITIES.get(view.line.priority, "")),
        value=rows.value,
        source_of=rows.source_of,
        sources=rows.source_names(),
        words=states.PROGRESS,
        tags=states.PROGRESS_TAGS,
        books=policy_work.sees_books(actor, program),
        can_note=keeps,
        can_photo=view.in_force and policy.can_add_photos(actor, line),
        can_money=policy.can_note_money(actor, program),
        can_write=policy.can_write(actor, program) and not line.dropped,
        own=lambda file: policy.can_note(actor, program) or file.created_by == actor.id,
        origin=origin,
        materials=await adopting.materials(origin, actor),
        credit=credit,
        takers=await adopting.takers(line.id) if credit else [],
        can_adopt=view.in_force
        and policy_bringing.can_adopt(actor, line)
        and not policy.writes(actor, program),
        chain=strip,
        kinds=KINDS,
        beginnings=links.beginnings(actor, "program_line", line.id) if keeps else [],
        manage=f"/kaitan/program_line/{line.id}" if keeps else "",
    )


@get(f"{AT}/kemajuan", name="programs:progress", **allow(policy.can_note_line, line=programs.get_line))
async def show_progress(line: NamedDependency[LineOf], actor: Me) -> Page:
    there = await line_page.of(line, actor)
    if there is None:
        raise NotFound
    one = there.worked
    form = {
        "version": str(line.work_version),
        "progress": one.progress,
        "reason": one.reason,
        "share": str(one.share) if one.progress == states.ONGOING else "",
        "postponed_to": one.postponed_to.isoformat() if one.postponed_to else "",
        "done_on": one.done_on.isoformat() if one.done_on else "",
    }
    return await _form(line, actor, form, {})


@post(f"{AT}/kemajuan", name="programs:set_progress", **allow(policy.can_note_line, line=programs.get_line))
async def set_progress(line: NamedDependency[LineOf], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await progress.change(line, actor, form)
    except Invalid as no:
        if "version" in no.errors and (there := await programs.line_by_id(line.id)):
            form = {**form, "version": str(there.work_version)}
            return await _form(there, actor, form, no.errors)
        return await _form(line, actor, form, no.errors)
    return Redirect(line.path, _("Kemajuan tersimpan."))


async def _form(line: LineOf, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "programs/progress.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, line.program, back=(line.path, line.name)),
        line=line,
        choices=[(key, str(words)) for key, words in states.PROGRESS.items()],
        theirs=str(states.PROGRESS[line.progress]) if "version" in errors else "",
        form=form,
        errors=errors,
    )


HANDLERS = [show, show_progress, set_progress]
