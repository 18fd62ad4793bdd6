"""What can be tied: each slice registers its kinds here when it is loaded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import Lazy

# Earlier in this row is where something comes from, later what came of it (features.md 3.1).
ORDER: Final = ("aspiration", "topic", "program_line", "workshop", "document", "article")


class Thing(Struct, frozen=True):
    """One end of a tie, as it is shown. `note` is what is worth knowing of it: "37 hadir"."""

    kind: str
    id: int
    title: str
    path: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a new thing of a kind is made of another one (`?dari=topic-128` follows), and by whom."""

    path: str
    words: Lazy
    may: Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """`see` returns those of the ids that this person may see, `offer` what they may see and could tie by
    some words, `keeps` whether they take care of this one, so that they may tie things to it. `joins`: who
    may tie their own things to this one; without it whoever sees it. `often`: used by any number of others,
    as a guide that every house hands out."""

    key: str
    word: Lazy
    icon: str
    see: Callable[[Actor, list[int]], Awaitable[list[Thing]]]
    offer: Callable[[Actor, str], Awaitable[list[Thing]]]
    keeps: Callable[[Actor, int], Awaitable[bool]]
    begin: Begin | None = None
    joins: Callable[[Actor, int], Awaitable[bool]] | None = None
    often: bool = False


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make things of this kind tieable; `kind.key` must stand in ORDER."""
    if kind.key not in ORDER:
        raise ValueError(f"{kind.key} has no place in ORDER")
    KINDS[kind.key] = kind


def comes_first(one: str, other: str) -> bool:
    """True when of these two kinds the first is where the second comes from."""
    return ORDER.index(one) < ORDER.index(other)
