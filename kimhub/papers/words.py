"""Words on paper: amounts written out (*terbilang*), and where long words may break in narrow columns."""

import re
from typing import Final

_ONES: Final = (
    "", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
)  # fmt: skip
_LARGE: Final = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"))
_SOFT: Final = "\u00ad"
_NO_SPACE: Final = "\u200b"
_DIGRAPH: Final = "ng|ny|sy|kh"
_SINGLE: Final = "[bcdfghjklmnpqrstvwxyz]"
# Between two syllables (Indonesian: V-CV, VC-CV): "pe-nye-bar-an", "per-tang-gung".
_SYLLABLE: Final = re.compile(
    rf"(?<=[a-z])([aiueo])(?=(?:{_DIGRAPH})[aiueo])|(?<=[a-z])([aiueo](?:ng|{_SINGLE})?)"
    rf"(?=(?:{_DIGRAPH}|{_SINGLE})[aiueo][a-z])",
    re.IGNORECASE,
)


def in_words(amount: int) -> str:
    """ "satu juta lima ratus ribu rupiah", as receipts and budgets in Indonesia say it below the sum."""
    return f"{_said(amount) or 'nol'} rupiah"


def _said(n: int) -> str:
    if n < 0:
        return f"minus {_said(-n)}"
    if n < len(_ONES):
        return _ONES[n]
    if n < 20:
        return f"{_ONES[n - 10]} belas"
    if n < 100:
        return _joined(f"{_ONES[n // 10]} puluh", n % 10)
    if n < 200:
        return _joined("seratus", n - 100)
    if n < 1000:
        return _joined(f"{_ONES[n // 100]} ratus", n % 100)
    if n < 2000:
        return _joined("seribu", n - 1000)
    size, name = next(pair for pair in _LARGE if n >= pair[0])
    return _joined(f"{_said(n // size)} {name}", n % size)


def _joined(said: str, rest: int) -> str:
    return f"{said} {_said(rest)}" if rest else said


def breakable(text: str, longest: int = 10) -> str:
    """The text with places where its words may break: words longer than `longest` between syllables, what
    is no word after so many signs."""
    return " ".join(_broken(word, longest) if len(word) > longest else word for word in text.split(" "))


def _broken(word: str, longest: int) -> str:
    if any(sign in word for sign in "/.@_"):  # an address: a hyphen would become part of it
        parts = [word]
    else:
        parts = _SYLLABLE.sub(lambda match: f"{match[0]}{_SOFT}", word).split(_SOFT)
    step = max(longest, 12)
    return _SOFT.join(
        _NO_SPACE.join(part[at : at + step] for at in range(0, len(part), step)) or part for part in parts
    )
