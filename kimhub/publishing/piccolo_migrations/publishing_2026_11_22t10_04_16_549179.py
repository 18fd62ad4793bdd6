from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T10:04:16:549179"
VERSION = "1.38.0"
DESCRIPTION = "Order of what a house passes on"

# As lists.of_house reads it: by the time it was passed on, and by the article where two have the same.
NEW = "CREATE INDEX relay_in_order ON article_relay (organization, at, article) WHERE ended_at IS NULL"
OLD = "CREATE INDEX relay_of_house ON article_relay (organization, at, id) WHERE ended_at IS NULL"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="publishing", description=DESCRIPTION)

    async def run():
        await engine().fetch(NEW)
        await engine().fetch("DROP INDEX relay_of_house")

    async def run_backwards():
        await engine().fetch(OLD)
        await engine().fetch("DROP INDEX relay_in_order")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
