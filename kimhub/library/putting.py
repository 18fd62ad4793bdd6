"""How a file comes into a library: the one way a document, or a version of it, is made.

The bytes are kept already (core.files); what is written here makes them somebody's. Nothing of it is seen
before the transaction ends, and a form sent twice makes one document.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.amounts import size as shown_size
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.files import Stored
from kimhub.core.i18n import _
from kimhub.core.kept_files import in_use
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import slugify
from kimhub.library import documents
from kimhub.library.events import DocumentAdded, VersionAdded
from kimhub.library.kinds import ARCHIVED, EXEMPT, KINDS, NARROW
from kimhub.library.tables import Document, DocumentPage, DocumentVersion, LibraryQuota

QUOTA: Final = 2_000_000_000  # bytes an organization may keep, unless its office says otherwise


class About(Struct, frozen=True):
    """What is told of a new document; what is not told is usual for its kind."""

    title: str
    kind: str
    visibility: str = ""
    info_class: str = ""
    number: str = ""
    dated_on: date | None = None
    year: int | None = None
    description: str = ""
    tags: str = ""
    valid_until: date | None = None
    status: str = "draft"


class Room(Struct, frozen=True):
    """How much a library may keep, and keeps, in bytes."""

    most: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)


_room = prepare_sql("SELECT most, used FROM library_quota WHERE organization = :organization", Room)
_quota_id = prepare_sql("SELECT id FROM library_quota WHERE organization = :organization")
_by_key = prepare_sql("SELECT id FROM library_document WHERE key = :key")
_version_by_key = prepare_sql("SELECT id FROM library_version WHERE key = :key")
_last_number = prepare_sql(
    "SELECT coalesce(max(number), 0) FROM library_version WHERE document = :document"
)
_name = prepare_sql("SELECT name FROM account WHERE id = :me")


async def room(organization_id: int) -> Room:
    """What the organization may keep and does."""
    return await _room.first(organization=organization_id) or Room(QUOTA, 0)


async def put_document(
    organization_id: int,
    actor: Actor,
    stored: Stored,
    about: About,
    *,
    key: UUID,
    folder: int | None = None,
) -> int:
    """Make a document of a kept file. Returns its id; of a form that came before, the one it made. Raises
    Invalid (`file`) when the library is full, (`visibility`) when a class does not allow it."""
    usual = KINDS[about.kind]
    visibility = about.visibility or usual.visibility
    info_class = about.info_class or usual.info_class
    check_class(visibility, info_class)
    async with transaction():
        await _hold_room(organization_id)
        if (there := await _by_key.value(key=key)) is not None:
            return int(there)
        await take_room(organization_id, stored.size)
        author = await _name.value(me=actor.id) or actor.name
        row = Document(
            organization=organization_id, folder=folder, title=about.title, slug=slugify(about.title),
            kind=about.kind, number=about.number, dated_on=about.dated_on, description=about.description,
            year=about.year or (about.dated_on.year if about.dated_on else None), tags=about.tags,
            visibility=visibility, info_class=info_class, status=about.status,
            valid_until=about.valid_until, created_by=actor.id, created_name=author, key=key,
        )  # fmt: skip
        document_id = int((await Document.insert(row))[0]["id"])
        await _put(document_id, organization_id, actor, author, stored, "", None)
        await publish(DocumentAdded(document_id, organization_id, actor.id or 0))
        return document_id


async def put_version(
    document_id: int, actor: Actor, stored: Stored, *, note: str, key: UUID, restored: bool = False
) -> int:
    """Make a kept file the current version of a document. Returns the version's id; of a form that came
    before, the one it made. Raises Refused in the archive or the bin, Invalid (`file`) when the library is
    full or this is the very file that is current."""
    async with transaction():
        await lock_id(Document, document_id)
        if (made := await _version_by_key.value(key=key)) is not None:
            return int(made)
        there = await documents.by_id(document_id)
        if there is None:
            raise NotFound
        if there.is_removed or there.status == ARCHIVED:
            raise Refused(_("Dokumen ini ada di arsip atau tempat sampah. Pulihkan dulu."))
        if there.sha256 == stored.sha256:
            raise Invalid(file=_("Ini berkas yang sama dengan versi yang berlaku sekarang."))
        organization_id = there.organization
        await take_room(organization_id, stored.size)
        author = await _name.value(me=actor.id) or actor.name
        return await _put(document_id, organization_id, actor, author, stored, note, key, restored=restored)


def check_class(visibility: str, info_class: str) -> None:
    """Raises Invalid (`visibility`) where a class of information forbids so many readers."""
    if info_class == EXEMPT and visibility not in NARROW:
        said = _("Informasi yang dikecualikan hanya untuk pengurus dan pembina.")
        raise Invalid(visibility=said)


async def take_room(organization_id: int, size: int) -> None:
    """Count so many bytes more (fewer, below zero) as kept, inside the caller's transaction. Raises Invalid
    (`file`) when they do not fit."""
    await _hold_room(organization_id)
    left = (await room(organization_id)).left
    if size > left:
        said = _("Ruang pustaka tinggal %(left)s. Hapus yang tidak perlu, atau minta pembina menambahnya.")
        raise Invalid(file=said % {"left": shown_size(left)})
    change: dict[Any, Any] = {LibraryQuota.used: LibraryQuota.used + size}
    await LibraryQuota.update(change).where(LibraryQuota.organization == organization_id)


async def _hold_room(organization_id: int) -> None:
    """Whoever brings files into one library takes turns."""
    quota = LibraryQuota(organization=organization_id, most=QUOTA)
    await LibraryQuota.insert(quota).on_conflict(LibraryQuota.organization, "DO NOTHING")
    await lock_id(LibraryQuota, await _quota_id.value(organization=organization_id))


async def _put(
    document_id: int,
    organization_id: int,
    actor: Actor,
    author: str,
    stored: Stored,
    note: str,
    key: UUID | None,
    *,
    restored: bool = False,
) -> int:
    number = int(await _last_number.value(document=document_id)) + 1
    row = DocumentVersion(
        document=document_id, number=number, file=stored.key, file_name=stored.name, mime=stored.mime,
        size=stored.size, sha256=stored.sha256, width=stored.width, height=stored.height, note=note,
        author=actor.id, author_name=author, key=key,
    )  # fmt: skip
    version_id = int((await DocumentVersion.insert(row))[0]["id"])
    current: dict[Any, Any] = {
        "current": version_id, "versions": number, "file": stored.key, "file_name": stored.name,
        "mime": stored.mime, "size": stored.size, "sha256": stored.sha256, "pages": 0, "thumbnail": "",
        "rev": Document.rev + 1, "changed_at": now(),
    }  # fmt: skip
    await Document.update(current).where(Document.id == document_id)
    await publish(VersionAdded(document_id, organization_id, version_id, number, actor.id or 0, restored))
    return version_id


@in_use
async def _kept(key: str) -> bool:
    if await DocumentVersion.exists().where(
        (DocumentVersion.file == key) | (DocumentVersion.thumbnail == key)
    ):
        return True
    return await DocumentPage.exists().where(DocumentPage.file == key)
