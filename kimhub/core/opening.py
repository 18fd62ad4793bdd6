"""Opening the database at start: nearly always it is up to date, and one query says so.

What runs migrations (Piccolo's machinery, and Black, which that imports) takes a third of a second to
import. It is only asked for where the database lacks something of what the files here name.
"""

import os
import re
import sqlite3
from pathlib import Path
from typing import Final

from asyncpg import PostgresError

from kimhub.core import db
from kimhub.core.sqlite import OneWriterEngine

PACKAGE: Final = Path(__file__).parent.parent
_NOT_IN_NAMES: Final = re.compile(r"\W")


async def open_database() -> None:
    """Migrate where there is something to migrate, then connect: first thing at start.

    Raises what opening or the failing migration raised.
    """
    if not await is_current():
        from kimhub.core.migrations import migrate

        await migrate()
    await db.connect()


async def is_current() -> bool:
    """True when every migration that lies here has run. False also where that cannot be asked: whoever
    then migrates meets the same trouble, and says which."""
    engine = db.engine()
    # To open what is not there would make it, outside the lock under which one process does.
    if isinstance(engine, OneWriterEngine) and not os.path.isfile(engine.path):  # noqa: ASYNC240
        return False
    try:
        ran = (await engine.fetch("SELECT app_name, name FROM migration")).rows
    except (OSError, sqlite3.Error, PostgresError):
        return False
    return here() <= {(app, file_name(app, name)) for app, name in ran}


def here() -> set[tuple[str, str]]:
    """The migrations that lie on the disk: app and name of the file."""
    files = PACKAGE.glob("*/piccolo_migrations/[!_]*.py")
    return {(path.parent.parent.name, path.stem) for path in files}


def file_name(app: str, migration: str) -> str:
    """The file in which Piccolo writes a migration of this id: 2026-11-22T03:50:40:563950."""
    return f"{app}_{_NOT_IN_NAMES.sub('_', migration).lower()}"
