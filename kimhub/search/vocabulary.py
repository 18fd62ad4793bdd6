"""The words there are: to go on with one that is being typed, and to see what a slip may have meant.

Nothing of it is shown before the index has said that the reader may see an entry with the word.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kimhub.core.db import engine, engine_type, transaction
from kimhub.core.jobs import enqueue
from kimhub.core.prepared import prepare_sql
from kimhub.search import index, slips, stems
from kimhub.search.kinds import NUMBERS
from kimhub.search.turns import one_at_a_time

COMPLETIONS: Final = 8  # stems that an unfinished word may become
ALIKE: Final = 5  # words that a slip may have meant
RARE: Final = 20  # entries
FEW: Final = 50  # stems that are looked for while nobody else writes
_ROWS: Final = 400  # in one statement
_DIGITS: Final = 6  # letters of a word with digits: numbers of letters are no vocabulary

_begun = prepare_sql(
    "SELECT stem FROM search_word WHERE word >= :low AND word < :high"
    " GROUP BY stem ORDER BY max(seen) DESC, stem LIMIT :most"
)
# A slip in the end of a word leaves its beginning whole, and the other way round.
_near = prepare_sql(
    "SELECT word, seen FROM search_word WHERE length(word) BETWEEN :least AND :most"
    " AND ((word >= :low AND word < :high) OR (backwards >= :back_low AND backwards < :back_high))"
)
_known = prepare_sql("SELECT word FROM search_word WHERE word IN :words")
_rare = prepare_sql("SELECT stem FROM search_word WHERE seen <= :most AND stem IN :stems")
_forget = prepare_sql("DELETE FROM search_word WHERE stem IN :stems")
_COUNTED: Final = {
    "sqlite": " UNION ALL ".join(f"SELECT term, doc FROM search_{kind}_terms" for kind in NUMBERS),  # noqa: S608
    "postgres": "SELECT word, ndoc FROM ts_stat('SELECT tsv FROM search_entry')",
}
_some = prepare_sql("SELECT id, stem, seen FROM search_word WHERE id > :after ORDER BY id LIMIT 400")
_seen = prepare_sql("UPDATE search_word SET seen = :seen WHERE stem = :stem")


async def note(
    texts: Sequence[tuple[Collection[str], Collection[str]]], known: set[str] | None = None
) -> None:
    """Of each new text its words, and the stems the thing had before: those are counted already.

    With `known` nothing is counted, and what is in there is known to be in the vocabulary.
    """
    found = Counter[str]()
    for words, had in texts:
        found.update(word for word in words if is_word(word) and stems.stem(word) not in had)
    wanted = sorted(found) if known is None else sorted(found.keys() - known)
    for begin in range(0, len(wanted), _ROWS):
        rows = [(word, word[::-1], stems.stem(word), found[word]) for word in wanted[begin : begin + _ROWS]]
        await engine().fetch(*_addition(rows))
    if known is not None:
        known.update(wanted)


def is_word(word: str) -> bool:
    """False for what nobody types: single letters, long numbers, codes."""
    return len(word) > 1 and (word.isalpha() or len(word) <= _DIGITS)


async def completions(begun: str) -> tuple[str, ...]:
    """The stems of the words that begin so, the most frequent first."""
    rows = await _begun.rows(low=begun, high=f"{begun}~", most=COMPLETIONS)
    return tuple(row[0] for row in rows)


async def known(words: Sequence[str]) -> set[str]:
    """Those of them that are in the vocabulary."""
    return {row[0] for row in await _known.rows(words=[*words])} if words else set()


async def alike(word: str) -> list[str]:
    """Words that somebody who typed this may have meant, the likeliest first."""
    most = slips.allowed(word)
    part = max(2, len(word) // (most + 1))
    if not most:
        return []
    head, tail = word[:part], word[::-1][:part]
    rows = await _near.rows(
        least=len(word) - most,
        most=len(word) + most,
        low=head,
        high=f"{head}~",
        back_low=tail,
        back_high=f"{tail}~",
    )
    own = stems.stem(word)
    near = sorted((slips.distance(word, other, most), -seen, other) for other, seen in rows)
    return [other for far, _, other in near if 0 < far <= most and stems.stem(other) != own][:ALIKE]


async def leave(stems_of: Collection[str]) -> None:
    """Inside a transaction, of things that are going: words that may have been in nothing else are looked
    for once more, by a job."""
    rows = await _rare.rows(stems=[*stems_of], most=RARE) if stems_of else []
    rare = sorted({row[0] for row in rows})
    for begin in range(0, len(rare), FEW):
        await enqueue(forget, Rare(tuple(rare[begin : begin + FEW])))


@dataclass(frozen=True, slots=True)
class Rare:
    stems: tuple[str, ...]


async def forget(some: Rare) -> None:
    """A job: of these stems those that are in no entry are no words any more (they may be names)."""
    async with transaction():
        await one_at_a_time()
        if gone := [stem for stem in some.stems if not any(await index.some([stem]))]:
            await _forget(stems=gone)


async def recount() -> None:
    """Count anew in how many entries each stem is, and forget the words that are in none: some at a time,
    so that nobody waits to write meanwhile."""
    counted = Counter[str]()
    for term, entries in (await engine().fetch(_COUNTED[engine_type()])).rows:
        counted[term] += entries
    after = 0
    while some := await _some.rows(after=after):
        after = some[-1][0]
        changed = {stem: counted[stem] for _, stem, seen in some if counted[stem] != seen}
        async with transaction():
            for stem, entries in changed.items():
                if entries:
                    await _seen(seen=entries, stem=stem)
        gone = [stem for stem, entries in changed.items() if not entries]
        for begin in range(0, len(gone), FEW):
            await forget(Rare(tuple(gone[begin : begin + FEW])))


def _addition(rows: Sequence[tuple[str, str, str, int]]) -> tuple[str, list[object]]:
    postgres = engine_type() == "postgres"
    places = [
        f"({', '.join(f'${n * 4 + i + 1}' for i in range(4))})" if postgres else "(?, ?, ?, ?)"
        for n in range(len(rows))
    ]
    sql = (
        f"INSERT INTO search_word (word, backwards, stem, seen) VALUES {', '.join(places)}"  # noqa: S608
        " ON CONFLICT (word) DO UPDATE SET seen = search_word.seen + excluded.seen"
    )
    return sql, [value for row in rows for value in row]
