"""The frame that every page of a program has: title, state, steps, whose turn it is, and the other pages.

A page takes `frame=await inside.frame(actor, program, "edit")` and begins its block with
`{{ inside.head(frame) }}` (templates/programs/_inside.html).
"""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.programs import policy, states, turns
from kimhub.programs.turns import StepOf, Turn
from kimhub.programs.views import Program

Tab = tuple[str, str, bool]  # as ui.subnav wants it


class Frame(Struct, frozen=True):
    """`back` is the page above, when the page is not one of the tabs itself."""

    program: Program
    title: str
    state: str
    tag: str
    steps: tuple[StepOf, ...]
    turn: Turn
    tabs: tuple[Tab, ...]
    back: tuple[str, str] | None = None


async def frame(
    actor: Actor, program: Program, current: str = "", *, back: tuple[str, str] | None = None
) -> Frame:
    """What the frame shows this person; `current` is the key of the tab (see `tabs`), empty on a page below
    them. At most one query, and none for drafts and what is agreed."""
    state, tag = state_tag(actor, program)
    own = tabs(actor, program, current)
    return Frame(
        program=program,
        title=title_of(program),
        state=state,
        tag=tag,
        steps=turns.steps(actor, program),
        turn=(await turns.of(actor, program)).on(next((href for href, _text, here in own if here), "")),
        tabs=own,
        back=back,
    )


def title_of(program: Program) -> str:
    """A program is named by its year: its own title may be that of an amendment nobody has agreed to."""
    if program.is_template:
        return program.title
    return _("Program kerja %(year)s") % {"year": program.year}


def state_tag(actor: Actor, program: Program) -> tuple[str, str]:
    """The state in a word and the kind of its tag. Readers of what is in force see that it is."""
    if program.is_template:
        return (_("Ditawarkan"), "good") if program.offered else (_("Templat"), "")
    if program.is_amendment and (
        not policy.sees_review(actor, program)
        or (program.state == states.DRAFT and not policy.writes(actor, program))
    ):
        return str(states.STATES[states.APPROVED]), states.TAGS[states.APPROVED]
    return str(states.STATES[program.state]), states.TAGS[program.state]


def tabs(actor: Actor, program: Program, current: str = "") -> tuple[Tab, ...]:
    """The pages this person may open: (address, name, is the current one)."""
    home = program.path
    carried_out = program.in_force is not None
    every = [
        (policy.can_write(actor, program), "edit", f"{home}/sunting", _("Susun")),
        (True, "lines", home, _("Kegiatan")),
        (True, "timeline", f"{home}/lini-masa", _("Lini masa")),
        (True, "budget", f"{home}/anggaran", _("Anggaran")),
        (True, "indicators", f"{home}/indikator", _("Indikator")),
        (carried_out, "work", f"{home}/pelaksanaan", _("Pelaksanaan")),
        (policy.can_see_account(actor, program), "account", f"{home}/lpj", _("LPJ")),
        (policy.can_open_review(actor, program), "review", f"{home}/tinjau", _("Telaah")),
        (policy.sees_review(actor, program), "history", f"{home}/riwayat", _("Riwayat")),
    ]
    return tuple((href, text, key == current) for shown, key, href, text in every if shown)
