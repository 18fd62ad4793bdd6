"""Two people's edits of one thing laid together, cell by cell. Pure: values in, values out.

What only one of them changed stands as that one wrote it. Where both wrote, and not the same, nobody's
words give way by themselves: a person decides.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Cells = Mapping[str, Any]  # a cell that is not there has the value None


class Merged(Struct, frozen=True):
    """`cells` as they stand now, those of `clashes` with the stored value. `clashes` tells what is stored
    and what was to be written instead."""

    cells: dict[str, Any]
    clashes: dict[str, tuple[Any, Any]]

    @property
    def mine(self) -> dict[str, Any]:
        """The same with the own value in each cell that is not decided yet."""
        return self.cells | {key: mine for key, (_stored, mine) in self.clashes.items()}


def merge(base: Cells | None, stored: Cells, mine: Cells) -> Merged:
    """Lay `mine`, which began as `base`, over what is stored now. A cell that `mine` does not name was left
    alone. Without a base nobody knows who changed what, so every difference is a clash, but for what is not
    there yet."""
    cells, clashes = dict(stored), {}
    for key, value in mine.items():
        there = stored.get(key)
        if there == value:
            continue
        began = (base or {}).get(key)
        if there == began:
            cells[key] = value
        elif base is None or began != value:
            clashes[key] = (there, value)
    return Merged({key: value for key, value in cells.items() if value is not None}, clashes)
