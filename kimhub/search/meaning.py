"""What somebody may have meant who found nothing: a word nobody wrote, but another like it."""

import re
from itertools import pairwise
from typing import Final

from kimhub.search import index, stems, vocabulary
from kimhub.search.asking import any_of, exists, question
from kimhub.search.marks import Filters
from kimhub.search.query import LONGEST, Query, Term, parse

SLIPS: Final = 2  # words that may be wrong at once
SHORTEST: Final = 3  # letters of each of two words that were written as one
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’ʼ`´‘][^\W_]+)*")


async def meant(text: str, query: Query, readers: tuple[str, ...], filters: Filters) -> str:
    """The text with words that this reader may find, or "".

    A word is thought to be wrong when no entry the reader may see has it; what is offered instead has
    results for the same reader. Names of places are written in one word or in two.
    """
    wrong = await _unknown(query, readers)
    # What would be cut before it is asked must not be shown: nobody has asked for its end.
    texts = [*await _joined(text), *await _corrected(text, wrong), *await _parted(text, wrong)]
    for each in dict.fromkeys(each for each in texts if len(each) <= LONGEST):
        if any(await index.some([question(parse(each), readers, filters).any], filters.kinds)):
            return each
    return ""


async def _corrected(text: str, wrong: list[str]) -> list[str]:
    """With words that are like the wrong ones."""
    if not 1 <= len(wrong) <= SLIPS:
        return []
    tries: list[dict[str, str]] = [{}]
    for word in wrong:
        others = await vocabulary.alike(word)
        tries = [{**one, word: other} for one in tries for other in others[: vocabulary.ALIKE]]
    return [_replaced(text, one) for one in tries]


async def _joined(text: str) -> list[str]:
    """With two words as one: "pangkal pinang" as "pangkalpinang"."""
    pairs = [
        (f"{one[0]}{other[0]}", f"{text[: before.start()]}{one[0]}{other[0]}{text[after.end() :]}")
        for before, after in pairwise(_TOKEN.finditer(text[:LONGEST]))
        if text[before.end() : after.start()].isspace()
        and len(one := stems.words(before[0])) == len(other := stems.words(after[0])) == 1
    ]
    known = await vocabulary.known([word for word, _ in pairs])
    return [joined for word, joined in pairs if word in known]


async def _parted(text: str, wrong: list[str]) -> list[str]:
    """With a wrong word as two: "sukaharja" as "suka harja"."""
    parts = [
        (word, word[:n], word[n:])
        for word in wrong[:SLIPS]
        for n in range(SHORTEST, len(word) - SHORTEST + 1)
    ]
    known = await vocabulary.known([part for _, *both in parts for part in both])
    return [
        _replaced(text, {word: f"{first} {second}"})
        for word, first, second in parts
        if first in known and second in known
    ]


async def _unknown(query: Query, readers: tuple[str, ...]) -> list[str]:
    """The words as typed that no entry has that this reader may see."""
    single: list[Term] = [term for term in query.terms if len(term.words) == 1 and term.words[0].isalpha()]
    asks = [any_of(exists(way, readers) for way in term.ways) for term in single]
    found = await index.some(asks)
    return list(
        dict.fromkeys(term.words[0] for term, there in zip(single, found, strict=True) if not there)
    )


def _replaced(text: str, words: dict[str, str]) -> str:
    def other(token: re.Match[str]) -> str:
        (word, *more) = stems.words(token[0]) or [""]
        return token[0] if more else words.get(word, token[0])

    return _TOKEN.sub(other, text[:LONGEST])
