"""The door, the line, the clock and the organizer at one event at the same moment, on either engine."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from kimhub.core.actor import Actor, Grant
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.jobs import Tick
from kimhub.workshops import delegations, door, seats, steps, walk_ins
from kimhub.workshops.door_log import OUT
from kimhub.workshops.seats import Placed, SignUp
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_door import Attendance
from kimhub.workshops.tables_seats import Delegation, Registration
from kimhub.workshops.workshops import by_id
from tests import make
from tests.workshops.queue import come, counters, fill, hall, state, states


async def tried(deed: Awaitable[Any]) -> bool:
    """False when it was refused in words; anything else that goes wrong is a fault."""
    with suppress(Refused, Invalid, NotFound):
        await deed
        return True
    return False


async def view(of: Workshop) -> Any:
    found = await by_id(of.id)
    assert found
    return found


def officer(of: Workshop) -> Actor:
    return Actor(id=1, name="Pengurus", grants=(Grant("kim_admin", of.organization),))


async def test_an_offer_runs_out_is_taken_and_let_in_at_the_door_all_at_once(database: object):
    for _round in range(3):
        at = await hall(capacity=2)
        people = await fill(at, 5)
        await seats.withdraw(people[0].registration, None)
        assert await state(people[2]) == "offered"
        past: Any = {Registration.offered_until: now() - timedelta(seconds=1)}
        await Registration.update(past).where(Registration.id == people[2].registration)

        taken, *_rest = await asyncio.gather(
            tried(seats.accept(people[2].registration, None)),
            seats.pass_offers_on(Tick(now())),
            tried(walk_ins.admit(await view(at), people[3].registration, officer(at), "Sudah di ruangan")),
            tried(seats.withdraw(people[1].registration, None)),
            tried(seats.accept(people[3].registration, None)),
        )

        held, waiting, _asking = await counters(at)
        assert held <= 2
        assert not taken
        assert await state(people[2]) == "lapsed"
        assert await state(people[3]) in {"confirmed", "offered"}
        assert waiting == sum(one == "waiting" for one in await states(people))


async def test_names_of_a_delegation_against_its_deadline(database: object):
    at = await hall(capacity=4)
    unra = await make.kim("KIM Unra")
    people = [await make.user(f"Utusan {n}") for n in range(3)]
    id_ = await delegations.invite(at.id, unra.id, 3, uuid4(), 1)
    await fill(at, 3)
    past: Any = {Delegation.answer_by: now() - timedelta(seconds=1)}
    await Delegation.update(past).where(Delegation.id == id_)

    late = come(at, await make.user("Baru"))
    *named, _job, placed = await asyncio.gather(
        *(
            tried(
                delegations.name_people(at.id, id_, [SignUp(name=one.name, user=one.id)], uuid4(), one.id)
            )
            for one in people
        ),
        seats.pass_offers_on(Tick(now())),
        late,
    )

    assert not any(named)  # silence was an answer
    assert (await counters(at))[0] == 4
    assert isinstance(placed, Placed)
    assert await state(placed) in {"confirmed", "waiting"}


async def test_people_who_sign_up_while_the_event_is_called_off(database: object):
    at = await hall(capacity=3)
    await fill(at, 2)
    newcomers = [await make.user(f"Baru {n}") for n in range(4)]
    one = await view(at)

    await asyncio.gather(
        *(tried(come(at, person)) for person in newcomers[:2]),
        steps.cancel(one, officer(at), "Hujan lebat sejak pagi"),
        *(tried(come(at, person)) for person in newcomers[2:]),
    )

    before = await counters(at)
    assert not await tried(come(at, await make.user("Terlambat")))
    assert await counters(at) == before


async def test_two_phones_an_undo_and_the_sheet_at_one_moment(database: object):
    begun = now() - timedelta(hours=1)
    at = await hall(capacity=9, starts_at=begun, ends_at=begun + timedelta(hours=5))
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == at.id)
    assert session
    rows = [await make.registration(at, name=f"Orang {n}") for n in range(4)]

    async def notes(row: Registration, method: str, act: str = "in") -> None:
        await door.note(at.id, session.id, row.id, key=uuid4(), method=method, by=None, act=act)

    await asyncio.gather(
        *(notes(row, method) for row in rows for method in ("qr", "list", "paper")),
        *(notes(row, "list", OUT) for row in rows[:2]),
        steps.finish(await view(at), officer(at), sure=True),
        return_exceptions=True,
    )

    there = {row.registration for row in await Attendance.objects().where(Attendance.session == session.id)}
    assert await Attendance.count().where(Attendance.session == session.id) == len(there)
    count = (await door.counts(at.id))[session.id]
    assert count.present == len(there)
    assert not await tried(notes(rows[0], "list"))  # closed is closed
