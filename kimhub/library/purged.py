"""Addresses of documents that are gone for good: links to them outlive them, and say so."""

from datetime import datetime

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.errors import Past
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents
from kimhub.library.views import Document


class _Purge(Struct, frozen=True):
    at: datetime


_of = prepare_sql(
    "SELECT at FROM library_retention WHERE document = :document AND act = 'purge'"
    " ORDER BY id DESC LIMIT 1",
    _Purge,
)


async def get_document(ref: str, actor: Actor) -> Document | None:
    """The document at this address. Raises Past for one that was destroyed; what it was called and who read
    it nobody is told, and strangers nothing at all."""
    found = await documents.get_document(ref)
    number = ref.partition("-")[0]
    if found or actor.id is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return found
    if purge := await _of.first(document=int(number)):
        said = _("Dokumen ini dihapus selamanya pada %(day)s, jadi tidak bisa dibuka lagi.")
        raise Past(said % {"day": long_date(purge.at)})
    return None
