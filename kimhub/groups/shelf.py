"""The public documents of an organization or a place, for pages that show a few of them.

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


# (at most so many, id of an organization or 0, code of a wilayah)
Source = Callable[[int, int, str], Awaitable[list[Paper]]]

_sources: list[Source] = []


def offer(source: Source) -> Source:
    """Name the function that finds documents; a decorator."""
    _sources[:] = [source]
    return source


async def of_organization(organization_id: int, most: int) -> list[Paper]:
    """The newest public documents first."""
    return await _sources[0](most, organization_id, "") if _sources else []


async def of_wilayah(code: str, most: int) -> list[Paper]:
    """The same in this wilayah and below; of the empty code everywhere."""
    return await _sources[0](most, 0, code) if _sources else []
