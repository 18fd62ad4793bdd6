"""What somebody wrote until their session ended: kept for that account by the slice whose form it was."""

from collections.abc import Awaitable, Callable
from typing import Any

Sent = list[tuple[str, Any]]  # names and values of a form; only the texts among them are words
Keeper = Callable[[int, Sent], Awaitable[str | None]]
_keepers: list[Keeper] = []


def keeps(keeper: Keeper) -> Keeper:
    """Let the function look at what was left behind. It returns the page where the account finds it again,
    None for what it does not keep."""
    _keepers.append(keeper)
    return keeper


async def keep(account: int, sent: Sent) -> str | None:
    """Keep the fields of a form for the account it was made for; returns the page to find them on, None
    when nobody keeps them."""
    for keeper in _keepers:
        if page := await keeper(account, sent):
            return page
    return None
