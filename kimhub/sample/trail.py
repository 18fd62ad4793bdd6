"""The audit trail of the sample: the events as the services would have written them, on their days."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kimhub.accounts.tables import User
from kimhub.core.tables import Event
from kimhub.groups.events import (
    DecreeUploaded,
    DecreeVerified,
    OrganizationCreated,
    OrganizationRegistered,
    OrganizationVerified,
)
from kimhub.groups.member_events import MembershipApplied
from kimhub.groups.tables import Decree, Membership
from kimhub.sample.decrees import Decrees
from kimhub.sample.plan import Term
from kimhub.sample.rows import insert, moment
from kimhub.sample.settle import People, Settled


async def leave_a_trail(
    settled: list[Settled],
    decrees: Decrees,
    members: list[Membership],
    people: People,
    overseer: User | None,
) -> None:
    """Store them without queueing anything: nobody is told anew of what happened long ago."""
    by = overseer.id if overseer else 0
    names = {row.id: row.name for row in people.values()}
    rows: list[Event] = []
    for one in settled:
        rows += _founding_trail(one, by, decrees.get(one.id, []))
    for membership in members:
        if membership.state == "applied":
            user, house = int(membership.user), int(membership.organization)
            event = MembershipApplied(house, user, membership.id, names[user])
            rows.append(_event(event, -0.3))
    rows.sort(key=lambda row: row.happened_at)
    await insert(rows)


def _founding_trail(one: Settled, by: int, decrees: list[tuple[Decree, Term]]) -> Iterator[Event]:
    house, code = one.house, one.place.code
    yield _event(OrganizationCreated(one.id, by, one.name, house.kind, code, "draft"), -420)
    if house.state != "draft" and house.kind != "agency":
        yield _event(OrganizationRegistered(one.id, by, one.name, code), -419)
    for row, term in decrees:
        sender = int(row.uploaded_by or by)
        seen = max(term.starts, -418) + 2.0
        yield _event(DecreeUploaded(one.id, sender, row.id, row.number, code), seen)
        if term.state == "verified":
            yield _event(DecreeVerified(one.id, by, row.id, row.number, sender), seen + 1)
            yield _event(OrganizationVerified(one.id, by, one.name, row.id, row.number), seen + 1)


def _event(event: Any, offset: float) -> Event:
    payload = asdict(event)
    return Event(
        kind=type(event).__name__,
        payload=json.dumps(payload, default=str),
        actor=payload["actor_id"] or None,
        organization=payload["organization_id"],
        happened_at=moment(min(offset, -0.01)),
    )
