"""Disposisi: who is to do what about a letter that came in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, search_norm
from kimhub.groups import terms
from kimhub.library import letters
from kimhub.library.events import LetterNoted
from kimhub.library.letters import LetterOf
from kimhub.library.tables_letters import Disposition, LetterEntry

MOST: Final = 40  # of one letter


class Entry(Struct, frozen=True):
    id: int
    letter: int
    user: int | None
    name: str
    instruction: str
    due_on: date | None
    done_at: datetime | None
    done_note: str
    by_name: str
    at: datetime


class Candidate(Struct, frozen=True):
    """Somebody of the house a letter can be handed to."""

    id: int
    name: str


_COLUMNS: Final = (
    'x.id, x.letter, x."user", x.name, x.instruction, x.due_on, x.done_at, x.done_note, x.by_name, x.at'
)
_of = prepare_sql(
    f"SELECT {_COLUMNS} FROM library_disposition x WHERE x.letter = :letter ORDER BY x.id",  # noqa: S608
    Entry,
)
_one = prepare_sql(f"SELECT {_COLUMNS} FROM library_disposition x WHERE x.id = :id", Entry)  # noqa: S608
_house_of = prepare_sql(
    "SELECT o.slug, l.id FROM library_letter l JOIN organization o ON o.id = l.organization"
    " WHERE l.id = :letter"
)
_officers = prepare_sql(
    'SELECT DISTINCT u.id, u.name FROM account u WHERE u.id IN (SELECT o."user" FROM officer o'
    " WHERE o.organization = :house AND o.ended_on IS NULL AND (o.term_end IS NULL OR o.term_end >= :today)"
    ' UNION SELECT r."user" FROM role_assignment r WHERE r.organization = :house'
    " AND r.role IN ('kim_admin', 'forum_coord') AND r.valid_from <= :now"
    " AND (r.valid_until IS NULL OR r.valid_until > :now)"
    ' UNION SELECT m."user" FROM membership m JOIN organization a ON a.id = m.organization'
    " WHERE m.organization = :house AND m.state = 'active' AND a.kind = 'agency') ORDER BY u.name, u.id",
    Candidate,
)
_name = prepare_sql("SELECT name FROM account WHERE id = :me")


async def of(letter_id: int) -> list[Entry]:
    return await _of(letter=letter_id)


async def by_id(disposition_id: int) -> tuple[Entry, LetterOf] | None:
    """A disposition with its letter, for those who tell people of it."""
    entry = await _one.first(id=disposition_id)
    where = await _house_of.first(letter=entry.letter) if entry else None
    one = await letters.get_letter(where["slug"], where["id"]) if where else None
    return (entry, one) if entry and one else None


async def candidates(house_id: int) -> list[Candidate]:
    """Officers and admins of the house; in an office everybody."""
    return await _officers(house=house_id, today=terms.today(), now=now())


async def add(one: LetterOf, actor: Actor, form: Mapping[str, str]) -> int:
    """Hand a letter to somebody: one of the house's people, or a name. Returns the disposition's id. Raises
    Invalid; Refused for a letter that went out or was struck out."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, most, said in (
        ("name", 120, _("Pilih atau tulis namanya.")),
        ("instruction", 300, _("Tulis apa yang perlu dikerjakan.")),
    ):
        try:
            values[name] = checked_line(form.get(name, ""), name, most=most, least=2, empty=said)
        except Invalid as no:
            errors |= no.errors
    typed = form.get("due_on", "").strip()
    values["due_on"] = parse_date(typed) if typed else None
    if typed and values["due_on"] is None:
        errors["due_on"] = _("Tulis tanggalnya lengkap, misalnya 31-10-2026.")
    if errors:
        raise Invalid(**errors)
    same = [
        who
        for who in await candidates(one.house.id)
        if search_norm(who.name) == search_norm(values["name"])
    ]
    values["user"] = same[0].id if len(same) == 1 else None
    async with transaction():
        await lock_id(LetterEntry, one.letter.id)
        if one.letter.direction != letters.IN or one.letter.is_struck:
            raise Refused(_("Hanya surat masuk yang bisa didisposisikan."))
        there = await _of(letter=one.letter.id)
        if len(there) >= MOST:
            raise Refused(_("Surat ini sudah punya %(n)s disposisi.") % {"n": MOST})
        wanted = (values["name"], values["instruction"], values["due_on"])
        twin = next(
            (x for x in there if (x.name, x.instruction, x.due_on) == wanted and not x.done_at), None
        )
        if twin:
            return twin.id  # sent twice
        row = Disposition(
            letter=one.letter.id,
            by=actor.id,
            by_name=await _name.value(me=actor.id) or actor.name,
            **values,
        )
        made = int((await Disposition.insert(row))[0]["id"])
        await publish(LetterNoted(one.letter.id, one.house.id, actor.id or 0, "disposed", made))
    return made


async def done(one: LetterOf, actor: Actor, disposition_id: int, note: str, *, back: bool = False) -> None:
    """It was done (or, `back`, it was not). Raises NotFound for one of another letter."""
    note = checked_line(note, "done_note", most=300, least=0) if note.strip() else ""
    async with transaction():
        await lock_id(LetterEntry, one.letter.id)
        values: dict[Any, Any] = {
            Disposition.done_at: None if back else now(),
            Disposition.done_note: "" if back else note,
        }
        changed = await (
            Disposition.update(values)
            .where((Disposition.id == disposition_id) & (Disposition.letter == one.letter.id))
            .returning(Disposition.id)
        )
        if not changed:
            raise NotFound
        act = "reopened" if back else "done"
        await publish(LetterNoted(one.letter.id, one.house.id, actor.id or 0, act, disposition_id))
