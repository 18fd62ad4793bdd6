"""Documents with the text of their current version, for whoever the library lets read them. What lies in
the bin is not there, for those who threw it away neither."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from msgspec import Struct

from kimhub.core.bus import at_once, on
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.library import events as library
from kimhub.library.kinds import BROUGHT_BY_MEMBERS, DRAFT, KINDS
from kimhub.search import circles, writing
from kimhub.search.again import belonging
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfDocument

KIND: Final = "document"


class Document(Struct, frozen=True):
    id: int
    organization: int
    title: str
    slug: str
    kind: str
    number: str
    dated_on: date | None
    year: int | None
    description: str
    tags: str
    visibility: str
    status: str
    rev: int
    created_by: int | None
    created_at: datetime
    house: str
    owner_kind: str
    owner_status: str
    seat: str
    text: str | None


_ids = prepare_sql("SELECT id FROM library_document WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT d.id, d.organization, d.title, d.slug, d.kind, d.number, d.dated_on, d.year, d.description,"
    " d.tags, d.visibility, d.status, d.rev, d.created_by, d.created_at, o.name AS house,"
    " o.kind AS owner_kind, o.legal_status AS owner_status, o.wilayah_code AS seat, t.text"
    " FROM library_document d JOIN organization o ON o.id = d.organization"
    " LEFT JOIN library_text t ON t.version = d.current WHERE d.id IN :ids AND d.removed_at IS NULL",
    Document,
)
belonging(
    KIND, "house", "SELECT id FROM library_document WHERE organization = :ref AND id > :after ORDER BY id"
)


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    return [_entry(one) for one in await _some(ids=list(ids))]


def _entry(one: Document) -> Entry:
    year = one.year or (one.dated_on.year if one.dated_on else one.created_at.year)
    at = datetime.combine(one.dated_on, time(), UTC) if one.dated_on else one.created_at
    kind = KINDS[one.kind].word.source if one.kind in KINDS else ""
    texts = (one.number, one.description, one.text)
    return Entry(
        kind=KIND,
        thing=one.id,
        title=one.title,
        path=f"/pustaka/d/{one.id}-{one.slug}" if one.slug else f"/pustaka/d/{one.id}",
        readers=circles.document(
            one.organization,
            one.owner_kind,
            one.seat,
            one.visibility,
            is_draft=one.status == DRAFT,
            is_kept=one.owner_status != "dissolved",
            brought_by=one.created_by if one.kind in BROUGHT_BY_MEMBERS else None,
        ),
        happened_at=at,
        text="\n".join(text for text in texts if text),
        beside=f"{kind} {one.tags}",
        organization=one.organization,
        house=one.house,
        seat=one.seat,
        year=year,
        type=one.kind,
        status=one.status,
        rev=one.rev,
    )


register(Source(KIND, lazy_("Dokumen"), "document", all_ids, entries_of, batch=20))


@on(
    library.DocumentAdded,
    library.DocumentEdited,
    library.VersionAdded,
    library.VersionRead,
    library.StatusChanged,
    library.DocumentRemoved,
    library.DocumentPurged,
)
async def follow_document(event: OfDocument) -> None:
    await writing.refresh(KIND, [event.document_id])


@at_once(library.DocumentEdited)
async def hide_what_is_shown_to_others(event: library.DocumentEdited) -> None:
    """Until the job has looked at it again nobody finds it: rather than those who may not any more."""
    if "visibility" in event.changes:
        await writing.hide(KIND, [event.document_id])


@at_once(library.StatusChanged)
async def hide_a_draft(event: library.StatusChanged) -> None:
    if event.after == DRAFT:
        await writing.hide(KIND, [event.document_id])


@at_once(library.DocumentRemoved, library.DocumentPurged)
async def hide_what_is_gone(event: OfDocument) -> None:
    await writing.hide(KIND, [event.document_id])
