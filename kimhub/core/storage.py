"""Where files lie: a folder, or a bucket that speaks S3. One interface, keys made from the content.

A key is `ab/cd/<sha256>`: the same content is kept once, never changes, and may be cached for ever. What is
derived from it (a small picture) has the same key and a suffix.
"""

import asyncio
import contextlib
import os
import re
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from kimhub.core.errors import NotFound

CHUNK: Final = 262_144  # bytes read, hashed and written at a time
_KEY: Final = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}(?:\.\d{1,4}\.(?:webp|jpg))?")


class TooLarge(Exception):
    """More bytes came than the limit allows."""


@dataclass(frozen=True, slots=True)
class Spool:
    """Received bytes in a temporary file, not yet kept."""

    path: Path
    sha256: str
    size: int

    @property
    def key(self) -> str:
        return key_for(self.sha256)


class Storage(Protocol):
    """What the rest of KIMHub knows of where files lie. A key nobody wrote raises NotFound."""

    spool_folder: Path

    async def keep(self, path: Path, key: str, mime: str) -> None:
        """Take the file at `path` in under `key`. When this returns, a power cut does not lose it."""

    def chunks(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `end`, in pieces."""

    async def size(self, key: str) -> int | None:
        """How many bytes are kept under `key`; None when there are none."""

    async def delete(self, key: str) -> None:
        """Forget `key`; no matter if it is not there."""

    async def link(self, key: str, seconds: int = 300) -> str:
        """A short-lived address at which the bucket itself serves `key`; empty for a folder."""


def key_for(digest: str) -> str:
    """`ab/cd/abcd…` for a SHA-256 in hexadecimal."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


@contextlib.asynccontextmanager
async def spooled(chunks: AsyncIterable[bytes], folder: Path, limit: int) -> AsyncIterator[Spool]:
    """Receive `chunks` into a temporary file with little memory, hashing on the way; gone afterwards unless
    it was kept. Raises TooLarge as soon as `limit` is passed."""
    descriptor, name = await asyncio.to_thread(tempfile.mkstemp, dir=folder, prefix="part-")
    path = Path(name)
    digest, size, pending = sha256(), 0, bytearray()
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as file:

            def flush(data: bytes) -> None:
                digest.update(data)
                file.write(data)

            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                pending += chunk
                if len(pending) >= CHUNK:
                    await asyncio.to_thread(flush, bytes(pending))
                    pending.clear()
            await asyncio.to_thread(flush, bytes(pending))
        yield Spool(path, digest.hexdigest(), size)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


def checked_key(key: str) -> str:
    """Only keys we made reach a disk or a bucket, whatever stands in a row or an address."""
    if not _KEY.fullmatch(key):
        raise NotFound(key)
    return key
