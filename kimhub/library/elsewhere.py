"""Public documents on the pages of organizations (see kimhub.groups.shelf)."""

from datetime import date

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.groups import shelf
from kimhub.groups.shelf import Paper
from kimhub.library import seen
from kimhub.library.kinds import KINDS


class _Row(Struct, frozen=True):
    path: str
    title: str
    kind: str
    dated_on: date | None
    mime: str
    size: int


_public = prepare_sql(
    "SELECT '/pustaka/d/' || d.id || '-' || d.slug AS path, d.title, d.kind, d.dated_on, d.mime, d.size"  # noqa: S608
    f" FROM library_document d WHERE d.organization = :organization AND {seen.IS_PUBLIC}"
    " AND d.status <> 'archived' ORDER BY d.id DESC LIMIT :most",
    _Row,
)


@shelf.offer
async def public(organization_id: int, most: int) -> list[Paper]:
    """What everybody may read and is not put away."""
    return [
        Paper(row.path, row.title, KINDS[row.kind].word, row.dated_on, row.mime, row.size)
        for row in await _public(organization=organization_id, most=most)
    ]
