"""Many rows at once, and keys that say "this is of the sample"."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID, uuid5

from piccolo.table import Table

from kimhub.core.db import now
from kimhub.groups import terms

CHUNK: Final = 250  # rows of one statement: SQLite takes 32,766 values
SAMPLE: Final = UUID("6b1f54a6-6a0a-4c0e-9a6e-8d0a6d5a2c11")  # every key below is made from this one

Row = TypeVar("Row", bound=Table)


async def insert(rows: Sequence[Row]) -> list[Row]:
    """Store the rows in their order and give each its id."""
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        made = await type(part[0]).insert(*part)
        for row, number in zip(part, sorted(one["id"] for one in made), strict=True):
            row.id = number  # type: ignore[attr-defined]
    return list(rows)


def sample_key(what: str) -> UUID:
    """Always the same for the same thing: filled twice it is there once, and told from what people made."""
    return uuid5(SAMPLE, what)


def day(offset: int) -> date:
    return terms.today() + timedelta(days=offset)


def moment(offset: float) -> datetime:
    """So many days from now."""
    return now() + timedelta(days=offset)
