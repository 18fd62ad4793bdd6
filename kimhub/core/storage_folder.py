"""Files below one folder of this machine, kept so that a power cut loses none that was acknowledged."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

from kimhub.core.errors import NotFound
from kimhub.core.storage import CHUNK, checked_key

_STALE: Final = 86_400  # seconds after which the rest of a broken upload is thrown away


class Folder:
    """A `Storage` in the folder `root`, which is made when it is not there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # On the same disk, so that moving a file into place is one step.
        self.spool_folder = root / ".incoming"
        root.mkdir(mode=0o700, parents=True, exist_ok=True)  # photos are not for everybody on the machine
        self.spool_folder.mkdir(mode=0o700, exist_ok=True)
        for left in self.spool_folder.glob("part-*"):
            with contextlib.suppress(OSError):
                if left.stat().st_mtime < time.time() - _STALE:
                    left.unlink()

    def path(self, key: str) -> Path:
        """Where `key` lies, also when nothing does. Raises NotFound for what is not a key of ours."""
        return self.root / checked_key(key)

    async def keep(self, path: Path, key: str, mime: str) -> None:
        await asyncio.to_thread(_move_durably, path, self.path(key), self.root)

    async def chunks(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        try:
            file = await asyncio.to_thread(self.path(key).open, "rb", buffering=0)
        except FileNotFoundError as error:
            raise NotFound(key) from error
        with file:
            file.seek(start)
            left = sys.maxsize if end is None else end - start
            while left > 0 and (data := await asyncio.to_thread(file.read, min(CHUNK, left))):
                left -= len(data)
                yield data

    async def size(self, key: str) -> int | None:
        try:
            return (await asyncio.to_thread(self.path(key).stat)).st_size
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    async def link(self, key: str, seconds: int = 300) -> str:
        return ""


def _move_durably(source: Path, target: Path, root: Path) -> None:
    """Content, then name, then the folders above it: after this a power cut loses nothing of it."""
    _sync(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)
    for folder in (target.parent, target.parent.parent, root):
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
