"""Rows as tuples become what a caller asked for: dicts or Structs, with the same types on both engines."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from kimhub.core.sqlite_connection import Result

Row = TypeVar("Row")
Convert = Callable[[Any], Any]


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


# SQLite gives an expression (EXISTS, max(), coalesce()) as it is stored, PostgreSQL sums integers to
# Decimal.  Keyed by what the Struct wants and what came.
_CONVERSIONS: dict[tuple[type, type], Convert] = {
    (bool, int): bool,
    (datetime, str): _moment,
    (date, str): date.fromisoformat,
    (UUID, str): UUID,
    (int, Decimal): int,
    (int, float): int,
    (float, Decimal): float,
}
_CONVERTED = {wanted for wanted, _ in _CONVERSIONS}


class Reader(Generic[Row]):
    """Makes rows; works out once, from the first result, how."""

    def __init__(self, into: type[Row] | None) -> None:
        self._into = into
        self._make: Callable[[Sequence[Any]], Row] | None = None
        self._undecided: dict[int, type] = {}
        self._conversions: list[tuple[int, Convert]] = []

    def read(self, result: Result) -> list[Row]:
        if self._into is None:
            return result.dicts()  # type: ignore[return-value]  # Row is dict[str, Any] then
        make = self._make or self._plan(result.names)
        rows = result.rows
        if self._undecided:
            self._decide(rows)
        if self._conversions:
            rows = [self._convert(row) for row in rows]
        return [make(row) for row in rows]

    def _plan(self, names: tuple[str, ...]) -> Callable[[Sequence[Any]], Row]:
        into: Any = self._into
        wanted = {name: _plain(kind) for name, kind in get_type_hints(into).items()}
        kinds = [wanted.get(name) for name in names]
        self._undecided = {
            i: kind for i, kind in enumerate(kinds) if kind is not None and kind in _CONVERTED
        }
        fields = tuple(into.__match_args__[: len(names)])
        make: Callable[[Sequence[Any]], Row]
        if fields == names:
            make = lambda row: into(*row)  # noqa: E731
        elif len(names) > 1 and set(fields) == set(names):
            in_order = itemgetter(*[names.index(field) for field in fields])
            make = lambda row: into(*in_order(row))  # noqa: E731
        else:
            make = lambda row: into(**dict(zip(names, row, strict=True)))  # noqa: E731
        self._make = make
        return make

    def _decide(self, rows: Sequence[Sequence[Any]]) -> None:
        """A column's type is the same in every row, so the first value that is not NULL tells."""
        for index, wanted in list(self._undecided.items()):
            came = next((row[index] for row in rows if row[index] is not None), None)
            if came is not None:
                del self._undecided[index]
                if type(came) is not wanted and (convert := _CONVERSIONS.get((wanted, type(came)))):
                    self._conversions.append((index, convert))

    def _convert(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for index, convert in self._conversions:
            if values[index] is not None:
                values[index] = convert(values[index])
        return values


def _plain(kind: Any) -> type | None:
    """The type itself for `T` and `T | None`, None for anything more."""
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return _plain(kinds[0]) if len(kinds) == 1 else None
    return kind if isinstance(kind, type) else None
