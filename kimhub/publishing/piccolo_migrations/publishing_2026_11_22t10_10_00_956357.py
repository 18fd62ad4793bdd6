from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T10:10:00:956357"
VERSION = "1.38.0"
DESCRIPTION = "Index of what ends"

INDEXES = {
    "article_ends": "article (expires_at) WHERE expires_at IS NOT NULL AND shown = 'shown'",
    "article_urgent_ends": "article (urgent_until) WHERE urgent_until IS NOT NULL AND shown = 'shown'",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="publishing", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
