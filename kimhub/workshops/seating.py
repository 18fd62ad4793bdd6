"""The workshop's row held still, what is due by the clock settled first, the counters right at the end.

Whatever changes a registration runs inside `held(...)`: two people who tap at the same moment wait for each
other on that row, in any process. The counters are counted anew each time: nothing can make them drift.
"""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from kimhub.core.bus import publish
from kimhub.core.db import engine, now, transaction
from kimhub.core.errors import NotFound
from kimhub.workshops import seat_sql as sql
from kimhub.workshops import states
from kimhub.workshops.events import SeatChanged
from kimhub.workshops.quotas import Room
from kimhub.workshops.seat_sql import Hall, Row
from kimhub.workshops.tables_seats import Delegation, Registration


@asynccontextmanager
async def held(workshop_id: int) -> AsyncIterator[Hall]:
    """The workshop, locked within a transaction. At the end free seats are passed on and counted.

    Raises NotFound when there is none.
    """
    async with _turn(workshop_id), transaction():
        hall = await sql.hall.first(id=workshop_id, at=now())
        if hall is None:
            raise NotFound
        if hall.due:
            await _settle(hall)
        yield hall
        if hall.freed:
            await _settle(hall)  # a seat that came back after a delegation's deadline is not held for it
            await _pass_on(hall)
        if hall.freed or hall.touched:
            await sql.count(id=hall.id, line=hall.last_line)


def _turn(workshop_id: int) -> AbstractAsyncContextManager[object]:
    """People of this process queue up before they take a connection, of which there are few: one of them
    waits for the row, and the others leave the connections to those who only read.

    Who is in a transaction already may hold the row that whoever has the turn waits for: they pass.
    """
    if engine().transaction_exists():
        return nullcontext()
    return _turns.setdefault(workshop_id, Lock())


_turns: WeakValueDictionary[int, Lock] = WeakValueDictionary()


@asynccontextmanager
async def held_with(registration_id: int) -> AsyncIterator[tuple[Hall, Row]]:
    """The same for one registration, read under the lock."""
    workshop_id = await sql.workshop_of.value(id=registration_id)
    if workshop_id is None:
        raise NotFound
    async with held(int(workshop_id)) as hall:
        yield hall, await row(registration_id)


async def row(registration_id: int) -> Row:
    """As it stands at this moment; raises NotFound."""
    found = await sql.row.first(id=registration_id)
    if found is None:
        raise NotFound
    return found


async def room_of(hall: Hall) -> Room:
    """The seats that are confirmed, offered or held for a delegation."""
    return Room(hall.rules, await sql.given(workshop=hall.id))


async def put(
    hall: Hall,
    row_id: int,
    state: str,
    line: int,
    actor_id: int | None,
    *,
    until: datetime | None = None,
    **more: Any,
) -> None:
    """Give the registration its new state and say so. The caller holds the hall."""
    at = now()
    change: dict[Any, Any] = {
        Registration.state: state,
        Registration.line: line,
        Registration.offered_until: until,
        Registration.changed_at: at,
        Registration.ended_at: at if state in {"cancelled", "rejected", "lapsed"} else None,
    }
    if state == "confirmed":
        change[Registration.confirmed_at] = at
    change |= {getattr(Registration, name): value for name, value in more.items()}
    await Registration.update(change).where(Registration.id == row_id)
    await tell(hall, row_id, state, line, actor_id)


async def tell(hall: Hall, row_id: int, state: str, line: int, actor_id: int | None) -> None:
    """Publish the change and have the counters counted."""
    hall.touched = True
    await publish(SeatChanged(row_id, hall.id, state, line, actor_id))


async def workshops_due() -> list[int]:
    """Workshops where an offer or an invitation has run out."""
    return sorted({int(found["workshop"]) for found in await sql.due(at=now())})


async def _settle(hall: Hall) -> None:
    """Offers that have run out lapse; so do invitations nobody answered, and seats nobody was named for."""
    at = now()
    for one in await sql.run_out(workshop=hall.id, at=at):
        await put(hall, one.id, "lapsed", one.line, None)
        hall.freed = True
    for found in await sql.unanswered(workshop=hall.id, at=at):
        if found["state"] == "invited":
            change: dict[Any, Any] = {Delegation.state: "lapsed", Delegation.answered_at: at}
        else:
            change = {Delegation.seats: found["named"]}
        await Delegation.update(change).where(Delegation.id == found["id"])
        hall.freed = True


async def _pass_on(hall: Hall) -> None:
    """Free seats go to the line, in its order, as far as quotas allow."""
    at = now()
    if hall.state != states.OPEN or (hall.starts_at and hall.starts_at <= at):
        return  # from the start on the door decides
    line = await sql.line(workshop=hall.id)
    if not line:
        return
    lines = {claim.id: claim for claim in line}
    for chosen in (await room_of(hall)).next_of(line):
        found = await row(lines[chosen].id)
        until = None if hall.at_once else offer_until(at, hall.starts_at)
        state = "offered" if until else "confirmed"
        await put(hall, found.id, state, found.line, None, until=until)


def offer_until(at: datetime, starts_at: datetime | None) -> datetime | None:
    """Until when a seat that has become free is kept for whom it is offered to.

    None: no offer any more, the seat is theirs. So near the start nobody can be waited for: an offer would
    end after the beginning, and an empty chair helps no one. Whoever is on the way finds the seat theirs.
    """
    until = states.offer_ends(at, starts_at)
    return None if starts_at is not None and until >= starts_at else until
