"""Documents as things that can be tied to others: material of an event, basis of a topic, evidence of what
was done. The document stays one and the same wherever it is used, and its own rights hold there."""

from typing import Final

from kimhub.chain.kinds import Kind, Thing, register
from kimhub.core.actor import Actor
from kimhub.core.amounts import size
from kimhub.core.i18n import lazy_
from kimhub.library import documents, listing, policy
from kimhub.library.kinds import KINDS
from kimhub.library.listing import Wanted
from kimhub.library.views import Document
from kimhub.library.words import file_type

KIND: Final = "document"


async def see(actor: Actor, ids: list[int]) -> list[Thing]:
    """Those of these documents that the person may read."""
    return [thing(one) for one in await documents.some(ids) if policy.can_read(actor, one)]


async def offer(actor: Actor, words: str) -> list[Thing]:
    """The latest documents the person may read that have these words in title, number or tags."""
    return [thing(one) for one in (await listing.found(actor, Wanted(text=words))).rows]


async def keeps(actor: Actor, document_id: int) -> bool:
    """Those who keep the library it lies in."""
    found = await documents.by_id(document_id)
    return found is not None and not found.is_removed and policy.can_edit(actor, found)


def thing(one: Document) -> Thing:
    note = f"{KINDS[one.kind].word}, {file_type(one.mime)}, {size(one.size)}"
    return Thing(KIND, one.id, one.title, one.path, note)


register(Kind(KIND, lazy_("Dokumen"), "document", see, offer, keeps, often=True))
