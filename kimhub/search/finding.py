"""Finding things: what is asked, and what comes back.

Whatever is returned - results, counts, snippets, suggestions - is of entries the actor may read: the
circles they stand in (marks.py) are part of every question to the index.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from kimhub.core.actor import Actor
from kimhub.search import index, meaning, vocabulary
from kimhub.search.asking import Question, question
from kimhub.search.ids import BEYOND, kind_of
from kimhub.search.index import Part
from kimhub.search.kinds import NUMBERS
from kimhub.search.marks import Filters, tokens_of
from kimhub.search.query import Query, Term, Way, parse
from kimhub.search.snippets import Piece, pieces, snippet
from kimhub.search.writing import EXCERPT

__all__ = ["Filters", "Found", "Group", "Listed", "Piece", "Result", "complete", "listed", "search"]

ALL: Final = Filters()
QUICK: Final = 2  # rounds that are asked as somebody types: rare kinds may be left to the page
GLANCE: Final = 400  # characters that a snippet is looked for in as somebody types
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

    `meant` is what the person may have meant ("Mungkin maksud Anda ..."), "" when nothing is better.
    """

    text: str
    groups: tuple[Group, ...]
    meant: str = ""


class Listed(msgspec.Struct, frozen=True):
    """A page of results of one kind; `after` is what to ask the next page with, "" on the last one."""

    text: str
    kind: str
    results: tuple[Result, ...]
    after: str = ""
    meant: str = ""


class Hit(msgspec.Struct, frozen=True, order=True):
    """In the order they are shown."""

    rank: int  # 0: all words in the title
    older: int  # the id, below zero
    kind: str = ""

    @property
    def id(self) -> int:
        return -self.older


async def search(actor: Actor, text: str, filters: Filters = ALL, each: int = 4) -> Found:
    """The first results of each kind. Without words the newest that the filters leave."""
    query = parse(text)
    readers = tokens_of(actor)
    groups = await _groups(query, readers, filters, each, EXCERPT)
    meant = "" if groups else await meaning.meant(text, query, readers, filters)
    return Found(text, groups, meant)


async def listed(
    actor: Actor, text: str, kind: str, filters: Filters = ALL, after: str = "", limit: int = 20
) -> Listed:
    """Results of one kind, a page at a time; without words the newest. An `after` that is none begins
    anew."""
    query, readers, limit = parse(text), tokens_of(actor), min(limit, MOST)
    filters = msgspec.structs.replace(filters, kinds=(kind,))
    if kind not in NUMBERS or (query.without and not query.terms):
        return Listed(text, kind, ())
    rank, before = _place(after)
    asked = _parts(question(query, readers, filters), rank, before)
    found = await index.ids([part for _, part in asked], limit + 1)
    hits = sorted(
        Hit(rank, -each, kind) for (rank, _), some in zip(asked, found, strict=True) for each in some
    )
    shown = hits[:limit]
    results = await _results(shown, query, EXCERPT)
    meant = "" if hits or after else await meaning.meant(text, query, readers, filters)
    last = f"{shown[-1].rank}.{shown[-1].id}" if len(hits) > limit else ""
    return Listed(text, kind, tuple(results), last, meant)


async def complete(actor: Actor, text: str, filters: Filters = ALL, each: int = 3) -> Found:
    """As somebody types: the last word may be unfinished. Of words that are everywhere some kinds may be
    left out, which the page shows. Never suggests what was meant."""
    query = await _finished(parse(text))
    if not query.terms:
        return Found(text, ())
    return Found(text, await _groups(query, tokens_of(actor), filters, each, GLANCE, QUICK))


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
    query: Query,
    readers: tuple[str, ...],
    filters: Filters,
    each: int,
    excerpt: int,
    rounds: int = len(NUMBERS),
) -> tuple[Group, ...]:
    if not query.terms and (query.without or filters == ALL):
        return ()
    hits = await _hits(query, readers, filters, each + 1, rounds)
    by_kind = {kind: sorted(hit for hit in hits if hit.kind == kind)[: each + 1] for kind in NUMBERS}
    wanted = [hit for some in by_kind.values() for hit in some[:each]]
    results = {result.id: result for result in await _results(wanted, query, excerpt)}
    groups = []
    for kind, some in by_kind.items():
        if there := tuple(results[hit.id] for hit in some[:each] if hit.id in results):
            groups.append(Group(kind, there, len(some) > each))
    return tuple(groups)


async def _hits(
    query: Query, readers: tuple[str, ...], filters: Filters, enough: int, rounds: int
) -> list[Hit]:
    """The first `enough` hits of each kind, and maybe some more.

    The newest of all kinds are looked at first. Where they were cut off, the kinds that may have more are
    asked for once more, without the others: each time at least one has enough, mostly the frequent ones.
    """
    kinds = filters.kinds
    wide = len(NUMBERS) * enough
    done: list[Hit] = []
    for left in range(rounds, 0, -1):
        asked = _parts(question(query, readers, filters, kinds))
        found = await index.ids([part for _, part in asked], wide)
        hits = [
            Hit(rank, -each, kind_of(each))
            for (rank, _), some in zip(asked, found, strict=True)
            for each in some
        ]
        cut = [rank for (rank, _), some in zip(asked, found, strict=True) if len(some) == wide]
        if not cut or left == 1:
            return done + hits
        # Of a rank that was cut off the hits of a kind are its newest, but maybe not all.
        whole = [hit for hit in hits if hit.rank <= min(cut)]
        counts = Counter(hit.kind for hit in whole)
        done += [hit for hit in whole if counts[hit.kind] >= enough]
        kinds = tuple(kind for kind in kinds or NUMBERS if counts[kind] < enough)
        if not kinds:
            break
    return done


def _parts(asked: Question, rank: int = 0, before: int = BEYOND) -> list[tuple[int, Part]]:
    """What to ask the index: hits in titles and the others, from a place on."""
    parts = []
    if asked.in_title is not None and rank == 0:
        parts.append((0, Part(asked.in_title, before)))
    parts.append((1, Part(asked.others, before if rank == 1 else BEYOND)))
    return parts


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
