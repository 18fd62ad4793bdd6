"""The sample was put into this installation: said for each part, so that it can always be told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleAsked:
    """Somebody set the installation up with it; `areas` are to come."""

    actor_id: int
    areas: int


@dataclass(frozen=True, slots=True)
class SampleAreaFilled:
    area: str
    organizations: int
    people: int
    topics: int


@dataclass(frozen=True, slots=True)
class SampleFilled:
    """All areas are there."""

    areas: int


@dataclass(frozen=True, slots=True)
class DemoOpened:
    """People of the sample were given a password, so that they can be tried."""

    accounts: int
