"""Where entries come from: each kind of thing is registered once, by the module that can read it.

    register(Source("topic", lazy_("Topik"), "chat", all_ids, entries_of))

Afterwards `writing.refresh("topic", [7])` brings the entry of a thing to its present state, whatever has
happened to it, and `kimhub search rebuild` goes through all of them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from kimhub.core.i18n import Lazy
from kimhub.search.kinds import NUMBERS


class Entry(msgspec.Struct, frozen=True):
    """A thing as it shall be found. Texts are plain, not HTML; `readers` are circles of marks.py.

    `happened_at` is what "newest first" goes by. `rev` of the thing: an entry made from an older one never
    overwrites.
    """

    kind: str
    thing: int
    title: str
    path: str
    readers: frozenset[str]
    happened_at: datetime
    text: str = ""
    organization: int | None = None
    house: str = ""
    seat: str = ""
    year: int | None = None
    type: str = ""
    status: str = ""
    rev: int = 0
    beside: str = ""  # words it is found by too, and that are not shown
    ends_at: datetime | None = None  # not found from then on, whether or not anybody says so
    own_title: bool = True  # False: the title is that of what it belongs to, shown but not searched


# Ids above `after`, ascending, at most `limit` of them.
AllIds = Callable[[int, int], Awaitable[Sequence[int]]]
# Entries of those things that can be found at all; the others are left out, and so are dropped.
EntriesOf = Callable[[Sequence[int]], Awaitable[Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing. `batch` of them are read at once when all are indexed anew."""

    kind: str
    word: Lazy
    icon: str
    all_ids: AllIds
    entries_of: EntriesOf
    batch: int = 200


SOURCES: Final[dict[str, Source]] = {}


def register(source: Source) -> None:
    """Raises ValueError for a kind without a number (kinds.py)."""
    if source.kind not in NUMBERS:
        raise ValueError(f"no such kind: {source.kind}")
    SOURCES[source.kind] = source
