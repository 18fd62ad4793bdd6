"""A workshop's queue, as tests of seats look at it."""

from typing import Any
from uuid import uuid4

from kimhub.accounts.tables import User
from kimhub.core.prepared import prepare_sql
from kimhub.groups.tables import Organization
from kimhub.workshops import seats
from kimhub.workshops.seats import Placed, SignUp
from kimhub.workshops.tables import Workshop
from kimhub.workshops.tables_seats import Registration
from tests import make

# Asked after every step of the property test: as SQL they cost a twentieth of the same by Piccolo.
_counters = prepare_sql("SELECT taken, waiting, asking FROM workshop WHERE id = :at")
_registrations = prepare_sql(
    'SELECT "user", state, kind, walk_in, delegation FROM workshop_registration WHERE workshop = :at'
)
_delegations = prepare_sql("SELECT id, state, seats FROM workshop_delegation WHERE workshop = :at")


async def hall(capacity: int | None = 2, **fields: Any) -> Workshop:
    """An open workshop of a KIM of its own."""
    return await make.workshop(await make.kim("KIM Mallari"), capacity=capacity, **fields)


async def come(at: Workshop, person: User, of: Organization | None = None, **fields: Any) -> Placed:
    """This person signs up."""
    who = SignUp(name=person.name, user=person.id, organization=of.id if of else None, **fields)
    return await seats.sign_up(at.id, who, uuid4(), person.id)


async def fill(at: Workshop, number: int) -> list[Placed]:
    return [await come(at, await make.user(f"Orang {n}")) for n in range(number)]


async def state(of: Placed | int) -> str:
    found = await Registration.objects().get(
        Registration.id == (of if isinstance(of, int) else of.registration)
    )
    assert found
    return str(found.state)


async def states(places: list[Placed]) -> list[str]:
    return [await state(one) for one in places]


async def counters(at: Workshop) -> tuple[int, int, int]:
    """taken, waiting and asking, as the row says. Fails when a recount says otherwise."""
    (row,) = await _counters(at=at.id)
    places = await registrations(at)
    seated = [one for one in places if one["kind"] not in {"speaker", "committee"} and not one["walk_in"]]
    taken = sum(one["state"] in {"confirmed", "offered"} for one in seated)
    for group in await _delegations(at=at.id):
        if group["state"] in {"invited", "accepted"}:
            named = [one for one in places if one["delegation"] == group["id"]]
            taken += group["seats"] - sum(one["state"] in {"confirmed", "offered"} for one in named)
    counted = (
        taken,
        sum(one["state"] == "waiting" for one in places),
        sum(one["state"] == "asked" for one in places),
    )
    assert counted == (row["taken"], row["waiting"], row["asking"])
    return counted


async def registrations(at: Workshop) -> list[dict[str, Any]]:
    """Who stands on the list, and how."""
    return await _registrations(at=at.id)
