"""A ZIP archive that is made while it is sent, with little memory."""

import io
import zipfile
from collections.abc import AsyncGenerator
from datetime import datetime

from kimhub.core.files import store


class _Wire(io.RawIOBase):
    """What the ZIP writer has written and was not sent yet."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.held += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self.held)
        self.held.clear()
        return piece


class Zip:
    """Each method returns (or yields) what is to be sent next. `at` is the time its members carry."""

    def __init__(self, at: datetime) -> None:
        self._wire, self._at = _Wire(), at.timetuple()[:6]
        self._made = zipfile.ZipFile(self._wire, "w", zipfile.ZIP_STORED, allowZip64=True)

    def put(self, path: str, content: bytes) -> bytes:
        """Something we wrote, compressed."""
        self._made.writestr(zipfile.ZipInfo(path, self._at), content, zipfile.ZIP_DEFLATED)
        return self._wire.taken()

    async def kept(self, path: str, key: str) -> AsyncGenerator[bytes, None]:
        """A file of the store as it is: nearly all of them are compressed already. Raises NotFound, before
        anything of it is written, for one that is gone."""
        chunks = store().chunks(key)
        first = await anext(chunks, b"")
        with self._made.open(zipfile.ZipInfo(path, self._at), "w", force_zip64=True) as entry:
            entry.write(first)
            yield self._wire.taken()
            async for chunk in chunks:
                entry.write(chunk)
                yield self._wire.taken()

    def end(self) -> bytes:
        """The list of members."""
        self._made.close()
        return self._wire.taken()
