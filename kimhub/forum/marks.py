"""What becomes of read marks when posts go elsewhere. Pure: numbers in, numbers out.

A mark says that everything up to a number was read; stretches after it were read too, although something
before them was not. Nothing that somebody has read becomes unread by a move, and nothing becomes read.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from msgspec import Struct

Span = tuple[int, int]  # first and last number, both read


class Marks(Struct, frozen=True):
    """What one person has read of one topic."""

    last: int = 0
    spans: tuple[Span, ...] = ()

    def has(self, number: int) -> bool:
        return number <= self.last or any(first <= number <= last for first, last in self.spans)


def settled(last: int, spans: Iterable[Span]) -> Marks:
    """The same in its shortest form: the mark takes in what it reaches, stretches that touch are one."""
    kept: list[Span] = []
    for first, end in sorted(spans):
        if first <= last + 1:
            last = max(last, end)
        elif kept and first <= kept[-1][1] + 1:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        elif end >= first:
            kept.append((first, end))
    return Marks(last, tuple(kept))


def of_split(marks: Marks, moved: list[int]) -> Marks:
    """What the reader has read of the new topic; `moved` are the numbers its posts had, in order."""
    spans = [(bisect_left(moved, first) + 1, bisect_right(moved, last)) for first, last in marks.spans]
    return settled(
        bisect_right(moved, marks.last), [(first, last) for first, last in spans if last >= first]
    )


def of_merge(target: Marks, source: Marks, offset: int) -> Marks:
    """What the reader has read of the target when the source's posts follow its first `offset` ones."""
    came = [(first + offset, last + offset) for first, last in source.spans]
    if source.last:
        came.append((offset + 1, offset + source.last))
    return settled(target.last, [*target.spans, *came])
