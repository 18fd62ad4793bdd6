"""The areas of the five sample districts: 1,386 places and what they lie in, loaded once per test run."""

from kimhub.wilayah.loading import Loaded, load

AREAS = ("19", "33.73", "35.08", "61.04", "73.08")


async def load_areas() -> Loaded:
    return await load(AREAS)
