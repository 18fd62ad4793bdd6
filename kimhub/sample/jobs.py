"""The sample for an installation that was set up with it: filled while people look at their first page."""

from dataclasses import dataclass

from kimhub.sample import service


@dataclass(frozen=True, slots=True)
class Fill:
    """`own` is the wilayah of the installation."""

    own: str


async def fill(asked: Fill) -> None:
    await service.fill(asked.own)
