"""What was: the steps of a program with who took them, and every version as it was submitted."""

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.page import Page, Redirect
from kimhub.core.public import PublicPage
from kimhub.programs import charts, compared, plan, policy, programs, rows, standing, states
from kimhub.programs.programs import VersionOf
from kimhub.programs.views import Program
from kimhub.programs.web import inside
from kimhub.programs.web.public import speak

AT: Final = "/program/{slug:str}"


@get(f"{AT}/riwayat", name="programs:history", **allow(policy.sees_review, program=programs.get_program))
async def show_history(program: NamedDependency[Program], actor: Me) -> Page:
    return Page(
        "programs/history.html",
        section="programs",
        frame=await inside.frame(actor, program, "history"),
        steps=await programs.history(program.id),
        versions=await compared.versions_of(program, actor),
        acts=states.ACTS,
        words=states.VERSION_STATES,
        tags=VERSION_TAGS,
        zone=program.zone,
    )


@get(f"{AT}/versi", name="programs:versions", **allow(policy.sees_review, program=programs.get_program))
async def to_history(program: NamedDependency[Program]) -> Redirect:
    return Redirect(f"{program.path}/riwayat")


@get(f"{AT}/versi/{{number:int}}", name="programs:version",
     **allow(policy.can_see_version, version=programs.get_version))  # fmt: skip
async def show_version(version: NamedDependency[VersionOf], actor: Me, request: Request) -> Page:
    """As it was frozen, with its fingerprint, which is reckoned anew each time. Guests read agreed ones,
    without the names of persons in charge."""
    program, of = version.program, version.version
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
    frozen = await standing.frozen(of.id)
    sections = plan.by_section(frozen.plan)
    context: dict[str, Any] = {
        "section": "programs",
        "program": program,
        "title": inside.title_of(program),
        "version": of,
        "plan": frozen.plan,
        "sha256": frozen.sha256,
        "whole": frozen.is_whole,
        "rows": rows.lines(frozen.plan),
        "measured": rows.measured(frozen.plan),
        "by_source": charts.shares(plan.by_source(frozen.plan)),
        "by_section": charts.shares(sections),
        "source_names": rows.source_names(),
        "section_names": rows.section_names(sections),
        "word": states.VERSION_STATES[of.state],
        "tag": VERSION_TAGS.get(of.state, ""),
        "is_in_force": program.in_force == of.id,
        "sees_people": actor.id is not None,
        "sees_review": policy.sees_review(actor, program),
    }
    if actor.id is None:
        return PublicPage("programs/public_version.html", **context)
    return Page("programs/version.html", **context)


VERSION_TAGS: Final = {
    states.ACKNOWLEDGING: "info",
    states.SUBMITTED: "info",
    states.IN_REVIEW: "info",
    states.IN_FORCE: "good",
    states.RETURNED: "warn",
}
HANDLERS = [show_history, to_history, show_version]
