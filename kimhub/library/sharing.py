"""Links that open a document to whoever has them: made by those who decide who reads it, for a time, taken
back at any moment, and always leading to the current version (features.md F3)."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, noting, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents, pages, policy
from kimhub.library.documents import VersionOf
from kimhub.library.events import ShareMade
from kimhub.library.kinds import DRAFT, EXEMPT
from kimhub.library.pages import PageRow
from kimhub.library.tables import Document as DocumentRow
from kimhub.library.tables_use import ShareLink
from kimhub.library.views import Document
from kimhub.settings import load

DAYS: Final[dict[str, Lazy]] = {
    "1": lazy_("1 hari"),
    "7": lazy_("7 hari"),
    "30": lazy_("30 hari"),
    "0": lazy_("Sampai dicabut"),
}
FOR_EXEMPT: Final = ("1", "7")  # what is exempt from publication goes out for a week at most
LONGEST_EXEMPT: Final = timedelta(days=7)
MAX_NOTE: Final = 120
MOST: Final = 50  # open at once, of one document
SHOWN: Final = 100
OPEN, ENDED, REVOKED, GONE, UNKNOWN = "open", "ended", "revoked", "gone", "unknown"


class Share(Struct, frozen=True):
    """A row of the table."""

    id: int
    document: int
    note: str
    ends_at: datetime | None
    revoked_at: datetime | None
    opened: int
    opened_at: datetime | None
    created_name: str
    created_at: datetime
    key: UUID | None

    @property
    def path(self) -> str:
        return path_of(self.key) if self.key else ""


class ShareOf(Struct, frozen=True):
    """A share with its document; for rules that ask about the document."""

    document: Document
    share: Share


class Shared(Struct, frozen=True):
    """What stands behind an address. Only an open one says of which document it is."""

    secret: str
    state: str
    share: Share | None = None
    document: Document | None = None

    @property
    def path(self) -> str:
        return f"/b/{self.secret}"


class SharedPage(Struct, frozen=True):
    shared: Shared
    page: PageRow | None


_COLUMNS: Final = ", ".join(Share.__struct_fields__)
_by_secret = prepare_sql(f"SELECT {_COLUMNS} FROM library_share WHERE secret = :secret", Share)  # noqa: S608
_by_id = prepare_sql(
    f"SELECT {_COLUMNS} FROM library_share WHERE id = :id AND document = :document",  # noqa: S608
    Share,
)
_of = prepare_sql(
    f"SELECT {_COLUMNS} FROM library_share WHERE document = :document"  # noqa: S608
    f" ORDER BY id DESC LIMIT {SHOWN}",
    Share,
)


def secret_of(key: UUID) -> str:
    """What the address carries: 192 bits that follow from the form and the installation's own secret."""
    seal = hmac.digest(load().secret_key.encode(), f"bagikan:{key}".encode(), "sha256")
    return urlsafe_b64encode(seal[:24]).decode()


def path_of(key: UUID) -> str:
    return f"/b/{secret_of(key)}"


def hashed(secret: str) -> str:
    """As the table keeps it."""
    return sha256(secret.encode()).hexdigest()


def standing(share: Share, document: Document, at: datetime) -> str:
    """Whether it opens the document at this moment, or why not. Pure. What has become exempt since is no
    longer opened by links that were made for longer than that allows."""
    if share.revoked_at is not None:
        return REVOKED
    if share.ends_at is not None and share.ends_at <= at:
        return ENDED
    if document.is_removed or document.status == DRAFT or not document.file:
        return GONE
    if document.info_class == EXEMPT and (
        share.ends_at is None or share.ends_at - share.created_at > LONGEST_EXEMPT
    ):
        return ENDED
    return OPEN


async def get_shared(secret: str) -> Shared:
    """What an address opens; never None, so that who guesses can be slowed down."""
    share = await _by_secret.first(secret=hashed(secret)) if len(secret) < 100 else None
    if share is None:
        return Shared(secret, UNKNOWN)
    document = await documents.by_id(share.document)
    state = standing(share, document, now()) if document else GONE
    return Shared(secret, OPEN, share, document) if state == OPEN else Shared(secret, state)


async def get_shared_page(secret: str, name: str) -> SharedPage:
    """The same for the picture `name` of a page; None as `page` when there is none."""
    shared = await get_shared(secret)
    found = await pages.get_page(shared.document.ref, name) if shared.document else None
    return SharedPage(shared, found.page if found else None)


async def current_of(shared: Shared) -> VersionOf | None:
    """What an open link opens: the version that is current at this moment."""
    return await pages.get_current(shared.document.ref) if shared.document else None


def anyone_with_the_link(_actor: Actor, _thing: object) -> bool:
    """The secret is the right."""
    return True


async def get_share(ref: str, share_id: int) -> ShareOf | None:
    document = await documents.get_document(ref)
    share = await _by_id.first(id=share_id, document=document.id) if document else None
    return ShareOf(document, share) if document and share else None


def can_revoke(actor: Actor, one: ShareOf) -> bool:
    """Those who decide who reads it, whoever made the link."""
    return policy.can_rule(actor, one.document)


async def of(document_id: int) -> list[Share]:
    """All links of a document, the newest first."""
    return await _of(document=document_id)


async def make(document_id: int, actor: Actor, form: dict[str, str], key: UUID) -> str:
    """Make a link; of a form that came before, the one it made. Returns its path. Raises Invalid, Refused,
    NotFound."""
    async with transaction():
        await lock_id(DocumentRow, document_id)
        document = await documents.by_id(document_id)
        if document is None:
            raise NotFound
        if not policy.can_share(actor, document):
            raise Refused(_("Dokumen ini tidak bisa dibagikan."))
        days, note = _read(form, document)
        secret = hashed(secret_of(key))
        if await _by_secret.first(secret=secret):
            return path_of(key)
        at = now()
        there = [one for one in await of(document.id) if standing(one, document, at) == OPEN]
        if len(there) >= MOST:
            raise Invalid(days=_("Tautannya sudah banyak. Cabut dulu yang tidak dipakai."))
        row = ShareLink(
            document=document.id, secret=secret, note=note, key=key, created_by=actor.id,
            created_name=actor.name, created_at=at, ends_at=at + timedelta(days=days) if days else None,
        )  # fmt: skip
        share_id = int((await ShareLink.insert(row))[0]["id"])
        await publish(ShareMade(share_id, document.id, document.organization, actor.id or 0))
    return path_of(key)


async def revoke(one: ShareOf, actor: Actor) -> None:
    """End a link at once; one that is revoked stays as it was."""
    values: dict[Any, Any] = {ShareLink.revoked_at: now()}
    async with transaction():
        gone = (
            await ShareLink.update(values)
            .where((ShareLink.id == one.share.id) & ShareLink.revoked_at.is_null())
            .returning(ShareLink.id)
        )
        if gone:
            document = one.document
            await publish(
                ShareMade(one.share.id, document.id, document.organization, actor.id or 0, revoked=True)
            )


async def note_opened(share: Share) -> None:
    """Somebody has opened it. A full disk keeps nobody from reading."""
    values: dict[Any, Any] = {ShareLink.opened: ShareLink.opened + 1, ShareLink.opened_at: now()}
    async with noting():
        await ShareLink.update(values).where(ShareLink.id == share.id)


def _read(form: dict[str, str], document: Document) -> tuple[int, str]:
    errors: dict[str, str] = {}
    days = form.get("days", "")
    if days not in DAYS:
        errors["days"] = _("Pilih sampai kapan tautannya terbuka.")
    elif document.info_class == EXEMPT and days not in FOR_EXEMPT:
        errors["days"] = _("Informasi yang dikecualikan paling lama dibagikan 7 hari.")
    if document.info_class == EXEMPT and form.get("sure") != "on":
        errors["sure"] = _("Centang dulu bahwa Anda sengaja membagikan informasi yang dikecualikan.")
    note = ""
    try:
        empty = _("Tulis untuk siapa tautan ini.")
        note = checked_line(form.get("note", ""), "note", most=MAX_NOTE, least=1, empty=empty)
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return int(days), note
