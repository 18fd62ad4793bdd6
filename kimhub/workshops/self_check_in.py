"""People note themselves, with the code that hangs in the room.

The team opens this by making the code, and changes it whenever it likes: a photo of yesterday's poster then
opens nothing.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from kimhub.accounts.codes import random_code, read_code
from kimhub.core import limits
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused, TooMany
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.settings import load
from kimhub.workshops import door, door_list, states, tables
from kimhub.workshops.door import Noted
from kimhub.workshops.door_list import Guest, Session
from kimhub.workshops.views import Workshop
from kimhub.workshops.workshops import ON_POSTGRES, SELECT

LENGTH: Final = 6
TRIES: Final = 10  # wrong codes of one device in PER
WRONG: Final = 200  # wrong codes in one room in PER: somebody who throws away the cookie is not at large
PER: Final = timedelta(minutes=10)
HERE: Final = 40  # times one person says so within PER: each is a row of the log, and news for the phones

_BY_CODE: Final = "WHERE w.door_code = :code AND w.door_code <> ''"
_room = prepare_sql(f"{SELECT} {_BY_CODE}", Workshop, postgres=f"{ON_POSTGRES} {_BY_CODE}")
_in_use = prepare_sql("SELECT 1 FROM workshop w WHERE w.door_code = :code AND w.door_code <> ''")


async def get_room(door_code: str) -> Workshop | None:
    """The workshop whose room shows this code."""
    found = await _room.first(code=read_code(door_code)[:8])
    return found if found and found.state != states.DRAFT else None


async def is_known(door_code: str) -> bool:
    """True for the code of a room."""
    return await get_room(door_code) is not None


def address(door_code: str) -> str:
    """What the QR on the wall leads to."""
    return f"{load().base_url}/hadir/{door_code}"


async def change_code(workshop: Workshop) -> str:
    """A new code for the room; the old one opens nothing any more."""
    async with transaction():
        await lock_id(tables.Workshop, workshop.id)
        code = random_code(LENGTH)
        while await _in_use.value(code=code) is not None:
            code = random_code(LENGTH)
        await tables.Workshop.update({tables.Workshop.door_code: code}).where(
            tables.Workshop.id == workshop.id
        )
    return code


async def close(workshop: Workshop) -> None:
    """From now on only helpers note who is there."""
    async with transaction():
        await tables.Workshop.update({tables.Workshop.door_code: ""}).where(
            tables.Workshop.id == workshop.id
        )


async def running(workshop: Workshop) -> list[Session]:
    """The sessions to which people can note themselves at this moment."""
    at = now()
    if workshop.state != states.OPEN or not workshop.door_code:
        return []
    return [one for one in await door_list.sessions(workshop.id) if one.is_on(at)]


async def own(workshop: Workshop, registration_id: int) -> list[tuple[Session, bool]]:
    """For a person's own page: the sessions that are on, and whether the person is noted as there."""
    those = await running(workshop)
    if not those:
        return []
    there = await door_list.presences_of(registration_id)
    return [(one, one.id in there) for one in those]


async def here(
    workshop: Workshop, registration_id: int, session_id: int, *, key: UUID, by: int | None
) -> Noted:
    """The person says: I am here. Raises Refused outside the time of the session, or without a seat,
    TooMany."""
    if session_id not in {one.id for one in await running(workshop)}:
        raise Refused(_("Hadir mandiri sedang tidak dibuka. Temui panitia di pintu."))
    await limits.spend("self-here", registration_id, most=HERE, per=PER)
    return await door.note(workshop.id, session_id, registration_id, key=key, method="self", by=by)


async def by_typed_code(workshop: Workshop, text: str, device: str) -> Guest:
    """Whose code was typed. Raises Invalid for `code`, TooMany.

    Only wrong codes count: a phone that is passed around may write down a table full of people. Whoever
    has tried too many is not told about right ones either.
    """
    if not text.strip():
        raise Invalid(code=_("Tulis kode Anda."))
    if (
        await limits.spent("door-code", device) >= TRIES
        or await limits.spent("door-code-room", workshop.id) >= WRONG
    ):
        raise TooMany(int(PER.total_seconds()))
    guest = await door_list.by_code(workshop.id, read_code(text)[:8])
    if guest is None:
        await limits.spend("door-code", device, most=TRIES, per=PER)
        await limits.spend("door-code-room", workshop.id, most=WRONG, per=PER)
        raise Invalid(code=_("Kode ini tidak ada di daftar acara. Periksa lagi, atau temui panitia."))
    return guest
