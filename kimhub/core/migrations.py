"""Bring the database up to date, and make new migrations.

    python -m kimhub.core.migrations new forum "Let topics be pinned"       compares tables with migrations
    python -m kimhub.core.migrations new forum "Search index" --empty       for SQL written by hand
    python -m kimhub.core.migrations check                                  fails when something is missing

The command needs no database.  Each migration runs in one transaction together with the row that says
it ran, so one killed half way is simply run again.  Raw functions of a migration run before its
tables are made: put hand-made indexes into a migration of their own.
"""

import argparse
import asyncio
import contextlib
import fcntl
import io
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import AppConfig, Finder
from piccolo.engine.finder import engine_finder

import kimhub.core.schema_changes  # noqa: F401  (teaches Piccolo to alter tables on SQLite)

log = logging.getLogger(__name__)

LOCK_NUMBER = 728_631_001  # any number, the same in every process, for PostgreSQL's advisory lock


async def migrate() -> list[str]:
    """Run what has not run yet; returns its ids. One process does it, others started together wait.

    First thing at start, before the first request.  Raises what the failing migration raised; those
    before it stay done.
    """
    async with _alone():
        manager = BaseMigrationManager()
        with _quiet():
            await manager.create_migration_table()
        done: list[str] = []
        for app in Finder().get_app_configs():
            _make_folder(app)
            modules = manager.get_migration_modules(app.resolved_migrations_folder_path)
            ran = set(await Migration.get_migrations_which_ran(app_name=app.app_name))
            for name in sorted(set(modules) - ran):
                await _run(await modules[name].forwards(), app, name, backwards=False)
                done.append(name)
        return done


async def pending() -> list[str]:
    """The ids that `migrate` would run. Changes nothing; there must be a migration table."""
    manager = BaseMigrationManager()
    waiting: list[str] = []
    for app in Finder().get_app_configs():
        modules = manager.get_migration_modules(app.resolved_migrations_folder_path)
        ran = set(await Migration.get_migrations_which_ran(app_name=app.app_name))
        waiting += sorted(set(modules) - ran)
    return waiting


async def undo(app_name: str) -> str | None:
    """Undo the newest migration of an app; returns its id, None when there is none left."""
    async with _alone():
        manager = BaseMigrationManager()
        app = manager.get_app_config(app_name)
        modules = manager.get_migration_modules(app.resolved_migrations_folder_path)
        ran = sorted(await Migration.get_migrations_which_ran(app_name=app_name))
        if not ran:
            return None
        await _run(await modules[ran[-1]].forwards(), app, ran[-1], backwards=True)
        return ran[-1]


async def drift() -> dict[str, list[str]]:
    """What `new` would write, by app: empty when the migrations describe the tables exactly."""
    from piccolo.apps.migrations.commands.new import AutoMigrationManager

    missing: dict[str, list[str]] = {}
    for app in Finder().get_app_configs():
        _make_folder(app)
        with _quiet():
            changes = await AutoMigrationManager(auto_input="n").get_alter_statements(app_config=app)
        if statements := list(chain.from_iterable(change.statements for change in changes)):
            missing[app.app_name] = statements
    return missing


async def new(
    app_name: str, description: str, empty: bool = False, answer: str | None = None
) -> Path | None:
    """Write a migration file; returns its path, None when the tables have not changed.

    Piccolo asks whether a column was renamed or replaced, unless `answer` ("y" or "n") is given.
    """
    from piccolo.apps.migrations.commands import new as piccolo_new

    app = Finder().get_app_config(app_name)
    _make_folder(app)
    try:
        made = await piccolo_new._create_new_migration(
            app, auto=not empty, description=description, auto_input=answer
        )
    except piccolo_new.NoChanges:
        return None
    return Path(made.migration_path)


def _make_folder(app: AppConfig) -> None:
    """A new app has none yet; an installed one has it, and may be read-only."""
    folder = Path(app.resolved_migrations_folder_path)
    if not folder.is_dir():
        folder.mkdir()
        (folder / "__init__.py").touch()


async def _run(migration: Any, app: AppConfig, name: str, backwards: bool) -> None:
    """One migration and the record of it, in one transaction."""
    engine: Any = engine_finder()
    log.info("migration %s of %s%s", name, app.app_name, " backwards" if backwards else "")
    sqlite = engine.engine_type == "sqlite"
    if sqlite:
        await engine.fetch("PRAGMA foreign_keys=OFF")  # has no effect once the transaction has begun
    try:
        async with engine.transaction():
            if isinstance(migration, MigrationManager):
                with _quiet():
                    await migration.run(backwards=backwards)
            if backwards:
                await Migration.delete().where(
                    (Migration.name == name) & (Migration.app_name == app.app_name)
                )
            else:
                await Migration.insert(Migration(name=name, app_name=app.app_name))
            if sqlite and (broken := (await engine.fetch("SELECT * FROM pragma_foreign_key_check")).rows):
                raise ValueError(f"migration {name} would break foreign keys: {broken[:5]}")
    finally:
        if sqlite:
            await engine.fetch("PRAGMA foreign_keys=ON")


@contextlib.asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """Hold the installation's migration lock, which ends with the process at the latest."""
    engine: Any = engine_finder()
    if engine.engine_type == "sqlite":
        with Path(f"{engine.path}.migrate.lock").open("w") as file:  # noqa: ASYNC230 - opening waits for nobody
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield
    else:
        connection = await asyncpg.connect(**engine.config)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK_NUMBER)
            yield
        finally:
            await connection.close()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Piccolo prints its progress; what went wrong comes as an exception."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m kimhub.core.migrations", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("new", help="write a migration file")
    making.add_argument("app")
    making.add_argument("description")
    making.add_argument("--empty", action="store_true", help="for SQL written by hand")
    commands.add_parser("check", help="fail when the tables have changed without a migration")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["KIMHUB_DATA_DIR"] = scratch
        os.environ["KIMHUB_DATABASE_URL"] = f"sqlite:///{scratch}/scratch.sqlite"
        if options.command == "check":
            missing = asyncio.run(drift())
            for app, statements in missing.items():
                print(f"{app}: the tables have changed without a migration:")
                print("\n".join(f"  {' '.join(statement.split())}" for statement in statements))
            return 1 if missing else 0
        path = asyncio.run(new(options.app, options.description, options.empty))
        print(path or "nothing has changed")
        return 0


if __name__ == "__main__":
    sys.exit(main())
