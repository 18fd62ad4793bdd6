"""The page of a review as rows: what is different, or all there is, each with the remarks beside it."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kimhub.core.i18n import Lazy
from kimhub.programs import comments, diff, wording
from kimhub.programs.comments import BUDGET, WHOLE, Thread
from kimhub.programs.diff import ADDED, CHANGED, SAME, Change, Diff, LineChange
from kimhub.programs.plan import FIELDS, TEXTS, Line, Plan

Threads = Mapping[int, list[Thread]]
NAMED: Final = {"title", "organization", "place"}  # said above the page already


class Cell(Struct, frozen=True):
    """A field of a row: what is different about it, or what it says, and the remarks about it."""

    key: str
    label: Lazy
    place: str
    change: Change | None
    values: tuple[str, ...]
    threads: tuple[Thread, ...]


class Row(Struct, frozen=True):
    """A line with its cells. `threads` are the remarks about it as a whole."""

    kind: str
    number: int
    was: int | None
    moved: bool
    id: int
    name: str
    money: str
    place: str
    cells: tuple[Cell, ...]
    threads: tuple[Thread, ...]

    @property
    def changes(self) -> int:
        return sum(cell.change is not None for cell in self.cells)


class Review(Struct, frozen=True):
    """`rows` are read, `others` are folded away: lines that say what they said and nobody asks about.
    `texts` is of the program itself, `about` the remarks about it as a whole and about its money, `loose`
    those about lines that neither version has."""

    texts: tuple[Cell, ...]
    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    about: tuple[Thread, ...]
    budget: tuple[Thread, ...]
    loose: tuple[Thread, ...]


def of_changes(found: Diff, threads: Threads) -> Review:
    """The page that tells what is different."""
    rows: list[Row] = []
    others: list[Row] = []
    for one in found.lines:
        there = threads.get(one.line.id, [])
        waits = any(not thread.is_settled for thread in there)
        row = _row(one, there, _cells_of_change(one, there))
        (rows if one.is_different or waits else others).append(row)
    said = {change.key: change for change in found.texts}
    about = threads.get(WHOLE, [])
    labels = {**TEXTS, **diff.HOUSE}
    texts = tuple(
        _cell(0, key, label, about, change=said.get(key))
        for key, label in labels.items()
        if key in said or any(thread.field == key for thread in about)
    )
    return _review(texts, rows, others, threads)


def of_whole(whole: Plan, threads: Threads) -> Review:
    """The page that shows all of a version."""
    rows = [
        _row(LineChange(SAME, line, number, number), there, _cells(line, there))
        for number, line in enumerate(whole.lines, 1)
        for there in [threads.get(line.id, [])]
    ]
    about = threads.get(WHOLE, [])
    texts = tuple(
        _cell(0, key, label, about, values=_paragraphs(getattr(whole, key)))
        for key, label in {
            **TEXTS,
            "vision": diff.HOUSE["vision"],
            "mission": diff.HOUSE["mission"],
        }.items()
        if key != "title" and getattr(whole, key)
    )
    return _review(texts, rows, [], threads)


def _review(texts: tuple[Cell, ...], rows: list[Row], others: list[Row], threads: Threads) -> Review:
    about, there = threads.get(WHOLE, []), {row.id for row in (*rows, *others)}
    shown = {cell.key for cell in texts} | {BUDGET}
    return Review(
        texts,
        tuple(rows),
        tuple(others),
        about=tuple(one for one in about if one.field not in shown),
        budget=tuple(one for one in about if one.field == BUDGET),
        loose=tuple(one for line, found in threads.items() if line and line not in there for one in found),
    )


def _row(one: LineChange, threads: list[Thread], cells: tuple[Cell, ...]) -> Row:
    line = one.line
    return Row(
        kind=one.kind, number=one.number, was=one.was, moved=one.moved, id=line.id, name=line.name,
        money=wording.money(line), place=comments.place(line.id, ""), cells=cells,
        threads=tuple(thread for thread in threads if not thread.field),
    )  # fmt: skip


def _cells_of_change(one: LineChange, threads: list[Thread]) -> tuple[Cell, ...]:
    """Of a new line all it says, of a changed one what is different; and whatever somebody asked about."""
    if one.kind == ADDED:
        return _cells(one.line, threads)
    said = {change.key: change for change in one.changes} if one.kind == CHANGED else {}
    asked = {thread.field for thread in threads}
    return tuple(
        _cell(
            one.line.id, key, label, threads,
            change=said.get(key), values=() if key in said else _values(one.line, key),
        )
        for key, label in FIELDS.items()
        if key in said or key in asked
    )  # fmt: skip


def _cells(line: Line, threads: list[Thread]) -> tuple[Cell, ...]:
    asked = {thread.field for thread in threads}
    return tuple(
        _cell(line.id, key, label, threads, values=values)
        for key, label in FIELDS.items()
        if key != "name" or key in asked
        if (values := _values(line, key)) or key in asked
    )


def _cell(
    line: int,
    key: str,
    label: Lazy,
    threads: list[Thread],
    *,
    change: Change | None = None,
    values: tuple[str, ...] = (),
) -> Cell:
    about = tuple(thread for thread in threads if thread.field == key)
    return Cell(key, label, comments.place(line, key), change, values, about)


def _values(line: Line, key: str) -> tuple[str, ...]:
    if key == "indicators":
        return tuple(map(wording.indicator, line.indicators))
    if key == "items":
        return tuple(map(wording.item, line.items))
    if key == "priority" and line.priority == Line(0, 0).priority:
        return ()  # as most are: nothing to read
    said = wording.field(line, key)
    return (said,) if said else ()


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line.strip())
