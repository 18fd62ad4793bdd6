"""What can be counted from records: each slice registers its measures here when it is loaded.

A number that is computed opens the rows behind it (features.md E10): a measure returns rows, never a sum.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from kimhub.core.i18n import Lazy


class Counted(Struct, frozen=True):
    """A record that counts `value` times: an event with 37 people, an article. `id` is that of the thing
    of the measure's kind: whoever may not see that thing reads neither title nor address."""

    title: str
    path: str
    on: date | None
    value: int = 1
    id: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """`of_things` counts things of the chain's `kind` by their ids, as far as they fall between two days;
    `of_house` everything an organization has of it between them."""

    key: str
    word: Lazy
    unit: Lazy
    kind: str
    of_things: Callable[[list[int], date, date], Awaitable[list[Counted]]]
    of_house: Callable[[int, date, date], Awaitable[list[Counted]]]


MEASURES: dict[str, Measure] = {}


def register(measure: Measure) -> None:
    MEASURES[measure.key] = measure
