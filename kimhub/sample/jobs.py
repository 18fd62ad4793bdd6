"""The sample for an installation that was set up with it: filled while people look at their first page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fill:
    """`own` is the wilayah of the installation."""

    own: str


async def fill(asked: Fill) -> None:
    from kimhub.sample import service  # all texts and pictures of the sample: not at every start

    await service.fill(asked.own)
