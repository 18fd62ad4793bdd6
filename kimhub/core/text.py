"""Small works on words: excerpts, slugs, initials, and the form in which names are searched.

`render_markup` and the cleaning functions live beside this module and are offered here too.
"""

import html as _html
import re
import unicodedata
from typing import Final

import nh3

from kimhub.core.cleaning import checked_line, checked_text, clean_line, clean_text
from kimhub.core.markup import RENDERER, mentions, render_markup

__all__ = [
    "RENDERER",
    "checked_line",
    "checked_text",
    "clean_line",
    "clean_text",
    "excerpt",
    "initials",
    "mentions",
    "plain",
    "render_markup",
    "search_norm",
    "slugify",
]

_BREAKS: Final = re.compile(r"<br ?/?>|</(?:p|cite|li|h3|h4|blockquote|pre)>|<hr ?/?>")
_NO_TAGS: Final = nh3.Cleaner(tags=set())  # made once: that takes as long as cleaning a post
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_APOSTROPHES: Final = re.compile("['’ʼ`´‘\"]")
_NOT_WORD: Final = re.compile(r"[\W_]+")

# Titles before a name; those behind it have a dot inside (S.Kom.) or follow a comma.
# fmt: off
_TITLES: Final = frozenset((
    "h", "hj", "hi", "dr", "drs", "dra", "ir", "prof", "kh", "tgh", "nyi", "kyai", "ust", "ustaz", "ustadz",
    "ustadzah", "bapak", "pak", "ibu", "bu", "sdr", "sdri",
))
# fmt: on
_DEGREE: Final = re.compile(r"[A-Za-z]{1,4}\.[A-Za-z.]+")


def plain(html: str) -> str:
    """The words of our own rendered HTML, a line for each paragraph or list item, without any markup."""
    text = _html.unescape(_NO_TAGS.clean(_BREAKS.sub("\n", html)))
    return "\n".join(line for part in text.split("\n") if (line := part.strip()))


def excerpt(text: str, most: int = 160) -> str:
    """The beginning of a plain text on one line, cut after a whole word and marked with `…`."""
    line = " ".join(text[: most * 8].split())
    if len(line) <= most:
        return line
    cut = line[:most]
    if line[most] != " " and (space := cut.rfind(" ")) > most // 2:
        cut = cut[:space]
    return cut.rstrip(" ,.;:–—-") + "…"


def slugify(title: str, *, fallback: str = "tanpa-judul", most: int = 60) -> str:
    """`title` for an address: ASCII letters, digits and hyphens, at most `most` characters, never empty."""
    words = _NOT_SLUG.sub("-", _ascii(_APOSTROPHES.sub("", title))).strip("-")
    if len(words) > most:
        cut = words[: most + 1].rpartition("-")[0]
        words = cut if len(cut) > most // 2 else words[:most]
    return words.strip("-") or fallback


def initials(name: str) -> str:
    """One or two capitals: of the first and the last word of a name, without its titles."""
    before_comma = name.partition(",")[0].split()
    words = [word for word in before_comma if not _is_title(word)]
    letters = [letter for word in words or before_comma or name.split() if (letter := _first_letter(word))]
    return "".join((letters[0], letters[-1]) if len(letters) > 1 else letters[:1])


def search_norm(text: str, *, compact: bool = False) -> str:
    """Lower case without accents or signs, words parted by one space; `compact` runs them together, so that
    "Pangkal Pinang" and "pangkalpinang" are one."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    bare = folded if folded.isascii() else _ACCENTS.sub("", folded)
    return _NOT_WORD.sub("" if compact else " ", bare).strip()


def _is_title(word: str) -> bool:
    return word.replace(".", "").lower() in _TITLES or bool(_DEGREE.fullmatch(word))


def _first_letter(word: str) -> str:
    return next((char.upper()[0] for char in word if char.isalnum()), "")


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o").replace("đ", "d"))
    return folded.encode("ascii", "ignore").decode().lower()
