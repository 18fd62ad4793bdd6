"""What this installation is called and whether it has been set up."""

import time

from kimhub.core.db import transaction
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


async def set_up(name: str, wilayah_code: str) -> None:
    """Name the installation; it is ready from then on."""
    async with transaction():
        row = await Installation.objects().first() or Installation(name=name)
        row.name, row.wilayah_code = name, wilayah_code
        if row._exists_in_db:
            await row.save([Installation.name, Installation.wilayah_code])
        else:
            await row.save()
    forget()


def forget() -> None:
    global _current
    _current = None
