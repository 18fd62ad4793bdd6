"""Sending a program off, having it back, changing what is agreed, throwing a draft away."""

from typing import Any, Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.programs import (
    agreeing,
    comments,
    compared,
    plan,
    policy,
    programs,
    reading,
    rules,
    shown,
    states,
)
from kimhub.programs.views import Program
from kimhub.programs.web.inside import title_of

AT: Final = "/program/{slug:str}"


# ------------------------------------------------------------------------------------------ sending off


@get(f"{AT}/ajukan", name="programs:submitting", **allow(policy.submits, program=programs.get_program))
async def show_submit(program: NamedDependency[Program]) -> Page | Redirect:
    if program.is_template or program.state not in states.WRITABLE:
        return Redirect(program.path)
    return await _submit_page(program, {"reason": program.amends})


@post(f"{AT}/ajukan", name="programs:submit", **allow(policy.submits, program=programs.get_program))
async def submit(program: NamedDependency[Program], actor: Me, form: FormData) -> Page | Redirect:
    """What is missing is said on the page, with everything typed kept."""
    if program.state in states.WRITABLE and not program.is_template:
        page = await _submit_page(program, form)
        if page.context["lacks"]:
            page.status_code = 422
            return page
    try:
        version = await agreeing.submit(program.id, actor, reason=form.get("reason", ""))
    except Invalid as no:
        return await _submit_page(program, form, no.errors)
    if version.state == states.ACKNOWLEDGING:
        return Redirect(program.path, _("Program menunggu diketahui kepala desa atau lurah."))
    return Redirect(program.path, _("Program diajukan. Pembina sudah diberi tahu."))


async def _submit_page(
    program: Program, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    whole = await reading.working(program)
    base = program.in_force or program.current
    before = await shown.frozen(base) if base is not None else None
    rule = await rules.of(program.seat)
    village = rule.acknowledge and len(program.seat) > len("73.08.16")
    return Page(
        "programs/step_submit.html",
        "fields",
        **_step(program, form, errors),
        lacks=await agreeing.obstacles(program, whole),
        bare=not (whole.background or whole.goals),
        lines=len(whole.lines),
        total=whole.total,
        sources=len(plan.by_source(whole)),
        village=village,
        changes=await compared.differing(before, whole) if before else None,
        due=None if village else rule.due(program.today),
        review_days=rule.review_days,
        remarks=await comments.still_open(program.id) if program.state == states.NEEDS_REVISION else 0,
    )


# --------------------------------------------------------------------------------------- having it back


@get(f"{AT}/tarik", name="programs:taking_back", **allow(policy.submits, program=programs.get_program))
async def show_take_back(program: NamedDependency[Program]) -> Page | Redirect:
    if program.state not in {states.ACKNOWLEDGING, states.SUBMITTED}:
        return Redirect(program.path)
    return Page("programs/step_take_back.html", "fields", **_step(program))


@post(f"{AT}/tarik", name="programs:take_back", **allow(policy.submits, program=programs.get_program))
async def take_back(program: NamedDependency[Program], actor: Me) -> Redirect:
    await agreeing.take_back(program.id, actor)
    return Redirect(program.path, _("Program kembali menjadi draf. Ajukan lagi bila sudah siap."))


# ---------------------------------------------------------------------------------- changing what is agreed


@get(f"{AT}/ubah", name="programs:amending", **allow(policy.submits, program=programs.get_program))
async def show_amend(program: NamedDependency[Program]) -> Page | Redirect:
    if program.is_template or program.state != states.APPROVED:
        return Redirect(program.path)
    return Page("programs/step_amend.html", "fields", **_step(program))


@post(f"{AT}/ubah", name="programs:amend", **allow(policy.submits, program=programs.get_program))
async def amend(program: NamedDependency[Program], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await agreeing.amend(program.id, actor, form.get("reason", ""))
    except Invalid as no:
        return Page("programs/step_amend.html", "fields", **_step(program, form, no.errors))
    return Redirect(
        f"{program.path}/sunting",
        _("Silakan ubah. Yang berlaku tetap yang sudah disetujui, sampai perubahannya disetujui."),
    )


# ------------------------------------------------------------------------------------------ throwing away


@get(f"{AT}/buang", name="programs:dropping", **allow(policy.can_drop, program=programs.get_program))
async def show_drop(program: NamedDependency[Program]) -> Page:
    return Page("programs/step_drop.html", "fields", **_step(program))


@post(f"{AT}/buang", name="programs:drop", **allow(policy.can_drop, program=programs.get_program))
async def drop(program: NamedDependency[Program], actor: Me) -> Redirect:
    await agreeing.drop(program.id, actor)
    if program.in_force is not None:
        return Redirect(program.path, _("Perubahan dibuang. Program kembali seperti yang disetujui."))
    return Redirect("/program", _("Draf dibuang."))


def _step(
    program: Program, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the page of a step is told."""
    return {
        "status": 422 if errors else 200,
        "section": "programs",
        "program": program,
        "title": title_of(program),
        "form": form or {},
        "errors": errors or {},
    }


HANDLERS = [show_submit, submit, show_take_back, take_back, show_amend, amend, show_drop, drop]
