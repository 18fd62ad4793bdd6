"""What is done for search from time to time."""

from kimhub.core.jobs import Tick, every
from kimhub.search import vocabulary

WEEK = 7 * 24 * 3600


@every(seconds=WEEK)
async def count_words(_: Tick) -> None:
    """Words that only stood in things that are gone are forgotten (names, too)."""
    await vocabulary.recount()
