"""Finding one document: what every handler of this slice loads through `allow(...)`."""

from typing import Final

from msgspec import Struct

from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.library.views import Document, Version

_JOINED: Final = {
    "owner_name": "o.name",
    "owner_slug": "o.slug",
    "owner_kind": "o.kind",
    "owner_place": "o.place",
    "owner_status": "o.legal_status",
    "seat": "o.wilayah_code",
}
COLUMNS: Final = ", ".join(
    f"{_JOINED.get(name, f'd.{name}')} AS {name}" for name in Document.__struct_fields__
)
SELECT: Final = f"SELECT {COLUMNS} FROM library_document d JOIN organization o ON o.id = d.organization"  # noqa: S608
VERSION_COLUMNS: Final = ", ".join(f"v.{name}" for name in Version.__struct_fields__)


def _version(where: str) -> Prepared[Version]:
    return prepare_sql(f"SELECT {VERSION_COLUMNS} FROM library_version v WHERE {where}", Version)  # noqa: S608


_by_id = prepare_sql(f"{SELECT} WHERE d.id = :id", Document)
_some = prepare_sql(f"{SELECT} WHERE d.id IN :ids", Document)
_numbered = _version("v.document = :document AND v.number = :number")
_one_version = _version("v.id = :id")
_versions = _version("v.document = :document ORDER BY v.number DESC")


class VersionOf(Struct, frozen=True):
    """A version with its document; for rules that ask about the document."""

    document: Document
    version: Version


async def get_document(ref: str) -> Document | None:
    """The document of an address like `128-panduan-aktivasi`; only the number counts."""
    number = ref.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return await _by_id.first(id=int(number))


async def by_id(document_id: int) -> Document | None:
    return await _by_id.first(id=document_id)


async def some(ids: list[int]) -> list[Document]:
    """Those of these that are there, whatever their state."""
    return await _some(ids=ids) if ids else []


async def get_version(ref: str, number: int) -> VersionOf | None:
    """An earlier (or the current) version of a document."""
    document = await get_document(ref)
    version = await _numbered.first(document=document.id, number=number) if document else None
    return VersionOf(document, version) if document and version else None


async def version_by_id(version_id: int) -> Version | None:
    return await _one_version.first(id=version_id)


async def versions_of(document_id: int) -> list[Version]:
    """All versions, the newest first."""
    return await _versions(document=document_id)
