"""One number that all processes of this machine share: it changes with whatever everybody may see.

Reading it costs a copy of eight bytes out of shared memory, so a kept page can be asked "still so?" at
every request. It is drawn by lot, not counted: two processes that change it at once need no lock.
"""

import mmap
import os
from functools import cache
from pathlib import Path
from typing import Final

from kimhub.settings import load

_BYTES: Final = 8


def read() -> bytes:
    """The number as it stands."""
    return _shared(load().data_dir)[:_BYTES]


def touch() -> None:
    """What was kept with the number until now is old. Call it after the commit (core.db.after_commit)."""
    _shared(load().data_dir)[:_BYTES] = os.urandom(_BYTES)


@cache
def _shared(folder: Path) -> mmap.mmap:
    """The file's bytes, shared by all who open it. Written whole at once: no disk can be full later."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = os.open(folder / "public.stamp", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.fstat(opened).st_size < _BYTES:
            os.pwrite(opened, os.urandom(_BYTES), 0)
        return mmap.mmap(opened, _BYTES)
    finally:
        os.close(opened)
