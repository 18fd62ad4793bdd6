"""What commands have in common: the settings, a database that is up to date, one clear line when not."""

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import click
from dotenv import dotenv_values

from kimhub.settings import BadSetting, Settings, load

PLACES: Final = "Loading the list of all 91,599 places of Indonesia, once …"


def read_settings(**given: str) -> Settings:
    """The settings of this process, with `given` (as KIMHUB_ names) over everything else.

    Ends the command with one line for the first value that cannot be used.
    """
    os.environ.update(given)
    try:
        settings = load()
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except BadSetting as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"KIMHUB_DATA_DIR: {error.filename} cannot be used: {error.strerror}"
        ) from None
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("piccolo").setLevel(logging.WARNING)
    return settings


def is_given(name: str) -> bool:
    """Whether the environment or `.env` says anything about this setting."""
    return name in os.environ or name in dotenv_values(".env")


@asynccontextmanager
async def database() -> AsyncIterator[None]:
    """The database, connected and up to date. Ends the command with one line when there is none."""
    from asyncpg import PostgresError

    from kimhub.core import db
    from kimhub.core.opening import open_database

    try:
        await open_database()
    except (OSError, sqlite3.Error, PostgresError) as error:
        what = " ".join(str(error).split()) or type(error).__name__
        raise click.ClickException(
            f"KIMHUB_DATABASE_URL: the database cannot be opened: {what}. `kimhub doctor` says more."
        ) from None
    try:
        yield
    finally:
        await db.disconnect()


async def load_places() -> None:
    """The list of places, or what changed in it."""
    from kimhub.wilayah import service as wilayah

    if await wilayah.loaded_version() is None:
        click.echo(PLACES)
    await wilayah.load()


def aside(*command: str) -> None:
    """Run another command first, in a process of its own: much work takes memory that a server would keep.

    Ends this one too when that fails; it has said why.
    """
    program = [sys.executable, "-m", "kimhub", *command]
    done = subprocess.run(program, check=False)  # noqa: S603 - our own command
    if done.returncode:
        sys.exit(done.returncode)
