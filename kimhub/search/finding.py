"""Finding things: what is asked, and what comes back.

Whatever is returned - results, counts, snippets, suggestions - is of entries the actor may read: the
circles they stand in (marks.py) are part of every question to the index.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from kimhub.core.actor import Actor
from kimhub.search import index, meaning, vocabulary
from kimhub.search.asking import question
from kimhub.search.ids import BEYOND
from kimhub.search.index import Part
from kimhub.search.kinds import NUMBERS
from kimhub.search.marks import Filters, tokens_of
from kimhub.search.query import Query, Term, Way, parse
from kimhub.search.snippets import Piece, pieces, snippet
from kimhub.search.writing import EXCERPT

__all__ = ["Filters", "Found", "Group", "Listed", "Piece", "Result", "complete", "listed", "search"]

ALL: Final = Filters()
MOST: Final = 50  # results of a page
LEAST_BEGUN: Final = 2  # letters of an unfinished word


class Result(msgspec.Struct, frozen=True):
    id: int  # newest first means greatest first
    kind: str
    thing: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    path: str
    house: str
    seat: str
    year: int | None
    type: str
    status: str
    happened_at: datetime
    in_title: bool  # all words stand in the title: these come first


class Group(msgspec.Struct, frozen=True):
    """The first results of one kind; `more` when there are others."""

    kind: str
    results: tuple[Result, ...]
    more: bool


class Found(msgspec.Struct, frozen=True):
    """The answer to a search over several kinds: groups that have results, in the order of kinds.py.

    `meant` is what the person may have meant ("Mungkin maksud Anda ..."), "" when nothing is better;
    `counts` how much there is of each kind, as far as it was to be counted.
    """

    text: str
    groups: tuple[Group, ...]
    meant: str = ""
    counts: dict[str, int] = {}


class Listed(msgspec.Struct, frozen=True):
    """A page of results of one kind; `after` is what to ask the next page with, "" on the last one."""

    text: str
    kind: str
    results: tuple[Result, ...]
    after: str = ""
    meant: str = ""
    counts: dict[str, int] = {}


class Hit(NamedTuple):
    rank: int  # 0: all words in the title
    id: int


async def search(actor: Actor, text: str, filters: Filters = ALL, each: int = 4, counted: int = 0) -> Found:
    """The first results of each kind, which are counted up to `counted` and one more. Without words the
    newest that the filters leave."""
    query, readers = parse(text), tokens_of(actor)
    groups, counts = await _groups(query, readers, filters, each, counted, EXCERPT)
    meant = "" if groups else await meaning.meant(text, query, readers, filters)
    return Found(text, groups, meant, counts)


async def listed(
    actor: Actor,
    text: str,
    kind: str,
    filters: Filters = ALL,
    after: str = "",
    limit: int = 20,
    counted: int = 0,
) -> Listed:
    """Results of one kind, a page at a time; without words the newest. An `after` that is none begins
    anew. All kinds are counted up to `counted` and one more."""
    query, readers, limit = parse(text), tokens_of(actor), min(limit, MOST)
    if kind not in NUMBERS or not _is_asked(query, msgspec.structs.replace(filters, kinds=(kind,))):
        return Listed(text, kind, ())
    asked = question(query, readers, filters)
    rank, before = _place(after)
    parts = [Part(kind, asked.others, limit + 1, before if rank == 1 else BEYOND)]
    if asked.in_title is not None and rank == 0:
        parts.append(Part(kind, asked.in_title, limit + 1, before))
    kinds = _kinds(filters) if counted and _is_asked(query, filters) else []
    others, *more = await index.ids([*parts, *(Part(each, asked.any, counted + 1) for each in kinds)])
    in_title = more.pop(0) if len(parts) > 1 else []
    hits = [*(Hit(0, each) for each in in_title), *(Hit(1, each) for each in others)]
    shown = hits[:limit]
    results = await _results(shown, query, EXCERPT)
    narrow = msgspec.structs.replace(filters, kinds=(kind,))
    meant = "" if hits or after else await meaning.meant(text, query, readers, narrow)
    last = f"{shown[-1].rank}.{shown[-1].id}" if len(hits) > limit else ""
    counts = {each: len(some) for each, some in zip(kinds, more, strict=True) if some}
    return Listed(text, kind, tuple(results), last, meant, counts)


async def complete(actor: Actor, text: str, filters: Filters = ALL, each: int = 3) -> Found:
    """As somebody types: the last word may be unfinished. Without snippets, and never suggests what was
    meant."""
    query = await _finished(parse(text))
    if not query.terms:
        return Found(text, ())
    groups, _counts = await _groups(query, tokens_of(actor), filters, each)
    return Found(text, groups)


async def _finished(query: Query) -> Query:
    """The query whose last word may be any that begins so. A single letter is left out."""
    if not query.open:
        return query
    *others, last = query.terms
    (begun,) = last.words
    if len(begun) < LEAST_BEGUN:
        return msgspec.structs.replace(query, terms=tuple(others))
    known = {way.stems for way in last.ways}
    more = [Way((stem,)) for stem in await vocabulary.completions(begun) if (stem,) not in known]
    return msgspec.structs.replace(query, terms=(*others, Term(last.words, (*last.ways, *more))))


async def _groups(
    query: Query, readers: tuple[str, ...], filters: Filters, each: int, counted: int = 0, excerpt: int = 0
) -> tuple[tuple[Group, ...], dict[str, int]]:
    """Groups of results, and how much there is of each kind.

    Every kind is asked for what has all words in its title and for what has them anywhere; what is left of
    this without the former are the others, and how many there are is its count.
    """
    if not _is_asked(query, filters):
        return (), {}
    asked, kinds, first = question(query, readers, filters), _kinds(filters), each + 1
    parts = [Part(kind, asked.any, max(first, counted + 1)) for kind in kinds]
    if asked.in_title is not None:
        parts += [Part(kind, asked.in_title, first) for kind in kinds]
    found = await index.ids(parts)
    titles = found[len(kinds) :] or [[] for _ in kinds]
    hits, counts = dict[str, list[Hit]](), dict[str, int]()
    for kind, anywhere, in_title in zip(kinds, found, titles, strict=False):
        if anywhere:
            known = {*in_title}
            others = [Hit(1, one) for one in anywhere if one not in known]
            hits[kind] = [*(Hit(0, one) for one in in_title), *others][:first]
            counts[kind] = len(anywhere)
    wanted = [hit for some in hits.values() for hit in some[:each]]
    results = {result.id: result for result in await _results(wanted, query, excerpt)}
    groups = []
    for kind, some in hits.items():
        if there := tuple(results[hit.id] for hit in some[:each] if hit.id in results):
            groups.append(Group(kind, there, len(some) > each))
    return tuple(groups), counts


def _is_asked(query: Query, filters: Filters) -> bool:
    """Words, or filters alone; not what must be missing alone."""
    return bool(query.terms) or not (query.without or filters == ALL)


def _kinds(filters: Filters) -> list[str]:
    """Those that are asked for, in their order."""
    return [kind for kind in NUMBERS if not filters.kinds or kind in filters.kinds]


async def _results(hits: Sequence[Hit], query: Query, excerpt: int) -> list[Result]:
    entries = await index.shown([hit.id for hit in hits], excerpt)
    wanted = query.hits
    return [
        Result(
            id=entry.id,
            kind=entry.kind,
            thing=entry.thing,
            title=pieces(entry.title, wanted),
            snippet=snippet(entry.excerpt, wanted),
            path=entry.path,
            house=entry.house,
            seat=entry.seat,
            year=entry.year,
            type=entry.type,
            status=entry.status,
            happened_at=entry.happened_at,
            in_title=hit.rank == 0,
        )
        for hit in hits
        if (entry := entries.get(hit.id))
    ]


def _place(after: str) -> tuple[int, int]:
    """Rank and id of the last result of the page before."""
    rank, _, before = after.partition(".")
    if rank in ("0", "1") and before.isascii() and before.isdigit() and len(before) < 20:
        return int(rank), min(int(before), BEYOND)
    return 0, BEYOND
