"""What is different between the texts of two versions: by lines, and by words within a line that changed.

Pure, and bounded: two long texts that share little would keep a processor busy for minutes.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from msgspec import Struct

MOST_LINES: Final = 4000  # of each text
MOST_LETTERS: Final = 400_000
MOST_PAIRS: Final = 3_000_000  # of words that are held against each other; half a second at worst
AROUND: Final = 2  # lines shown before and after a change
SAME, ADDED, REMOVED, CHANGED, GAP = "same", "added", "removed", "changed", "gap"

Part = tuple[str, str]  # (SAME, ADDED or REMOVED; words)


class Line(Struct, frozen=True):
    """A line of the comparison. `parts` are its words: of a changed line those that went and those that
    came, in order; of a gap (lines left out, the same in both) none, and `count` says how many."""

    kind: str
    parts: tuple[Part, ...] = ()
    count: int = 1


class Difference(Struct, frozen=True):
    """`cut`: the texts were longer than what was compared."""

    lines: list[Line]
    added: int
    removed: int
    changed: int
    cut: bool

    @property
    def is_same(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(before: str, after: str) -> Difference:
    """From the earlier text to the later one."""
    old, cut_old = _lines(before)
    new, cut_new = _lines(after)
    every: list[Line] = []
    left = MOST_PAIRS
    for tag, a, b, c, d in _blocks(old, new):
        if tag == "equal":
            every += [Line(SAME, ((SAME, words),)) for words in new[c:d]]
            continue
        pairs = min(b - a, d - c)
        for one, other in zip(old[a:b], new[c:d], strict=False):
            left -= (one.count(" ") + 1) * (other.count(" ") + 1)
            every.append(_changed(one, other, by_words=left > 0))
        every += [Line(REMOVED, ((REMOVED, words),)) for words in old[a + pairs : b]]
        every += [Line(ADDED, ((ADDED, words),)) for words in new[c + pairs : d]]
    counts = {kind: sum(line.kind == kind for line in every) for kind in (ADDED, REMOVED, CHANGED)}
    return Difference(_folded(every), counts[ADDED], counts[REMOVED], counts[CHANGED], cut_old or cut_new)


def _lines(text: str) -> tuple[list[str], bool]:
    """Lines that say something, with their white space made even; whether some were left out."""
    short = text[:MOST_LETTERS]
    lines = [line for part in short.replace("\f", "\n").split("\n") if (line := " ".join(part.split()))]
    return lines[:MOST_LINES], len(text) > MOST_LETTERS or len(lines) > MOST_LINES


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """What difflib finds between what both begin and end with; that is most of two versions."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield "equal", 0, head, 0, head
    a, b = len(old) - tail, len(new) - tail
    for tag, i, j, k, m in SequenceMatcher(None, old[head:a], new[head:b]).get_opcodes():
        yield tag, head + i, head + j, head + k, head + m
    if tail:
        yield "equal", a, len(old), b, len(new)


def _changed(before: str, after: str, *, by_words: bool) -> Line:
    """Two lines in each other's place."""
    if not by_words:
        return Line(CHANGED, ((REMOVED, before), (ADDED, after)))
    old, new = before.split(" "), after.split(" ")
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append((SAME, " ".join(new[c:d])))
            continue
        if b > a:
            parts.append((REMOVED, " ".join(old[a:b])))
        if d > c:
            parts.append((ADDED, " ".join(new[c:d])))
    if not any(kind == SAME for kind, _words in parts):
        parts = [(REMOVED, before), (ADDED, after)]
    return Line(CHANGED, tuple(parts))


def _folded(every: list[Line]) -> list[Line]:
    """With the lines far from any change told by their number only."""
    near = [False] * len(every)
    for at, line in enumerate(every):
        if line.kind != SAME:
            for beside in range(max(0, at - AROUND), min(len(every), at + AROUND + 1)):
                near[beside] = True
    folded: list[Line] = []
    left_out = 0
    for at, line in enumerate(every):
        if near[at]:
            if left_out:
                folded.append(Line(GAP, (), left_out))
                left_out = 0
            folded.append(line)
        else:
            left_out += 1
    return [*folded, Line(GAP, (), left_out)] if left_out else folded
