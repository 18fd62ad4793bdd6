from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-21T21:49:49:833771"
VERSION = "1.38.0"
DESCRIPTION = "Index that finds places"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="wilayah", description=DESCRIPTION)

    async def run():
        # Everything the search reads of a word, so that it reads the index alone.
        await engine().fetch(
            "CREATE INDEX wilayah_word_search ON wilayah_word (level, word, code, start, size)"
        )

    async def run_backwards():
        await engine().fetch("DROP INDEX wilayah_word_search")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)
    return manager
