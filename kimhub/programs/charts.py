"""Sums as shares that add up: money by source and by section, in whole Rupiah and whole per cent."""

from collections.abc import Mapping

from msgspec import Struct


class Share(Struct, frozen=True):
    """A part of a whole. `width` is its bar in units of 100: seen even where `percent` is 0."""

    key: str
    amount: int
    percent: int
    width: int


def shares(sums: Mapping[str, int]) -> list[Share]:
    """In the order of `sums`. The amounts are left as they are; the per cents add up to 100 (the largest
    remainders are rounded up), or are all 0 where there is no money."""
    whole = sum(sums.values())
    if whole <= 0:
        return [Share(key, amount, 0, 0) for key, amount in sums.items()]
    cents = {key: amount * 100 // whole for key, amount in sums.items()}
    short = 100 - sum(cents.values())
    for key in sorted(sums, key=lambda key: -(sums[key] * 100 % whole))[:short]:
        cents[key] += 1
    return [
        Share(key, amount, cents[key], max(cents[key], 1) if amount else 0) for key, amount in sums.items()
    ]
