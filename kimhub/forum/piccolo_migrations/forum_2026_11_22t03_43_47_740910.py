from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T03:43:47:740910"
VERSION = "1.38.0"
DESCRIPTION = "Count who wrote so far"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="forum", description=DESCRIPTION)

    async def run():
        await engine().fetch(
            "UPDATE topic SET writers = (SELECT count(DISTINCT CAST(p.author AS varchar(20)) || ' ' || p.byline)"
            " FROM post p WHERE p.topic = topic.id AND p.deleted_at IS NULL)"
        )

    async def run_backwards():
        """The column goes with the migration before."""

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
