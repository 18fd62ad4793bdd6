"""A program: its activities, its timeline, its budget, its indicators, and its page for everybody."""

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.page import Page, Redirect
from kimhub.core.shell import Late
from kimhub.programs import (
    charts,
    gantt,
    indicators,
    missing,
    plan,
    policy,
    programs,
    rows,
    shown,
    standing,
    states,
    work,
)
from kimhub.programs.shown import Shown
from kimhub.programs.views import Program
from kimhub.programs.web import inside
from kimhub.programs.web.inside import Frame
from kimhub.programs.web.public import public_page

AT: Final = "/program/{slug:str}"


@get(AT, name="programs:show", **allow(policy.can_see, program=programs.get_program))
async def show(program: NamedDependency[Program], actor: Me, request: Request) -> Page:
    if actor.id is None:
        return await public_page(program, request)
    seen = await shown.of(actor, program)
    frame = await inside.frame(actor, program, "lines")
    carried_out = program.in_force is not None and not seen.is_working_copy
    progress = await standing.progress(program.id) if carried_out else {}
    under_way = program.state not in {states.APPROVED, states.CLOSED, states.DRAFT}
    remarks = {}
    if under_way and policy.sees_review(actor, program):
        remarks = await standing.remarks(program.id)

    def make() -> dict[str, Any]:
        return _lines(frame, seen, actor, progress, remarks)

    rights = (
        policy.can_write(actor, program),
        policy.can_amend(actor, program),
        policy.can_drop(actor, program),
        policy.can_start_somewhere(actor),
    )
    told = tuple(progress.items()), tuple(remarks.items())
    key = (frame, seen.version or seen.plan, rights, told)  # all that can differ; a version never changes
    return Page("programs/show.html", section="programs", kept=Late(key, make))


def _lines(
    frame: Frame, seen: Shown, actor: Actor, progress: dict[int, str], remarks: dict[int, int]
) -> dict[str, Any]:
    program, whole = frame.program, seen.plan
    writing = seen.is_working_copy and policy.can_write(actor, program)
    return {
        "frame": frame,
        "program": program,
        "plan": whole,
        "reads": what_is_read(program, seen),
        "rows": rows.lines(whole),
        "figures": _figures(whole, progress if program.in_force is not None else None),
        "lacks": missing.sentences(whole) if writing else [],
        "writing": writing,
        "yours": policy.can_write(actor, program),
        "can_amend": policy.can_amend(actor, program),
        "can_drop": policy.can_drop(actor, program),
        "can_use": program.is_template and policy.can_start_somewhere(actor),
        "progress": progress,
        "remarks": remarks,
        "words": states.PROGRESS,
        "tags": states.PROGRESS_TAGS,
    }


def what_is_read(program: Program, seen: Shown) -> str:
    """Which plan this is, for somebody who could take it for another one; else empty."""
    if seen.version is None:
        return ""
    if seen.version != program.in_force:
        sent = long_date(program.submitted_at, program.zone) if program.submitted_at else ""
        return _("Yang tampil adalah yang diajukan %(day)s.") % {"day": sent} if sent else ""
    if program.is_amendment:
        return _("Yang tampil adalah yang berlaku sekarang. Perubahannya belum disetujui.")
    return ""


def _figures(whole: plan.Plan, progress: dict[int, str] | None) -> list[tuple[str, str]]:
    """Numbers that matter, as ui.figures wants them."""
    lines = len(whole.lines)
    if progress is None:
        activities = (str(lines), _("kegiatan"))
    else:
        done = sum(progress.get(line.id) == states.DONE for line in whole.lines)
        activities = (_("%(done)s dari %(all)s") % {"done": done, "all": lines}, _("kegiatan terlaksana"))
    return [
        activities,
        (rows.money(whole.total), _("anggaran")),
        (str(len(plan.by_source(whole))), _("sumber dana")),
    ]


@get(f"{AT}/lini-masa", name="programs:timeline", **allow(policy.can_see, program=programs.get_program))
async def show_timeline(program: NamedDependency[Program], actor: Me) -> Page | Redirect:
    if actor.id is None:  # their page has everything on it
        return Redirect(f"{program.path}#timeline")
    seen = await shown.of(actor, program)
    done: dict[int, int] = {}
    if program.in_force is not None:
        done = {one.line.id: one.months for one in (await work.of(program, seen.plan)).lines}
    return Page(
        "programs/timeline.html",
        section="programs",
        frame=await inside.frame(actor, program, "timeline"),
        chart=gantt.chart(seen.plan, program.today, done),
        reads=what_is_read(program, seen),
    )


@get(f"{AT}/anggaran", name="programs:budget", **allow(policy.can_see, program=programs.get_program))
async def show_budget(program: NamedDependency[Program], actor: Me) -> Page | Redirect:
    if actor.id is None:  # their page has everything on it
        return Redirect(f"{program.path}#sources")
    seen = await shown.of(actor, program)
    sections = plan.by_section(seen.plan)
    return Page(
        "programs/budget.html",
        section="programs",
        frame=await inside.frame(actor, program, "budget"),
        reads=what_is_read(program, seen),
        plan=seen.plan,
        rows=rows.lines(seen.plan),
        by_source=charts.shares(plan.by_source(seen.plan)),
        by_section=charts.shares(sections),
        source_names=rows.source_names(),
        section_names=rows.section_names(sections),
        writing=seen.is_working_copy and policy.can_write(actor, program),
    )


@get(f"{AT}/indikator", name="programs:indicators", **allow(policy.can_see, program=programs.get_program))
async def show_indicators(program: NamedDependency[Program], actor: Me) -> Page | Redirect:
    if actor.id is None:  # their page has everything on it
        return Redirect(f"{program.path}#indicators")
    seen = await shown.of(actor, program)
    carried_out = program.in_force is not None and not seen.is_working_copy
    measured = rows.measured(seen.plan)
    if carried_out:
        measured = rows.reached(await indicators.of(program, seen.plan))
    return Page(
        "programs/indicators.html",
        section="programs",
        frame=await inside.frame(actor, program, "indicators"),
        reads=what_is_read(program, seen),
        rows=measured,
        carried_out=carried_out,
        writing=seen.is_working_copy and policy.can_write(actor, program),
    )


HANDLERS = [show, show_timeline, show_budget, show_indicators]
