"""Piccolo's migrations made whole for SQLite, which can hardly alter a table.

Importing this module teaches Piccolo two things:

* CREATE TABLE carries its constraints inside (SQLite has no ALTER TABLE ... ADD CONSTRAINT), and a
  serial key never gives the id of a deleted row out again (as on PostgreSQL);
* a migration that changes an existing table in a way SQLite cannot (anything but a plain new column or
  a new name) makes the table anew: https://sqlite.org/lang_altertable.html#otheralter
"""

from collections.abc import Sequence
from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Column, Serial
from piccolo.engine.finder import engine_finder
from piccolo.query.methods.create import Create
from piccolo.query.methods.create_index import CreateIndex
from piccolo.table import Table, create_table_class

_piccolo_run = MigrationManager.run
_piccolo_drop_columns = MigrationManager._run_drop_columns
_piccolo_ddl: Any = Create.default_ddl
_NOT_CONSTANT = ("current_", "(", "datetime")


def create_table_sql(table: type[Table], name: str, if_not_exists: bool = False) -> str:
    """CREATE TABLE for SQLite, constraints inside."""
    parts = [_column_sql(column) for column in table._meta.columns]
    parts += [f'CONSTRAINT "{each._meta.name}" {each.ddl}' for each in table._meta.constraints]
    return f'CREATE TABLE {"IF NOT EXISTS " if if_not_exists else ""}"{name}" ({", ".join(parts)})'


def _column_sql(column: Column) -> str:
    if isinstance(column, Serial) and column._meta.primary_key:
        return f'"{column._meta.db_column_name}" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL'
    return column.ddl


def _default_ddl(self: Create) -> Sequence[str]:
    if self.engine_type != "sqlite" or self.only_default_columns:
        return _piccolo_ddl.fget(self)
    table = self.table
    return [
        create_table_sql(table, table._meta.tablename, self.if_not_exists),
        *[
            index
            for column in table._meta.columns
            if column._meta.index
            for index in _index_sql(table, column)
        ],
    ]


def _index_sql(table: type[Table], column: Column) -> Sequence[str]:
    return CreateIndex(table, [column], method=column._meta.index_method, if_not_exists=True).ddl


async def _run(self: MigrationManager, backwards: bool = False) -> None:
    """MigrationManager.run, with the tables that must be made anew taken out of Piccolo's hands."""
    engine: Any = engine_finder()
    if engine.engine_type != "sqlite" or self.preview:
        await _complete_references(self)
        return await _piccolo_run(self, backwards)
    names = _tables_to_rebuild(self, backwards)
    if not names:
        return await _piccolo_run(self, backwards)
    if engine.transaction_exists() and (await engine.fetch("PRAGMA foreign_keys")).rows[0][0]:
        raise RuntimeError("switch foreign keys off before the transaction: see kimhub.core.migrations")
    _leave_to_rebuild(self, names)
    await engine.fetch("PRAGMA foreign_keys=OFF")  # no effect, and already done, inside a transaction
    try:
        async with engine.transaction():
            await _piccolo_run(self, backwards)
            for name in sorted(names):
                then = await self.get_table_from_snapshot(name, self.app_name, -1 if backwards else 0)
                await _rebuild(engine, as_written(then))
            if broken := (await engine.fetch("SELECT * FROM pragma_foreign_key_check")).rows:
                raise ValueError(f"migration {self.migration_id} would break foreign keys: {broken[:5]}")
    finally:
        await engine.fetch("PRAGMA foreign_keys=ON")


def _tables_to_rebuild(manager: MigrationManager, backwards: bool) -> set[str]:
    """Class names of the existing tables that change in a way ALTER TABLE cannot do."""
    made = {table.class_name for table in manager.add_tables}
    names = {
        *manager.alter_columns.table_class_names,
        *manager.drop_columns.table_class_names,
        *manager.drop_constraints.table_class_names,
        *manager.add_constraints.table_class_names,
    }
    for added in manager.add_columns.add_columns:
        name = added.table_class_name
        if name in made or name in names:
            continue
        if backwards:
            names.add(name)
            continue
        if _alter_cannot_add(added.column):
            names.add(name)
    return names - made - {table.class_name for table in manager.drop_tables}


def _alter_cannot_add(column: Column) -> bool:
    alone = create_table_class("Alone", class_members={column._meta.name: column})
    ddl = alone._meta.get_column_by_name(column._meta.name).ddl  # a column outside a table has none
    default = ddl.partition(" DEFAULT ")[2].lower()
    refers = " REFERENCES " in ddl and default != "null"
    return column._meta.unique or refers or default.startswith(_NOT_CONSTANT)


def as_written(table: type[Table]) -> type[Table]:
    """The table of Piccolo's snapshot with every column made anew from its parameters.

    The snapshot notes an altered parameter, but its column keeps the old length, default or on_delete.
    """
    members: dict[str, Any] = {}
    for column in table._meta.columns:
        made = type(column)(**column._meta.params)
        made._meta.db_column_name = column._meta.db_column_name
        members[column._meta.name] = made
    members |= {constraint._meta.name: constraint for constraint in table._meta.constraints}
    return create_table_class(
        table.__name__, class_kwargs={"tablename": table._meta.tablename}, class_members=members
    )


def _leave_to_rebuild(manager: MigrationManager, names: set[str]) -> None:
    """Take out of the migration what making the tables anew will do."""

    def others(changes: list[Any]) -> list[Any]:
        return [change for change in changes if change.table_class_name not in names]

    manager.add_columns.add_columns = others(manager.add_columns.add_columns)
    manager.drop_columns.drop_columns = others(manager.drop_columns.drop_columns)
    manager.alter_columns.alter_columns = []
    manager.add_constraints.add_constraints = others(manager.add_constraints.add_constraints)
    manager.drop_constraints.drop_constraints = []


async def _rebuild(engine: Any, table: type[Table]) -> None:
    """Make the table anew with its rows, the indexes and triggers written by hand, and its next id."""
    name = table._meta.tablename
    new = f"_new_{name}"
    had = {row[0] for row in (await engine.fetch("SELECT name FROM pragma_table_info(?)", [name])).rows}
    columns = [column._meta.db_column_name for column in table._meta.columns]
    kept = ", ".join(f'"{column}"' for column in columns if column in had)
    extras = await _written_by_hand(engine, table)
    sequence = await _sequence(engine, name)
    await engine.fetch(create_table_sql(table, new))
    await engine.fetch(f'INSERT INTO "{new}" ({kept}) SELECT {kept} FROM "{name}"')  # noqa: S608 - names of ours
    await engine.fetch(f'DROP TABLE "{name}"')
    await engine.fetch(
        "PRAGMA legacy_alter_table=ON"
    )  # else triggers that name the table forbid the renaming
    await engine.fetch(f'ALTER TABLE "{new}" RENAME TO "{name}"')
    await engine.fetch("PRAGMA legacy_alter_table=OFF")
    if sequence is not None:
        await engine.fetch("DELETE FROM sqlite_sequence WHERE name = ?", [name])
        await engine.fetch("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, sequence])
    for column in table._meta.columns:
        if column._meta.index:
            for ddl in _index_sql(table, column):
                await engine.fetch(ddl)
    for ddl in extras:
        await engine.fetch(ddl)


async def _written_by_hand(engine: Any, table: type[Table]) -> list[str]:
    """Indexes and triggers of the table that Piccolo does not know, save indexes on columns that go."""
    columns = {column._meta.db_column_name for column in table._meta.columns}
    known = {table._get_index_name([column]) for column in columns}
    found = await engine.fetch(
        "SELECT name, type, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger')"
        " AND sql IS NOT NULL",
        [table._meta.tablename],
    )
    extras = []
    for name, kind, sql in found.rows:
        indexed = (await engine.fetch("SELECT name FROM pragma_index_info(?)", [name])).rows
        gone = kind == "index" and any(
            column is not None and column not in columns for (column,) in indexed
        )
        if name not in known and not gone:
            extras.append(sql)
    return extras


async def _sequence(engine: Any, name: str) -> int | None:
    """The highest id the table ever gave out, None when it does not count."""
    if not (await engine.fetch("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")).rows:
        return None
    rows = (await engine.fetch("SELECT seq FROM sqlite_sequence WHERE name = ?", [name])).rows
    return rows[0][0] if rows else None


async def _complete_references(manager: MigrationManager) -> None:
    """Piccolo makes a changed reference anew with the changed half only (PostgreSQL): give it both."""
    for change in manager.alter_columns.alter_columns:
        if not {"on_delete", "on_update"} & change.params.keys():
            continue
        table = as_written(await manager.get_table_from_snapshot(change.table_class_name, manager.app_name))
        reference: Any = table._meta.get_column_by_name(change.column_name)
        for params in (change.params, change.old_params):
            params.setdefault("on_delete", reference._foreign_key_meta.on_delete)
            params.setdefault("on_update", reference._foreign_key_meta.on_update)


async def _drop_columns(self: MigrationManager, backwards: bool = False) -> None:
    """Piccolo's own, which forgets the index of a column it brings back (PostgreSQL)."""
    await _piccolo_drop_columns(self, backwards=backwards)
    for dropped in self.drop_columns.drop_columns if backwards else []:
        table = as_written(await self.get_table_from_snapshot(dropped.table_class_name, self.app_name, -1))
        column = table._meta.get_column_by_name(dropped.column_name)
        if column._meta.index:
            await table.create_index([column], method=column._meta.index_method, if_not_exists=True)


MigrationManager._run_drop_columns = _drop_columns  # type: ignore[method-assign]
MigrationManager.run = _run  # type: ignore[method-assign]
Create.default_ddl = property(_default_ddl)  # type: ignore[method-assign,assignment]
