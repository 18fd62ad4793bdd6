"""Who has opened a document: counted once for each person, and known of its latest version."""

from typing import Any

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import noting, now
from kimhub.core.prepared import prepare_sql
from kimhub.library.events import RequiredRead
from kimhub.library.tables import Document as Row
from kimhub.library.tables_use import DocumentOpened
from kimhub.library.views import Document

_known = prepare_sql('SELECT version FROM library_opened WHERE document = :document AND "user" = :person')
_asked = prepare_sql(
    "SELECT 1 FROM library_must_read WHERE document = :document AND ended_at IS NULL LIMIT 1"
)


async def note(actor: Actor, one: Document) -> None:
    """This person has opened it, in its current version. Opening it again changes nothing, unless there is
    a new version; a full disk does not keep anybody from reading."""
    if actor.id is None:
        return
    known = await _known.value(document=one.id, person=actor.id)
    if known is not None and known >= one.versions:
        return
    async with noting():
        row = DocumentOpened(document=one.id, user=actor.id, version=one.versions)
        inserted = await DocumentOpened.insert(row).on_conflict(
            (DocumentOpened.document, DocumentOpened.user), "DO NOTHING"
        )
        if inserted:
            await Row.update({Row.openings: Row.openings + 1}).where(Row.id == one.id)
        else:
            again: dict[Any, Any] = {DocumentOpened.version: one.versions, DocumentOpened.last_at: now()}
            await DocumentOpened.update(again).where(
                (DocumentOpened.document == one.id) & (DocumentOpened.user == actor.id)
            )
        if await _asked.value(document=one.id):
            await publish(RequiredRead(one.id, one.organization, actor.id, one.versions))
