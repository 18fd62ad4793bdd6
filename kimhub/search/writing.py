"""Bringing entries to the present state of their things."""

from collections.abc import Sequence


async def refresh(kind: str, things: Sequence[int]) -> None:
    """Read these things by their source and write, change or drop their entries. For subscribers: it does
    not matter what happened, how often this runs, or in which order."""
    raise NotImplementedError
