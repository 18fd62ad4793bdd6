from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T10:51:41:807933"
VERSION = "1.38.0"
DESCRIPTION = "Index of articles by kind"

# Of a kind that is seldom written the newest are hardly ever among the newest of all (lists.everywhere).
INDEX = "article_of_kind"
ON = "article (kind, published_at, id) WHERE shown = 'shown'"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="publishing", description=DESCRIPTION)

    async def run():
        await engine().fetch(f"CREATE INDEX {INDEX} ON {ON}")

    async def run_backwards():
        await engine().fetch(f"DROP INDEX {INDEX}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
