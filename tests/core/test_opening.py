"""What the start asks instead of Piccolo: is the database up to date?"""

import subprocess
import sys

import pytest
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.conf.apps import Finder

from kimhub.core import db, opening
from kimhub.core.db import engine
from tests.database import open_engine


@pytest.mark.once
def test_the_files_here_are_the_migrations_that_piccolo_would_run() -> None:
    manager = BaseMigrationManager()
    known = {
        (app.app_name, opening.file_name(app.app_name, name))
        for app in Finder().get_app_configs()
        for name in manager.get_migration_modules(app.resolved_migrations_folder_path)
    }

    assert opening.here() == known


async def test_a_database_is_current_until_one_migration_is_missing() -> None:
    assert await opening.is_current()

    async with db.transaction() as undone:
        await engine().fetch("DELETE FROM migration WHERE app_name = 'chain'")
        assert not await opening.is_current()
        await undone.rollback()

    assert await opening.is_current()


@pytest.mark.usefixtures("database")
async def test_a_newer_database_is_current_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "here", lambda: set())

    assert await opening.is_current()


async def test_an_empty_database_is_not_current(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = open_engine(empty_database)
    monkeypatch.setattr(db, "engine", lambda: own)
    try:
        assert not await opening.is_current()
        await own.fetch("CREATE TABLE other (id integer)")
        assert not await opening.is_current()
    finally:
        await own.close_connection_pool()


@pytest.mark.once
def test_a_start_imports_nothing_that_few_requests_or_only_migrations_need() -> None:
    code = (  # its end takes as long as half of the start, and matters to nobody
        "import gc, os, sys; gc.disable(); import kimhub.app as app; app.create_app();"
        " print(*sys.modules, flush=True); os._exit(0)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    late = {"black", "click", "piccolo.conf.apps", "kimhub.core.migrations"}
    late |= {"PIL", "segno", "openpyxl", "typst", "kimhub.sample.service"}
    assert not late & {*done.stdout.split()}
    assert "kimhub.forum.web" in done.stdout.split()
