"""Lines from a sheet: read, shown, and written only when somebody confirms it (once); taken out together
when it was a mistake."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import is_unique_violation, lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.formats import month_name
from kimhub.core.i18n import _
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare_sql
from kimhub.core.sheets import Row
from kimhub.core.text import checked_line, search_norm
from kimhub.groups.funding import SOURCES
from kimhub.programs import bringing, editing, import_headings, import_reading, programs
from kimhub.programs.import_reading import Read, Result
from kimhub.programs.import_sheet import Settings
from kimhub.programs.plan import Line
from kimhub.programs.tables import ProgramImport, ProgramLine
from kimhub.programs.views import Program

DAY: Final = 86_400
MOST_ROWS: Final = 600
MOST_LETTERS: Final = 400_000  # in all its cells: ten times what 60 activities with long texts have
KEPT: Final = timedelta(days=7)  # the sheet of a year is looked at more than once


class Trial(Struct, frozen=True):
    """A sheet that was read. Once confirmed only the ids of its lines are left."""

    id: int
    state: str
    name: str
    rows: list[Row]
    settings: Settings
    made: int
    lines: list[int]
    created_at: datetime


class OneImport(Struct, frozen=True):
    """For the rules."""

    program: Program
    trial: Trial

    @property
    def path(self) -> str:
        return f"{self.program.path}/impor/{self.trial.id}"


class _Stored(Struct, frozen=True):
    id: int
    state: str
    name: str
    rows: str
    columns: str
    made: int
    lines: str
    created_at: datetime


class _Known(Struct, frozen=True):
    id: int
    name: str


_COLUMNS = "id, state, name, rows, columns, made, lines, created_at FROM program_import"
_one = prepare_sql(
    f"SELECT {_COLUMNS} WHERE id = :id AND program = :program AND (state <> 'draft' OR ends_at > :now)",
    _Stored,
)
_of = prepare_sql(
    f"SELECT {_COLUMNS} WHERE program = :program AND (state <> 'draft' OR ends_at > :now)"
    " ORDER BY id DESC LIMIT 10",
    _Stored,
)
_made_with = prepare_sql("SELECT id FROM program_import WHERE key = :key AND program = :program")
# Those that the page does not list any more.
_forget_old = prepare_sql(
    "DELETE FROM program_import WHERE program = :program AND state = 'draft' AND id NOT IN"
    " (SELECT n.id FROM (SELECT id FROM program_import WHERE program = :program"
    " ORDER BY id DESC LIMIT 10) n) RETURNING id"
)
_names = prepare_sql(
    "SELECT id, name FROM program_line WHERE program = :program AND dropped IS FALSE", _Known
)
_made = prepare_sql(
    "SELECT id, version FROM program_line WHERE program = :program AND id IN :ids AND dropped IS FALSE"
)
_members = prepare_sql(
    'SELECT u.id, u.name FROM membership m JOIN account u ON u.id = m."user"'
    " WHERE m.organization = :house AND m.state = 'active' AND u.status <> 'deleted' ORDER BY u.name, u.id",
    _Known,
)


async def get(slug: str, import_id: int) -> OneImport | None:
    """An import of the program at this address; None also for one that nobody confirmed in time."""
    program = await programs.get_program(slug)
    row = await _one.first(id=import_id, program=program.id, now=now()) if program else None
    return OneImport(program, _trial(row)) if program and row else None


async def of(program_id: int) -> list[Trial]:
    """The latest sheets of a program: those on trial and those written."""
    return [_trial(row) for row in await _of(program=program_id, now=now())]


async def try_out(program: Program, actor: Actor, rows: list[Row], name: str, key: UUID) -> int:
    """Keep a sheet for its confirmation; returns its id. Sent twice it is kept once. Raises Invalid where
    there is nothing in it."""
    if made := await _made_with.value(key=key, program=program.id):
        return int(made)
    field = "file" if name else "text"
    if not rows:
        raise Invalid(**{field: _("Tabelnya masih kosong.")})
    if len(rows) > MOST_ROWS or sum(len(cell) for row in rows for cell in row.cells) > MOST_LETTERS:
        raise Invalid(
            **{
                field: _("Tabel ini terlalu besar untuk satu program. Paling banyak %(n)s baris.")
                % {"n": MOST_ROWS}
            }
        )
    settings = await asyncio.to_thread(import_reading.begin, rows)
    columns = msgspec.json.encode(settings).decode()
    row = ProgramImport(
        program=program.id, name=name[:160], rows=_packed(rows), columns=columns,
        created_by=actor.id, created_at=now(), ends_at=now() + KEPT, key=key,
    )  # fmt: skip
    try:
        async with transaction():
            made = int((await ProgramImport.insert(row))[0]["id"])
            await _forget_old(program=program.id)
            return made
    except Exception as error:
        if is_unique_violation(error) and (made := await _made_with.value(key=key, program=program.id)):
            return int(made)
        raise


async def check(one: OneImport) -> Result:
    """What each row would become at this moment, those that are in the program already marked."""
    return await _settled(one, await _read(one.trial))


async def _read(trial: Trial) -> Result:
    """In a thread: a sheet made to be slow takes a second."""
    return await asyncio.to_thread(import_reading.read, trial.rows, trial.settings)


async def _settled(one: OneImport, result: Result) -> Result:
    """With the people of the house for the names that are theirs, and what the program has marked."""
    known = {search_norm(line.name) for line in await _names(program=one.program.id)}
    people = await _people(one.program.organization)
    lines = [_settle(read, known, people) for read in result.lines]
    return Result(lines, result.skipped)


async def arrange(one: OneImport, form: dict[str, str], fields: Sequence[str]) -> None:
    """Say anew what each column is. `fields` are in the order of the columns; what is no field is left out.
    Raises Invalid without a column of activities."""
    settings = one.trial.settings
    allowed = options()
    chosen = tuple(field if field in allowed else "" for field in fields[: len(settings.fields)])
    chosen += ("",) * (len(settings.fields) - len(chosen))
    if "name" not in chosen:
        raise Invalid(fields=_("Pilih kolom mana yang berisi nama kegiatan."))
    plain = [field for field in chosen if field and field.partition("-")[0] not in import_headings.SEVERAL]
    for field in plain:
        if plain.count(field) > 1:
            name = allowed[field]
            raise Invalid(fields=_("“%(name)s” dipilih untuk dua kolom. Pilih satu saja.") % {"name": name})
    first = form.get("first", "").strip()[:6]
    source = form.get("source", "")
    changed = msgspec.structs.replace(
        settings,
        fields=chosen,
        top=_above(one.trial.rows, int(first)) if first.isascii() and first.isdigit() else settings.top,
        source=source if source in SOURCES else settings.source,
        pic=checked_line(form.get("pic", ""), "pic", most=120, least=0),
        measure=form.get("measure") == "on",
    )
    async with transaction():
        values: dict[Any, Any] = {ProgramImport.columns: msgspec.json.encode(changed).decode()}
        await ProgramImport.update(values).where(
            (ProgramImport.id == one.trial.id) & (ProgramImport.state == "draft")
        )


def first_row(trial: Trial) -> str:
    """The number in the sheet of the first row below the heading."""
    top = trial.settings.top
    return str(trial.rows[top].number) if top < len(trial.rows) else ""


def _above(rows: Sequence[Row], first: int) -> int:
    return sum(row.number < first for row in rows)


def options() -> dict[str, str]:
    """All that a column may be, with its name."""
    found = {field: str(words) for field, words in import_headings.FIELDS.items()}
    found |= {f"month-{n}": month_name(n) for n in range(1, 13)}
    found |= {f"quarter-{n}": _("Triwulan %(n)s") % {"n": n} for n in range(1, 5)}
    found |= {f"half-{n}": _("Semester %(n)s") % {"n": n} for n in (1, 2)}
    return found | {
        f"from-{key}": _("Uang dari %(source)s") % {"source": name} for key, name in SOURCES.items()
    }


async def confirm(one: OneImport, actor: Actor, chosen: Sequence[str]) -> int:
    """Write the rows whose numbers are `chosen`, all or none; returns how many lines came of it. Sent twice
    it writes once. Raises Invalid when nothing is chosen, Refused when the program left the house."""
    read = await _read(one.trial)  # before anybody waits for this transaction
    async with transaction():
        program = await editing.writable(one.program.id, actor)
        await lock_id(ProgramImport, one.trial.id)
        fresh = await get(program.slug, one.trial.id)
        if fresh is None:
            raise Refused(_("Tabel ini sudah dibuang. Masukkan sekali lagi."))
        if fresh.trial.state != "draft":
            return fresh.trial.made
        if (fresh.trial.rows, fresh.trial.settings) != (one.trial.rows, one.trial.settings):
            read = await _read(fresh.trial)
        result = await _settled(fresh, read)
        lines = [each.line for each in result.lines if str(each.number) in chosen]
        if not lines:
            raise Invalid(rows=_("Pilih paling sedikit satu kegiatan."))
        made = await bringing.bring(program, actor, lines, "imported")
        values: dict[Any, Any] = {
            "state": "confirmed", "rows": "[]", "made": len(made), "lines": " ".join(map(str, made)),
        }  # fmt: skip
        await ProgramImport.update(values).where(ProgramImport.id == one.trial.id)
        return len(made)


async def undo(one: OneImport, actor: Actor) -> tuple[int, int]:
    """Take the lines of a confirmed import out of the plan again. Returns how many, and how many stay
    because somebody has worked on them since."""
    async with transaction():
        program = await editing.writable(one.program.id, actor)
        await lock_id(ProgramImport, one.trial.id)
        fresh = await get(program.slug, one.trial.id)
        if fresh is None or fresh.trial.state != "confirmed":
            return 0, 0
        mine = (ProgramLine.program == program.id) & ProgramLine.id.is_in(fresh.trial.lines)
        rows = await ProgramLine.select(ProgramLine.id, ProgramLine.version).where(
            mine & ProgramLine.dropped.eq(False)
        )
        gone = [row["id"] for row in rows if row["version"] == 1]
        if gone:
            change: dict[Any, Any] = {"dropped": True, **editing.marks(actor, 2)}
            await ProgramLine.update(change).where(ProgramLine.id.is_in(gone))
            await editing.noted(program, actor, "dropped")
        values: dict[Any, Any] = {"state": "undone"}
        await ProgramImport.update(values).where(ProgramImport.id == one.trial.id)
        return len(gone), len(rows) - len(gone)


async def drop(one: OneImport) -> None:
    """Forget a sheet on trial."""
    async with transaction():
        await ProgramImport.delete().where(
            (ProgramImport.id == one.trial.id) & (ProgramImport.state == "draft")
        )


@every(DAY)
async def sweep(_tick: Tick) -> None:
    """Forget the sheets nobody confirmed."""
    async with transaction():
        await ProgramImport.delete().where(
            (ProgramImport.state == "draft") & (ProgramImport.ends_at <= now())
        )


async def _people(house: int) -> dict[str, tuple[int, str]]:
    """Active members by their bare names; a name that two have is nobody's."""
    found: dict[str, tuple[int, str] | None] = {}
    for person in await _members(house=house):
        for words in {_bare(person.name), search_norm(person.name)}:
            found[words] = None if words in found else (person.id, person.name)
    return {words: person for words, person in found.items() if person}


def _bare(name: str) -> str:
    """Without degrees behind and titles before."""
    return re.sub(r"^(bapak|pak|ibu|bu|h|hj|drs|dra|ir|dr) ", "", search_norm(name.partition(",")[0]))


def _settle(read: Read, known: set[str], people: dict[str, tuple[int, str]]) -> Read:
    line: Line = read.line
    if person := people.get(_bare(line.pic_name)):
        line = msgspec.structs.replace(line, pic_user=person[0], pic_name=person[1][:120])
    return msgspec.structs.replace(read, line=line, same=search_norm(line.name) in known)


def _packed(rows: list[Row]) -> str:
    return msgspec.json.encode([(row.number, row.cells) for row in rows]).decode()


def _trial(row: _Stored) -> Trial:
    cells = msgspec.json.decode(row.rows, type=list[tuple[int, list[str]]])
    return Trial(
        row.id, row.state, row.name, [Row(number, each) for number, each in cells],
        msgspec.json.decode(row.columns, type=Settings), row.made, [int(one) for one in row.lines.split()],
        row.created_at,
    )  # fmt: skip
