from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T03:55:03:719627"
VERSION = "1.38.0"
DESCRIPTION = "one place per phone"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="workshops", description=DESCRIPTION)

    async def run():
        await engine().fetch(
            "CREATE UNIQUE INDEX registration_phone ON workshop_registration (workshop, phone)"
            " WHERE \"user\" IS NULL AND phone <> ''"
        )

    async def run_backwards():
        await engine().fetch("DROP INDEX registration_phone")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
