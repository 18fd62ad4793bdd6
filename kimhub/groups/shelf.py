"""The public documents of an organization, for pages that show a few of them.

The library is a slice above this one: it says here how they are found. Where it is not there, there are
none.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from msgspec import Struct

from kimhub.core.i18n import Lazy


class Paper(Struct, frozen=True):
    """A document that everybody may read; `size` in bytes."""

    path: str
    title: str
    kind: str | Lazy
    dated_on: date | None
    mime: str
    size: int


Source = Callable[[int, int], Awaitable[list[Paper]]]  # (id of an organization, at most so many)

_sources: list[Source] = []


def offer(source: Source) -> Source:
    """Name the function that finds documents; a decorator."""
    _sources[:] = [source]
    return source


async def of_organization(organization_id: int, most: int) -> list[Paper]:
    """The newest public documents first."""
    return await _sources[0](organization_id, most) if _sources else []
