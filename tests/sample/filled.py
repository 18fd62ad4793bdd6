"""The sample as it is when it has been filled: once per process, and put back for each test."""

from kimhub.sample import bone, service
from tests import snapshot


async def with_bone() -> None:
    """The area of the sample that has something of everything."""
    await snapshot.once(_fill_bone)


async def with_everything() -> list[tuple[int, int]]:
    """All areas; what was told on the way, of how many areas how many were done."""
    return await snapshot.once(_fill)


async def _fill_bone() -> None:
    await service.fill_area(bone.AREA)


async def _fill() -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    await service.fill(tell=lambda _title, progress: told.append((progress.done, progress.of)))
    return told
