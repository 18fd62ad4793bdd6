"""Bringing entries to the present state of their things.

Subscribers call `refresh`: it reads the things as they are now, after it has its turn, so it does not
matter what happened, in which order it is told, or how often. The index follows by triggers.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from kimhub.core.cleaning import clean_line
from kimhub.core.db import engine, engine_type, now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.search import marks, stems, synonyms, vocabulary
from kimhub.search.asking import TITLE
from kimhub.search.ids import entry_id, seconds_at
from kimhub.search.sources import SOURCES, Entry
from kimhub.search.turns import one_at_a_time

EXCERPT: Final = 6_000  # characters that snippets are cut from
MOST_IN_TITLE: Final = 60
LONG: Final = 100_000  # characters whose stems are found beside the loop
FEW: Final = 20  # things
ROWS: Final = 100  # in one statement
_ROUNDS_SINCE: Final = datetime(2020, 1, 1, tzinfo=UTC)
_INDEXED: Final = {"kind", "thing", "title_stems", "body_stems", "marks"}


class Row(NamedTuple):
    """An entry as the table has it."""

    id: int
    kind: str
    thing: int
    title: str
    excerpt: str
    path: str
    organization: int | None
    house: str
    seat: str
    year: int | None
    type: str
    status: str
    happened_at: datetime
    ends_at: datetime | None
    rev: int
    round: int
    title_stems: str
    body_stems: str
    marks: str

    @property
    def indexed(self) -> tuple[int, str, str, str]:
        """What the index knows of it."""
        return self.id, self.title_stems, self.body_stems, self.marks


_known = prepare_sql(
    "SELECT thing, rev, id, title_stems, body_stems, marks FROM search_entry"
    " WHERE kind = :kind AND thing IN :things"
)
_looked_at = prepare_sql("UPDATE search_entry SET round = :round WHERE kind = :kind AND thing IN :things")
_shown = prepare_sql(
    "UPDATE search_entry SET title = :title, excerpt = :excerpt, path = :path,"
    " organization = :organization, house = :house, seat = :seat, year = :year, type = :type,"
    " status = :status,"
    " happened_at = :happened_at, ends_at = :ends_at, rev = :rev, round = :round WHERE id = :id"
)
_remove = prepare_sql("DELETE FROM search_entry WHERE id IN :ids")
_texts = prepare_sql(
    "SELECT title_stems, body_stems FROM search_entry WHERE kind = :kind AND thing IN :things"
)
_drop = prepare_sql("DELETE FROM search_entry WHERE kind = :kind AND thing IN :things")


async def refresh(kind: str, things: Sequence[int], *, known: set[str] | None = None) -> int:
    """Read these things by their source and write, change or drop their entries; returns how many are
    there. A kind without a source has no entries.

    `known` is for whoever goes through everything (rebuilding.py): words that are in the vocabulary.
    """
    source, found = SOURCES.get(kind), 0
    if source is None:
        return 0
    for begin in range(0, len(things), source.batch):
        some = list(things[begin : begin + source.batch])
        async with transaction():
            await one_at_a_time()
            entries = await source.entries_of(some)
            await put(entries, known=known)
            there = {entry.thing for entry in entries if entry.readers}
            if gone := [thing for thing in some if thing not in there]:
                await drop(kind, gone)
        found += len(there)
    return found


async def put(entries: Sequence[Entry], *, known: set[str] | None = None) -> None:
    """Write these entries, all or none; one made from an older revision than what is there is left out."""
    at = now()
    readable = [entry for entry in entries if entry.readers]
    if sum(len(entry.text) for entry in readable) > LONG:
        rows = await asyncio.to_thread(lambda: [row_of(entry, at) for entry in readable])
    else:
        rows = [row_of(entry, at) for entry in readable]
    async with transaction():
        await one_at_a_time()
        for kind in sorted({row.kind for row, _words in rows}):
            await _put(kind, {row.thing: (row, words) for row, words in rows if row.kind == kind}, known)


async def drop(kind: str, things: Sequence[int]) -> None:
    """Nobody finds these any more."""
    if things:
        async with transaction():
            if len(things) <= FEW:  # of more the weekly counting sees to their words
                rows = await _texts.rows(kind=kind, things=list(things))
                await vocabulary.leave({stem for row in rows for text in row for stem in text.split()})
            await _drop(kind=kind, things=list(things))


async def hide(kind: str, things: Sequence[int]) -> None:
    """The same for whoever changes these in this very transaction: nobody who has read them before writes
    them afterwards."""
    async with transaction():
        await one_at_a_time()
        await drop(kind, things)


def round_at(moment: datetime) -> int:
    return int((moment - _ROUNDS_SINCE).total_seconds())


def row_of(entry: Entry, at: datetime) -> tuple[Row, frozenset[str]]:
    """What is written for an entry at this moment, and the words it has."""
    title = clean_line(entry.title)[:200]
    title_words = stems.words(title)[:MOST_IN_TITLE] if entry.own_title else []
    words = [*stems.words(entry.beside), *stems.words(entry.text)][: stems.MOST]
    in_title, in_body = stems.stemmed(title_words), stems.stemmed(words)
    found_by = entry.readers | {f"{TITLE}{each}" for each in in_title.split()}
    found_by |= synonyms.forms_in(in_title) | synonyms.forms_in(in_body)
    narrowed = marks.of_entry(entry.organization, entry.seat, entry.year, entry.type, entry.status)
    narrowed |= marks.of_time(seconds_at(entry.happened_at), seconds_at(at))
    row = Row(
        id=entry_id(entry.kind, entry.thing, entry.happened_at),
        kind=entry.kind,
        thing=entry.thing,
        title=title,
        excerpt=clean_line(entry.text[: EXCERPT + 500])[:EXCERPT],
        path=entry.path,
        organization=entry.organization,
        house=entry.house[:120],
        seat=entry.seat,
        year=entry.year,
        type=entry.type[:20],
        status=entry.status[:14],
        happened_at=entry.happened_at,
        ends_at=entry.ends_at,
        rev=entry.rev,
        round=round_at(at),
        title_stems=f"{in_title} {stems.END}",
        body_stems=in_body,
        marks=marks.joined(found_by | narrowed),
    )
    return row, frozenset(title_words).union(words)


async def _put(kind: str, made: dict[int, tuple[Row, frozenset[str]]], known: set[str] | None) -> None:
    """Rows of one kind, by their things, with their words."""
    moved: list[int] = []  # ids of rows that are written anew
    had: dict[int, set[str]] = {}  # their stems until now
    for thing, rev, *indexed in await _known.rows(kind=kind, things=[*made]):
        row = made[thing][0]
        if rev > row.rev:
            await _looked_at(round=row.round, kind=kind, things=[thing])
            del made[thing]
        elif tuple(indexed) == row.indexed:
            await _shown(**{name: value for name, value in row._asdict().items() if name not in _INDEXED})
            del made[thing]
        else:
            moved.append(indexed[0])
            had[thing] = {*indexed[1].split(), *indexed[2].split()}
    if moved:
        await _remove(ids=moved)
    rows = [row for row, _words in made.values()]
    for begin in range(0, len(rows), ROWS):
        await engine().fetch(*insertion("search_entry", Row._fields, rows[begin : begin + ROWS]))
    await vocabulary.note([(words, had.get(thing, set())) for thing, (_row, words) in made.items()], known)


def insertion(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """One statement that adds all these rows, and its values."""
    width = len(columns)
    if engine_type() == "postgres":
        places = [f"({', '.join(f'${n * width + i + 1}' for i in range(width))})" for n in range(len(rows))]
    else:
        places = [f"({', '.join('?' * width)})"] * len(rows)
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(places)}"  # noqa: S608 - our names
    return sql, [value for row in rows for value in row]
