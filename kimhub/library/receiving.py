"""Taking in the pieces of an upload: little memory, and safe on disk before anybody is told so.

Each piece says where it begins. What is written where never depends on who else writes: the same bytes of
the same file always lie at the same place, so two pieces that overlap (a phone that tried again while the
first try still hung in the network) do no harm, and no lock is held while a phone is slow.
"""

import asyncio
import os
from collections.abc import AsyncIterable
from typing import Any, Final

from kimhub.core.db import is_disk_full, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.files import full_disk
from kimhub.core.storage import CHUNK
from kimhub.library import uploads
from kimhub.library.tables import DocumentUpload
from kimhub.library.uploads import COMING, KEPT_FOR, Coming

PIECE: Final = 16_000_000  # bytes of one at most


class Elsewhere(Exception):
    """The piece does not go on where the others ended; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


async def receive(coming: Coming, at: int, chunks: AsyncIterable[bytes]) -> int:
    """Write a piece that begins `at`; returns how many bytes are safe now. What came of a piece that
    breaks off is kept. Raises Elsewhere, and Invalid (`file`) on a full disk: then all of it is gone."""
    if coming.state != COMING or at != coming.received:
        raise Elsewhere(coming.received)
    descriptor = await asyncio.to_thread(os.open, coming.spool, os.O_WRONLY | os.O_CREAT, 0o600)
    end = at
    try:
        if os.fstat(descriptor).st_size < at:  # the disk has lost what the row remembers
            await uploads.note(coming, received=0)
            raise Elsewhere(0)
        try:
            async for block in _blocks(chunks, coming.size - at):
                await asyncio.to_thread(_write, descriptor, block, end)
                end += len(block)
        finally:
            if end > at:
                await asyncio.to_thread(os.fsync, descriptor)
                await _count(coming, end)
    except Exception as error:
        if not is_disk_full(error):
            raise
        await uploads.refuse(coming, full_disk())
        raise Invalid(file=full_disk()) from error
    finally:
        os.close(descriptor)
    return end


async def _blocks(chunks: AsyncIterable[bytes], most: int) -> Any:
    """The bytes in blocks worth a write; what is more than `most` is left out. A piece that breaks off ends
    with what came of it, and then with its error."""
    pending, left = bytearray(), most
    try:
        async for chunk in chunks:
            pending += chunk[:left]
            left -= min(left, len(chunk))
            if len(pending) >= CHUNK:
                yield bytes(pending)
                pending.clear()
    except Exception:
        if pending:
            yield bytes(pending)
        raise
    if pending:
        yield bytes(pending)


def _write(descriptor: int, block: bytes, at: int) -> None:
    view = memoryview(block)
    while view:
        done = os.pwrite(descriptor, view, at)
        view, at = view[done:], at + done


async def _count(coming: Coming, end: int) -> None:
    """Never backwards: a late piece may end before a newer one did."""
    change: dict[Any, Any] = {"received": end, "changed_at": now(), "ends_at": now() + KEPT_FOR}
    async with transaction():
        await DocumentUpload.update(change).where(
            (DocumentUpload.id == coming.id)
            & (DocumentUpload.received < end)
            & (DocumentUpload.state == COMING)
        )
