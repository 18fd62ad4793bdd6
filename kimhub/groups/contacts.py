"""Phone numbers of members: who sees which, and the note that they were seen (features.md M2)."""

from datetime import timedelta

import msgspec

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import TooMany
from kimhub.core.prepared import prepare_sql
from kimhub.groups.member_events import ContactsSeen
from kimhub.groups.members import Entry
from kimhub.groups.organizations import Profile
from kimhub.groups.policy_members import sees_contact


class Contact(msgspec.Struct, frozen=True):
    user: int
    phone: str | None
    email: str | None
    phone_visible: bool
    is_officer: bool = False


_contacts = prepare_sql(
    'SELECT id AS "user", phone, email, phone_visible FROM account WHERE id IN :people', Contact
)


async def of(actor: Actor, organization: Profile, entries: list[Entry]) -> dict[int, Contact]:
    """The contacts among `entries` that this person may see, by account."""
    officers = {entry.user for entry in entries if entry.is_officer}
    rows = await _contacts(people=[entry.user for entry in entries]) if entries else []
    known = [msgspec.structs.replace(row, is_officer=row.user in officers) for row in rows]
    return {row.user: row for row in known if row.phone and sees_contact(actor, organization, row)}


async def note_seen(
    actor: Actor, organization: Profile, shown: dict[int, Contact], whose: Entry | None = None
) -> None:
    """Log once a day that these numbers were seen; one's own is nobody's business."""
    if actor.id is None or not shown.keys() - {actor.id}:
        return
    matter = (actor.id, organization.id, whose.user if whose else 0)
    if await limits.spent("contacts-seen", matter):
        return
    try:
        async with transaction():
            await limits.spend("contacts-seen", matter, most=1, per=timedelta(days=1))
            await publish(
                ContactsSeen(
                    organization.id,
                    actor.id,
                    whose.user if whose else None,
                    whose.name if whose else "",
                )
            )
    except TooMany:  # another tab noted it at this moment
        return
