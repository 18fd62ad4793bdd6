"""Queries built once and run many times with new values.

    posts = prepare(lambda p: Post.select(Post.id, Post.author.name.as_alias("author"))
                    .where((Post.topic == p.topic) & (Post.number > p.after)).limit(50), into=PostRow)
    rows = await posts(topic=7, after=50)         # list of PostRow

Piccolo stays the one description of the schema; its 0.3-1 ms of query building is paid once per
process.  `limit()`, `offset()` and the length of `is_in()` are part of the SQL, so they are fixed; a
value of None never matches (write `Post.parent.is_null()`); arithmetic (`Post.likes + p.more`) takes no
parameter.  What Piccolo cannot say goes into `prepare_sql`, which knows limits and lists too.

A query asked at every request for one row that seldom changes says `kept=1000`: the row comes as one text
(JSON), and the same text is the same object.  41 columns cost 20 us to fetch and convert each time, one
costs 9 us; and what is the same object is found quickly wherever something is kept by it.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec
from piccolo.query import Query

from kimhub.core.db import Engine, engine
from kimhub.core.rows import Reader
from kimhub.core.sqlite_connection import Result

Row = TypeVar("Row")
# Where an argument comes from: (name, None), (name, how to send it), or (None, a fixed value).
Source = tuple[str | None, Any]
Compiled = tuple[Engine, str, list[Source]]

# A string, a quoted name, a comment, a cast, or :name (after IN / NOT IN: a list).
_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|::|(?P<list>\b(?P<not>NOT\s+)?IN\s+:(?P<names>[a-z_]\w*))|:(?P<name>[a-z_]\w*)",
    re.IGNORECASE,
)


class Parameter:
    """Stands in a query for a value given later."""

    def __init__(self, name: str) -> None:
        self.name = name


class Parameters:
    """`p.anything` is a parameter called "anything"."""

    def __getattr__(self, name: str) -> Any:
        return Parameter(name)


class Prepared(Generic[Row]):
    """A query to call with its values by name; see `prepare` and `prepare_sql`."""

    def __init__(
        self, compile_for: Callable[[], Compiled], into: type[Row] | None, kept: int = 0, sql: str = ""
    ) -> None:
        self.sql = sql  # as it was written by hand
        self._compile = compile_for
        self._reader: Reader[Row] = Reader(into)
        self._compiled: Compiled | None = None
        self._names = [(name,) for name in getattr(into, "__match_args__", ())]
        self._most, self._kept = kept, OrderedDict[str, Row]()
        if kept:
            self._compile = lambda: self._wrapped(*compile_for())

    async def __call__(self, **values: Any) -> list[Row]:
        """All rows. Raises KeyError when a value is missing."""
        result = await self._fetch(values)
        if self._most:
            return [self.same(row[0]) for row in result.rows]
        return self._reader.read(result) if result.rows else []

    async def first(self, **values: Any) -> Row | None:
        """The first row, or None."""
        result = await self._fetch(values)
        if not result.rows:
            return None
        return self.same(result.rows[0][0]) if self._most else self._reader.read(result)[0]

    async def value(self, **values: Any) -> Any:
        """The first column of the first row as the engine gives it, or None."""
        rows = (await self._fetch(values)).rows
        return rows[0][0] if rows else None

    async def rows(self, **values: Any) -> Sequence[Sequence[Any]]:
        """All rows as the engine gives them."""
        return (await self._fetch(values)).rows

    def _wrapped(self, database: Engine, sql: str, sources: list[Source]) -> Compiled:
        return database, f"SELECT {self.as_one(database.engine_type, 'one')} FROM ({sql}) one", sources  # noqa: S608

    def _fetch(self, values: dict[str, Any]) -> Awaitable[Result]:
        if self._compiled is None:
            self._compiled = self._compile()
        database, sql, sources = self._compiled
        args = [
            given if name is None else values[name] if given is None else given(values[name])
            for name, given in sources
        ]
        return database.fetch(sql, args, self._reader.takes_plain)

    def as_one(self, engine_type: str, alias: str) -> str:
        """What to select of its rows, called `alias`: all columns as one text, a JSON array."""
        array = "json_array" if engine_type == "sqlite" else "json_build_array"
        columns = ", ".join(f'{alias}."{name}"' for (name,) in self._names)
        return f"CAST({array}({columns}) AS text)"

    def same(self, row: str) -> Row:
        """The row of such a text."""
        found = self._kept.get(row)
        if found is None:
            (found,) = self._reader.read(Result(self._names, [msgspec.json.decode(row)], plain=True))
            self._kept[row] = found
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


class Together:
    """Two kept queries in one: the second takes some of its values (`shared`) from columns of the first.

    One question costs half of two, on PostgreSQL less.
    """

    def __init__(self, one: Prepared[Any], two: Prepared[Any], shared: Mapping[str, str]) -> None:
        self._one, self._two = one, two

        def of_one(found: re.Match[str]) -> str:
            column = shared.get(found["name"] or "")
            return f'one."{column}"' if column else found[0]

        def compile_both() -> Compiled:
            database = engine()
            kind = database.engine_type
            inner = f"SELECT {two.as_one(kind, 'two')} FROM ({_TOKEN.sub(of_one, two.sql)}) two"  # noqa: S608
            sql = f"SELECT {one.as_one(kind, 'one')}, ({inner}) FROM ({one.sql}) one"  # noqa: S608
            return database, *(number_names(sql) if kind == "postgres" else name_by_name(sql))

        self._both: Prepared[Any] = Prepared(compile_both, None)

    async def first(self, **values: Any) -> tuple[Any, Any]:
        """The row of each, or None; of the second there is none without one of the first."""
        rows = await self._both.rows(**values)
        if not rows:
            return None, None
        one, two = rows[0]
        return self._one.same(one), None if two is None else self._two.same(two)


@overload
def prepare(build: Callable[[Any], Query]) -> Prepared[dict[str, Any]]: ...
@overload
def prepare(build: Callable[[Any], Query], into: type[Row], *, kept: int = 0) -> Prepared[Row]: ...
def prepare(build: Callable[[Any], Query], into: type | None = None, *, kept: int = 0) -> Prepared[Any]:
    """A Piccolo query (select, insert, update, delete) with `p.name` where values come later.

    Rows are dicts, or objects of `into`: a msgspec Struct (Jinja reads it 1.8 times faster), whose
    field names are the columns' names or aliases.
    """

    def compile_query() -> Compiled:
        query = build(Parameters())
        (querystring,) = query.querystrings
        database: Any = query.table._meta.db
        sql, args = querystring.compile_string(engine_type=database.engine_type)
        return database, sql, [(a.name, None) if isinstance(a, Parameter) else (None, a) for a in args]

    return Prepared(compile_query, into, kept)


@overload
def prepare_sql(sql: str, *, postgres: str | None = None) -> Prepared[dict[str, Any]]: ...
@overload
def prepare_sql(
    sql: str, into: type[Row], *, postgres: str | None = None, kept: int = 0
) -> Prepared[Row]: ...
def prepare_sql(
    sql: str, into: type | None = None, *, postgres: str | None = None, kept: int = 0
) -> Prepared[Any]:
    """SQL written by hand, the same for both engines, with `:name` for values and `IN :names` for lists.

    `postgres` is used there instead where the two must differ.  A name used twice is one value.
    """

    def compile_sql() -> Compiled:
        database = engine()
        if database.engine_type == "postgres":
            return database, *number_names(postgres or sql)
        return database, *name_by_name(sql)

    return Prepared(compile_sql, into, kept, sql)


def name_by_name(sql: str) -> tuple[str, list[Source]]:
    """For SQLite: every `:name` becomes `?`, a list travels as JSON."""
    args: list[Source] = []

    def replace(match: re.Match[str]) -> str:
        if name := match["names"]:
            args.append((name, json.dumps))
            return f"{match['not'] or ''}IN (SELECT value FROM json_each(?))"  # noqa: S608 - no value in it
        if name := match["name"]:
            args.append((name, None))
            return "?"
        return match[0]

    return _TOKEN.sub(replace, sql), args


def number_names(sql: str) -> tuple[str, list[Source]]:
    """For PostgreSQL: every `:name` becomes its `$n`, a list an array."""
    names: list[str] = []

    def number(name: str) -> int:
        if name not in names:
            names.append(name)
        return names.index(name) + 1

    def replace(match: re.Match[str]) -> str:
        if name := match["names"]:
            return f"<> ALL(${number(name)})" if match["not"] else f"= ANY(${number(name)})"
        return f"${number(match['name'])}" if match["name"] else match[0]

    return _TOKEN.sub(replace, sql), [(name, None) for name in names]
