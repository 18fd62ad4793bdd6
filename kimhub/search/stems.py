"""Words as the index knows them: of [a-z0-9], without accents, cut down to their Indonesian stem.

"pelatihan", "melatih" and "dilatih" are all `latih`. Both engines index these words as they are, so both
find the same (engineering: SQLite has no Indonesian stemmer of its own).
"""

import re
import threading
from functools import lru_cache
from typing import Final

import Stemmer

from kimhub.core.text import search_norm

MOST: Final = 12_000  # words of one thing: a tsvector counts positions up to 16,383
LONGEST: Final = 40  # letters of a word
END: Final = "zzend"  # after a title, so that no phrase runs from it into the text
_WORD: Final = re.compile(r"[a-z0-9]+")
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
    stemmed: str = stemmer.stemWord(word)
    return stemmed or word


def stems(text: str, most: int = MOST) -> str:
    """The stems of a text between spaces, at most so many."""
    return " ".join(stem(word) for word in words(text)[:most])
