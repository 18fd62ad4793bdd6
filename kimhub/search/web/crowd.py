"""What guests may ask at once. No address is counted, and whoever floods silences suggestions for guests
only: not the pages, and nobody who has signed in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.errors import TooMany

AT_ONCE: Final = 2
WAITING: Final = 16
_asking = asyncio.Semaphore(AT_ONCE)
_here = 0  # guests who are being answered, or wait


@asynccontextmanager
async def turn(actor: Actor) -> AsyncIterator[None]:
    """A guest's turn to be answered while typing. Raises TooMany when so many wait already."""
    global _here
    if actor.id is not None:
        yield
        return
    if _here >= AT_ONCE + WAITING:
        raise TooMany(1)
    _here += 1
    try:
        async with _asking:
            yield
    finally:
        _here -= 1
