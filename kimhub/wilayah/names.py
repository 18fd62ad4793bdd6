"""How a place's code and official name become what is stored, searched and compared. Pure functions."""

import re
import unicodedata
from typing import NamedTuple

from kimhub.core.actor import within as is_within

__all__ = ["FORM", "Row", "chain", "is_within", "kind_of", "make_row", "prefix_range", "words"]

FORM = 1  # raise it when the same data must be loaded again because this module stores it differently

LEVELS = {2: 1, 5: 2, 8: 3, 13: 4}  # length of a code -> level
LENGTHS = {level: length for length, level in LEVELS.items()}

_PREFIXES = {"regency": "Kabupaten ", "city": "Kota ", "desa_adat": "Desa Adat "}
_QUOTES = re.compile(r"['\"`´‘’“”ʼ]")  # inside a word: Soka"an, Regapu’u
_WORD = re.compile(r"[a-z0-9]+")

# What people write instead of the official name.
ALIASES = {
    "12": "sumut", "13": "sumbar", "16": "sumsel", "19": "babel", "21": "kepri", "31": "dki", "32": "jabar",
    "33": "jateng", "34": "diy jogja jogjakarta", "35": "jatim", "52": "ntb", "53": "ntt", "61": "kalbar",
    "62": "kalteng", "63": "kalsel", "64": "kaltim", "65": "kaltara", "71": "sulut", "72": "sulteng",
    "73": "sulsel", "74": "sultra", "76": "sulbar", "82": "malut",
    "33.72": "solo", "34.71": "jogja jogjakarta",
}  # fmt: skip


class Row(NamedTuple):
    """A place as it is stored, and its words as (word, how many words of the name come before it)."""

    code: str
    parent: str
    level: int
    kind: str
    name: str
    norm: str
    terms: str
    words: tuple[tuple[str, int], ...]


def make_row(code: str, official: str) -> Row:
    """The stored form of "73.08", "Kabupaten Bone"; raises KeyError for a code of another length."""
    kind = kind_of(code)
    name = official.removeprefix(_PREFIXES.get(kind, ""))
    said = words(name)
    first = 1 if said[0] == "administrasi" else 0  # Kota Administrasi Jakarta Pusat
    starts = [("".join(said[first + n :]), n) for n in range(len(said) - first)]
    starts += [("".join(said), 0)] if first else []
    starts += [(alias, 0) for alias in ALIASES.get(code, "").split()]
    terms = "".join(f" {word}" for word, _ in starts) + " "
    return Row(
        code, code.rpartition(".")[0], LEVELS[len(code)], kind, name, starts[0][0], terms, tuple(starts)
    )


def kind_of(code: str) -> str:
    """The kind a code speaks of: from 71 on a city; villages by their first digit (domain.md 11)."""
    match LEVELS[len(code)]:
        case 1:
            return "province"
        case 2:
            return "city" if code[3] >= "7" else "regency"
        case 3:
            return "district"
    return {"1": "kelurahan", "2": "desa", "3": "desa_adat"}[code[9]]


def words(text: str) -> list[str]:
    """Lower-case words of letters and digits: "Ma'rang-Kàssi" is marang, kassi."""
    plain = _QUOTES.sub("", text.casefold())
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _WORD.findall(plain)


def chain(code: str) -> list[str]:
    """The codes of a place and everything it lies in, widest first: 73, 73.08, 73.08.16, 73.08.16.2009."""
    parts = code.split(".") if code else []
    return [".".join(parts[: n + 1]) for n in range(len(parts))]


def prefix_range(prefix: str) -> tuple[str, str]:
    """(low, high): `low <= code < high` holds for the place itself and all below it, as is_within() does.

    "/" comes right after "." in ASCII. On PostgreSQL only for columns of kind Code, or foreign keys to one.
    The empty prefix is the country.
    """
    return (prefix, f"{prefix}/") if prefix else ("", "~")
