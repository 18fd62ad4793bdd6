"""How often a document was fetched. A download that goes on after a lost line is no second one, nor is
what the same person fetches again on the same day."""

from datetime import timedelta
from typing import Any, Final

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.db import noting
from kimhub.core.errors import TooMany
from kimhub.library import openings
from kimhub.library.tables import Document as Row
from kimhub.library.views import Document

AGAIN: Final = timedelta(days=1)


async def note(actor: Actor, one: Document) -> None:
    """This person fetches the current file from its beginning. A full disk keeps nobody from reading."""
    if actor.id is None:
        await _count(one)
        return
    await openings.note(actor, one)
    async with noting():
        try:
            await limits.spend("library-download", (actor.id, one.id), most=1, per=AGAIN)
        except TooMany:
            return
        await _count(one)


async def _count(one: Document) -> None:
    more: dict[Any, Any] = {Row.downloads: Row.downloads + 1}
    async with noting():
        await Row.update(more).where(Row.id == one.id)
