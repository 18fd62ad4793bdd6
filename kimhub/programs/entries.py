"""What was done for a line, day by day (domain.md 3.5): written on a phone, often twice by a bad network.

The form's key makes an entry that arrives twice one entry; `version` keeps two people who correct the same
one from overwriting each other.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text
from kimhub.programs import costs, noting, programs, progress, states
from kimhub.programs.costs import Cost
from kimhub.programs.events import EntryNoted
from kimhub.programs.programs import LineOf
from kimhub.programs.tables_work import ProgramEntry
from kimhub.programs.views import Program

LONGEST: Final = 4000
NOTE: Final = 600
PLACE: Final = 160
MOST: Final = 400  # of one line


class Entry(Struct, frozen=True):
    id: int
    line: int
    happened_on: date
    place: str
    what: str
    male: int
    female: int
    obstacle: str
    follow_up: str
    version: int
    created_by: int | None
    created_name: str
    created_at: datetime
    changed_at: datetime

    @property
    def people(self) -> int:
        return self.male + self.female


class EntryOf(Struct, frozen=True):
    """An entry with its line: what one acts on."""

    line: LineOf
    entry: Entry

    @property
    def program(self) -> Program:
        return self.line.program

    @property
    def path(self) -> str:
        return f"{self.line.path}/catatan/{self.entry.id}"


class _Known(Struct, frozen=True):
    id: int
    line: int
    created_by: int | None


_COLUMNS: Final = ", ".join(Entry.__struct_fields__)
_of_line = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_entry WHERE line = :line"  # noqa: S608
    " ORDER BY happened_on DESC, id DESC LIMIT :most",
    Entry,
)
_one = prepare_sql(f"SELECT {_COLUMNS} FROM program_entry WHERE id = :id AND line = :line", Entry)  # noqa: S608
_by_key = prepare_sql("SELECT id, line, created_by FROM program_entry WHERE key = :key", _Known)
_count = prepare_sql("SELECT count(*) FROM program_entry WHERE line = :line")


async def of_line(line_id: int, most: int = MOST) -> list[Entry]:
    """The newest day first."""
    return await _of_line(line=line_id, most=most)


async def get_entry(slug: str, line_id: int, entry_id: int) -> EntryOf | None:
    line = await programs.get_line(slug, line_id)
    entry = await _one.first(id=entry_id, line=line_id) if line else None
    return EntryOf(line, entry) if line and entry else None


async def of_id(line: LineOf, entry_id: int) -> EntryOf | None:
    """An entry of this line as it stands now."""
    entry = await _one.first(id=entry_id, line=line.id)
    return EntryOf(line, entry) if entry else None


async def add(
    line: LineOf, actor: Actor, form: Mapping[str, str], spent: list[Cost] | None, key: UUID
) -> int:
    """Write an entry down and return its id; one that came before with this key is that one. A line that
    had not begun is under way from now on, or done where the form says so (`done`). `spent` is None where
    the form had no money in it. Raises Invalid; Refused where the person may not."""
    values = read(form, line.program)
    async with transaction():
        program = await noting.open_for(line.program.id, actor, money=bool(spent))
        if known := await _by_key.first(key=key):
            return _same(known, line, actor)
        await progress.check_in_force(program, line.id)
        if int(await _count.value(line=line.id)) >= MOST:
            raise Refused(_("Kegiatan ini sudah punya %(n)s catatan.") % {"n": MOST})
        row = ProgramEntry(
            program=program.id, line=line.id, created_by=actor.id, created_name=actor.name[:120],
            key=key, created_at=now(), changed_at=now(), **values,
        )  # fmt: skip
        try:
            async with savepoint():
                made = await ProgramEntry.insert(row).returning(ProgramEntry.id)
        except Exception as error:
            if not is_unique_violation(error):
                raise
            raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi.")) from error
        entry_id: int = made[0]["id"]
        await costs.replace(program.id, line.id, entry_id, spent or [])
        await _carry_on(program, line.id, actor, values["happened_on"], done=form.get("done") == "on")
        await noting.touch(program.id)
        await publish(
            EntryNoted(program.id, program.organization, line.id, entry_id, actor.id or 0, "added")
        )
    return entry_id


async def change(one: EntryOf, actor: Actor, form: Mapping[str, str], spent: list[Cost] | None) -> None:
    """Correct an entry. `spent` None leaves its costs as they are. Raises Invalid, for `version` when
    somebody else saved it after this page was opened (nothing is overwritten); NotFound when it is gone."""
    values = read(form, one.program)
    async with transaction():
        program = await noting.open_for(one.program.id, actor, money=spent is not None)
        there = await _one.first(id=one.entry.id, line=one.line.id)
        if there is None:
            raise NotFound
        if form.get("version", "") != str(there.version):
            raise Invalid(version=noting.changed_meanwhile())
        change: dict[Any, Any] = {**values, "version": there.version + 1, "changed_at": now()}
        await ProgramEntry.update(change).where(ProgramEntry.id == there.id)
        if spent is not None:
            await costs.replace(program.id, one.line.id, there.id, spent)
        await noting.touch(program.id)
        await publish(
            EntryNoted(program.id, program.organization, one.line.id, there.id, actor.id or 0, "changed")
        )


def as_form(entry: Entry) -> dict[str, str]:
    """The form as it lies before who corrects it."""
    return {
        "version": str(entry.version),
        "happened_on": entry.happened_on.isoformat(),
        "what": entry.what,
        "place": entry.place,
        "male": str(entry.male or ""),
        "female": str(entry.female or ""),
        "obstacle": entry.obstacle,
        "follow_up": entry.follow_up,
    }


def read(form: Mapping[str, str], program: Program) -> dict[str, Any]:
    """What was typed, as columns. Raises Invalid with a sentence for each field that is wrong."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    reads: dict[str, Any] = {
        "happened_on": lambda text: noting.read_day(text, "happened_on", program),
        "what": lambda text: checked_text(
            text, "what", most=LONGEST, least=3, empty=_("Tulis apa yang dikerjakan.")
        ),
        "place": lambda text: checked_line(text, "place", most=PLACE, least=0),
        "male": lambda text: noting.read_people(text, "male"),
        "female": lambda text: noting.read_people(text, "female"),
        "obstacle": lambda text: checked_text(text, "obstacle", most=NOTE, least=0),
        "follow_up": lambda text: checked_text(text, "follow_up", most=NOTE, least=0),
    }
    for name, reads_it in reads.items():
        try:
            values[name] = reads_it(form.get(name, ""))
        except Invalid as no:
            errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return values


def _same(known: _Known, line: LineOf, actor: Actor) -> int:
    if known.line != line.id or known.created_by != actor.id:
        raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi."))
    return known.id


async def _carry_on(program: Program, line_id: int, actor: Actor, day: date, *, done: bool) -> None:
    there = await programs.line_by_id(line_id)
    state = there.progress if there else ""
    if done and state != states.DONE:
        await progress.keep(program, line_id, actor, progress.done(day))
    elif not done and state in {states.NOT_STARTED, states.POSTPONED}:
        await progress.keep(program, line_id, actor, progress.ongoing())
