"""Writing the lines: the table of a program, and a form for each line."""

from collections.abc import Callable
from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from kimhub.chain.measures import MEASURES
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.flash import Flash
from kimhub.core.formats import month_name
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key, new_key, wants_fragment
from kimhub.groups.adinda import ADINDA
from kimhub.groups.funding import SOURCES
from kimhub.programs import (
    arranging,
    cells,
    charges,
    comments,
    editing,
    filled,
    line_rows,
    missing,
    policy,
    programs,
    reading,
)
from kimhub.programs.comments import Thread
from kimhub.programs.editing import Clash, Gone, Saved
from kimhub.programs.filled import NO_INDICATOR, NO_ITEM, LineForm, Row
from kimhub.programs.line_rows import Stored
from kimhub.programs.plan import MONTHS, PRIORITIES, Plan
from kimhub.programs.programs import LineOf
from kimhub.programs.views import Program
from kimhub.programs.web import inside
from kimhub.programs.web.comments import remark_fields
from kimhub.programs.web.locked import locked

AT: Final = "/program/{slug:str}"
TABLE: Final = f"{AT}/sunting"
LINE: Final = f"{AT}/kegiatan/{{line_id:int}}/sunting"
NEW: Final = f"{AT}/kegiatan/baru"
LARGEST: Final = 200_000
AREAS: Final = (
    "Akses informasi", "Diskusi", "Penerapan informasi", "Jejaring kemitraan", "Penyebaran informasi",
    "Aspirasi warga", "Kelembagaan",
)  # fmt: skip


class Around(Struct, frozen=True):
    """What the forms of a page share."""

    program: Program
    csrf: Any
    key: Callable[[], str]
    months: list[tuple[int, str, str]]
    sources: list[tuple[str, Any]]
    kinds: list[tuple[str, Any]]
    breadths: list[tuple[str, Any]]
    measures: list[tuple[str, Any]]
    priorities: list[tuple[int, Any]]
    adinda: list[tuple[str, Any]]
    remarks: dict[int, int]  # of the review: line -> how many are not settled
    no_indicator: Row = NO_INDICATOR
    no_item: Row = NO_ITEM


def around(program: Program, remarks: dict[int, list[Thread]]) -> Callable[[Any], Around]:
    """What the forms share, once the page has its token."""
    months = [(n, month_name(n)[0], month_name(n)) for n in range(1, MONTHS + 1)]
    return lambda csrf: Around(
        program,
        csrf,
        new_key,
        months,
        [*SOURCES.items()],
        [*cells.KINDS.items()],
        [*cells.BREADTHS.items()],
        [(one.key, one.word) for one in MEASURES.values()],
        [*PRIORITIES.items()],
        [*ADINDA.items()],
        {line: len(threads) for line, threads in remarks.items()},
    )


@get(TABLE, name="programs:edit", **allow(policy.writes, program=programs.get_program))
async def show(program: NamedDependency[Program], actor: Me) -> Page:
    if not policy.can_write(actor, program):
        return await locked(program, actor)
    stored = await line_rows.all_of(program.id)
    return Page(
        "programs/edit.html",
        section="programs",
        frame=await inside.frame(actor, program, "edit"),
        lines=[filled.of_stored(one, program) for one in stored],
        empty=filled.empty(),
        people=[one.label for one in await charges.of(program.organization)],
        areas=_areas(stored),
        dropped=await arranging.dropped(program.id),
        may_submit=policy.can_submit(actor, program),
        fields=remark_fields(),
        **await _state(program, actor),
    )


@post(TABLE, name="programs:order_lines", **allow(policy.can_write, program=programs.get_program))
async def order(program: NamedDependency[Program], actor: Me, choices: Choices) -> Page:
    """The lines in the order of `order[]`."""
    wanted = [editing.number(one) for one in choices.get("order[]", [])]
    await arranging.put_in_order(program.id, actor, wanted)
    return Page(
        "programs/line_row.html",
        "state",
        then=f"{program.path}/sunting",
        section="programs",
        line=None,
        **await _state(program, actor),
    )


@get(NEW, name="programs:line_new", **allow(policy.writes, program=programs.get_program))
async def show_new(program: NamedDependency[Program], actor: Me) -> Page:
    if not policy.can_write(actor, program):
        return await locked(program, actor)
    return await _form(program, actor, filled.empty())


@post(
    NEW,
    name="programs:add_line",
    request_max_body_size=LARGEST,
    **allow(policy.can_write, program=programs.get_program),
)
async def add(
    program: NamedDependency[Program], actor: Me, request: Request, form: FormData, choices: Choices
) -> Page | Redirect:
    below = editing.number(form.get("after", ""))
    try:
        saved = await editing.new_line(program.id, actor, form_key(form), form, choices, after=below)
    except Invalid as no:
        typed = filled.with_typed(filled.empty(), form, choices, no.errors)
        return await _answer(program, actor, request, form, typed, status=422)
    except (Clash, Gone) as no:
        return await _answer(program, actor, request, form, _undone(no, program, form, choices), status=422)
    return await _saved(program, actor, request, form, saved)


@get(LINE, name="programs:line_form", **allow(policy.writes_line, line=programs.get_line))
async def show_line(line: NamedDependency[LineOf], actor: Me) -> Page:
    if not policy.can_write_line(actor, line):
        return await locked(line.program, actor)
    return await _form(line.program, actor, await _stored(line.program, line.id))


@post(
    LINE,
    name="programs:save_line",
    request_max_body_size=LARGEST,
    **allow(policy.can_write_line, line=programs.get_line),
)
async def save(
    line: NamedDependency[LineOf], actor: Me, request: Request, form: FormData, choices: Choices
) -> Page | Redirect:
    """Save what the form brings; with the button's action also move the line, take it out or bring it
    back."""
    program = line.program
    action = form.get("action") or request.query_params.get("action", "")  # of "Urungkan"
    if action == "restore":
        await arranging.restore_line(program.id, line.id, actor)
    try:
        saved = await editing.save_line(program.id, line.id, actor, form, choices, key=form.get("key", ""))
    except Invalid as no:
        typed = filled.with_typed(await _stored(program, line.id), form, choices, no.errors)
        return await _answer(program, actor, request, form, typed, status=422)
    except (Clash, Gone) as no:
        return await _answer(program, actor, request, form, _undone(no, program, form, choices), status=422)
    if action in {"up", "down"}:
        await arranging.move_line(program.id, line.id, actor, down=action == "down")
    if action == "drop":
        await arranging.drop_line(program.id, line.id, actor)
        name = line.name or _("Kegiatan tanpa nama")
        back = f"{line.path}/sunting?action=restore"
        said = Flash(_("%(name)s dikeluarkan dari rencana.") % {"name": name}, undo=back)
        return Redirect(f"{program.path}/sunting", said)
    if action == "restore":
        said = Flash(_("Kegiatan kembali ke rencana."))
        return Redirect(f"{program.path}/sunting#k{line.id}", said)
    return await _saved(program, actor, request, form, saved)


async def _saved(
    program: Program, actor: Actor, request: Request, form: dict[str, str], saved: Saved
) -> Page | Redirect:
    if not wants_fragment(request):
        said = _("Kegiatan tersimpan.") if saved.changed else None
        return Redirect(f"{program.path}/sunting#k{saved.line_id}", said)
    line = await _stored(program, saved.line_id, saved.version)
    return await _answer(program, actor, request, form, line)


def _undone(no: Clash | Gone, program: Program, form: dict[str, str], choices: Choices) -> LineForm:
    """What the form shows instead of saving: everything as it was typed, and what stands in the way."""
    if isinstance(no, Clash):
        return filled.of_clash(no.stored, no.cells, no.theirs, program)
    return filled.with_typed(filled.of_stored(no.stored, program), form, choices)


async def _answer(
    program: Program,
    actor: Actor,
    request: Request,
    form: dict[str, str],
    line: LineForm,
    status: int = 200,
) -> Page:
    if wants_fragment(request) and form.get("look") == "row":
        return Page(
            "programs/line_row.html",
            "line",
            "state",
            status=status,
            section="programs",
            line=line,
            **await _state(program, actor),
        )
    return await _form(program, actor, line, status)


async def _form(program: Program, actor: Actor, line: LineForm, status: int = 200) -> Page:
    stored = await line_rows.all_of(program.id)
    numbers = [one.line.id for one in stored]
    number = numbers.index(line.id) + 1 if line.id in numbers else 0
    shared = await _state(program, actor)
    return Page(
        "programs/line_form.html",
        "line",
        "state",
        status=status,
        section="programs",
        frame=await inside.frame(actor, program, back=(f"{program.path}/sunting", _("Susun"))),
        line=line,
        number=number,
        following=numbers[number] if 0 < number < len(numbers) else 0,
        people=[one.label for one in await charges.of(program.organization)],
        areas=_areas(stored),
        fields=remark_fields(),
        **shared | {"remarks": shared["remarks"].get(line.id, [])},
    )


async def _state(program: Program, actor: Actor) -> dict[str, Any]:
    """Sums, what is missing, and what the review asks for."""
    whole: Plan = await reading.working(program)
    remarks = await comments.still_open_by_line(program, actor)
    return {
        "program": program,
        "whole": whole,
        # A template is completed by those who take it.
        "lacks": [] if program.is_template else missing.with_lines(whole),
        "remarks": remarks,
        "around": around(program, remarks),
    }


async def _stored(program: Program, line_id: int, saved: int = 0) -> LineForm:
    one = await line_rows.stored(program.id, line_id)
    if one is None:
        raise NotFound
    return filled.of_stored(one, program, saved=saved)


def _areas(stored: list[Stored]) -> list[str]:
    """Sections to pick from: those of this program first."""
    return [*dict.fromkeys([*(one.line.section for one in stored if one.line.section), *AREAS])]


HANDLERS = [show, order, show_new, add, show_line, save]
