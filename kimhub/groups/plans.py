"""The agreed work programs of an organization, for pages that show a few lines of them.

Programs belong to a slice above this one: it says here how they are found. Where it is not there, there
are none.
"""

from collections.abc import Awaitable, Callable

from msgspec import Struct


class YearPlan(Struct, frozen=True):
    """The program of a year that is in force: its activities, how many of them are done, and its Rupiah."""

    path: str
    year: int
    lines: int
    done: int
    total: int
    spent: int
    state: str

    @property
    def closed(self) -> bool:
        """Its account was accepted."""
        return self.state == "closed"


Source = Callable[[int, int], Awaitable[list[YearPlan]]]  # (id of an organization, at most so many)

_sources: list[Source] = []


def offer(source: Source) -> Source:
    """Name the function that finds programs; a decorator."""
    _sources[:] = [source]
    return source


async def of_organization(organization_id: int, most: int) -> list[YearPlan]:
    """The programs in force, the latest year first."""
    return await _sources[0](organization_id, most) if _sources else []
