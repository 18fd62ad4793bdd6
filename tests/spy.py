"""Count the SQL that runs, on both engines, prepared or built on the spot."""

from collections.abc import Iterator
from contextlib import contextmanager

from kimhub.core.db import engine


@contextmanager
def queries() -> Iterator[list[str]]:
    """Collect the statements sent inside the block (BEGIN and COMMIT are not counted)."""
    seen: list[str] = []
    watchers = engine().watchers
    watchers.append(seen.append)
    try:
        yield seen
    finally:
        watchers.remove(seen.append)
