"""Documents somebody wants at hand."""

from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents, policy
from kimhub.library.tables_use import Favourite
from kimhub.library.views import Document

MOST: Final = 200
_own = prepare_sql(
    f'{documents.SELECT} JOIN library_favourite f ON f.document = d.id WHERE f."user" = :me'
    f" ORDER BY f.id DESC LIMIT {MOST}",
    Document,
)
_is = prepare_sql('SELECT 1 FROM library_favourite WHERE document = :document AND "user" = :me')


async def own(actor: Actor) -> list[Document]:
    """This person's favourites, the latest first, as far as they may still read them."""
    return [one for one in await _own(me=actor.id) if policy.can_read(actor, one)]


async def is_one(actor: Actor, one: Document) -> bool:
    return await _is.value(document=one.id, me=actor.id) is not None


async def keep(actor: Actor, one: Document, wanted: bool) -> None:
    """Make it one, or none any more. Asking twice is the same as once."""
    if wanted:
        row = Favourite(document=one.id, user=actor.id)
        await Favourite.insert(row).on_conflict((Favourite.user, Favourite.document), "DO NOTHING")
    else:
        await Favourite.delete().where((Favourite.document == one.id) & (Favourite.user == actor.id))
