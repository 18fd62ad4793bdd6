"""Office documents are ZIP archives: looked at without unpacking, so that none can burst.

Nothing is ever extracted to a disk, and the names inside are never used as paths.
"""

import struct
import zipfile
from pathlib import Path
from typing import Final

MAX_MEMBERS: Final = 3000
MAX_DIRECTORY: Final = (
    1_000_000  # bytes of the list of members; Python keeps some 500 bytes for each 46 of it
)
MAX_UNPACKED: Final = 200_000_000
MAX_RATIO: Final = 200  # a sheet full of the same word packs 60 times, a bomb 1000 times
_RATIO_MATTERS_FROM: Final = 10_000_000

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_BLOCK: Final = 262_144


class BadArchive(Exception):
    """Not a ZIP archive that may be opened: broken, encrypted, or one that unpacks to too much."""


def open_archive(path: Path, *, most: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """The archive at `path`, its list of members checked. Raises BadArchive. The caller closes it."""
    _check_directory(path)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise BadArchive("broken") from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(path.stat().st_size, 1)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > most
        or (unpacked > _RATIO_MATTERS_FROM and unpacked > MAX_RATIO * packed)
        or any(member.flag_bits & 1 for member in members)
    ):
        archive.close()
        raise BadArchive("too much inside, or encrypted")
    return archive


def verify(archive: zipfile.ZipFile, most: int = MAX_UNPACKED) -> None:
    """Unpack every member into nothing: sizes and checksums are what they say. Raises BadArchive.

    For archives that a library unpacks for us. Slow: call it in a thread.
    """
    total = 0
    try:
        for member in archive.infolist():
            with archive.open(member) as content:
                while block := content.read(_BLOCK):
                    total += len(block)
                    if total > most:
                        raise BadArchive("unpacks to too much")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise BadArchive("broken") from error
    except Exception as error:
        if type(error).__module__ in {"zlib", "lzma", "_lzma", "bz2"}:
            raise BadArchive("broken") from error
        raise


def _check_directory(path: Path) -> None:
    """Read the end record ourselves: `zipfile` makes an object of each member before anybody can count."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        file.seek(max(0, length - 65_535 - _END_SIZE))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise BadArchive("no ZIP archive")
    members, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if members > MAX_MEMBERS or directory > MAX_DIRECTORY:  # ZIP64 says 65535 and 4294967295 here
        raise BadArchive("too many members")
