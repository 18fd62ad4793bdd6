"""Decrees that run out: the commonest way a KIM dies (domain.md 0.6), so it is said in good time."""

from datetime import date, timedelta

import msgspec

from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.groups import terms
from kimhub.groups.events import DecreeExpiring
from kimhub.groups.tables import Organization

STEPS = (0, 30, 90)  # days before the end at which it is announced, once each


class Expiring(msgspec.Struct, frozen=True):
    id: int
    name: str
    slug: str
    place: str
    wilayah_code: str
    term_end: date
    warned_days: int | None

    @property
    def days(self) -> int:
        return (self.term_end - terms.today()).days


_expiring = prepare_sql(
    "SELECT id, name, slug, place, wilayah_code, term_end, warned_days FROM organization"
    " WHERE legal_status = 'verified' AND term_end <= :last ORDER BY term_end, id",
    Expiring,
)


async def expiring(within_days: int) -> list[Expiring]:
    """Organizations whose decree ends within so many days or has ended, the most urgent first."""
    return await _expiring(last=terms.today() + timedelta(days=within_days))


async def announce() -> int:
    """Publish what is due of the 90, 30 and 0 days' notices; returns how many.

    Each notice is given once per term. After a pause of the server only the most urgent one is given.
    """
    given = 0
    for found in await expiring(max(STEPS)):
        step = next(step for step in STEPS if found.days <= step)
        if found.warned_days is not None and found.warned_days <= step:
            continue
        async with transaction():
            marked = (
                await Organization.update({Organization.warned_days: step})
                .where(
                    (Organization.id == found.id)
                    & (Organization.term_end == found.term_end)
                    & (Organization.warned_days.is_null() | (Organization.warned_days > step))
                )
                .returning(Organization.id)
            )
            if marked:
                given += 1
                await publish(
                    DecreeExpiring(
                        found.id, found.name, found.wilayah_code, step, found.term_end.isoformat()
                    )
                )
    return given
