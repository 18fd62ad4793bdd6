"""What a search should show, told slowly: entry by entry, without an index."""

from collections.abc import Sequence

from kimhub.core.actor import Actor
from kimhub.search import ids, marks, stems
from kimhub.search.finding import ALL
from kimhub.search.marks import Filters
from kimhub.search.query import Query, Term, Way, parse
from kimhub.search.sources import Entry

__all__ = ["hits", "matches", "parse", "rank", "readable"]


def hits(entries: Sequence[Entry], actor: Actor, query: Query, filters: Filters = ALL) -> list[Entry]:
    """All that match and may be read, in the order they are shown."""
    found = [one for one in entries if readable(one, actor) and fits(one, filters) and matches(one, query)]
    newest = sorted(found, key=lambda one: -ids.entry_id(one.kind, one.thing, one.happened_at))
    return sorted(newest, key=lambda one: rank(one, query))


def readable(entry: Entry, actor: Actor) -> bool:
    return bool(entry.readers & {*marks.tokens_of(actor)})


def fits(entry: Entry, filters: Filters) -> bool:
    below = not filters.seat or entry.seat == filters.seat or entry.seat.startswith(filters.seat + ".")
    return (
        (not filters.kinds or entry.kind in filters.kinds)
        and filters.organization in (None, entry.organization)
        and filters.year in (None, entry.year)
        and below
    )


def matches(entry: Entry, query: Query) -> bool:
    there = all(any(_has(entry, way) for way in term.ways) for term in query.terms)
    return there and not any(_has(entry, way) for way in query.without)


def rank(entry: Entry, query: Query) -> int:
    title = {*stems.stems(entry.title).split()}
    return 0 if query.terms and all(_any(title, term) for term in query.terms) else 1


def _any(title: set[str], term: Term) -> bool:
    return any(title.issuperset(way.stems) for way in term.ways)


def _has(entry: Entry, way: Way) -> bool:
    title, text = (stems.stems(each).split() for each in (entry.title, entry.text))
    if not way.exact:
        return {*title, *text}.issuperset(way.stems)
    size = len(way.stems)
    return any(
        tuple(words[n : n + size]) == way.stems for words in (title, text) for n in range(len(words))
    )
