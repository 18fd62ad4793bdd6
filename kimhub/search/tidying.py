"""SQLite keeps what was written together in pieces of its own and asks each of them; PostgreSQL has none.

With a million posts a question takes half as long once there is one piece. It is made step by step, so
that whoever writes waits for one step at most (SQLite, fts5.html 6.9, "the merge command").
"""

from typing import Final

from kimhub.core.db import engine, engine_type, transaction
from kimhub.search.kinds import NUMBERS

PAGES: Final = 200  # that are written in one step
_ENDED: Final = 2  # changes: a step that does nothing makes fewer


async def tidy() -> None:
    """Make one piece of all that there are, for each kind."""
    if engine_type() == "sqlite":
        for kind in NUMBERS:
            pages = -PAGES  # the first step takes all pieces together, whatever their sizes
            while await _step(kind, pages):
                pages = PAGES


async def _step(kind: str, pages: int) -> bool:
    """False when there was nothing to do."""
    sql = f"INSERT INTO search_{kind}(search_{kind}, rank) VALUES ('merge', ?)"  # noqa: S608 - our names
    async with transaction():
        before = await _changes()
        await engine().fetch(sql, [pages])
        return await _changes() - before >= _ENDED


async def _changes() -> int:
    ((changes,),) = (await engine().fetch("SELECT total_changes()")).rows
    return int(changes)
