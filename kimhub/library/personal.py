"""What the library keeps of one person: handed out with their data, made neutral when they leave.

Who made a document official, asked for it to be read or let it go stays by name and office: that is the
record of an organization. Who brought a file, a version or a letter stands under a neutral name, and what
somebody opened or liked is nobody's business any more.
"""

from typing import Any

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.accounts.leaving import GONE
from kimhub.core.actor import Actor
from kimhub.core.bus import on
from kimhub.core.db import now, transaction
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.groups import rights
from kimhub.library import documents, policy
from kimhub.library.tables import Document, DocumentVersion
from kimhub.library.tables_letters import Disposition, LetterEntry
from kimhub.library.tables_use import DocumentOpened, Favourite, ShareLink

_brought = prepare_sql(
    "SELECT d.title, v.number AS version, v.file_name, v.note, CAST(v.created_at AS varchar(40)) AS at"
    " FROM library_version v JOIN library_document d ON d.id = v.document WHERE v.author = :person"
    " ORDER BY v.id"
)
_used = prepare_sql(
    "SELECT 'opened' AS what, d.id, d.title, CAST(u.last_at AS varchar(40)) AS at FROM library_opened u"
    ' JOIN library_document d ON d.id = u.document WHERE u."user" = :person'
    " UNION ALL SELECT 'favourite', d.id, d.title, CAST(f.created_at AS varchar(40))"
    ' FROM library_favourite f JOIN library_document d ON d.id = f.document WHERE f."user" = :person'
    " ORDER BY 1, 4"
)
_rev = prepare_sql("SELECT rights_rev FROM account WHERE id = :person")
_decided = prepare_sql(
    "SELECT 'official' AS what, title, CAST(official_at AS varchar(40)) AS at FROM library_document"
    " WHERE official_by = :person"
    " UNION ALL SELECT 'must_read', d.title, CAST(m.asked_at AS varchar(40)) FROM library_must_read m"
    " JOIN library_document d ON d.id = m.document WHERE m.asked_by = :person"
    " UNION ALL SELECT 'share', d.title, CAST(s.created_at AS varchar(40)) FROM library_share s"
    " JOIN library_document d ON d.id = s.document WHERE s.created_by = :person"
    ' UNION ALL SELECT act, title, CAST(at AS varchar(40)) FROM library_retention WHERE "by" = :person'
    " ORDER BY 1, 3"
)
_letters = prepare_sql(
    "SELECT l.subject, x.instruction, CAST(x.due_on AS varchar(40)) AS due, x.done_note"
    ' FROM library_disposition x JOIN library_letter l ON l.id = x.letter WHERE x."user" = :person'
    " ORDER BY x.id"
)


@exports("library_brought", lazy_("Dokumen dan versi yang Anda unggah"))
async def brought_by(user_id: int) -> list[dict[str, object]]:
    """Files the person brought."""
    rows: list[dict[str, object]] = await _brought(person=user_id)
    return rows


@exports("library_used", lazy_("Dokumen yang Anda buka dan simpan"))
async def used_by(user_id: int) -> list[dict[str, object]]:
    """What the person opened, and their favourites; the title is that of today, so for those who may read
    it today."""
    rows = await _used(person=user_id)
    grants, _homes = await rights.rights_of(user_id, int(await _rev.value(person=user_id) or 0))
    actor = Actor(id=user_id, grants=tuple(grant for grant in grants if grant.holds(now())))
    found = await documents.some(sorted({row["id"] for row in rows}))
    open_ = {one.id for one in found if policy.can_read(actor, one)}
    closed = _("Dokumen yang tidak terbuka bagi Anda")
    return [
        {"what": row["what"], "title": row["title"] if row["id"] in open_ else closed, "at": row["at"]}
        for row in rows
    ]


@exports("library_decided", lazy_("Keputusan Anda tentang dokumen"))
async def decided_by(user_id: int) -> list[dict[str, object]]:
    """What the person made official, asked others to read, shared, or let go."""
    rows: list[dict[str, object]] = await _decided(person=user_id)
    return rows


@exports("library_letters", lazy_("Disposisi surat untuk Anda"))
async def letters_for(user_id: int) -> list[dict[str, object]]:
    """What the person was to do about letters."""
    rows: list[dict[str, object]] = await _letters(person=user_id)
    return rows


@on(UserDeleted)
async def forget(event: UserDeleted) -> None:
    """Names of persons become neutral; what they opened and liked is dropped."""
    gone = event.actor_id
    async with transaction():
        neutral: list[tuple[Any, Any, dict[Any, Any]]] = [
            (Document, Document.created_by, {Document.created_name: GONE, Document.rev: Document.rev + 1}),
            (DocumentVersion, DocumentVersion.author, {DocumentVersion.author_name: GONE}),
            (ShareLink, ShareLink.created_by, {ShareLink.created_name: GONE}),
            (LetterEntry, LetterEntry.created_by, {LetterEntry.created_name: GONE}),
            (Disposition, Disposition.user, {Disposition.name: GONE}),
            (Disposition, Disposition.by, {Disposition.by_name: GONE}),
        ]
        for table, column, values in neutral:
            await table.update(values).where(column == gone)
        await Favourite.delete().where(Favourite.user == gone)
        await DocumentOpened.delete().where(DocumentOpened.user == gone)
