from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T03:50:40:563950"
VERSION = "1.38.0"
DESCRIPTION = "a tie stands once"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="chain", description=DESCRIPTION)

    async def run():
        await engine().fetch(
            "CREATE UNIQUE INDEX chain_once ON chain_link (from_kind, from_id, to_kind, to_id)"
        )
        await engine().fetch("CREATE INDEX chain_back ON chain_link (to_kind, to_id)")

    async def run_backwards():
        for name in ("chain_once", "chain_back"):
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
