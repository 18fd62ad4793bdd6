"""What became of a program: plan and reality side by side, and the way to write something down."""

from collections import Counter

from litestar import get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.amounts import percent
from kimhub.core.formats import month_name
from kimhub.core.i18n import _
from kimhub.core.page import Page
from kimhub.programs import gantt, indicators, policy, policy_work, programs, rows, states, work
from kimhub.programs.indicators import Standing
from kimhub.programs.views import Program
from kimhub.programs.web import inside
from kimhub.programs.work import LineWork, Work

AT = "/program/{slug:str}"


@get(
    f"{AT}/pelaksanaan", name="programs:work", **allow(policy_work.can_follow, program=programs.get_program)
)
async def show(program: NamedDependency[Program], actor: Me) -> Page:
    done = await work.of(program)
    standings = await indicators.of(program, done.plan)
    books = policy_work.sees_books(actor, program)
    over = indicators.months_over(program.year, program.today)
    return Page(
        "programs/work.html",
        section="programs",
        frame=await inside.frame(actor, program, "work"),
        program=program,
        work=done,
        chart=gantt.chart(done.plan, program.today, {one.line.id: one.months for one in done.lines}),
        figures=figures(done, standings),
        standings=standings,
        value=rows.value,
        until=month_name(over) if over else "",
        books=books,
        can_note=policy.can_note(actor, program),
        unjudged=[one for one in standings if one.reading and not one.reading.verdict]
        if policy.can_judge_readings(actor, program)
        else [],
        words=states.PROGRESS,
        tags=states.PROGRESS_TAGS,
        sources=rows.source_names(),
    )


@get(f"{AT}/catat", name="programs:choose_line", **allow(policy.can_note, program=programs.get_program))
async def choose(program: NamedDependency[Program], actor: Me) -> Page:
    """Which activity was worked on: those of this month first."""
    done = await work.of(program)
    first, rest = in_turn(done)
    return Page(
        "programs/note_which.html",
        section="programs",
        frame=await inside.frame(actor, program, back=(f"{program.path}/pelaksanaan", _("Pelaksanaan"))),
        program=program,
        first=first,
        rest=rest,
        today=program.today,
        words=states.PROGRESS,
        tags=states.PROGRESS_TAGS,
        when=rows.when,
    )


def figures(done: Work, standings: list[Standing]) -> list[tuple[str, str]]:
    """Numbers that matter, as ui.figures wants them."""
    measured = [one for one in standings if one.is_measured]
    on_time = Counter(one.is_behind for one in measured)[False]
    out_of = _("%(done)s dari %(all)s")
    found = [
        (out_of % {"done": done.done, "all": len(done.lines)}, _("kegiatan terlaksana")),
        (percent(done.spent, done.planned), _("anggaran terpakai")),
    ]
    if measured:
        found.append((out_of % {"done": on_time, "all": len(measured)}, _("indikator sesuai jadwal")))
    return [*found, (str(done.people), _("peserta tercatat"))]


def in_turn(done: Work) -> tuple[list[LineWork], list[LineWork]]:
    """Lines under way, late or planned for this month; then the others. Those called off are in neither."""
    month = done.today.month if done.today.year == done.plan.year else 0
    first: list[LineWork] = []
    rest: list[LineWork] = []
    for one in done.lines:
        if one.progress == states.LINE_CANCELLED:
            continue
        planned = bool(month) and one.line.runs_in(month)
        now = one.progress == states.ONGOING or one.is_late(done.today) or planned
        (first if now and not one.is_done else rest).append(one)
    return first, rest


HANDLERS = [show, choose]
