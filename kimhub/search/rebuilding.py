"""Indexing everything anew while people search: each entry is brought to its present state in its place.

What exists no more goes at the end. Whatever happens meanwhile is written as always. One that was broken
off goes on where it stood.
"""

from collections.abc import Callable, Sequence
from typing import Final

from kimhub.core.db import now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.search import tidying, vocabulary, writing
from kimhub.search.sources import SOURCES, Source
from kimhub.search.synonyms import edition
from kimhub.search.tables import SearchRebuild

LEFT: Final = 1000  # entries that are dropped at once

Tell = Callable[[str, int], object]  # a kind, and how many of its things were looked at

_left = prepare_sql(
    "SELECT thing FROM search_entry WHERE kind = :kind AND round < :round ORDER BY thing LIMIT 1000"
)


async def rebuild(kinds: Sequence[str] = (), tell: Tell = lambda _kind, _count: None) -> dict[str, int]:
    """Index these kinds, or all; returns how many entries each has got. Raises ValueError for a kind that
    has no source."""
    if unknown := set(kinds) - SOURCES.keys():
        raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
    known: set[str] = set()  # words that are in the vocabulary
    done = {
        kind: await _rebuild(source, known, tell)
        for kind, source in SOURCES.items()
        if not kinds or kind in kinds
    }
    await vocabulary.recount()
    await tidying.tidy()
    return done


async def unfinished() -> list[str]:
    """Kinds that were never indexed whole with the synonyms of today: all of them in an installation that
    is older than search."""
    rows = await SearchRebuild.select(SearchRebuild.kind).where(
        SearchRebuild.is_done.eq(True) & (SearchRebuild.edition == edition())
    )
    done = {row["kind"] for row in rows}
    return [kind for kind in SOURCES if kind not in done]


async def _rebuild(source: Source, known: set[str], tell: Tell) -> int:
    kind = source.kind
    begun, after = await _begin(kind)
    looked_at = found = 0
    while things := await source.all_ids(after, source.batch):
        found += await writing.refresh(kind, things, known=known)
        after, looked_at = things[-1], looked_at + len(things)
        await _note(kind, after)
        tell(kind, looked_at)
    while left := [row[0] for row in await _left.rows(kind=kind, round=begun)]:
        await writing.drop(kind, left)
    await _note(kind, after, is_done=True)
    return found


async def _begin(kind: str) -> tuple[int, int]:
    """When this rebuilding began, and the last thing it looked at."""
    async with transaction():
        row = await SearchRebuild.objects().get(SearchRebuild.kind == kind)
        if row and not row.is_done and row.edition == edition():
            return row.round, row.after
        begun = writing.round_at(now())
        await SearchRebuild.delete().where(SearchRebuild.kind == kind)
        await SearchRebuild.insert(SearchRebuild(kind=kind, round=begun, edition=edition()))
    return begun, 0


async def _note(kind: str, after: int, is_done: bool = False) -> None:
    async with transaction():
        change: dict[object, object] = {SearchRebuild.after: after, SearchRebuild.is_done: is_done}
        await SearchRebuild.update(change).where(SearchRebuild.kind == kind)  # type: ignore[arg-type]
