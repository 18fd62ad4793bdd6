from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T08:24:12:573917"
VERSION = "1.38.0"
DESCRIPTION = "Find the versions that wait to be read"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="library", description=DESCRIPTION)

    async def run():
        waiting = "library_version (created_at) WHERE text_state = 'waiting'"
        await engine().fetch(f"CREATE INDEX document_version_waiting ON {waiting}")

    async def run_backwards():
        await engine().fetch("DROP INDEX document_version_waiting")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
