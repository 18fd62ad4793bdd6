from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T03:50:33:233988"
VERSION = "1.38.0"
DESCRIPTION = "papers indexes"

INDEXES = {
    "making_subject": "making (kind, subject)",
}
UNIQUE = {
    "number_pattern_kind": "number_pattern (organization, kind)",
    "number_counter_year": "number_counter (organization, kind, year)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="papers", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")
        for name, what in UNIQUE.items():
            await engine().fetch(f"CREATE UNIQUE INDEX {name} ON {what}")

    async def run_backwards():
        for name in [*UNIQUE, *INDEXES]:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
