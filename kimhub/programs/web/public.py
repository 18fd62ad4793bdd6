"""The page of an agreed program for everybody: the version in force, how far it is, no names of persons."""

from collections.abc import Mapping

from litestar import Request

from kimhub.core.i18n import LOCALES, SOURCE, _, ngettext, use_locale
from kimhub.core.public import PublicPage
from kimhub.programs import charts, gantt, plan, programs, rows, shown, states, work
from kimhub.programs.views import Program
from kimhub.programs.web import inside


async def public_page(program: Program, request: Request) -> PublicPage:
    """What guests read. Call it only for programs with a version in force."""
    speak(request.query_params if request.scope["query_string"] else {})
    assert program.in_force is not None
    whole = await shown.frozen(program.in_force)
    version = await programs.version_by_id(program.in_force)
    assert whole is not None
    assert version is not None
    done = await work.of(program, whole)
    sections = plan.by_section(whole)
    return PublicPage(
        "programs/public_show.html",
        section="programs",
        program=program,
        title=inside.title_of(program),
        plan=whole,
        version=version,
        closed=program.state == states.CLOSED,
        summary=_summary(program, whole, done),
        rows=rows.lines(whole),
        work=done,
        progress={one.line.id: one.progress for one in done.lines},
        words=states.PROGRESS,
        tags=states.PROGRESS_TAGS,
        chart=gantt.chart(whole, program.today, {one.line.id: one.months for one in done.lines}),
        by_section=charts.shares(sections),
        section_names=rows.section_names(sections),
        source_names=rows.source_names(),
        measured=rows.measured(whole),
        share=_("%(title)s %(name)s") % {"title": inside.title_of(program), "name": program.owner_name},
    )


def _summary(program: Program, whole: plan.Plan, done: work.Work) -> str:
    """One sentence for search engines and for those the link is sent to."""
    number = len(whole.lines)
    activities = ngettext("%(n)s kegiatan", "%(n)s kegiatan", number) % {"n": number}
    text = _("%(activities)s, anggaran %(money)s, disetujui pembina.") % {
        "activities": activities,
        "money": rows.money(whole.total),
    }
    if done.done:
        text += " " + _("%(done)s sudah terlaksana.") % {"done": done.done}
    return f"{program.owner_name}, {program.owner_place}: {text}"


def speak(query: Mapping[str, str]) -> None:
    """Speak the language a guest asks for, before words are chosen."""
    wanted = query.get("bahasa", "")
    use_locale(wanted if wanted in LOCALES else SOURCE)
