"""Words as the index knows them: of [a-z0-9], without accents, cut down to their Indonesian stem.

"pelatihan", "melatih" and "dilatih" are all `latih`. Both engines index these words as they are, so both
find the same (engineering: SQLite has no Indonesian stemmer of its own).
"""

import re
import threading
from collections import Counter
from functools import lru_cache
from typing import Final

import Stemmer

from kimhub.core.text import search_norm

MOST: Final = 12_000  # words of one thing: a tsvector counts positions up to 16,383
OFTEN: Final = 240  # times one word counts in one thing: a tsvector knows 255 places of each
LONGEST: Final = 40  # letters of a word
END: Final = "zzend"  # after a title, so that no phrase runs from it into the text
FILLER: Final = "zzmore"  # where a word stands for the 241st time
RESERVED: Final = ("qz", "qt")  # words of the index that are no words of a text begin so (marks.py)
_WORD: Final = re.compile(r"[a-z0-9]+")
_OLD: Final = re.compile("oe|tj|dj|sj")
_NEW: Final = {"oe": "u", "tj": "c", "dj": "j", "sj": "sy", "nj": "ny", "ch": "kh", "j": "y"}
_LETTERS: Final = re.compile("oe|tj|dj|sj|nj|ch|j")
_local = threading.local()


def words(text: str) -> list[str]:
    """The words of a text as people wrote them, but for case and accents."""
    return [word[:LONGEST] for word in _WORD.findall(search_norm(text))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a word is found by."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:  # one for each thread: it keeps a cache of its own
        stemmer = _local.stemmer = Stemmer.Stemmer("indonesian")
    word = modern(word)
    root: str = stemmer.stemWord(word) or word
    # PostgreSQL takes "2e9ab" for the number 2e9 and the word ab; FTS5 does not.
    if root.startswith(RESERVED) or (root[0].isdigit() and not root.isdigit()):
        return f"q{root}"
    return root


def modern(word: str) -> str:
    """A word in the spelling of 1972: "soerabaja" is "surabaya", "djakarta" is "jakarta".

    Only words with a pair of letters that the old spelling had. A word of today that has one ("koefisien")
    changes too, in the index as in what is asked, so it is found all the same.
    """
    return _LETTERS.sub(lambda found: _NEW[found[0]], word) if _OLD.search(word) else word


@lru_cache(maxsize=50_000)
def stems_of(token: str) -> tuple[str, ...]:
    """The stems of what stands between two spaces: for marking hits."""
    return tuple(stem(word) for word in words(token))


def stems(text: str, most: int = MOST) -> str:
    """The stems of a text between spaces, at most so many."""
    return stemmed(words(text)[:most])


def stemmed(found: list[str]) -> str:
    """The stems of these words between spaces."""
    all_stems = [stem(word) for word in found]
    if len(all_stems) > OFTEN:
        times = Counter[str]()
        for place, each in enumerate(all_stems):
            times[each] += 1
            if times[each] > OFTEN:
                all_stems[place] = FILLER
    return " ".join(all_stems)
