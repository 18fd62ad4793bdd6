"""Draft, official, superseded, archived: who decided it stays beside it with name and office."""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents, listing, offices, policy
from kimhub.library.events import StatusChanged
from kimhub.library.kinds import ARCHIVED, DRAFT, OFFICIAL, SUPERSEDED
from kimhub.library.listing import Wanted
from kimhub.library.tables import Document as Row
from kimhub.library.views import Document

# What a document can become from each state. A draft is not archived: that would open it to its readers.
STEPS: Final = {
    DRAFT: (OFFICIAL,),
    OFFICIAL: (SUPERSEDED, ARCHIVED, DRAFT),
    SUPERSEDED: (OFFICIAL, ARCHIVED),
    ARCHIVED: (OFFICIAL,),
}
_replaced = prepare_sql(
    f"{documents.SELECT} WHERE d.replaced_by = :id AND d.removed_at IS NULL ORDER BY d.id DESC LIMIT 20",
    Document,
)


async def change(
    document_id: int, actor: Actor, becomes: str, version: str, replaced_by_ref: str = ""
) -> None:
    """`replaced_by_ref` is the document that took its place, as addresses name it. Raises Refused when it
    cannot become that or was changed since the page was opened, Invalid (`replaced_by`) when that document
    cannot take its place."""
    async with transaction():
        await lock_id(Row, document_id)
        one = await documents.by_id(document_id)
        if one is None:
            raise NotFound
        if one.is_removed or not policy.can_rule(actor, one):
            raise Refused(_("Keadaan dokumen ini tidak bisa diubah sekarang."))
        replaced_by = await documents.get_document(replaced_by_ref)
        if one.status == becomes and (replaced_by is None or replaced_by.id == one.replaced_by):
            return
        if becomes not in STEPS[one.status] or version != str(one.version):
            raise Refused(_("Dokumen ini baru saja diubah. Muat ulang halamannya, lalu coba lagi."))
        if becomes == SUPERSEDED:
            await _check(one, actor, replaced_by)
        values: dict[Any, Any] = {
            Row.status: becomes, Row.version: Row.version + 1, Row.rev: Row.rev + 1, Row.changed_at: now(),
        }  # fmt: skip
        if becomes != ARCHIVED:  # in the archive it is still known what took its place
            values[Row.replaced_by] = replaced_by.id if becomes == SUPERSEDED and replaced_by else None
        if becomes == OFFICIAL and one.status == DRAFT:
            who = await offices.acting_in(actor, one.organization)
            values |= {Row.official_by: actor.id, Row.official_name: who, Row.official_at: now()}
        if becomes == DRAFT:
            values |= {Row.official_by: None, Row.official_name: "", Row.official_at: None}
        await Row.update(values).where(Row.id == one.id)
        await publish(StatusChanged(one.id, one.organization, actor.id or 0, one.status, becomes))


async def replacing(one: Document, actor: Actor) -> Document | None:
    """The document that took its place, when this person may read it."""
    found = await documents.by_id(one.replaced_by) if one.replaced_by else None
    return found if found and policy.can_read(actor, found) else None


async def replaced(one: Document, actor: Actor) -> list[Document]:
    """Those whose place it took, as far as this person may read them."""
    return [other for other in await _replaced(id=one.id) if policy.can_read(actor, other)]


async def candidates(one: Document, actor: Actor) -> list[Document]:
    """What could take its place: of the same kind first, the newest first."""
    same = await listing.found(actor, Wanted(house=one.organization, kinds=(one.kind,), status=OFFICIAL))
    rest = await listing.found(actor, Wanted(house=one.organization, status=OFFICIAL))
    both = {other.id: other for other in (*same.rows, *rest.rows) if other.id != one.id}
    return list(both.values())


async def _check(one: Document, actor: Actor, by: Document | None) -> None:
    if by is None or by.is_removed or by.status != OFFICIAL or not policy.can_read(actor, by):
        raise Invalid(replaced_by=_("Pilih dokumen yang berlaku sebagai gantinya."))
    if by.id == one.id:
        raise Invalid(replaced_by=_("Dokumen tidak bisa mengganti dirinya sendiri."))
    if by.organization != one.organization and not policy.keeps(actor, by.organization, by.owner_kind):
        raise Invalid(replaced_by=_("Pilih dokumen dari pustaka yang sama."))
