"""What is shown of a thing that was found: plain pieces of text, the words searched for apart."""

import re
from typing import Final

import msgspec

from kimhub.search import stems

SIZE: Final = 180  # characters of a snippet
_BEFORE: Final = 60  # of them before the first hit, about
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’ʼ`´‘][^\W_]+)*")


class Piece(msgspec.Struct, frozen=True):
    """A part of a title or snippet; `hit` when it is what was searched for."""

    text: str
    hit: bool = False


def pieces(text: str, hits: frozenset[str]) -> tuple[Piece, ...]:
    """The whole text, in its parts."""
    found: list[Piece] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if hits.isdisjoint(stems.stems_of(token[0])):
            continue
        if token.start() > end:
            found.append(Piece(text[end : token.start()]))
        found.append(Piece(token[0], hit=True))
        end = token.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


def snippet(text: str, hits: frozenset[str], size: int = SIZE) -> tuple[Piece, ...]:
    """About `size` characters with the first word that was searched for; the beginning when it is not
    there."""
    first = next(
        (token.start() for token in _TOKEN.finditer(text) if not hits.isdisjoint(stems.stems_of(token[0]))),
        0,
    )
    begin, end = 0, min(size, len(text))
    if first > size - _BEFORE:
        begin = text.rfind(" ", 0, first - _BEFORE) + 1
        end = min(begin + size, len(text))
    if end < len(text) and (space := text.rfind(" ", begin, end)) > begin:
        end = space
    shown = text[begin:end].strip()
    return pieces(f"{'… ' if begin else ''}{shown}{' …' if end < len(text) else ''}", hits) if shown else ()
