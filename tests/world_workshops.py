"""A workshop of a house, with a place for everybody and one in each state of the queue."""

from uuid import uuid4

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.workshops.links import hashed, secret_of
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_door import Sheet
from kimhub.workshops.tables_seats import Delegation
from tests import make


async def hold_a_workshop(
    of: Organization, invited: Organization, people: dict[str, User], side: str
) -> dict[str, object]:
    """An open workshop in ten days: its address, its session, and registrations by their state."""
    made = await make.workshop(
        of, "Menulis kabar desa", slug=f"menulis-kabar-{side}", guests=True, approval=False,
        door_code="7424" if side == "a" else "7425",
    )  # fmt: skip
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == made.id)
    delegation = Delegation(workshop=made.id, organization=invited.id, seats=2, answer_by=made.starts_at)
    await delegation.save()
    assert session
    things: dict[str, object] = {
        "workshop": made.slug, "workshop_id": made.id, "session": session.id, "delegation": delegation.id,
    }  # fmt: skip
    for state in ("confirmed", "asked", "waiting", "offered"):
        key = uuid4()
        row = await make.registration(
            made, None, state, name=f"Tamu {state}", key=key, secret=hashed(secret_of(key)),
            phone=f"+6281399900{len(things):02d}", from_where="Karang Taruna", offered_until=made.starts_at,
        )  # fmt: skip
        things[state] = row.id
        if state == "confirmed":
            things |= {"link": secret_of(key), "seat_code": row.code, "registration": row.id}
    sheet = Sheet(workshop=made.id, session=session.id, number="1", rows=f"[{things['registration']}]")
    await sheet.save()
    for role, person in people.items():
        things[f"seat of {role}"] = (await make.registration(made, person, organization=of.id)).id
    named = await make.registration(
        made, None, name="Utusan", organization=invited.id, delegation=delegation.id
    )
    things["named"] = named.id
    await Workshop.update({Workshop.taken: Workshop.taken + 1}).where(Workshop.id == made.id)  # held
    return things
