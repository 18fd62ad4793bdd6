"""The database and what it holds. Nothing is changed by looking."""

import os
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Final

from asyncpg import PostgresError

from kimhub.app import create_app
from kimhub.core import db
from kimhub.core import jobs as queue
from kimhub.core.db import now
from kimhub.core.opening import is_current
from kimhub.core.tables import Event, Job
from kimhub.doctor.finding import Check, Finding, in_words, without_secrets
from kimhub.forum import counters
from kimhub.groups import installation
from kimhub.settings import Settings
from kimhub.wilayah.data import Release
from kimhub.wilayah.service import loaded_version

LATE: Final = timedelta(minutes=5)


async def reachable(settings: Settings) -> AsyncIterator[Finding]:
    """Reachable, and one of ours. SQLite would make an empty file where none is: not so here."""
    shown = without_secrets(settings.database_url)
    if settings.is_sqlite:
        path = settings.database_url.partition(":///")[2]
        if not os.path.exists(path):  # noqa: ASYNC240 - once, and nobody waits
            yield Finding(
                "bad", "Database", f"{path} is not there", "`kimhub migrate` makes it; or restore a backup."
            )
            return
    try:
        await db.connect()
        await db.engine().fetch("SELECT 1")
        await db.engine().fetch("SELECT count(*) FROM migration")
    except (OSError, sqlite3.Error, PostgresError) as error:
        text = in_words(error)
        if "no such table" in text or "does not exist" in text:
            yield Finding(
                "bad", "Database", f"{shown} holds no KIMHub", "`kimhub migrate` makes the tables."
            )
        elif "not a database" in text or "malformed" in text:
            yield Finding(
                "bad", "Database", f"{shown} is damaged: {text}", "Restore a backup (docs/operations.md)."
            )
        else:
            cure = "Check KIMHUB_DATABASE_URL, that the server runs, and that it lets this user in."
            yield Finding("bad", "Database", f"{shown} cannot be reached: {text}", cure)
    else:
        yield Finding("good", "Database", shown)


async def migrations(settings: Settings) -> AsyncIterator[Finding]:
    if waiting := await _pending():
        some = ", ".join(waiting[:3]) + (" …" if len(waiting) > 3 else "")
        yield Finding(
            "bad", "Migrations", f"{len(waiting)} have not run: {some}", "`kimhub migrate`, or restart."
        )
    else:
        yield Finding("good", "Migrations", "all have run")


async def _pending() -> list[str]:
    if await is_current():
        return []
    from kimhub.core.migrations import pending

    return await pending()


async def integrity(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.is_sqlite:
        return
    rows = [row[0] for row in (await db.engine().fetch("SELECT * FROM pragma_quick_check")).rows]
    broken = [] if rows == ["ok"] else rows
    strays = (await db.engine().fetch("SELECT * FROM pragma_foreign_key_check LIMIT 5")).rows
    if broken or strays:
        what = str(broken[0]) if broken else f"rows of {strays[0][0]} refer to nothing"
        yield Finding(
            "bad", "Integrity", what, "Stop KIMHub, keep the file, restore a backup (docs/operations.md)."
        )
    else:
        yield Finding("good", "Integrity", "SQLite finds nothing wrong with the file")


async def places(settings: Settings) -> AsyncIterator[Finding]:
    version, ours = await loaded_version(), Release().version
    if version is None:
        yield Finding("bad", "Places", "the list of wilayah is not loaded", "`kimhub migrate` loads it.")
    elif version != ours:
        cure = "`kimhub migrate` brings it up to date."
        yield Finding("warn", "Places", f"{version} is loaded, this release brings {ours}", cure)
    else:
        yield Finding("good", "Places", f"Kepmendagri {version}")


async def setup(settings: Settings) -> AsyncIterator[Finding]:
    if await installation.is_ready():
        yield Finding("good", "Installation", installation.current().name)
    else:
        cure = f"Open {settings.base_url}/siapkan with the code that `kimhub serve` prints."
        yield Finding("warn", "Installation", "is not set up yet", cure)


async def jobs(settings: Settings) -> AsyncIterator[Finding]:
    """Given up, late, or nobody there to do them."""
    create_app()  # so that every repeated job is known
    failed: list[Any] = (
        await Job.select(Job.task, Job.error).where(Job.failed_at.is_not_null()).order_by(Job.id)
    )
    if failed:
        yield Finding(
            "bad",
            "Failed jobs",
            f"{len(failed)} were given up, the last: {failed[-1]['task']}: {failed[-1]['error']}",
            "Cure the cause, then `kimhub retry`.",
        )
    late = await Job.count().where(
        (Job.run_at < now() - LATE) & Job.failed_at.is_null() & Job.lease_until.is_null()
    )
    if late or await queue.behind():
        what = f"{late} jobs wait longer than five minutes" if late else "the daily jobs have not run today"
        cure = "Is KIMHub running? With KIMHUB_WORKER=0, `kimhub worker` has to run beside it."
        yield Finding("bad" if late else "warn", "Worker", what, cure)
    else:
        yield Finding("good", "Worker", "no job waits")


async def counted(settings: Settings) -> AsyncIterator[Finding]:
    """Every counter of the forum against a recount: the slowest of all checks."""
    wrong = await counters.find_wrong()
    if wrong.any:
        what = f"{wrong.topics} topics, {wrong.boards} boards and {wrong.marks} read marks count wrongly"
        yield Finding("warn", "Counters", what, "`kimhub recount` sets them right.")
    else:
        yield Finding("good", "Counters", "the forum's agree with a recount")


async def clock(settings: Settings) -> AsyncIterator[Finding]:
    newest = await Event.select(Event.happened_at).order_by(Event.id, ascending=False).first()
    if newest and newest["happened_at"] > now() + LATE:
        yield Finding(
            "bad",
            "Clock",
            f"the last event is of {newest['happened_at']:%Y-%m-%d %H:%M} UTC, which is yet to come",
            "Set the clock of this machine: timedatectl set-ntp true",
        )
        return
    if not settings.is_sqlite:
        theirs = (await db.engine().fetch("SELECT now()")).rows[0][0]
        if abs(theirs - now()) > timedelta(minutes=1):
            yield Finding(
                "warn",
                "Clock",
                f"the database server says {theirs:%H:%M:%S}, this machine {now():%H:%M:%S} UTC",
                "Set both by NTP.",
            )
            return
    yield Finding("good", "Clock", f"{now():%Y-%m-%d %H:%M} UTC")


CHECKS: Final[tuple[Check, ...]] = (migrations, integrity, places, setup, jobs, counted, clock)
