"""Files on their way into a library: announced, found again, given up, forgotten.

A file comes in pieces (`receiving.py`) into the spool folder, under the name of its key, and becomes a
document or a version in one step (`finishing.py`). Until then only the person who sends it knows of it.
"""

import asyncio
import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.amounts import size as shown_size
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.files import extension_of, full_disk, safe_name, store
from kimhub.core.i18n import _
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.core.sniff import check_ending
from kimhub.library import policy, putting
from kimhub.library.policy import House
from kimhub.library.tables import DocumentUpload
from kimhub.settings import load

ALLOWED: Final = files.DOCUMENTS | files.IMAGES | files.VIDEOS
PAGES: Final = "halaman"  # the ending of photographed pages in one file, see scanned.py
KEPT_FOR: Final = timedelta(days=7)  # after the last piece
MOST: Final = 100  # on their way at once, of one person
SPARE: Final = 100_000_000  # bytes of the disk that uploads leave to the database
STALE: Final = 86_400  # seconds after which bytes that no row names are thrown away
COMING, DONE, REFUSED = "coming", "done", "refused"


class Coming(Struct, frozen=True):
    """A row of the table with the house it is for. `received` bytes are safe on disk."""

    id: int
    key: UUID
    user: int
    organization: int
    owner_kind: str
    owner_slug: str
    owner_name: str
    owner_status: str
    seat: str
    folder: int | None
    document: int | None
    name: str
    size: int
    received: int
    sha256: str
    state: str
    reason: str
    file: str
    made: int | None
    ends_at: datetime

    @property
    def path(self) -> str:
        return f"/pustaka/unggahan/{self.key}"

    @property
    def spool(self) -> Path:
        """Where its bytes lie."""
        return spool_of(self.key)

    @property
    def is_whole(self) -> bool:
        return self.received >= self.size

    @property
    def house(self) -> "Owner":
        return Owner(self.organization, self.owner_kind, self.seat, self.owner_status, self.owner_slug)


class Owner(Struct, frozen=True):
    """The house, as rules ask for it."""

    id: int
    kind: str
    wilayah_code: str
    legal_status: str
    slug: str


class Announced(Struct, frozen=True):
    """What is said of a file before its first byte. `document`: a new version of this one."""

    key: UUID
    name: str
    size: int
    sha256: str = ""
    folder: int | None = None
    document: int | None = None


_JOINED: Final = {
    "owner_kind": "o.kind",
    "owner_slug": "o.slug",
    "owner_name": "o.name",
    "owner_status": "o.legal_status",
    "seat": "o.wilayah_code",
}
_COLUMNS: Final = ", ".join(
    f"{_JOINED.get(name, f'u.{chr(34)}{name}{chr(34)}')} AS {chr(34)}{name}{chr(34)}"
    for name in Coming.__struct_fields__
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM library_upload u JOIN organization o ON o.id = u.organization"  # noqa: S608
_by_key = prepare_sql(f"{_SELECT} WHERE u.key = :key", Coming)
_of_user = prepare_sql(
    f"{_SELECT} WHERE u.\"user\" = :me AND u.organization = :house AND u.state = 'coming' ORDER BY u.id",
    Coming,
)
_ended = prepare_sql(f"{_SELECT} WHERE u.ends_at <= :at ORDER BY u.id LIMIT 200", Coming)
_many = prepare_sql("SELECT count(*) FROM library_upload WHERE \"user\" = :me AND state = 'coming'")
_promised = prepare_sql(
    "SELECT coalesce(sum(size), 0) FROM library_upload"
    " WHERE organization = :house AND state = 'coming' AND key <> :key"
)


def spool_of(key: UUID) -> Path:
    return store().spool_folder / f"upload-{key}"


async def get_upload(key: str) -> Coming | None:
    """The upload of an address."""
    try:
        found = UUID(key)
    except ValueError:
        return None
    return await _by_key.first(key=found) if str(found) == key else None


async def again(coming: Coming) -> Coming | None:
    """As it stands now."""
    return await _by_key.first(key=coming.key)


async def of(actor: Actor, house: House) -> list[Coming]:
    """What this person has on its way to a library."""
    return await _of_user(me=actor.id or 0, house=house.id)


def is_mine(actor: Actor, coming: Coming) -> bool:
    """Whoever began it goes on with it, as long as they may bring files there."""
    return coming.user == actor.id and policy.can_add(actor, coming.house)


async def announce(actor: Actor, house: House, told: Announced) -> Coming:
    """Make room for a file. The same key again is the same upload. Raises Invalid (`file`) for what would
    not be taken in the end either: its type, its size, a library or a disk without room."""
    if there := await _by_key.first(key=told.key):
        if there.user != actor.id or there.organization != house.id:
            raise NotFound
        return there
    name = safe_name(told.name)
    if extension_of(name) != PAGES:
        check_ending(extension_of(name), "file", ALLOWED)
    await check_size(told.size, house.id, told.key)
    if int(await _many.value(me=actor.id or 0)) >= MOST:
        raise Invalid(file=_("Terlalu banyak unggahan yang belum selesai. Selesaikan atau batalkan dulu."))
    row = DocumentUpload(
        key=told.key, user=actor.id, organization=house.id, folder=told.folder, document=told.document,
        name=name, size=told.size, sha256=told.sha256, ends_at=now() + KEPT_FOR,
    )  # fmt: skip
    async with transaction():
        await DocumentUpload.insert(row).on_conflict(DocumentUpload.key, "DO NOTHING")
    made = await _by_key.first(key=told.key)
    if made is None or made.user != actor.id:
        raise NotFound
    return made


async def check_size(size: int, house: int, key: UUID) -> None:
    """Raises Invalid (`file`) unless so many bytes may come, and fit."""
    most = load().document_limit
    if size <= 0:
        raise Invalid(file=_("Berkas ini kosong. Pilih berkas lain."))
    if size > most:
        said = _("Berkas ini terlalu besar. Paling besar %(limit)s.")
        raise Invalid(file=said % {"limit": shown_size(most)})
    left = (await putting.room(house)).left - int(await _promised.value(house=house, key=key))
    if size > left:
        said = _("Ruang pustaka tinggal %(left)s. Hapus yang tidak perlu, atau minta pembina menambahnya.")
        raise Invalid(file=said % {"left": shown_size(max(0, left))})
    free = (await asyncio.to_thread(shutil.disk_usage, store().spool_folder)).free
    if 2 * size + SPARE > free:  # before it is kept it is copied
        raise Invalid(file=full_disk())


async def note(coming: Coming, **changes: Any) -> None:
    """Change columns of the row."""
    async with transaction():
        columns: dict[Any, Any] = changes | {"changed_at": now()}
        await DocumentUpload.update(columns).where(DocumentUpload.id == coming.id)


async def refuse(coming: Coming, reason: str) -> None:
    """It will never be a document: its bytes go at once, the sentence stays for whoever asks."""
    await asyncio.to_thread(coming.spool.unlink, missing_ok=True)  # first: the disk may be full
    there = await again(coming)
    change: dict[Any, Any] = {"state": REFUSED, "reason": reason[:300], "received": 0, "file": ""}
    async with transaction():
        await DocumentUpload.update(change).where(
            (DocumentUpload.id == coming.id) & (DocumentUpload.state == COMING)
        )
    if there and there.file:
        await release(there.file)


async def give_up(coming: Coming) -> None:
    """Whoever sent it does not want it any more. What it had become in the store goes too, unless it is
    somebody's by now."""
    await asyncio.to_thread(coming.spool.unlink, missing_ok=True)
    there = await again(coming)
    async with transaction():
        await DocumentUpload.delete().where(DocumentUpload.id == coming.id)
    if there and there.file:
        await release(there.file)


async def sweep() -> None:
    """Forget uploads that nobody went on with, with their bytes, and bytes that no row names."""
    while ended := await _ended(at=now()):
        for coming in ended:
            await give_up(coming)
    for path in await asyncio.to_thread(_stale):
        if await get_upload(path.name.removeprefix("upload-")) is None:
            await asyncio.to_thread(path.unlink, missing_ok=True)


def _stale() -> list[Path]:
    before = time.time() - STALE
    return [path for path in store().spool_folder.glob("upload-*") if path.stat().st_mtime < before]


@in_use
async def _on_its_way(key: str) -> bool:
    """Kept, and about to be a document: no other who has the same content may delete it meanwhile."""
    return await DocumentUpload.exists().where(DocumentUpload.file == key)
