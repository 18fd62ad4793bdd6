"""What this installation is called and whether it has been set up."""

import time
from typing import Any

from kimhub.core.db import after_commit, transaction
from kimhub.groups.tables import Installation

SECONDS = 30  # another process learns of a new name after at most this long

_current: Installation | None = None
_read_at = 0.0


async def is_ready() -> bool:
    """False until the setup page (or the sample district) has named the installation."""
    global _current, _read_at
    if _current is None or time.monotonic() - _read_at > SECONDS:
        _current = await Installation.objects().first()
        _read_at = time.monotonic()
    return _current is not None


def current() -> Installation:
    """The installation as last read; a nameless one before it is set up."""
    return _current or Installation(name="KIMHub")


async def get() -> Installation | None:
    """The same for a rule about the installation itself."""
    return current()


async def set_up(name: str, wilayah_code: str, place: str = "") -> None:
    """Name the installation; it is ready from then on."""
    values: dict[Any, Any] = {
        Installation.name: name,
        Installation.wilayah_code: wilayah_code,
        Installation.place: place,
    }
    async with transaction():
        if await Installation.exists():
            await Installation.update(values, force=True)
        else:
            await Installation.insert(Installation(values))
        after_commit(forget)


def forget() -> None:
    global _current
    _current = None
