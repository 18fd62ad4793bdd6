from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine, engine_type

ID = "2026-11-22T08:12:03:010750"
VERSION = "1.38.0"
DESCRIPTION = "no pending list in the index"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def run():
        # New words would wait in a list that every search reads through: 100 ms with a few thousand entries.
        if engine_type() == "postgres":
            await engine().fetch("ALTER INDEX search_entry_tsv SET (fastupdate = off)")

    async def run_backwards():
        if engine_type() == "postgres":
            await engine().fetch("ALTER INDEX search_entry_tsv RESET (fastupdate)")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
