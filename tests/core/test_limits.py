"""Tries are counted per account or device; the count goes when its time is over."""

from datetime import timedelta

import pytest

from kimhub.core.errors import TooMany
from kimhub.core.limits import forgive, spend, spent, sweep
from kimhub.core.tables import Bucket

HOUR = timedelta(hours=1)


async def test_the_last_allowed_try_passes_and_the_next_is_told_how_long_to_wait():
    for _ in range(3):
        await spend("login", 7, most=3, per=HOUR)

    with pytest.raises(TooMany) as no:
        await spend("login", 7, most=3, per=HOUR)

    assert 3590 <= no.value.retry_after <= 3600
    assert await spent("login", 7) == 4


async def test_a_neighbour_and_another_deed_are_counted_apart():
    for _ in range(3):
        await spend("login", 7, most=3, per=HOUR)

    await spend("login", 8, most=3, per=HOUR)
    await spend("post", 7, most=3, per=HOUR)

    assert await spent("login", 8) == 1


async def test_the_count_ends_with_its_time():
    await spend("login", 7, most=1, per=timedelta(seconds=-1))

    await spend("login", 7, most=1, per=HOUR)

    assert await spent("login", 7) == 1


async def test_what_was_forgiven_does_not_count():
    await spend("login", 7, most=1, per=HOUR)

    await forgive("login", 7)

    assert await spent("login", 7) == 0


async def test_sweeping_keeps_what_still_counts():
    await spend("login", 7, most=1, per=HOUR)
    await spend("login", 8, most=1, per=timedelta(seconds=-1))

    await sweep()

    assert await Bucket.count() == 1


async def test_who_tried_cannot_be_read_from_the_table():
    await spend("login", "081200000101", most=1, per=HOUR)

    assert "0812" not in (await Bucket.select(Bucket.key))[0]["key"]
