"""Documents at the place where they are used: no copies, and nobody is shown there what they could not
read in the library."""

from kimhub.chain.kinds import Thing
from kimhub.chain.links import Strip
from kimhub.core.actor import Actor
from kimhub.library import chained
from kimhub.library.chained import KIND


async def at(actor: Actor, ids: list[int]) -> list[Thing]:
    """Those of the documents that are tied to something which this person may read."""
    return await chained.see(actor, ids) if ids else []


def parted(strip: Strip) -> tuple[list[Thing], Strip]:
    """The documents of a strip, and the strip without them: for pages that show their documents in a place
    of their own."""
    before = tuple(tied for tied in strip.before if tied.thing.kind != KIND)
    after = tuple(tied for tied in strip.after if tied.thing.kind != KIND)
    documents = [tied.thing for tied in (*strip.before, *strip.after) if tied.thing.kind == KIND]
    return documents, Strip(before, after)
