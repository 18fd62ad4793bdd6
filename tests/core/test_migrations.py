"""Schema changes with data in the tables, forwards and backwards, on both engines.

Stock Piccolo fails ten of these on SQLite.  Each must end with exactly the table that would have been
made afresh, and must keep every row, those that refer to the table included.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import black
import pytest
from piccolo.apps.migrations.tables import Migration
from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.conf.apps import AppConfig, AppRegistry
from piccolo.constraints import Check, Unique
from piccolo.table import Table, create_table_class

import piccolo_conf
from kimhub.core import migrations
from kimhub.core.db import engine, is_foreign_key_violation, is_unique_violation
from tests import prepared
from tests.core.schema_shape import Shape, shape
from tests.database import open_engine

Columns = Callable[[], dict[str, Any]]
TABLES = ("sc_author", "sc_book", "sc_page")


def library(columns: dict[str, Any], extra: dict[str, Any] | None = None) -> list[type[Table]]:
    """Authors, books with these columns, and pages that go when their book goes."""

    def table(name: str, members: dict[str, Any]) -> type[Table]:
        members = {"id": BigSerial(primary_key=True), **members}
        return create_table_class(
            name, class_kwargs={"tablename": f"sc_{name.lower()}"}, class_members=members
        )

    author = table("Author", {"name": Varchar(length=20)})
    for column in columns.values():
        if isinstance(column, ForeignKey):
            column._meta.params["references"] = author
            column._foreign_key_meta.references = author
    book = table("Book", {"title": Varchar(length=20), "year": Integer(default=1), **columns})
    page = table(
        "Page", {"book": ForeignKey(book, on_delete=OnDelete.cascade), "number": Integer(default=0)}
    )
    return [author, book, page, *[table(name, members) for name, members in (extra or {}).items()]]


def author(**options: Any) -> ForeignKey:
    return ForeignKey("self", **options)  # `library` points it at its own Author


def number(**options: Any) -> Integer:
    return Integer(null=True, default=None, **options)


@dataclass(frozen=True)
class Change:
    """A change of the book table: its own columns before and after."""

    name: str
    before: Columns
    after: Columns
    answer: str = "n"  # to Piccolo's question whether a column was renamed
    new_table: Columns | None = field(default=None)


def columns(**made: Callable[[], Column | Any]) -> Columns:
    return lambda: {name: make() for name, make in made.items()}


NONE = columns()
CHANGES = [
    Change("add a plain column", NONE, columns(pages=lambda: Integer(default=7))),
    Change("add a nullable column", NONE, columns(note=lambda: Varchar(null=True, default=None))),
    Change("add a nullable reference", NONE, columns(editor=lambda: author(null=True))),
    Change("add a reference with an index", NONE, columns(editor=lambda: author(null=True, index=True))),
    Change("add an index", columns(n=lambda: Integer()), columns(n=lambda: Integer(index=True))),
    Change("rename a column", columns(old=lambda: Integer()), columns(new=lambda: Integer()), answer="y"),
    Change("drop a column", columns(n=lambda: Integer()), NONE),
    Change("drop a column with an index", columns(n=lambda: Integer(index=True)), NONE),
    Change("drop a unique column", columns(n=lambda: number(unique=True)), NONE),
    Change(
        "change the length", columns(s=lambda: Varchar(length=9)), columns(s=lambda: Varchar(length=99))
    ),
    Change("add a moment with its default", NONE, columns(at=lambda: Timestamptz())),
    Change("add a unique column", NONE, columns(key=lambda: Varchar(null=True, default=None, unique=True))),
    Change("change the type", columns(n=lambda: Integer()), columns(n=lambda: BigInt())),
    Change("change the kind of value", columns(n=lambda: Integer()), columns(n=lambda: Text(default="0"))),
    Change(
        "change the default", columns(n=lambda: Integer(default=1)), columns(n=lambda: Integer(default=2))
    ),
    Change("allow nothing", columns(n=lambda: Integer()), columns(n=lambda: number())),
    Change(
        "make unique",
        columns(n=lambda: number()),
        columns(n=lambda: number(unique=True)),
    ),
    Change(
        "change what happens on delete",
        columns(editor=lambda: author(null=True, on_delete=OnDelete.cascade)),
        columns(editor=lambda: author(null=True, on_delete=OnDelete.set_null)),
    ),
    Change(
        "two columns unique together",
        columns(a=lambda: number(), b=lambda: number()),
        columns(
            a=lambda: number(),
            b=lambda: number(),
            together=lambda: Unique(["a", "b"]),
        ),
    ),
    Change(
        "a condition on an old table",
        columns(yes=lambda: Boolean()),
        columns(yes=lambda: Boolean(), sane=lambda: Check("year > 0")),
    ),
    Change(
        "a new table with constraints",
        NONE,
        NONE,
        new_table=columns(
            a=lambda: Integer(),
            b=lambda: Integer(index=True),
            together=lambda: Unique(["a", "b"]),
            sane=lambda: Check("a > 0"),
        ),
    ),
    Change(
        "many things at once",
        columns(a=lambda: Integer(index=True), b=lambda: Varchar(length=5)),
        columns(
            b=lambda: Varchar(length=50, default="x"),
            c=lambda: number(unique=True),
            at=lambda: Timestamptz(),
        ),
    ),
]


@pytest.fixture
async def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[AppConfig]:
    """A Piccolo app of our own in an empty folder, the only one Piccolo knows; its tables go afterwards."""
    name = f"sc{abs(hash(tmp_path))}"
    config = AppConfig(app_name=name, migrations_folder_path=str(tmp_path), table_classes=[])
    module = ModuleType(name)
    module.APP_CONFIG = config  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"{name}.piccolo_app", module)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(
        black, "format_str", lambda text, mode: text
    )  # a third of these tests is its layout
    monkeypatch.setattr(piccolo_conf, "APP_REGISTRY", AppRegistry([f"{name}.piccolo_app"]))
    yield config
    await drop_all()
    await Migration.delete().where(Migration.app_name == name)


async def drop_all() -> None:
    for table in ("sc_extra", *reversed(TABLES)):
        await engine().fetch(f'DROP TABLE IF EXISTS "{table}"')


async def shapes() -> list[Shape]:
    return [await shape(engine(), table) for table in TABLES]


async def fresh(tables: list[type[Table]]) -> list[Shape]:
    """What the tables look like when made from nothing."""
    for table in tables:
        await table.create_table()
    found = await shapes()
    await drop_all()
    return found


async def fill() -> None:
    """Two authors, three books of which the last is deleted again, and two pages."""
    for sql in (
        "INSERT INTO sc_author (name) VALUES ('Ani'), ('Budi')",
        "INSERT INTO sc_book (title) VALUES ('a'), ('b'), ('gone')",
        "INSERT INTO sc_page (book, number) VALUES (1, 1), (2, 2)",
        "DELETE FROM sc_book WHERE title = 'gone'",
    ):
        await engine().fetch(sql)


async def rows() -> list[Any]:
    books = await engine().fetch("SELECT id, title, year FROM sc_book ORDER BY id")
    pages = await engine().fetch("SELECT id, book, number FROM sc_page ORDER BY id")
    return [tuple(row) for row in [*books.rows, *pages.rows]]


KEPT = [(1, "a", 1), (2, "b", 1), (1, 1, 1), (2, 2, 2)]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
async def test_a_change_goes_forwards_and_backwards_with_its_data(app: AppConfig, change: Change) -> None:
    extra = {"Extra": change.new_table()} if change.new_table else None
    before, after = await fresh(library(change.before())), await fresh(library(change.after()))

    app.table_classes = library(change.before())
    await migrations.new(app.app_name, "Begin")
    await migrations.migrate()
    assert await shapes() == before
    await fill()

    app.table_classes = library(change.after(), extra)
    assert await migrations.new(app.app_name, change.name, answer=change.answer)
    assert len(await migrations.migrate()) == 1
    assert (await shapes(), await rows()) == (after, KEPT)
    assert await migrations.drift() == {}
    assert await migrations.migrate() == []

    await migrations.undo(app.app_name)
    assert (await shapes(), await rows()) == (before, KEPT)

    await migrations.migrate()
    assert (await shapes(), await rows()) == (after, KEPT)
    new = await engine().fetch("INSERT INTO sc_book (title) VALUES ('next') RETURNING id")
    assert tuple(new.rows[0]) == (4,)  # never the id of the deleted one again
    await engine().fetch("DELETE FROM sc_book WHERE id = 1")
    assert len((await engine().fetch("SELECT 1 FROM sc_page")).rows) == 1  # its page went with it


async def begin(app: AppConfig, **made: Any) -> None:
    """The tables of `library`, made by a migration and filled."""
    app.table_classes = library(made)
    await migrations.new(app.app_name, "Begin")
    await migrations.migrate()
    await fill()


async def test_a_table_made_anew_keeps_the_indexes_and_triggers_written_by_hand(app: AppConfig) -> None:
    if engine().engine_type != "sqlite":
        pytest.skip("PostgreSQL alters the table in place")
    await begin(app)
    await engine().fetch("CREATE TABLE sc_extra (what TEXT)")
    for sql in (
        "CREATE UNIQUE INDEX sc_by_hand ON sc_book (year, title) WHERE year > 0",
        "CREATE TRIGGER sc_own AFTER INSERT ON sc_book BEGIN INSERT INTO sc_extra VALUES (new.title); END",
        "CREATE TRIGGER sc_other AFTER DELETE ON sc_page BEGIN UPDATE sc_book SET year = year + 1; END",
    ):
        await engine().fetch(sql)

    app.table_classes = library({"key": Varchar(null=True, default=None, unique=True)})
    await migrations.new(app.app_name, "Change")
    await migrations.migrate()
    await engine().fetch("INSERT INTO sc_book (title) VALUES ('c')")
    await engine().fetch("DELETE FROM sc_page WHERE id = 1")

    assert (await engine().fetch("SELECT what FROM sc_extra")).rows == [("c",)]
    assert (await engine().fetch("SELECT DISTINCT year FROM sc_book")).rows == [(2,)]
    with pytest.raises(Exception) as caught:
        await engine().fetch("INSERT INTO sc_book (year, title) VALUES (2, 'c')")
    assert is_unique_violation(caught.value)


async def test_a_migration_that_fails_leaves_everything_as_it_was(app: AppConfig) -> None:
    await begin(app)
    before = await shapes()
    app.table_classes = library({"kind": Integer(default=0, unique=True)})  # every book would have the same
    await migrations.new(app.app_name, "Change")

    with pytest.raises(Exception) as caught:
        await migrations.migrate()

    assert is_unique_violation(caught.value)
    assert (await shapes(), await rows()) == (before, KEPT)
    assert len(await Migration.get_migrations_which_ran(app.app_name)) == 1
    with pytest.raises(Exception) as orphan:  # references are checked again
        await engine().fetch("INSERT INTO sc_page (book) VALUES (4711)")
    assert is_foreign_key_violation(orphan.value)


async def test_a_migration_killed_before_it_was_noted_runs_again(
    app: AppConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(app)
    app.table_classes = library({"kind": Integer(default=0, index=True)})
    await migrations.new(app.app_name, "Change")
    with monkeypatch.context() as killed:
        killed.setattr(Migration, "insert", _killed)
        with pytest.raises(asyncio.CancelledError):
            await migrations.migrate()

    assert len(await migrations.migrate()) == 1
    assert (await engine().fetch("SELECT count(*) FROM sc_book WHERE kind = 0")).rows[0][0] == 2


def _killed(*_: object) -> None:
    raise asyncio.CancelledError


async def test_a_change_without_a_migration_is_called_drift(app: AppConfig) -> None:
    await begin(app)
    assert await migrations.drift() == {}

    app.table_classes = library({"kind": Integer(default=0)})

    missing = await migrations.drift()
    assert list(missing) == [app.app_name]
    assert "kind" in missing[app.app_name][0]


async def test_two_processes_started_together_migrate_once(empty_database: str, tmp_path: Path) -> None:
    environment = os.environ | {"KIMHUB_DATABASE_URL": empty_database}
    said = [tmp_path / "first", tmp_path / "second"]
    processes = [
        prepared.start("tests.core.migrating", folder=prepared.ROOT, environment=environment, said=path)
        for path in said
    ]

    codes = [process.wait() for process in processes]

    outputs = [int(path.read_text()) for path in said]
    own = open_engine(empty_database)
    ((everything,),) = (await own.fetch("SELECT count(*) FROM migration")).rows
    await own.close_connection_pool()
    assert codes == [0, 0]
    assert everything > 0
    assert sorted(outputs) == [0, everything]


@pytest.mark.once
def test_no_table_has_changed_without_a_migration(tmp_path: Path) -> None:
    said, errors = tmp_path / "said", tmp_path / "errors"
    process = prepared.start(
        "kimhub.core.migrations",
        "check",
        folder=prepared.ROOT,
        environment=os.environ,
        said=said,
        errors=errors,
    )

    assert (process.wait(), said.read_text()) == (0, ""), errors.read_text()
