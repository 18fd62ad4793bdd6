"""Public documents on the pages of organizations and on the front page (see kimhub.groups.shelf)."""

from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.groups import shelf
from kimhub.groups.shelf import Paper
from kimhub.library import seen
from kimhub.library.kinds import KINDS
from kimhub.wilayah.names import prefix_range


class _Row(Struct, frozen=True):
    path: str
    title: str
    kind: str
    dated_on: date | None
    mime: str
    size: int


_COLUMNS: Final = (
    "SELECT '/pustaka/d/' || d.id || '-' || d.slug AS path, d.title, d.kind, d.dated_on, d.mime, d.size"
    " FROM library_document d"
)
_SHOWN: Final = f"{seen.IS_PUBLIC} AND d.status <> 'archived' ORDER BY d.id DESC LIMIT :most"
_public = prepare_sql(f"{_COLUMNS} WHERE d.organization = :organization AND {_SHOWN}", _Row)
_around = prepare_sql(
    f"{_COLUMNS} JOIN organization o ON o.id = d.organization AND o.legal_status <> 'draft'"
    " AND (:code = '' OR o.wilayah_code = :code OR (o.wilayah_code >= :low AND o.wilayah_code < :high))"
    f" WHERE {_SHOWN}",
    _Row,
)


@shelf.offer
async def public(most: int, organization_id: int, code: str) -> list[Paper]:
    """What everybody may read and is not put away."""
    if organization_id:
        rows = await _public(organization=organization_id, most=most)
    else:
        low, high = prefix_range(code)
        rows = await _around(code=code, low=low, high=high, most=most)
    return [
        Paper(row.path, row.title, KINDS[row.kind].word, row.dated_on, row.mime, row.size) for row in rows
    ]
