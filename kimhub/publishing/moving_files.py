"""What somebody hands in to move a site: an export, an archive of one with its photos, the data of another
KIMHub, or a folder of documents and photos. Looked at with care, and never unpacked as a whole."""

import asyncio
import lzma
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.archives import BadArchive, open_archive
from kimhub.core.errors import Invalid
from kimhub.core.files import DOCUMENTS, IMAGES
from kimhub.core.i18n import _
from kimhub.library import sealed
from kimhub.publishing import moving_own
from kimhub.publishing.moving_own import OwnSite
from kimhub.publishing.moving_reading import Found

LARGEST: Final = 300_000_000  # bytes of what is handed in
LARGEST_UNPACKED: Final = 600_000_000
LARGEST_EXPORT: Final = 60_000_000  # bytes of the XML or JSON alone
LARGEST_FILE: Final = 20_000_000
MOST_OWN: Final = 20_000  # articles of another KIMHub, and photos: as many as it writes
PATIENCE: Final = 60.0  # seconds
FEED, OWN, FOLDER = "feed", "own", "folder"
_ZIP: Final = b"PK\x03\x04"
_DOCUMENTS: Final = DOCUMENTS - IMAGES
# How a member that is not what its archive says ends the reading; LookupError: there is none of that name.
_BREAKS: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, LookupError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip


class Read(Struct):
    """What is in it. `pictures` by their name in lower case, `folders` the pictures of each folder, and
    `documents`: names of members of the archive. `left_out` is nothing of ours."""

    form: str
    texts: list[Found] = []
    own: OwnSite | None = None
    pictures: dict[str, str] = {}
    folders: dict[str, list[str]] = {}
    documents: list[str] = []
    left_out: list[str] = []


async def read(path: Path) -> Read:
    """Raises Invalid for `file` with a sentence."""
    if not await asyncio.to_thread(_is_archive, path):
        return Read(FEED, await texts(path))
    try:
        with await asyncio.to_thread(_opened, path) as archive:
            return await _archive(archive)
    except BadArchive:
        raise Invalid(file=_("Arsip ini rusak, bersandi, atau isinya terlalu besar.")) from None


async def texts(path: Path) -> list[Found]:
    """The texts of an XML export, read by a process of its own. Raises Invalid for `file`."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="kimhub-move-"))
    try:
        orders = {"path": str(await asyncio.to_thread(path.absolute))}
        ended = await sealed.ask("kimhub.publishing.moving_worker", folder, orders, PATIENCE)
        found = folder / "texts"
        if ended or not found.is_file() or found.is_symlink():
            failed = folder / "failed"
            reason = failed.read_text("utf-8")[:10] if failed.is_file() else ended
            raise Invalid(file=_unreadable(reason))
        return msgspec.json.decode(await asyncio.to_thread(found.read_bytes), type=list[Found])
    except msgspec.MsgspecError:
        raise Invalid(file=_unreadable("died")) from None
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def member(path: Path, name: str, most: int = LARGEST_FILE) -> bytes:
    """The content of one file in the archive. Raises BadArchive when it is more than `most` bytes."""

    def content() -> bytes:
        with _opened(path) as archive:
            return _content(archive, name, most)

    return await asyncio.to_thread(content)


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo | str, most: int) -> bytes:
    """Raises BadArchive for what is not there, broken, or more than `most` bytes."""
    try:
        with archive.open(one) as inside:
            found = inside.read(most + 1)
    except _BREAKS as error:
        raise BadArchive("broken") from error
    if len(found) > most:
        raise BadArchive("larger than it says")
    return found


async def _archive(archive: zipfile.ZipFile) -> Read:
    inside = [one for one in archive.infolist() if not one.is_dir() and not _is_junk(one.filename)]
    own = next((one for one in inside if one.filename == moving_own.NAME), None)
    if own is not None:
        return Read(OWN, own=await asyncio.to_thread(_own, archive, own))
    made = Read(FOLDER, [], None, {}, {}, [], [])
    exports = [one for one in inside if _ending(one.filename) == "xml"]
    for one in exports[:5]:
        made.form = FEED
        made.texts += await _export(archive, one)
    for one in inside:
        ending = _ending(one.filename)
        if one.file_size > LARGEST_FILE and one not in exports:
            made.left_out.append(one.filename)
        elif ending in IMAGES:
            made.pictures.setdefault(one.filename.rpartition("/")[2].lower(), one.filename)
            made.folders.setdefault(one.filename.rpartition("/")[0], []).append(one.filename)
        elif ending in _DOCUMENTS:
            made.documents.append(one.filename)
        elif one not in exports:
            made.left_out.append(one.filename)
    return made


async def _export(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> list[Found]:
    if one.file_size > LARGEST_EXPORT:
        raise Invalid(file=_unreadable("many"))
    with tempfile.TemporaryDirectory(prefix="kimhub-move-") as folder:
        path = Path(folder) / "export.xml"

        def unpack() -> None:
            path.write_bytes(_content(archive, one, LARGEST_EXPORT))

        await asyncio.to_thread(unpack)
        return await texts(path)


def _own(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> OwnSite:
    if one.file_size > LARGEST_EXPORT:
        raise Invalid(file=_unreadable("many"))
    try:
        found = moving_own.load(_content(archive, one, LARGEST_EXPORT))
    except (msgspec.MsgspecError, RecursionError):
        raise Invalid(file=_unreadable("kind")) from None
    if found.version != moving_own.VERSION:
        raise Invalid(file=_("Berkas ini dari KIMHub yang lebih baru. Perbarui KIMHub di sini dulu."))
    if max(len(found.articles), len(found.photos)) > MOST_OWN:
        raise BadArchive("too many")
    return found


def _unreadable(reason: str) -> str:
    if reason == "many":
        return _("Isinya terlalu banyak untuk sekali pindah: paling banyak 2.000 tulisan.")
    if reason == "slow":
        return _("Berkas ini terlalu lama dibaca. Ekspor sebagian dulu, lalu sisanya.")
    return _("Ini bukan ekspor yang kami kenal. Pilih berkas RSS atau WordPress (.xml), atau arsip .zip.")


def _opened(path: Path) -> zipfile.ZipFile:
    return open_archive(path, most=LARGEST_UNPACKED)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ZIP


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return "jpg" if ending == "jpeg" else ending


def _is_junk(name: str) -> bool:
    """What computers put beside people's files."""
    last = name.rpartition("/")[2].lower()
    return name.startswith("__MACOSX/") or last.startswith(".") or last in {"thumbs.db", "desktop.ini"}
