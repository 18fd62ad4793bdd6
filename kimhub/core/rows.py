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


def _utc(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is UTC:
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# SQLite gives an expression (EXISTS, max(), coalesce()) as it is stored, PostgreSQL sums integers to
# Decimal.  Keyed by what the Struct wants and what came.
_CONVERSIONS: dict[tuple[type, type], Convert] = {
    (bool, int): bool,
    (datetime, str): _utc,
    (date, str): date.fromisoformat,
    (UUID, str): UUID,
    (int, Decimal): int,
    (int, float): int,
    (float, Decimal): float,
}
_CONVERTED = {wanted for wanted, _ in _CONVERSIONS}
# What a column holds in a plain row of SQLite is known beforehand.
_OF_PLAIN: dict[type, Convert] = {
    wanted: convert for (wanted, came), convert in _CONVERSIONS.items() if wanted not in {int, float}
}
_PLAIN_TYPES = {str, bytes, int, float, *_OF_PLAIN}


class Reader(Generic[Row]):
    """Makes rows; works out once for each kind of result, from the first one, how."""

    def __init__(self, into: type[Row] | None) -> None:
        self._into = into
        self._kinds = _kinds(into) if into else {}
        # Of a Struct with other fields (lists, numbers with places) nobody knows how SQLite stores them.
        self.takes_plain = bool(self._kinds) and all(kind in _PLAIN_TYPES for kind in self._kinds.values())
        self._plans: dict[bool, _Plan[Row]] = {}

    def read(self, result: Result) -> list[Row]:
        if self._into is None:
            return result.dicts()  # type: ignore[return-value]  # Row is dict[str, Any] then
        plan = self._plans.get(result.plain)
        if plan is None:
            plan = self._plans[result.plain] = _Plan(self._into, self._kinds, result.names, result.plain)
        return plan.read(result.rows)


class _Plan(Generic[Row]):
    """How rows of one kind of result become objects."""

    def __init__(
        self, into: type[Row], kinds: dict[str, type | None], names: tuple[str, ...], plain: bool
    ) -> None:
        self._make = _maker(into, names)
        wanted = [(index, kinds.get(name)) for index, name in enumerate(names)]
        self._conversions = [
            (index, _OF_PLAIN[kind]) for index, kind in wanted if plain and kind in _OF_PLAIN
        ]
        known = {index for index, _ in self._conversions}
        self._undecided = {
            index: kind for index, kind in wanted if kind in _CONVERTED and index not in known
        }
        self._await()

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Row]:
        if self._undecided:
            self._decide(rows)
        if self._conversions:
            rows = [self._convert(row) for row in rows]
        make = self._make
        return [make(row) for row in rows]

    def _decide(self, rows: Sequence[Sequence[Any]]) -> None:
        """A column's type is the same in every row, so the first value that is not NULL tells."""
        for row in rows:
            if self._values(row) == self._nothing:
                continue
            decided = [index for index in self._undecided if row[index] is not None]
            for index in decided:
                wanted, came = self._undecided.pop(index), type(row[index])
                if came is not wanted and (convert := _CONVERSIONS.get((wanted, came))):
                    self._conversions.append((index, convert))
            self._await()
            if not self._undecided:
                return

    def _await(self) -> None:
        """Note what the undecided columns of a row look like that says nothing about them."""
        indexes = [*self._undecided]
        self._values: Callable[[Sequence[Any]], Any] = itemgetter(*indexes) if indexes else len
        self._nothing = None if len(indexes) == 1 else (None,) * len(indexes)

    def _convert(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for index, convert in self._conversions:
            value = values[index]
            if value is not None:
                values[index] = convert(value)
        return values


def _maker(into: Any, names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    fields = tuple(into.__match_args__[: len(names)])
    if fields == names:
        return lambda row: into(*row)
    if len(names) > 1 and set(fields) == set(names):
        in_order = itemgetter(*[names.index(field) for field in fields])
        return lambda row: into(*in_order(row))
    return lambda row: into(**dict(zip(names, row, strict=True)))


def _kinds(into: type) -> dict[str, type | None]:
    return {name: _plain(kind) for name, kind in get_type_hints(into).items()}


def _plain(kind: Any) -> type | None:
    """The type itself for `T` and `T | None`, None for anything more."""
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return _plain(kinds[0]) if len(kinds) == 1 else None
    return kind if isinstance(kind, type) else None
