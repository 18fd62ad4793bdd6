from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine, engine_type

ID = "2026-11-22T07:54:57:252619"
VERSION = "1.38.0"
DESCRIPTION = "terms of the index"

# In how many entries each stem is; PostgreSQL says so by ts_stat.
SQLITE = "CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_fts', 'row')"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def run():
        if engine_type() == "sqlite":
            await engine().fetch(SQLITE)

    async def run_backwards():
        if engine_type() == "sqlite":
            await engine().fetch("DROP TABLE search_terms")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
