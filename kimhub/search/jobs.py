"""What is done for search from time to time."""

from kimhub.core.jobs import Tick, every
from kimhub.search import of_people, rebuilding, tidying, vocabulary

FEW_MINUTES = 300
HOUR = 3600
WEEK = 7 * 24 * HOUR


@every(seconds=WEEK)
async def count_words(_: Tick) -> None:
    """Words that only stood in things that are gone are forgotten (names, too)."""
    await vocabulary.recount()


@every(seconds=WEEK)
async def tidy_up(_: Tick) -> None:
    await tidying.tidy()


@every(seconds=FEW_MINUTES)
async def index_what_was_there(_: Tick) -> None:
    """What was there before search, or came without events (the sample), is indexed once."""
    for kind in await rebuilding.unfinished():
        await rebuilding.rebuild([kind])


@every(seconds=HOUR)
async def follow_terms(_: Tick) -> None:
    """Who holds an office is told by the day: terms begin and end without an event."""
    await of_people.follow_the_clock()
