"""Writing the lines of a program, several people at a time and on bad connections, without losing a word.

Every edit names the version it began with. What others changed meanwhile is laid together with it cell
by cell; where both changed the same cell, nothing is written and a person decides (domain.md 3.3).
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.programs import agreeing, charges, line_rows, merging, policy
from kimhub.programs.amounts import MOST_ROWS
from kimhub.programs.events import ProgramEdited
from kimhub.programs.line_form import Lists, Reading, too_many_rows
from kimhub.programs.line_rows import Past, Stored
from kimhub.programs.tables import ProgramLine
from kimhub.programs.views import Program

MOST_LINES: Final = 300


class Saved(Struct, frozen=True):
    """What came of an edit. `version` is the line right after it; `replayed` says that it had been done
    before, so that others may have written since."""

    line_id: int
    version: int
    changed: tuple[str, ...] = ()
    replayed: bool = False


class Theirs(Struct, frozen=True):
    """A cell that somebody else wrote too: what stands there now, who wrote it and when. `own` is the
    reader's hand, on another device."""

    cell: str
    stored: Any
    mine: Any
    name: str
    at: datetime
    own: bool


class Clash(Exception):
    """Two people wrote the same cells. Nothing was saved; `cells` is what a form shows to go on with: the
    own words, over what others wrote elsewhere. It has to be sent again with `version`."""

    def __init__(self, stored: Stored, cells: dict[str, Any], theirs: list[Theirs]) -> None:
        super().__init__(stored.version)
        self.stored, self.cells, self.theirs = stored, cells, theirs


class Gone(Exception):
    """Somebody took the line out of the plan meanwhile. Nothing was saved."""

    def __init__(self, stored: Stored) -> None:
        super().__init__(stored.line.id)
        self.stored = stored


_note = prepare_sql(
    "UPDATE program SET rev = rev + 1, changed_at = :at, hands ="
    " CASE WHEN ' ' || hands || ' ' LIKE '% ' || :me || ' %' THEN hands"
    " ELSE trim(hands || ' ' || :me) END WHERE id = :program RETURNING id"
)
_by_key = prepare_sql("SELECT id, program FROM program_line WHERE key = :key")
order_of = prepare_sql(
    "SELECT id, sort FROM program_line WHERE program = :program AND dropped IS FALSE ORDER BY sort, id"
)


async def note_hand(program_id: int, user_id: int | None) -> None:
    """Remember that this account wrote on the plan (whoever wrote on it never decides on it), and that the
    plan is another one now. Inside the caller's transaction."""
    await _note(program=program_id, me=str(user_id or 0), at=now())


async def writable(program_id: int, actor: Actor) -> Program:
    """The program, its row locked for the caller's transaction. Raises Refused when it was sent or closed
    meanwhile."""
    program = await agreeing.held(program_id)
    if not policy.can_write(actor, program):
        raise Refused(_("Program ini sedang tidak bisa diubah. Tulisan Anda masih ada di layar ini."))
    return program


async def save_line(
    program_id: int, line_id: int, actor: Actor, form: dict[str, str], lists: Lists, *, key: str = ""
) -> Saved:
    """Save the cells that a form brings; the others stay as they are.

    `form["version"]` is the version the form was filled from, `lists["clash[]"]` names the cells a person
    had to decide about, `form["pick.<cell>"]` is that decision (mine, theirs). Sent twice with one key it
    is done once. Raises Clash, Gone, Invalid (by cell), NotFound, Refused.
    """
    async with transaction():
        program = await writable(program_id, actor)
        one = await held_line(program, line_id)
        if (done := await line_rows.done_as(line_id, key)) is not None:
            return Saved(line_id, done, replayed=True)
        return await _save(program, one, actor, form, lists, key)


async def _save(
    program: Program, one: Stored, actor: Actor, form: dict[str, str], lists: Lists, key: str
) -> Saved:
    version = number(form.get("version", ""))
    pasts = await line_rows.since(one.line.id, version) if version != one.version else []
    base = one.cells if version == one.version else _cells_at(pasts, version)
    mine, names = await _read(program, form, lists, one, base or one.cells)
    undecided = _decide(mine, names, form, lists, base)
    if one.dropped:
        raise Gone(one)
    merged = merging.merge(base, one.cells, mine)
    clashes = dict(merged.clashes)
    for cell in undecided:
        clashes.setdefault(cell, (one.cells.get(cell), mine[cell]))
    if clashes:
        theirs = [
            _written_by(cell, stored, own, one, pasts, actor) for cell, (stored, own) in clashes.items()
        ]
        raise Clash(one, merged.mine | {cell: mine[cell] for cell in undecided}, theirs)
    stored = one.cells
    changed = [cell for cell in mine if merged.cells.get(cell) != stored.get(cell)]
    if not changed:
        return Saved(one.line.id, one.version)
    _check_rows(merged.cells, changed, names)
    await line_rows.remember(one, key)
    await line_rows.write(one, merged.cells, changed, marks(actor, one.version + 1))
    await noted(program, actor, "line", one.line.id, tuple(changed))
    return Saved(one.line.id, one.version + 1, tuple(changed))


def _check_rows(wanted: dict[str, Any], changed: list[str], names: dict[str, str]) -> None:
    """Raises Invalid, by the cells of the form that would be rows too many."""
    for table in ("indicator:", "item:"):
        rows = [cell for cell in wanted if cell.startswith(table)]
        new = {cell for cell in changed if cell in rows and not cell.removeprefix(table).isdigit()}
        if new and len(rows) > MOST_ROWS:
            raise Invalid(**{cell: too_many_rows() for cell, name in names.items() if name in new})


async def new_line(
    program_id: int, actor: Actor, key: UUID, form: dict[str, str], lists: Lists, *, after: int = 0
) -> Saved:
    """Add a line below the line `after` (else at the end) with what the form brings. Sent twice with one
    key it is made once, and what the second form says besides is saved as an edit of it. Raises Invalid,
    Refused, and what save_line raises."""
    async with transaction():
        program = await writable(program_id, actor)
        if found := await _by_key.first(key=key):
            if found["program"] != program_id:
                raise NotFound
            one = await held_line(program, found["id"])
            return await _save(program, one, actor, form | {"version": "1"}, lists, "")
        rows = await order_of(program=program_id)
        if len(rows) >= MOST_LINES:
            raise Refused(_("Sebuah program paling banyak memuat %(n)s kegiatan.") % {"n": MOST_LINES})
        cells, _names = await _read(program, form, lists, None, {})
        line_id = await insert_line(program, actor, cells, sort=len(rows) + 1, key=key)
        order = [row["id"] for row in rows]
        at = order.index(after) + 1 if after in order else len(order)
        await number_lines([*order[:at], line_id, *order[at:]])
        await noted(program, actor, "line", line_id, tuple(cells))
        return Saved(line_id, 1, tuple(cells))


async def insert_line(
    program: Program,
    actor: Actor,
    cells: dict[str, Any],
    *,
    sort: int,
    key: UUID | None = None,
    adopted_from: int | None = None,
) -> int:
    """Write a new line with these cells, inside the caller's transaction; returns its id. The caller says
    `noted(...)` once for all lines it adds."""
    fields: dict[str, Any] = {"program": program.id, "sort": sort, "key": key, "adopted_from": adopted_from}
    row = ProgramLine(**fields | marks(actor, 1))
    line_id = int((await ProgramLine.insert(row))[0]["id"])
    one = await held_line(program, line_id)
    wanted = {cell: value for cell, value in cells.items() if value is not None}
    if wanted:
        await line_rows.write(one, wanted, [*wanted], {})
    return line_id


def marks(actor: Actor, version: int) -> dict[str, Any]:
    """Who wrote the line, as columns."""
    return {
        "version": version,
        "changed_by": actor.id,
        "changed_name": actor.name[:120],
        "changed_at": now(),
    }


async def noted(
    program: Program, actor: Actor, what: str, line_id: int | None = None, fields: tuple[str, ...] = ()
) -> None:
    """Say that the plan was written on, inside the caller's transaction."""
    await note_hand(program.id, actor.id)
    names = tuple(dict.fromkeys(field.partition(":")[0] for field in fields))
    await publish(ProgramEdited(program.id, program.organization, actor.id or 0, what, line_id, names))


async def held_line(program: Program, line_id: int) -> Stored:
    """The line, its row locked for the caller's transaction. Raises NotFound."""
    await lock_id(ProgramLine, line_id)
    found = await line_rows.stored(program.id, line_id)
    if found is None:
        raise NotFound
    return found


async def _read(
    program: Program, form: dict[str, str], lists: Lists, one: Stored | None, base: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The cells a form brings, and what the form calls them -> what they are called here."""
    people = await charges.of(program.organization) if "pic" in form else []
    found = Reading(form, lists, year=program.year, people=people, base=base).cells()
    names = {}
    for cell in found:
        name = one.keys.get(cell, cell) if one else cell
        table, _colon, ref = name.partition(":")
        if ref.isdigit() and name not in base and not (one and name in one.cells):
            name = f"{table}:+{ref}"  # of another line, or gone: a row to be made
        names[cell] = name
    return {names[cell]: value for cell, value in found.items()}, names


def _decide(
    mine: dict[str, Any],
    names: dict[str, str],
    form: dict[str, str],
    lists: Lists,
    base: dict[str, Any] | None,
) -> list[str]:
    """Let the other's words stand where the person picked them, in `mine`; returns the cells nobody has
    decided about yet."""
    undecided = []
    for cell in lists.get("clash[]", []):
        name = names.get(cell, cell)
        if name not in mine:
            continue
        match form.get(f"pick.{cell}"):
            case "theirs":
                mine[name] = (base or {}).get(name)
            case "mine":
                pass
            case _:
                undecided.append(name)
    return undecided


def _cells_at(pasts: list[Past], version: int) -> dict[str, Any] | None:
    """The line at that version; None where nobody kept it."""
    return pasts[0].cells if pasts and pasts[0].version == version else None


def _written_by(cell: str, stored: Any, mine: Any, one: Stored, pasts: list[Past], actor: Actor) -> Theirs:
    """Who gave the cell the value it has: the first of those who left it so."""
    name, at = one.name, one.at
    for past in reversed(pasts):
        if past.cells.get(cell) != stored:
            break
        name, at = past.name, past.written_at
    return Theirs(cell, stored, mine, name, at, own=name == actor.name)


async def number_lines(order: list[int]) -> None:
    """Number the lines from 1 in this order."""
    for sort, line_id in enumerate(order, 1):
        place = (ProgramLine.id == line_id) & (ProgramLine.sort != sort)
        await ProgramLine.update({ProgramLine.sort: sort}).where(place)


def number(text: str) -> int:
    """A number a form carries along, of at most 9 digits; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
