from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T08:33:46:040888"
VERSION = "1.38.0"
DESCRIPTION = "public documents by their number"

# The condition is that of seen.IS_PUBLIC: lists and feeds of guests find it by that.
INDEXES = {
    "document_public": "library_document (id) WHERE removed_at IS NULL AND visibility = 'public'"
    " AND status <> 'draft'",
    "document_replaced_by": "library_document (replaced_by) WHERE replaced_by IS NOT NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="library", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
