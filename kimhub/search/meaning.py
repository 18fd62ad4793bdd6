"""What somebody may have meant who found nothing: a word nobody wrote, but another like it."""

import re
from typing import Final

from kimhub.search import index, stems, vocabulary
from kimhub.search.asking import any_of, exists, question
from kimhub.search.marks import Filters
from kimhub.search.query import LONGEST, Query, Term, parse

SLIPS: Final = 2  # words that may be wrong at once
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’ʼ`´‘][^\W_]+)*")


async def meant(text: str, query: Query, readers: tuple[str, ...], filters: Filters) -> str:
    """The text with words that this reader may find, or "".

    A word is thought to be wrong when no entry the reader may see has it; what is offered instead has
    results for the same reader.
    """
    wrong = await _unknown(query, readers)
    if not 1 <= len(wrong) <= SLIPS:
        return ""
    alike = {word: await vocabulary.alike(word) for word in wrong}
    tries: list[dict[str, str]] = [{}]
    for word, others in alike.items():
        tries = [{**one, word: other} for one in tries for other in others[: vocabulary.ALIKE]]
    # What would be cut before it is asked must not be shown: nobody has asked for its end.
    texts = [each for one in tries if len(each := _replaced(text, one)) <= LONGEST]
    for each in texts:
        if any(await index.some([question(parse(each), readers, filters).any], filters.kinds)):
            return each
    return ""


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
