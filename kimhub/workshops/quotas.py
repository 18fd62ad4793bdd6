"""Who gets a seat next: counting only, without a database.

Order of arrival decides among those who may have a seat: somebody whose KIM or kecamatan has its share
already lets the others pass and keeps the place in the line.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

FITS: Final = ""
FULL: Final = "full"
ORGANIZATION: Final = "organization"
DISTRICT: Final = "district"


class Rules(Struct, frozen=True):
    """How many seats there are, and how many of them for each KIM and each kecamatan. None: no limit."""

    capacity: int | None
    per_organization: int | None = None
    per_district: int | None = None


class Claim(Struct, frozen=True):
    """Whom a seat would go to. Who stands for no organization, or comes from nowhere we know, is under no
    quota. `seats` is more than one for what is held for a delegation."""

    id: int
    organization: int | None = None
    district: str = ""
    seats: int = 1


class Room:
    """The seats that are given, and whether one more may be."""

    def __init__(self, rules: Rules, given: Iterable[Claim] = ()) -> None:
        self.rules = rules
        self.taken = 0
        self.by_organization: Counter[int] = Counter()
        self.by_district: Counter[str] = Counter()
        for claim in given:
            self.give(claim)

    def give(self, claim: Claim) -> None:
        """Count it in, whether or not it fits."""
        self.taken += claim.seats
        if claim.organization is not None:
            self.by_organization[claim.organization] += claim.seats
        if claim.district:
            self.by_district[claim.district] += claim.seats

    def obstacle(self, claim: Claim) -> str:
        """What stands in the way of giving it: "full", "organization", "district", or nothing."""
        rules = self.rules
        if _over(self.taken + claim.seats, rules.capacity):
            return FULL
        if claim.organization is not None and _over(
            self.by_organization[claim.organization] + claim.seats, rules.per_organization
        ):
            return ORGANIZATION
        if claim.district and _over(self.by_district[claim.district] + claim.seats, rules.per_district):
            return DISTRICT
        return FITS

    def next_of(self, line: Iterable[Claim]) -> list[int]:
        """Who of the line, in its order, gets a seat now; they are counted in."""
        chosen: list[int] = []
        for claim in line:
            obstacle = self.obstacle(claim)
            if obstacle == FULL:
                break
            if not obstacle:
                self.give(claim)
                chosen.append(claim.id)
        return chosen

    def most_of_one(self) -> tuple[int, int]:
        """The largest share of one organization and of one kecamatan."""
        return max(self.by_organization.values(), default=0), max(self.by_district.values(), default=0)


def _over(number: int, most: int | None) -> bool:
    return most is not None and number > most
