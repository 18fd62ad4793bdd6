"""What somebody typed, as a question to the index: words, "phrases", -what must not be there.

A word also finds what is written otherwise but means the same (synonyms.py). Nothing of the text gets into
the question but words of [a-z0-9], each in quotes: no text can be a wrong question.
"""

import re
from collections import defaultdict
from functools import cache
from typing import Final

import msgspec

from kimhub.search import stems
from kimhub.search.synonyms import RINGS

LONGEST: Final = 400  # characters that are looked at
MOST: Final = 12  # words that are searched for
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("–—−", "-"))
_PART: Final = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<plain>[^\s"]+))')
# Words that say nothing about what is searched for, unless nothing else is asked.
_EMPTY: Final = frozenset(
    "yang dan di ke dari untuk dengan pada atau ini itu adalah oleh para "  # noqa: SIM905 - a list to read
    "bagaimana apa apakah cara".split()
)

Stems = tuple[str, ...]


class Way(msgspec.Struct, frozen=True):
    """One way of saying it; its words stand in a row when it is `exact`."""

    stems: Stems
    exact: bool = False


class Term(msgspec.Struct, frozen=True):
    """Something that must be there, in one of these ways. `words` are as they were typed."""

    words: tuple[str, ...]
    ways: tuple[Way, ...]


class Query(msgspec.Struct, frozen=True):
    """All of `terms` and none of `without`. `open` when the last word may go on."""

    terms: tuple[Term, ...] = ()
    without: tuple[Way, ...] = ()
    open: bool = False

    @property
    def hits(self) -> frozenset[str]:
        """The stems that are marked in what is found."""
        return frozenset(each for term in self.terms for way in term.ways for each in way.stems)


def parse(text: str) -> Query:
    """Never raises; a text without words is a query without terms."""
    run: list[str] = []
    terms: list[Term] = []
    without: list[Way] = []
    text = text[:LONGEST].translate(_QUOTES)
    last = None
    for part in _PART.finditer(text):
        last = part
        found = stems.words(part["plain"] if part["phrase"] is None else part["phrase"])[:MOST]
        if not found:
            continue
        if part["minus"]:
            without.append(_way(found, exact=True))
        elif part["phrase"] is not None:
            terms += _terms(run)
            run = []
            terms.append(Term(tuple(found), (_way(found, exact=True),)))
        else:
            run += found
    terms += _terms(run)
    kept = [term for term in terms if term.words[0] not in _EMPTY or len(term.words) > 1] or terms
    goes_on = last is not None and last["plain"] is not None and not last["minus"] and text[-1:].isalnum()
    is_open = goes_on and 0 < len(kept) <= MOST and kept[-1] is terms[-1] and len(kept[-1].words) == 1
    return Query(tuple(kept[:MOST]), tuple(without[:MOST]), is_open)


def _terms(run: list[str]) -> list[Term]:
    """Words in a row; those that together are a known form become one term."""
    found: list[Term] = []
    rest = run[: MOST * 2]
    while rest:
        length = next((n for n in range(min(_longest(), len(rest)), 0, -1) if _ring(rest[:n])), 1)
        own = _way(rest[:length])
        others = [Way(form, exact=len(form) > 1) for form in _ring(rest[:length]) if form != own.stems]
        found.append(Term(tuple(rest[:length]), (own, *others)))
        rest = rest[length:]
    return found


def _way(words: list[str], exact: bool = False) -> Way:
    return Way(tuple(stems.stem(word) for word in words), exact and len(words) > 1)


@cache
def _rings() -> dict[Stems, tuple[Stems, ...]]:
    """The forms that mean the same as each."""
    known: dict[Stems, dict[Stems, None]] = defaultdict(dict)
    for line in RINGS.strip().splitlines():
        forms = [tuple(stems.stem(word) for word in form.split()) for form in line.split(" = ")]
        for form in forms:
            known[form] |= dict.fromkeys(forms)
    return {form: tuple(others) for form, others in known.items()}


@cache
def _longest() -> int:
    return max(len(form) for form in _rings())


def _ring(words: list[str]) -> tuple[Stems, ...]:
    return _rings().get(tuple(stems.stem(word) for word in words), ())
