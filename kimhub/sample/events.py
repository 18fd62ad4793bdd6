"""The sample was put into this installation: said once for each area, so that it can always be told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleAreaFilled:
    area: str
    organizations: int
    people: int
    topics: int


@dataclass(frozen=True, slots=True)
class DemoOpened:
    """People of the sample were given a password, so that they can be tried."""

    accounts: int
