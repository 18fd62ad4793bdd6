"""What is different between two versions of a program: pure, typed, and ready to be shown.

A line is the same line while its row lives (`Line.id`); indicators and budget items are told apart by what
they say, because saving a line may write them anew.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

from msgspec import Struct

from kimhub.core.i18n import Lazy, lazy_
from kimhub.programs import wording
from kimhub.programs.plan import FIELDS, TEXTS, Indicator, Item, Line, Plan, by_source
from kimhub.programs.runs import Run, runs

T = TypeVar("T", Indicator, Item)

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
SAME: Final = "same"
# What a version freezes about the house, beside the texts of the program.
HOUSE: Final[dict[str, Lazy]] = {
    "organization": lazy_("Nama kelompok"),
    "place": lazy_("Tempat"),
    "vision": lazy_("Visi"),
    "mission": lazy_("Misi"),
}
_CONTENT: Final[dict[str, Callable[[Line], Any]]] = {
    key: attrgetter(key) for key in FIELDS.keys() - {"target", "when", "pic"}
} | {
    "target": attrgetter("target_group", "target_count"),
    "when": attrgetter("months", "starts_on", "ends_on", "rhythm"),
    "pic": attrgetter("pic_name"),
}
# Asked for thousands of times on the first look at two versions, so not by name each time.
_SAYS: Final[dict[type, Callable[[Any], tuple[Any, ...]]]] = {
    kind: attrgetter(*(name for name in kind.__struct_fields__ if name != "id"))
    for kind in (Indicator, Item)
}


class Part(Struct, frozen=True):
    """An indicator or budget item that came, went or changed: what it said and says."""

    kind: str
    before: str
    after: str


class Change(Struct, frozen=True):
    """A field with what it said and says. `runs` tell long texts word by word; `parts` the indicators and
    items that are different (then `before` and `after` sum them up, and may be the same)."""

    key: str
    label: Lazy
    before: str
    after: str
    runs: tuple[Run, ...] = ()
    parts: tuple[Part, ...] = ()


class LineChange(Struct, frozen=True):
    """A line of either version. `number` is its place in the newer one, for a removed line in the older;
    `was` its place in the older one. `moved`: others have passed it, not only come before it."""

    kind: str
    line: Line
    number: int
    was: int | None = None
    changes: tuple[Change, ...] = ()
    moved: bool = False

    @property
    def is_different(self) -> bool:
        return self.kind != SAME or self.moved


class Sum(Struct, frozen=True):
    """Rupiah then and now; `source` is empty for the whole."""

    source: str
    before: int
    after: int

    @property
    def label(self) -> str:
        return wording.source(self.source)


class Diff(Struct, frozen=True):
    """`lines` stand in the order of the newer version, removed ones where they were."""

    texts: tuple[Change, ...]
    lines: tuple[LineChange, ...]
    total: Sum
    sources: tuple[Sum, ...]

    def of_kind(self, kind: str) -> list[LineChange]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def changed(self) -> int:
        return len(self.of_kind(CHANGED))

    @property
    def added(self) -> int:
        return len(self.of_kind(ADDED))

    @property
    def removed(self) -> int:
        return len(self.of_kind(REMOVED))

    @property
    def moved(self) -> int:
        """Lines in another place that say what they said."""
        return sum(line.moved for line in self.of_kind(SAME))

    @property
    def unchanged(self) -> list[LineChange]:
        return [line for line in self.lines if not line.is_different]

    @property
    def is_empty(self) -> bool:
        return not self.texts and all(not line.is_different for line in self.lines)


def diff(before: Plan, after: Plan) -> Diff:
    """Everything that is different, with both values in words of the reader's language."""
    sums, then = by_source(after), by_source(before)
    return Diff(
        texts=_texts(before, after),
        lines=_lines(before.lines, after.lines),
        total=Sum("", before.total, after.total),
        sources=tuple(
            Sum(source, then.get(source, 0), sums.get(source, 0))
            for source in dict.fromkeys([*sums, *then])
            if then.get(source, 0) != sums.get(source, 0)
        ),
    )


def _texts(before: Plan, after: Plan) -> tuple[Change, ...]:
    return tuple(
        Change(key, label, then, now, runs(then, now))
        for key, label in {**TEXTS, **HOUSE}.items()
        if (then := getattr(before, key)) != (now := getattr(after, key))
    )


def _lines(before: Sequence[Line], after: Sequence[Line]) -> tuple[LineChange, ...]:
    then = {line.id: (number, line) for number, line in enumerate(before, 1)}
    there = {line.id for line in after}
    steady = _in_order([then[line.id][0] for line in after if line.id in then])
    gone: dict[int, list[LineChange]] = {}  # by the line of the older version they stood behind
    behind = 0
    for number, line in enumerate(before, 1):
        if line.id in there:
            behind = line.id
        else:
            gone.setdefault(behind, []).append(LineChange(REMOVED, line, number, was=number))
    rows = gone.get(0, [])[:]
    for number, line in enumerate(after, 1):
        if line.id in then:
            was, older = then[line.id]
            changes = changes_of(older, line)
            kind = CHANGED if changes else SAME
            rows.append(LineChange(kind, line, number, was, changes, moved=was not in steady))
        else:
            rows.append(LineChange(ADDED, line, number))
        rows += gone.get(line.id, ())
    return tuple(rows)


def changes_of(before: Line, after: Line) -> tuple[Change, ...]:
    """The fields of a line that say something else now, in the order of the printed table."""
    return tuple(
        change
        for key, label in FIELDS.items()
        if (then := _CONTENT[key](before)) != (now := _CONTENT[key](after))
        and (change := _change(before, after, key, label, then, now))
    )


def _change(before: Line, after: Line, key: str, label: Lazy, then: Any, now: Any) -> Change | None:
    """None where only ids or the order of indicators and items are different."""
    match key:
        case "indicators":
            parts = _parts(then, now, wording.indicator, lambda one: one.name)
            return Change(key, label, "", "", parts=parts) if parts else None
        case "items":
            parts = _parts(then, now, wording.item, lambda one: one.label)
            if not parts:
                return None
            return Change(key, label, wording.money(before), wording.money(after), parts=parts)
    was, says = wording.field(before, key), wording.field(after, key)
    return Change(key, label, was, says, runs(was, says))


def _parts(
    before: Sequence[T], after: Sequence[T], say: Callable[[T], str], name: Callable[[T], str]
) -> tuple[Part, ...]:
    """What says the same in both is left out; what is left is paired by its name. One look at each, however
    many a line has."""
    said, says = [*map(_bare, before)], [*map(_bare, after)]
    if said == says:
        return ()
    left = Counter(said)
    new = []
    for one, bare in zip(after, says, strict=True):
        if left[bare]:
            left[bare] -= 1
        else:
            new.append(one)
    gone = []
    for number in reversed(range(len(before))):
        if left[said[number]]:
            left[said[number]] -= 1
            gone.append(number)
    older: dict[str, list[int]] = {}  # the first of a name at the end
    for number in gone:
        older.setdefault(name(before[number]).casefold(), []).append(number)
    parts = []
    for one in new:
        if namesakes := older.get(name(one).casefold()):
            parts.append(Part(CHANGED, say(before[namesakes.pop()]), say(one)))
        else:
            parts.append(Part(ADDED, "", say(one)))
    unpaired = sorted(number for several in older.values() for number in several)
    return tuple(parts + [Part(REMOVED, say(before[number]), "") for number in unpaired])


def _bare(one: Indicator | Item) -> tuple[Any, ...]:
    """What it says, without its id."""
    return _SAYS[type(one)](one)


def _in_order(numbers: Sequence[int]) -> set[int]:
    """A longest run of them that only rises: those lines stayed where they were, the others moved."""
    ends: list[int] = []  # the smallest number a run of each length can end with
    at: list[int] = []
    for number in numbers:
        length = bisect_left(ends, number)
        ends[length : length + 1] = [number]
        at.append(length)
    kept: set[int] = set()
    wanted = len(ends) - 1
    for number, length in zip(reversed(numbers), reversed(at), strict=True):
        if length == wanted:
            kept.add(number)
            wanted -= 1
    return kept
