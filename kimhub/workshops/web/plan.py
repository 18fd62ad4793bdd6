"""What the pages of a plan share: the way from one to the next, and what is still open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import Lazy, _, ngettext, pgettext
from kimhub.workshops import audience, materials, policy, questions, schedule, seen, speakers, team
from kimhub.workshops.seen import Stale
from kimhub.workshops.views import Workshop


class Part(Struct, frozen=True):
    """A page of the plan; `says` what is there so far."""

    key: str
    href: str
    text: str
    says: str = ""
    is_empty: bool = False


def parts(actor: Actor, workshop: Workshop) -> list[Part]:
    """The pages this person may open, in the order in which one plans."""
    home = workshop.path
    every = [
        Part("plan", f"{home}/sunting", _("Rencana")),
        Part("details", f"{home}/sunting/isi", pgettext("rencana", "Isi")),
        Part("rules", f"{home}/sunting/pendaftaran", _("Pendaftaran")),
        Part("sessions", f"{home}/sesi", _("Waktu dan acara")),
        Part("speakers", f"{home}/narasumber", _("Narasumber")),
        Part("audience", f"{home}/sasaran", _("Sasaran")),
        Part("questions", f"{home}/pertanyaan", _("Pertanyaan")),
        Part("files", f"{home}/berkas", _("Berkas")),
    ]
    if policy.can_choose_helpers(actor, workshop):
        every.append(Part("team", f"{home}/tim", _("Tim")))
    return every


async def overview(actor: Actor, workshop: Workshop) -> list[Part]:
    """The same without the overview itself, each with what there is."""
    sessions = await schedule.of(workshop.id)
    lines = sum(len(session.lines) for session in sessions)
    says = {
        "details": workshop.theme or _("Tema, tujuan, poster, narahubung"),
        "rules": _rules(workshop),
        "sessions": ngettext("%(n)s sesi", "%(n)s sesi", len(sessions)) % {"n": len(sessions)}
        + (", " + ngettext("%(n)s acara", "%(n)s acara", lines) % {"n": lines} if lines else ""),
        "speakers": _names([one.name for one in await speakers.of(workshop.id)]),
        "audience": workshop.audience_note
        or _names([one.name for one in await audience.of(workshop.id)])
        or _("Siapa saja"),
        "questions": _names([one.label for one in await questions.of(workshop.id)]),
        "files": _names([one.name for one in await materials.of(workshop.id)]),
        "team": _names([one.name for one in await team.of(workshop.id)]),
    }
    return [
        Part(part.key, part.href, part.text, says[part.key] or _("Belum ada"), not says[part.key])
        for part in parts(actor, workshop)
        if part.key in says
    ]


def around(actor: Actor, workshop: Workshop, current: str) -> dict[str, Any]:
    """What every page of the plan is told."""
    links = [(part.href, part.text, part.key == current) for part in parts(actor, workshop)]
    return {"section": "workshops", "workshop": workshop, "plan_links": links}


class Other(Struct, frozen=True):
    """What somebody else saved while a small form was open."""

    who: str
    when: datetime | None
    theirs: list[tuple[str, str]]


async def conflict(
    workshop: Workshop, part: str, stale: Stale | None, labels: Mapping[str, Lazy]
) -> Other | None:
    """For the notice above the form; None where nothing came between."""
    if stale is None:
        return None
    editor = await seen.last_editor(workshop, part)
    theirs = [(str(label), stale.theirs[name]) for name, label in labels.items() if name in stale.theirs]
    return Other(editor.name if editor else "", editor.happened_at if editor else None, theirs)


def _rules(workshop: Workshop) -> str:
    seats = (
        ngettext("%(n)s kursi", "%(n)s kursi", workshop.capacity) % {"n": workshop.capacity}
        if workshop.capacity is not None
        else _("Kursi tidak dibatasi")
    )
    admission = {
        "open": _("terbuka"),
        "delegation": _("utusan KIM yang diundang"),
        "invited": _("undangan panitia"),
    }[workshop.admission]
    return f"{seats}, {admission}"


def _names(names: list[str]) -> str:
    """The first few and how many more."""
    more = len(names) - 3
    shown = ", ".join(names[:3])
    return f"{shown}, " + _("dan %(n)s lagi") % {"n": more} if more > 0 else shown
