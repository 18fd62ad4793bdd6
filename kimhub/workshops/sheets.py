"""Daftar hadir on paper: printed with numbers that stay, ticked afterwards by these numbers.

A sheet remembers who stood in which row when it was printed; whoever signs up later stands on the next one.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import door, door_list, states, tables, workshops
from kimhub.workshops.door_log import IN, Act
from kimhub.workshops.door_words import gone, not_taken, refusal
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables_door import Sheet as SheetRow
from kimhub.workshops.views import Workshop

EMPTY_ROWS: Final = 5  # for those who come without having signed up (mockup 15)
MOST: Final = 200  # sheets of one event


class Sheet(Struct, frozen=True):
    """A printed sheet. `rows` is a JSON list of registrations in the order printed."""

    id: int
    session: int
    number: str
    rows: str
    ticked_at: datetime | None
    created_at: datetime

    @property
    def ids(self) -> list[int]:
        found: list[int] = json.loads(self.rows)
        return found


class OneSheet(PartOf, frozen=True):
    """A sheet with its event: what one acts on."""

    sheet: Sheet

    @property
    def path(self) -> str:
        return f"{self.workshop.path}/daftar-hadir/{self.sheet.number}"


class Row(Struct, frozen=True):
    """A row as printed. `phone` is empty unless asked for by somebody who may see it."""

    id: int
    name: str
    sex: str
    place: str
    state: str
    phone: str


class Entry(Struct, frozen=True):
    """A row that is to be ticked: who it is, and whether it can be noted or is already."""

    number: int
    name: str
    place: str
    there: bool
    refusal: str


class Ticked(Struct, frozen=True):
    """How many were noted, and who could not be."""

    noted: int
    refused: tuple[str, ...]


_COLUMNS: Final = "id, session, number, rows, ticked_at, created_at"
_of = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_sheet WHERE workshop = :workshop ORDER BY id",  # noqa: S608
    Sheet,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_sheet WHERE workshop = :workshop AND number = :number",  # noqa: S608
    Sheet,
)
_expected = prepare_sql(
    "SELECT id FROM workshop_registration WHERE workshop = :workshop AND state = 'confirmed'"
    " ORDER BY lower(name), id"
)
_rows = prepare_sql(
    "SELECT r.id, r.name, r.sex, coalesce(nullif(r.from_where, ''), o.name, '') AS place, r.state,"
    " CASE WHEN w.purged_at IS NULL THEN coalesce(nullif(r.phone, ''), u.phone, '') ELSE '' END AS phone"
    " FROM workshop_registration r JOIN workshop w ON w.id = r.workshop"
    ' LEFT JOIN organization o ON o.id = r.organization LEFT JOIN account u ON u.id = r."user"'
    " WHERE r.workshop = :workshop AND r.id IN :ids",
    Row,
)


async def of(workshop_id: int) -> list[Sheet]:
    """All sheets of an event, in the order they were made."""
    return await _of(workshop=workshop_id)


async def get_sheet(slug: str, number: int) -> OneSheet | None:
    workshop = await workshops.get_workshop(slug)
    sheet = await _one.first(workshop=workshop.id, number=str(number)) if workshop else None
    return OneSheet(workshop, sheet) if workshop and sheet else None


async def draw_up(workshop: Workshop, session_id: int, actor: Actor) -> str:
    """A sheet of everybody who has a place now; returns its number. Where the last one of the session has
    the same people and waits to be ticked, it is that one. Raises Refused."""
    async with transaction():
        await lock_id(tables.Workshop, workshop.id)
        if session_id not in {one.id for one in await door_list.sessions(workshop.id)}:
            raise Refused(_("Sesi ini tidak ada lagi."))
        ids = [row["id"] for row in await _expected(workshop=workshop.id)]
        before = await of(workshop.id)
        same = [one for one in before if one.session == session_id][-1:]
        if same and same[0].ids == ids and not same[0].ticked_at:
            return same[0].number
        if len(before) >= MOST:
            raise Refused(_("Lembarnya sudah banyak sekali. Pakai salah satu yang ada."))
        number = str(len(before) + 1)
        await SheetRow.insert(
            SheetRow(
                workshop=workshop.id,
                session=session_id,
                number=number,
                rows=json.dumps(ids),
                created_by=actor.id,
            )
        )
    return number


async def rows_of(one: OneSheet, *, with_phones: bool = False) -> list[Row]:
    """Everybody on the sheet in the order printed, with their names as they are now."""
    ids = one.sheet.ids
    known = {row.id: row for row in await _rows(workshop=one.workshop.id, ids=ids)}
    gone = Row(0, "", "", "", "gone", "")
    found = [known.get(id_, gone) for id_ in ids]
    return found if with_phones else [structs.replace(row, phone="") for row in found]


async def preview(one: OneSheet, numbers: Sequence[int]) -> list[Entry]:
    """Whose rows these are, before anything is noted."""
    rows = await rows_of(one)
    there = await door_list.present_at(one.workshop.id, one.sheet.session)
    return [_entry(number, rows[number - 1], rows[number - 1].id in there) for number in numbers]


async def tick(one: OneSheet, numbers: Sequence[int], actor: Actor, key: UUID) -> Ticked:
    """Note everybody of these rows; whoever was noted at the door stays noted once. Sent twice with one
    key, it acts once. Raises Refused when attendance is not taken."""
    if one.workshop.state != states.OPEN:
        raise Refused(not_taken(one.workshop.state))
    ids = one.sheet.ids
    acts = [
        Act(uuid5(key, str(ids[number - 1])), one.sheet.session, ids[number - 1], IN, "paper")
        for number in numbers
    ]
    async with transaction():
        noted = await door.note_all(one.workshop.id, acts, actor.id)
        change: dict[Any, Any] = {SheetRow.ticked_at: now(), SheetRow.ticked_by: actor.id}
        await SheetRow.update(change).where(SheetRow.id == one.sheet.id)
    refused = tuple(found.text for found in noted.values() if not found.ok)
    return Ticked(len(noted) - len(refused), refused)


def _entry(number: int, row: Row, there: bool) -> Entry:
    said = ""
    if row.state == "gone":
        said = gone()
    elif row.state != "confirmed":
        said = refusal(row.state, row.name)
    return Entry(number, row.name, row.place, there, said)
