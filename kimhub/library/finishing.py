"""An upload that is whole becomes a document, or a version of one.

What came is looked at first: its size, its sum when the phone counted one, what it is by its content.
Photos are drawn anew, photographed pages become one PDF. Then it is kept, and made somebody's in one
transaction: a server that is killed in between leaves an upload that can be finished again, or forgotten.
"""

import asyncio
import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from kimhub.core import db, images
from kimhub.core.actor import Actor
from kimhub.core.cleaning import checked_line
from kimhub.core.errors import Invalid
from kimhub.core.files import IMAGES, MIMES, Stored, extension_of, full_disk, store
from kimhub.core.i18n import _
from kimhub.core.kept_files import release
from kimhub.core.sniff import check_type
from kimhub.core.storage import CHUNK, key_for
from kimhub.library import about, documents, folders, policy, putting, scanned, status, twins, uploads
from kimhub.library.about import Told
from kimhub.library.kinds import OFFICIAL
from kimhub.library.putting import About
from kimhub.library.tables import Document as Row
from kimhub.library.tables import DocumentUpload
from kimhub.library.uploads import ALLOWED, COMING, DONE, PAGES, REFUSED, Coming
from kimhub.library.views import Document

MAX_NOTE: Final = 300
ASKED: Final = ("title", "kind", "visibility", "info_class")  # the rest is told on the document's page


class Ready(Struct, frozen=True):
    """A file that may be kept, at `path`."""

    path: Path
    stored: Stored


async def finish(coming: Coming, actor: Actor, form: dict[str, str]) -> int:
    """Make it what it was sent for; returns the document's id. Raises Invalid for a field of the form (the
    upload stays), or for `file` when it is no file of ours (it is gone then); Twin when its content is in
    a library already and the form does not say `again`."""
    if coming.made:
        return coming.made
    if coming.state == REFUSED:
        raise Invalid(file=coming.reason)
    if not coming.is_whole:
        raise Invalid(file=_("Berkas ini belum seluruhnya diterima. Lanjutkan unggahannya dulu."))
    if coming.document:
        await _check_document(coming.document, actor)
    told = None if coming.document else await _told(coming, actor, form)
    note = checked_line(form.get("note", ""), "note", most=MAX_NOTE, least=0)
    try:
        ready = await _make(coming)
        try:
            await _look_for_twins(coming, actor, ready, form)
            made = await _put(coming, actor, ready, told, note, form)
        finally:
            await asyncio.to_thread(ready.path.unlink, missing_ok=True)
    except Broken as no:
        there = await uploads.again(coming)
        if there and there.made:  # the same form, sent twice, was quicker
            return there.made
        await uploads.refuse(coming, str(no))
        raise Invalid(file=str(no)) from no
    except Exception as error:
        if not db.is_disk_full(error):
            raise
        await uploads.refuse(coming, full_disk())
        raise Invalid(file=full_disk()) from error
    await asyncio.to_thread(coming.spool.unlink, missing_ok=True)
    return made


class Twin(Exception):
    """The same content is here already; `documents` are those the person may read."""

    def __init__(self, found: list[Document]) -> None:
        super().__init__()
        self.documents = found


class Broken(Exception):
    """It is no file of ours; the message says why, in words for the person."""


async def _check_document(document_id: int, actor: Actor) -> None:
    """Much can have happened since the upload began. Raises Invalid (`file`)."""
    one = await documents.by_id(document_id)
    if one is None or not policy.can_change(actor, one):
        raise Invalid(file=_("Dokumen ini sudah tidak bisa diubah, jadi versi barunya belum tersimpan."))


async def _told(coming: Coming, actor: Actor, form: dict[str, str]) -> Told:
    asked = ASKED if policy.can_keep(actor, coming.house) else ("title", "kind")
    told = about.read({name: form.get(name, "") for name in asked})
    if not policy.may_add_kind(actor, coming.house, told.kind):
        raise Invalid(kind=_("Yang bisa Anda bawa ke pustaka ini: foto. Dokumen lain lewat pengurus."))
    if not policy.may_choose(actor, coming.organization, told.visibility):
        raise Invalid(visibility=_("Hanya admin yang bisa memilih “Admin dan pembina”."))
    return told


async def _look_for_twins(coming: Coming, actor: Actor, ready: Ready, form: dict[str, str]) -> None:
    if coming.document or form.get("again"):
        return
    if found := await twins.of(actor, ready.stored.sha256):
        raise Twin(found)


async def _put(
    coming: Coming, actor: Actor, ready: Ready, told: Told | None, note: str, form: dict[str, str]
) -> int:
    """Keep the bytes, then say whose they are. The row knows the key before anything lies under it. Raises
    Invalid (`file`) for an upload that was given up meanwhile: its bytes are gone."""
    stored = ready.stored
    await uploads.note(coming, file=stored.key)
    await store().keep(ready.path, stored.key, stored.mime)
    try:
        return await _make_known(coming, actor, stored, told, note, form)
    except Abandoned as no:
        await release(stored.key)
        raise Invalid(file=_("Unggahan dibatalkan.")) from no


class Abandoned(Exception):
    """The upload was given up, on another page or since nobody went on with it."""


async def _make_known(
    coming: Coming, actor: Actor, stored: Stored, told: Told | None, note: str, form: dict[str, str]
) -> int:
    async with db.transaction():
        if coming.document:  # first, as whoever purges it does
            await db.lock_id(Row, coming.document)
        await db.lock_id(DocumentUpload, coming.id)
        there = await uploads.again(coming)
        if there and there.made:  # the same form, sent twice, was quicker
            return there.made
        if there is None or there.state != COMING:
            raise Abandoned
        if coming.document or told is None:
            made = coming.document or 0
            await putting.put_version(made, actor, stored, note=note, key=coming.key)
        else:
            made = await putting.put_document(
                coming.organization, actor, stored, _about(told),
                key=coming.key, folder=await _folder(coming, actor, form),
            )  # fmt: skip
            await _make_official(made, actor, form)
        change: dict[Any, Any] = {"state": DONE, "made": made, "file": "", "changed_at": db.now()}
        await DocumentUpload.update(change).where(DocumentUpload.id == coming.id)
    return made


def _about(told: Told) -> About:
    return About(
        title=told.title, kind=told.kind, visibility=told.visibility, info_class=told.info_class,
        number=told.number, dated_on=told.dated_on, year=told.year, description=told.description,
        tags=told.tags, valid_until=told.valid_until,
    )  # fmt: skip


async def _make_official(made: int, actor: Actor, form: dict[str, str]) -> None:
    """At once, when those who may decide it say so."""
    one = await documents.by_id(made) if form.get("official") else None
    if one and one.status != OFFICIAL and policy.can_rule(actor, one):
        await status.change(made, actor, OFFICIAL, str(one.version))


async def _folder(coming: Coming, actor: Actor, form: dict[str, str]) -> int | None:
    """The folder that whoever keeps the library chose at last, else the one it was sent to; none that
    somebody removed meanwhile."""
    chosen = str(coming.folder or "")
    if "folder" in form and policy.can_keep(actor, coming.house):
        chosen = form["folder"]
    there = await folders.of_house(coming.organization)
    return next((one.id for one in there if str(one.id) == chosen), None)


async def _make(coming: Coming) -> Ready:
    """What can be kept of an upload. Raises Broken."""
    folder = store().spool_folder
    path = await asyncio.to_thread(_own_copy, coming.spool, folder)
    try:
        return await _judged(coming, path, folder)
    except BaseException as error:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        if isinstance(error, Invalid):
            raise Broken(error.errors["file"]) from error
        raise


async def _judged(coming: Coming, path: Path, folder: Path) -> Ready:
    """The same of the copy at `path`, which is gone afterwards unless it is what will be kept."""
    digest = await asyncio.to_thread(_sum, path, coming.size)
    if coming.sha256 and digest != coming.sha256:
        raise Broken(_("Berkas ini berubah di perjalanan. Unggah sekali lagi."))
    stem = coming.name.rpartition(".")[0] or coming.name
    if extension_of(coming.name) == PAGES:
        pdf = await images.run(scanned.pages_pdf, path, folder)
        await asyncio.to_thread(path.unlink)
        size = pdf.stat().st_size
        digest = await asyncio.to_thread(_sum, pdf, size)
        return Ready(pdf, Stored(key_for(digest), size, MIMES["pdf"], 0, 0, digest, f"{stem}.pdf"))
    kind = await asyncio.to_thread(check_type, path, coming.name, ALLOWED, "file")
    if kind not in IMAGES:
        return Ready(path, Stored(key_for(digest), coming.size, MIMES[kind], 0, 0, digest, coming.name))
    picture = await images.run(scanned.photo, path)
    await asyncio.to_thread(path.unlink)
    drawn = await asyncio.to_thread(_written, picture.content, folder)
    digest, size = sha256(picture.content).hexdigest(), len(picture.content)
    shape = picture.width, picture.height
    return Ready(drawn, Stored(key_for(digest), size, MIMES["webp"], *shape, digest, f"{stem}.webp"))


def _sum(path: Path, size: int) -> str:
    """SHA-256 of a file of this size. Raises Broken for another one."""
    digest, left = sha256(), size
    try:
        with path.open("rb") as file:
            while block := file.read(CHUNK):
                digest.update(block)
                left -= len(block)
    except FileNotFoundError:
        pass
    if left:
        raise Broken(_("Berkas ini tidak sampai dengan utuh. Unggah sekali lagi."))
    return digest.hexdigest()


def _own_copy(spool: Path, folder: Path) -> Path:
    """What came, where no sender reaches it: a piece that hangs in the network may still be written to the
    spooled file, after its sum was taken and its kind was looked at."""
    path = _written(b"", folder)
    try:
        shutil.copyfile(spool, path)
    except FileNotFoundError:  # of this length it is refused
        pass
    except OSError:
        path.unlink()
        raise
    return path


def _written(content: bytes, folder: Path) -> Path:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix="part-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return Path(name)
