"""The same content in a library already: told to whoever may read it there, and to nobody else."""

from functools import lru_cache
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.library import documents, seen
from kimhub.library.views import Document

MOST: Final = 3


async def of(actor: Actor, sha256: str) -> list[Document]:
    """The newest documents with this file that the person may read."""
    sight = seen.of(actor)
    return await _statement(sight.where)(sha256=sha256, **sight.values) if sha256 else []


@lru_cache(maxsize=50)
def _statement(where: str) -> Prepared[Any]:
    return prepare_sql(
        f"{documents.SELECT} WHERE d.sha256 = :sha256 AND {where} ORDER BY d.id DESC LIMIT {MOST}", Document
    )
