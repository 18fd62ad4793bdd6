"""What somebody wrote until their session ended: kept for that account by the slice whose form it was."""

from collections.abc import Awaitable, Callable

from kimhub.core import csrf
from kimhub.core.forms import Fields

Keeper = Callable[[int, Fields], Awaitable[str | None]]
_keepers: list[Keeper] = []


def keeps(keeper: Keeper) -> Keeper:
    """Let the function look at what was left behind. It returns the page where the account finds it again,
    None for what it does not keep."""
    _keepers.append(keeper)
    return keeper


async def keep(fields: Fields) -> str | None:
    """Keep the fields of a form for the account it was made for; returns the page to find them on, None
    when nobody keeps them."""
    tokens = [value for name, value in fields if name == csrf.FIELD]
    account = csrf.writer_of(tokens[0]) if len(tokens) == 1 else None
    if account is None:
        return None
    for keeper in _keepers:
        if page := await keeper(account, fields):
            return page
    return None
