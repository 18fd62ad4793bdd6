"""Whom an event is for: a list of organizations and places, matched with those a person stands for."""

from collections.abc import Iterable

from msgspec import Struct

from kimhub.core.actor import within
from kimhub.core.prepared import prepare_sql


class Target(Struct, frozen=True):
    """An organization, or a place with everything in it."""

    organization: int | None
    wilayah_code: str


class House(Struct, frozen=True):
    """An organization that somebody may stand for."""

    id: int
    name: str
    wilayah_code: str

    @property
    def district(self) -> str:
        """The kecamatan it stands in; empty for what lies above."""
        return self.wilayah_code[:8] if len(self.wilayah_code) >= 8 else ""


_targets = prepare_sql(
    "SELECT organization, wilayah_code FROM workshop_audience WHERE workshop = :workshop", Target
)
_houses = prepare_sql(
    "SELECT o.id, o.name, o.wilayah_code FROM membership m JOIN organization o ON o.id = m.organization"
    " WHERE m.\"user\" = :me AND m.state = 'active' ORDER BY m.id",
    House,
)


def is_for(targets: Iterable[Target], house: House) -> bool:
    """Nothing said is everybody."""
    targets = list(targets)
    return not targets or any(
        target.organization == house.id
        or (target.organization is None and within(house.wilayah_code, target.wilayah_code))
        for target in targets
    )


def standing(targets: list[Target], houses: list[House]) -> list[House]:
    """The organizations among these that somebody may come for."""
    return [house for house in houses if is_for(targets, house)]


def may_come(targets: list[Target], houses: list[House], *, guests: bool) -> bool:
    """Somebody of an organization it is for; where guests may come, everybody may."""
    return guests or not targets or bool(standing(targets, houses))


async def targets_of(workshop_id: int) -> list[Target]:
    return await _targets(workshop=workshop_id)


async def houses_of(user_id: int) -> list[House]:
    """Where this person is an active member."""
    return await _houses(me=user_id)
