"""Lists, counts, feeds and addresses show what the policy lets a person read, and nothing else."""

from typing import Any

from kimhub.library import documents, listing, policy
from kimhub.library.listing import Wanted
from kimhub.library.tables import Document
from tests import make, world


async def test_lists_and_counts_show_everybody_what_the_policy_says(database: Any) -> None:
    made = await world.build()
    everything = await documents.some([int(one["id"]) for one in await Document.select(Document.id)])
    assert len(everything) == 24
    for role, person in made.people.items():
        actor = await make.actor_of(person)
        readable = {one.id for one in everything if policy.can_read(actor, one)}
        assert {one.id for one in (await listing.found(actor, Wanted())).rows} == readable, role
        assert await listing.count(actor, Wanted()) == len(readable), role
