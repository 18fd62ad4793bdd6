"""What people type, made safe to keep: no control characters, no invisible or direction-changing ones.

What hides in a name or turns the rest of a page around is taken out here once; escaping for HTML is the
templates' work.
"""

import re
import unicodedata
from typing import Final

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, ngettext

_NEWLINES: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls; bidi marks, embeddings and isolates; zero-width space, word joiner and invisible operators; BOM,
# soft hyphen, interlinear marks, tags, lone surrogates and the code points that are no characters.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# Letters that show as nothing: Hangul fillers, the empty braille cell, the Khmer inherent vowels.
_BLANK: Final = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5]")
# Joiners shape emoji and some scripts; after Latin letters, signs or spaces they only hide.
_JOINER_MISUSED: Final = re.compile(
    "(?:(?<![\u0300-\uffff\U00010000-\U0010ffff])|(?<=[\u200c\u200d]))[\u200c\u200d]+"
)
_MARKS_PILED: Final = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_TRAILING: Final = re.compile(r"[^\S\n]+$", re.MULTILINE)


def clean_line(text: str) -> str:
    """One line in NFC: what cannot be seen is gone, every run of white space is one space."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Several lines in NFC: indentation stays, line ends are `\\n`, at most one empty line in a row."""
    lines = _TRAILING.sub("", _visible(text))
    return _BLANK_LINES.sub("\n\n", lines).strip("\n")


def checked_line(text: str, field: str, *, most: int = 120, least: int = 1, empty: str = "") -> str:
    """The cleaned line; raises Invalid for `field` when it is shorter than `least` or longer than `most`.

    `empty` is the sentence for a line left empty, such as "Tulis judul topiknya."; `least=0` allows that.
    """
    return _checked(clean_line(text), field, most, least, empty)


def checked_text(text: str, field: str, *, most: int = 20_000, least: int = 1, empty: str = "") -> str:
    """The cleaned text of several lines; raises Invalid as `checked_line` does."""
    return _checked(clean_text(text), field, most, least, empty)


def _checked(text: str, field: str, most: int, least: int, empty: str) -> str:
    if least and not text.strip():
        raise Invalid(**{field: empty or _("Bagian ini perlu diisi.")})
    if len(text) < least:
        few = ngettext("Paling sedikit %(n)s huruf.", "Paling sedikit %(n)s huruf.", least)
        raise Invalid(**{field: few % {"n": least}})
    if len(text) > most:
        message = _("Terlalu panjang: %(length)s huruf, paling banyak %(most)s. Pendekkan sedikit.")
        raise Invalid(**{field: message % {"length": len(text), "most": most}})
    return text


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _UNWANTED.sub("", _NEWLINES.sub("\n", text))
    text = _JOINER_MISUSED.sub("", _BLANK.sub(" ", text))
    return unicodedata.normalize("NFC", _MARKS_PILED.sub(r"\1", text))
