import json
from calendar import monthrange
from collections import defaultdict
from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.prepared import prepare_sql

ID = "2026-11-22T10:36:35:588662"
VERSION = "1.38.0"
DESCRIPTION = "lines of versions in force are marked"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="programs", description=DESCRIPTION)

    async def run():
        agreed = prepare_sql("SELECT year, in_force FROM program WHERE in_force IS NOT NULL ORDER BY id")
        snapshot = prepare_sql("SELECT content FROM program_snapshot WHERE version = :version")
        mark = prepare_sql(
            "UPDATE program_line SET agreed = TRUE, agreed_until = :until WHERE id IN :ids RETURNING id"
        )
        unending = prepare_sql("UPDATE program_line SET agreed = TRUE WHERE id IN :ids RETURNING id")
        for row in await agreed():
            content = await snapshot.value(version=row["in_force"])
            by_day = defaultdict(list)
            for line in json.loads(content)["lines"] if content else ():
                by_day[last_day(line, row["year"])].append(line["id"])
            for until, ids in by_day.items():
                await (mark(until=until, ids=ids) if until else unending(ids=ids))

    async def run_backwards():
        """The columns go."""

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager


def last_day(line, year):
    if line["ends_on"]:
        return date.fromisoformat(line["ends_on"])
    if not line["months"]:
        return None
    month = line["months"].bit_length()
    return date(year, month, monthrange(year, month)[1])
