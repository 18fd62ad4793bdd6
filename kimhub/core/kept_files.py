"""Letting go of kept files. The same content is kept once, whoever sent it and wherever it is shown, so a
file goes only when nobody shows it any more."""

from collections.abc import Awaitable, Callable

from kimhub.core.files import store, thumbnail_key

Asks = Callable[[str], Awaitable[bool]]
_users: list[Asks] = []


def in_use(asks: Asks) -> Asks:
    """Register a function that says whether a row still names the file of this key."""
    _users.append(asks)
    return asks


async def release(key: str) -> bool:
    """Delete the file and its thumbnail unless somebody still shows it; True when it is gone."""
    for asks in _users:
        if await asks(key):
            return False
    await store().delete(key)
    await store().delete(thumbnail_key(key))
    return True
