"""Receiving files: read with little memory, judged by their content, kept before anybody is told so.

`save_upload` takes what came with a form. Photos are drawn anew (`core.images`), documents are kept as they
are. What comes back is a `Stored`; the slice that owns the row keeps it.
"""

import asyncio
import contextlib
import errno
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from kimhub.core.amounts import size as shown_size
from kimhub.core.cleaning import clean_line
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.sniff import DOCUMENTS, IMAGES, MIMES, SHEETS, VIDEOS, check_type, extension_of
from kimhub.core.storage import CHUNK, Spool, Storage, TooLarge, spooled
from kimhub.core.storage_folder import Folder
from kimhub.settings import Settings, load

__all__ = [
    "DOCUMENTS",
    "IMAGES",
    "MIMES",
    "SHEETS",
    "VIDEOS",
    "Stored",
    "Upload",
    "chunks_of",
    "extension_of",
    "open_storage",
    "pieces_of",
    "read_upload",
    "received",
    "safe_name",
    "save_content",
    "save_upload",
    "store",
    "thumbnail_key",
]

_MAX_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a kept file. `width` and `height` are 0 for what is no picture; `name` is for
    showing and saving, never a path."""

    key: str
    size: int
    mime: str
    width: int
    height: int
    sha256: str
    name: str


class Upload(Protocol):
    """A file of a form, such as Litestar's UploadFile."""

    filename: str

    async def read(self, size: int = -1) -> bytes:
        """The next bytes; empty at the end."""


@cache
def store() -> Storage:
    """The storage of this installation, opened at first use."""
    return open_storage(load())


def open_storage(settings: Settings) -> Storage:
    """By `storage_url`: `file:///…`, `s3://bucket/prefix` or `memory://`. Raises ValueError for another."""
    parts = urlsplit(settings.storage_url)
    if parts.scheme == "file":
        return Folder(Path(parts.path))
    from kimhub.core.storage_bucket import Bucket  # 90 ms of imports that a folder does not need

    if parts.scheme == "memory":
        return Bucket.in_memory()
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"{settings.storage_url!r}: begins with file:/// or s3://")
    return Bucket.at(
        parts.netloc,
        parts.path.strip("/"),
        endpoint=settings.storage_endpoint,
        access_key=settings.storage_access_key,
        secret_key=settings.storage_secret_key,
        region=settings.storage_region,
    )


async def save_upload(
    upload: Upload,
    *,
    allowed: frozenset[str] = DOCUMENTS | IMAGES,
    square: bool = False,
    most_px: int = 0,
    limit: int = 0,
    field: str = "file",
    storage: Storage | None = None,
) -> Stored:
    """Keep the file of a form. Raises Invalid with a sentence for `field` when it is too large, empty, not
    among `allowed`, or not what its name says.

    A picture becomes a WebP of at most `most_px` (0: as the settings say) with a thumbnail under
    `thumbnail_key(stored.key)`; `square` cuts out its middle.
    """
    storage = storage or store()
    name = safe_name(upload.filename)
    async with received(upload, allowed, limit=limit, field=field, storage=storage) as (spool, kind):
        if kind in IMAGES:
            return await _save_picture(spool.path, name, most_px, square, field, storage)
        await storage.keep(spool.path, spool.key, MIMES[kind])
        return Stored(spool.key, spool.size, MIMES[kind], 0, 0, spool.sha256, name)


@contextlib.asynccontextmanager
async def received(
    upload: Upload,
    allowed: frozenset[str],
    *,
    limit: int = 0,
    field: str = "file",
    storage: Storage | None = None,
) -> AsyncIterator[tuple[Spool, str]]:
    """The file of a form and its kind, not yet kept. Raises Invalid with a sentence for `field`, also for a
    disk that fills up while it is being kept."""
    limit = limit or load().upload_limit
    try:
        async with spooled(chunks_of(upload), (storage or store()).spool_folder, limit) as spool:
            if not spool.size:
                raise Invalid(**{field: _("Berkas ini kosong. Pilih berkas lain.")})
            yield spool, await asyncio.to_thread(check_type, spool.path, upload.filename, allowed, field)
    except TooLarge as error:
        message = _("Berkas ini terlalu besar. Paling besar %(limit)s.")
        raise Invalid(**{field: message % {"limit": shown_size(limit)}}) from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise Invalid(**{field: full_disk()}) from error


def full_disk() -> str:
    """What somebody is told whose file does not fit any more."""
    return _("Ruang simpan KIMHub sedang penuh, jadi berkas belum tersimpan. Kabari pengelola KIMHub.")


async def save_content(content: bytes, mime: str, name: str, storage: Storage | None = None) -> Stored:
    """Keep what we made ourselves (a letter, an export), as it is."""
    storage = storage or store()
    async with spooled(pieces_of(content), storage.spool_folder, len(content)) as spool:
        await storage.keep(spool.path, spool.key, mime)
        return Stored(spool.key, spool.size, mime, 0, 0, spool.sha256, safe_name(name))


async def read_upload(upload: Upload, limit: int, field: str = "file") -> bytes:
    """A small file in memory, to be read at once and not kept. Raises Invalid when it is too large."""
    content = io.BytesIO()
    async for chunk in chunks_of(upload):
        if content.tell() + len(chunk) > limit:
            message = _("Berkas ini terlalu besar. Paling besar %(limit)s.")
            raise Invalid(**{field: message % {"limit": shown_size(limit)}})
        content.write(chunk)
    return content.getvalue()


async def chunks_of(upload: Upload) -> AsyncIterator[bytes]:
    """The bytes of an upload in pieces."""
    while chunk := await upload.read(CHUNK):
        yield chunk


def thumbnail_key(key: str) -> str:
    """Where the small form of a picture lies."""
    return f"{key}.160.webp"


def safe_name(filename: str) -> str:
    """What the phone calls the file, fit to be shown and saved: no folders, no signs that a file system
    minds, at most 120 characters with the ending kept."""
    last = clean_line(filename.replace("\\", "/")).rpartition("/")[2]
    name = "".join("_" if char in '<>:"|?*%' else char for char in last).strip(" .")
    if len(name) > _MAX_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            f"{stem[: _MAX_NAME - len(ending) - 1]}.{ending}"
            if dot and len(ending) < 10
            else name[:_MAX_NAME]
        )
    return name or "berkas"


async def _save_picture(
    path: Path, name: str, most_px: int, square: bool, field: str, storage: Storage
) -> Stored:
    from kimhub.core.images import redraw, run  # Pillow is loaded with the first photo, not at start

    large, small = await run(redraw, path, most_px or load().image_max_px, square, field)
    kept = await save_content(
        large.content, "image/webp", f"{name.rpartition('.')[0] or name}.webp", storage
    )
    async with spooled(pieces_of(small.content), storage.spool_folder, len(small.content)) as spool:
        await storage.keep(spool.path, thumbnail_key(kept.key), "image/webp")
    return Stored(kept.key, kept.size, kept.mime, large.width, large.height, kept.sha256, kept.name)


async def pieces_of(content: bytes) -> AsyncIterator[bytes]:
    """What is in memory, in pieces."""
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
