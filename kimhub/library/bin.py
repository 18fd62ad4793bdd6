"""The bin: documents go in with a reason, come out again, or, by a person's decision, go for good."""
# ruff: noqa: S608 - no value in the statements

from typing import Any, Final

from msgspec import Struct

from kimhub.chain import links
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents, offices, policy, putting, releasing
from kimhub.library.events import DocumentPurged, DocumentRemoved
from kimhub.library.tables import Document as Row
from kimhub.library.tables import DocumentPage, DocumentText, DocumentUpload, DocumentVersion
from kimhub.library.tables_letters import LetterEntry, RetentionAct
from kimhub.library.tables_use import DocumentOpened, Favourite, MustRead, ShareLink
from kimhub.library.uploads import COMING, REFUSED
from kimhub.library.views import Document

MAX_REASON: Final = 300
SHOWN: Final = 100


class Thrown(Struct, frozen=True):
    """A document in the bin, and who put it there."""

    id: int
    by_name: str


_thrown = prepare_sql(
    "SELECT d.id, coalesce(a.name, '') AS by_name FROM library_document d"
    " LEFT JOIN account a ON a.id = d.removed_by"
    " WHERE d.organization = :house AND d.removed_at IS NOT NULL"
    f" ORDER BY d.removed_at DESC, d.id DESC LIMIT {SHOWN}",
    Thrown,
)
_versions = prepare_sql("SELECT id, size FROM library_version WHERE document = :document")


async def content(house: int) -> list[tuple[Document, str]]:
    """What is in the bin of a library, the latest first, with the name of who put it there."""
    thrown = await _thrown(house=house)
    found = {one.id: one for one in await documents.some([row.id for row in thrown])}
    return [(found[row.id], row.by_name) for row in thrown if row.id in found]


async def remove(document_id: int, actor: Actor, form: dict[str, str]) -> None:
    """Into the bin. Raises Invalid (`reason`) without a reason, Refused."""
    reason = checked_line(
        form.get("reason", ""), "reason", most=MAX_REASON, empty=_("Tulis mengapa dokumen ini dihapus.")
    )
    async with transaction():
        one = await _hold(document_id)
        if not policy.can_rule(actor, one):
            raise Refused(_("Anda tidak bisa menghapus dokumen ini."))
        if one.is_removed:
            return
        values: dict[Any, Any] = {
            Row.removed_at: now(), Row.removed_by: actor.id, Row.remove_reason: reason,
            Row.rev: Row.rev + 1,
        }  # fmt: skip
        await Row.update(values).where(Row.id == one.id)
        await publish(DocumentRemoved(one.id, one.organization, actor.id or 0, False, reason))


async def restore(document_id: int, actor: Actor) -> Document:
    """Out of the bin, as it was. Raises Refused."""
    async with transaction():
        one = await _hold(document_id)
        if one.is_removed:
            if not policy.can_restore(actor, one):
                raise Refused(_("Anda tidak bisa mengembalikan dokumen ini."))
            values: dict[Any, Any] = {
                Row.removed_at: None, Row.removed_by: None, Row.remove_reason: "", Row.rev: Row.rev + 1,
            }  # fmt: skip
            await Row.update(values).where(Row.id == one.id)
            await publish(DocumentRemoved(one.id, one.organization, actor.id or 0, True))
    found = await documents.by_id(document_id)
    assert found
    return found


async def purge(document_id: int, actor: Actor, reason: str) -> None:
    """For good, with all versions, texts and pages: what it took of the library's room is free again. Of
    what was, the act stays with who decided it. Raises Refused when it is not in the bin."""
    async with transaction():
        one = await _hold(document_id)
        if not policy.can_restore(actor, one):
            raise Refused(_("Hanya yang ada di tempat sampah bisa dihapus selamanya."))
        versions = await _versions(document=one.id)
        ids = [int(row["id"]) for row in versions]
        await LetterEntry.update({LetterEntry.document: None}).where(LetterEntry.document == one.id)
        await Row.update({Row.replaced_by: None}).where(Row.replaced_by == one.id)
        await DocumentUpload.update({DocumentUpload.made: None}).where(DocumentUpload.made == one.id)
        # A version on its way to it must not become a document of its own, with other readers.
        lost: dict[Any, Any] = {"state": REFUSED, "reason": _("Dokumen ini sudah dihapus selamanya.")}
        await DocumentUpload.update(lost).where(
            (DocumentUpload.document == one.id) & (DocumentUpload.state == COMING)
        )
        await DocumentUpload.update({DocumentUpload.document: None}).where(
            DocumentUpload.document == one.id
        )
        await releasing.note(one.id)
        if ids:
            await DocumentText.delete().where(DocumentText.version.is_in(ids))
            await DocumentPage.delete().where(DocumentPage.version.is_in(ids))
        for table in (ShareLink, DocumentOpened, Favourite, MustRead, DocumentVersion):
            await table.delete().where(table.document == one.id)
        await Row.delete().where(Row.id == one.id)
        await links.forget("document", one.id)
        await putting.take_room(one.organization, -sum(int(row["size"]) for row in versions))
        act = RetentionAct(
            organization=one.organization, document=one.id, title=one.title, act="purge",
            reason=reason[:MAX_REASON], by=actor.id,
            by_name=await offices.acting_in(actor, one.organization),
        )  # fmt: skip
        await RetentionAct.insert(act)
        await publish(DocumentPurged(one.id, one.organization, actor.id or 0, one.title, reason))


async def empty(house: int, actor: Actor, reason: str) -> int:
    """Purge what this person may of the bin of a library; returns how many documents went."""
    gone = 0
    for one, _by in await content(house):
        if policy.can_restore(actor, one):
            await purge(one.id, actor, reason or one.remove_reason)
            gone += 1
    return gone


async def _hold(document_id: int) -> Document:
    await lock_id(Row, document_id)
    one = await documents.by_id(document_id)
    if one is None:
        raise NotFound
    return one
