"""What is coming in an organization or a place, for pages that show a few lines of it.

Events belong to a slice above this one: it says here how they are found. Where it is not there, there is
no agenda.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, tzinfo

from msgspec import Struct


class Line(Struct, frozen=True):
    """One event; `day` and the clock are those of its place."""

    title: str
    path: str
    kind: str
    where: str
    day: date
    starts_at: datetime
    ends_at: datetime | None
    zone: tzinfo
    cancelled: bool


Source = Callable[[int, str, str], Awaitable[list[Line]]]  # (at most so many, slug, code of a wilayah)

_sources: list[Source] = []


def offer(source: Source) -> Source:
    """Name the function that finds events; a decorator."""
    _sources[:] = [source]
    return source


async def of_organization(slug: str, most: int) -> list[Line]:
    """The next events that this organization holds."""
    return await _sources[0](most, slug, "") if _sources else []


async def of_wilayah(code: str, most: int) -> list[Line]:
    """The next events in this wilayah and below; of the empty code everywhere."""
    return await _sources[0](most, "", code) if _sources else []
