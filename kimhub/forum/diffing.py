"""What changed between two texts, word by word. Pure."""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from msgspec import Struct

MOST: Final = 1_000_000  # pairs of words compared at most; beyond that the whole middle counts as changed
AROUND: Final = 80  # letters of unchanged text shown on either side of a change
_WORDS: Final = re.compile(r"\s*\S+|\s+$")


class Piece(Struct, frozen=True):
    """A stretch of text; `kind` is same, removed or added. `cut`: unchanged words are left out here."""

    kind: str
    text: str
    cut: bool = False

    @property
    def words(self) -> str:
        """The text from its first word on."""
        return self.text.lstrip()

    @property
    def gap(self) -> str:
        """What stands before its first word: it belongs to neither text alone."""
        return self.text[: len(self.text) - len(self.words)]


@lru_cache(256)
def changes(before: str, after: str) -> tuple[Piece, ...]:
    """The stretches of both texts in order: what went stands before what came in its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    pieces = [Piece("same", "".join(old[:head]))]
    if len(a) * len(b) > MOST:
        pieces += [Piece("removed", "".join(a)), Piece("added", "".join(b))]
    else:
        for _tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b).get_opcodes():
            if a[a1:a2] == b[b1:b2]:
                pieces.append(Piece("same", "".join(a[a1:a2])))
            else:
                pieces += [Piece("removed", "".join(a[a1:a2])), Piece("added", "".join(b[b1:b2]))]
    pieces.append(Piece("same", "".join(old[len(old) - tail :])))
    return tuple(piece for piece in pieces if piece.text)


def shortened(pieces: tuple[Piece, ...]) -> list[Piece]:
    """The same with long unchanged stretches cut down to what stands beside a change."""
    made: list[Piece] = []
    for index, piece in enumerate(pieces):
        starts = AROUND if index else 0  # how much follows the change before
        ends = AROUND if index + 1 < len(pieces) else 0
        if piece.kind != "same" or len(piece.text) <= starts + ends + AROUND:
            made.append(piece)
            continue
        if starts:
            made.append(Piece("same", piece.text[:starts].rsplit(" ", 1)[0]))
        made.append(Piece("same", " … ", cut=True))
        if ends:
            made.append(Piece("same", piece.text[-ends:].split(" ", 1)[-1]))
    return made


def _common(a: list[str], b: list[str]) -> int:
    """How many words both begin with."""
    same = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        same += 1
    return same
