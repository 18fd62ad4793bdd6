"""A line as its form shows it: what is stored, or what was typed and could not be saved yet."""

from typing import Any, Final

from msgspec import Struct

from kimhub.core.formats import clock, short_date
from kimhub.programs import cells, editing
from kimhub.programs.cells import Person, When
from kimhub.programs.editing import Theirs
from kimhub.programs.line_form import INDICATOR, ITEM, Lists, shown
from kimhub.programs.line_rows import Stored
from kimhub.programs.plan import MONTHS
from kimhub.programs.views import Program

_TEXTS: Final = (*cells.PLAIN, "pic", "starts_on", "ends_on")


def _names(table: str) -> list[str]:
    return [name.partition("_")[2] for name in (INDICATOR if table == "indicator" else ITEM)[1:]]


class Row(Struct, frozen=True):
    """An indicator or a budget item in a form; `ref` is empty for one that is not there yet."""

    ref: str
    values: dict[str, str]
    amount: int = 0


class Choice(Struct, frozen=True):
    """Both wrote this cell: what each wrote, in words."""

    label: str
    mine: str
    theirs: str
    name: str
    time: str
    own: bool


class LineForm(Struct, frozen=True):
    """`id` is 0 for a line that is not there yet. `errors` and `choices` go by the cells' names."""

    id: int
    version: int
    values: dict[str, str]
    months: list[int]
    indicators: list[Row]
    items: list[Row]
    amount: int = 0
    dropped: bool = False
    changed: str = ""  # "Budi, 10.32"
    who: str = ""
    errors: dict[str, str] = {}
    choices: dict[str, Choice] = {}
    saved: int = 0  # the version right after the edit that this answers
    linked: bool = False  # the person in charge has an account
    dates: str = ""  # "3-5 Februari 2027"

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """What cannot be saved: the place in the form, what it is called, the sentence."""
        places = {"indicator": "indicators", "item": "items"}
        kinds = [(cell.partition(":")[0], cell, said) for cell, said in self.errors.items()]
        return [(places.get(kind, kind), cells.label(cell), said) for kind, cell, said in kinds]


NO_INDICATOR: Final = Row("", dict.fromkeys(_names("indicator"), "") | {"kind": "kuantitatif"})
NO_ITEM: Final = Row("", dict.fromkeys(_names("item"), "") | {"source": "dana_desa"})


def of_stored(one: Stored, program: Program, *, saved: int = 0) -> LineForm:
    """The line as it stands."""
    return _made(one, one.cells, program, saved=saved)


def empty() -> LineForm:
    """A line that is not there yet."""
    return LineForm(0, 0, {**dict.fromkeys(_TEXTS, ""), "priority": "2"}, [], [], [])


def of_clash(one: Stored, mine: dict[str, Any], theirs: list[Theirs], program: Program) -> LineForm:
    """The own words, with a choice at each cell that both wrote."""
    refs = _refs(one)
    choices = {
        refs.get(both.cell, both.cell): Choice(
            cells.label(both.cell),
            cells.said(both.cell, both.mine),
            cells.said(both.cell, both.stored),
            both.name,
            _time(both.at, program),
            both.own,
        )
        for both in theirs
    }
    # A row that was taken out still has its place: the choice stands there.
    kept = mine | {both.cell: mine.get(both.cell) for both in theirs}
    return _made(one, kept, program, choices=choices)


def with_typed(
    form: LineForm, typed: dict[str, str], lists: Lists, errors: dict[str, str] | None = None
) -> LineForm:
    """The same with everything as it was typed, and a sentence at each cell that cannot be read."""
    sent = lists.get("has[]", [])
    values = form.values | {name: typed[name] for name in _TEXTS if name in typed}
    if "adinda" in sent:
        values["adinda"] = "".join(lists.get("adinda[]", []))
    months = [editing.number(n) for n in lists.get("month[]", [])]
    return LineForm(
        id=form.id,
        version=editing.number(typed.get("version", "")) or form.version,
        values=values,
        months=months if "when" in sent else form.months,
        indicators=_typed_rows(form.indicators, INDICATOR, lists),
        items=_typed_rows(form.items, ITEM, lists),
        amount=form.amount,
        dropped=form.dropped,
        changed=form.changed,
        who=form.who,
        # A row that is not there yet has no name of its own in the form.
        errors={cell.partition("+")[0]: said for cell, said in (errors or {}).items()},
        choices=form.choices,
        linked=form.linked,
        dates=form.dates,
    )


def _typed_rows(rows: list[Row], names: tuple[str, ...], lists: Lists) -> list[Row]:
    found = {row.ref: row for row in rows}
    columns = zip(*(lists.get(f"{name}[]", []) for name in names), strict=False)
    for n, (ref, *texts) in enumerate(columns):
        values = {name.partition("_")[2]: text for name, text in zip(names[1:], texts, strict=True)}
        if ref or any(values[name] for name in ("name", "label", "target", "price") if name in values):
            found[ref or f"+{n}"] = Row(ref, values, found[ref].amount if ref in found else 0)
    return [*found.values()]


def _made(
    one: Stored,
    wanted: dict[str, Any],
    program: Program,
    *,
    saved: int = 0,
    choices: dict[str, Choice] | None = None,
) -> LineForm:
    refs = _refs(one)
    when: When = wanted["when"]
    pic: Person = wanted["pic"]
    values = {name: _text(wanted[name]) for name in cells.PLAIN} | {
        "pic": pic.name,
        "starts_on": when.starts_on.isoformat() if when.starts_on else "",
        "ends_on": when.ends_on.isoformat() if when.ends_on else "",
    }
    items = _rows("item", wanted, refs)
    return LineForm(
        id=one.line.id,
        version=one.version,
        values=values,
        months=[n for n in range(1, MONTHS + 1) if when.months >> (n - 1) & 1],
        indicators=_rows("indicator", wanted, refs),
        items=items,
        amount=sum(row.amount for row in items),
        dropped=one.dropped,
        changed=_time(one.at, program),
        who=one.name,
        choices=choices or {},
        saved=saved or one.version,
        linked=pic.user is not None,
        dates=cells.when_words(when) if when.starts_on else "",
    )


def _rows(table: str, wanted: dict[str, Any], refs: dict[str, str]) -> list[Row]:
    found = []
    for cell, value in wanted.items():
        if not cell.startswith(f"{table}:"):
            continue
        ref = refs.get(cell, cell).partition(":")[2]
        values = shown(value) if value is not None else dict.fromkeys(_names(table), "")
        amount = value.volume * value.price if table == "item" and value is not None else 0
        found.append(Row("" if ref[0] == "+" else ref, values, amount))
    return found


def _refs(one: Stored) -> dict[str, str]:
    """The cell of a row -> what its form calls it: by the key it was made with, where there is one."""
    return {cell: by_key for by_key, cell in one.keys.items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _time(at: Any, program: Program) -> str:
    day = at.astimezone(program.zone).date()
    time = clock(at, program.zone)
    return time if day == program.today else f"{short_date(day, today=program.today)} {time}"
