"""A question in the language of each engine's index: MATCH of FTS5, tsquery of PostgreSQL.

Both are built from the same expression, whose leaves are words of [a-z0-9] only, each in quotes.
"""

from collections.abc import Iterable

import msgspec

from kimhub.search.marks import Filters, of_filters
from kimhub.search.query import Query, Term, Way
from kimhub.search.synonyms import forms

TITLE = "qt"  # before each stem of a title, where it stands among the marks


class All(msgspec.Struct, frozen=True):
    of: tuple["Ask", ...]


class Any_(msgspec.Struct, frozen=True):
    of: tuple["Ask", ...]


class Row(msgspec.Struct, frozen=True):
    """Words that follow each other."""

    of: tuple[str, ...]


class But(msgspec.Struct, frozen=True):
    """The one without the other."""

    ask: "Ask"
    without: "Ask"


Ask = str | All | Any_ | Row | But


def match(ask: Ask) -> str:
    """For FTS5."""
    if isinstance(ask, str):
        return f'"{ask}"'
    if isinstance(ask, Row):
        return f'"{" ".join(ask.of)}"'
    if isinstance(ask, But):
        return f"({match(ask.ask)} NOT {match(ask.without)})"
    sign = " AND " if isinstance(ask, All) else " OR "
    return f"({sign.join(match(each) for each in ask.of)})"


def tsquery(ask: Ask) -> str:
    """For PostgreSQL."""
    if isinstance(ask, str):
        return f"'{ask}'"
    if isinstance(ask, Row):
        return f"({' <-> '.join(tsquery(each) for each in ask.of)})"
    if isinstance(ask, But):
        return f"({tsquery(ask.ask)} & !{tsquery(ask.without)})"
    sign = " & " if isinstance(ask, All) else " | "
    return f"({sign.join(tsquery(each) for each in ask.of)})"


def all_of(asks: Iterable[Ask]) -> Ask:
    found = tuple(asks)
    return found[0] if len(found) == 1 else All(found)


def any_of(asks: Iterable[Ask]) -> Ask:
    found = tuple(asks)
    return found[0] if len(found) == 1 else Any_(found)


def conjuncts(ask: Ask) -> list[Ask]:
    """The same as several questions all of which must be answered by yes."""
    if isinstance(ask, All):
        return [*ask.of]
    if isinstance(ask, But):
        first, *others = conjuncts(ask.ask)
        return [But(first, ask.without), *others]
    return [ask]


class Question(msgspec.Struct, frozen=True):
    """What is asked of the index, with the rights of whoever asks: entries that have all words in the title
    (None when nothing was typed), and the others. `any` is both."""

    in_title: Ask | None
    others: Ask
    any: Ask


def question(query: Query, readers: tuple[str, ...], filters: Filters) -> Question:
    """`readers` are the circles of whoever asks. Kinds have indexes of their own (index.py)."""
    narrow: list[Ask] = [*of_filters(filters), any_of(readers)]
    if not query.terms:
        return Question(None, all_of(narrow), all_of(narrow))
    everywhere = [_anywhere(term) for term in query.terms]
    title = [_in_title(term) for term in query.terms]
    # A title's words are words of the entry too: only rows of words have to be asked for once more.
    rows = [
        ask for ask, term in zip(everywhere, query.terms, strict=True) if any(w.exact for w in term.ways)
    ]
    without: list[Ask] = [_way(way) for way in query.without]

    def asked(words: list[Ask], *unwanted: Ask) -> Ask:
        wanted = all_of([*words, *narrow])
        return But(wanted, any_of(unwanted)) if unwanted else wanted

    return Question(
        asked([*title, *rows], *without),
        asked(everywhere, *without, all_of(title)),
        asked(everywhere, *without),
    )


def exists(term: Way, readers: tuple[str, ...]) -> Ask:
    """Entries this reader may see that have it."""
    return all_of([_way(term), any_of(readers)])


def _anywhere(term: Term) -> Ask:
    return any_of(_way(way) for way in term.ways)


def _way(way: Way) -> Ask:
    if way.exact:
        return forms().get(way.stems) or Row(way.stems)
    return all_of(way.stems)


def _in_title(term: Term) -> Ask:
    return any_of(all_of(f"{TITLE}{each}" for each in way.stems) for way in term.ways)
