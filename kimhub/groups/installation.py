"""What this installation is called and whether it has been set up."""

import time
from typing import Any, Final

from msgspec import Struct

from kimhub.core.db import after_commit, transaction
from kimhub.groups.tables import Installation

SECONDS = 30  # another process learns of a new name after at most this long


class House(Struct, frozen=True):
    """The installation as pages read it, several times each: a row of Piccolo's looks up every field."""

    name: str = "KIMHub"
    wilayah_code: str = ""
    place: str = ""
    kim_means: str = "Komunitas Informasi Masyarakat"


NAMELESS: Final = House()

_current: House | None = None
_read_at = 0.0


async def is_ready() -> bool:
    """False until the setup page (or the sample district) has named the installation."""
    global _current, _read_at
    if _current is None or time.monotonic() - _read_at > SECONDS:
        row = await Installation.objects().first()
        _current = House(row.name, row.wilayah_code, row.place, row.kim_means) if row else None
        _read_at = time.monotonic()
    return _current is not None


def current() -> House:
    """The installation as last read; a nameless one before it is set up."""
    return _current or NAMELESS


async def get() -> House | None:
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
