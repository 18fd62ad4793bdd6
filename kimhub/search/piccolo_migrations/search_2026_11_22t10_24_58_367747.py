from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine, engine_type

ID = "2026-11-22T10:24:58:367747"
VERSION = "1.38.0"
DESCRIPTION = "short lists of what is not in the index yet"

# PostgreSQL keeps what is new in a list beside the index and reads all of it for every question: 4 MB of it
# cost each search 10 to 20 ms.
KINDS = ("person", "house", "document", "workshop", "program", "article", "topic", "post")


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def run():
        if engine_type() == "postgres":
            for kind in KINDS:
                await engine().fetch(f"ALTER INDEX search_{kind}_tsv SET (gin_pending_list_limit = 512)")

    async def run_backwards():
        if engine_type() == "postgres":
            for kind in KINDS:
                await engine().fetch(f"ALTER INDEX search_{kind}_tsv RESET (gin_pending_list_limit)")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
