from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T04:06:50:033866"
VERSION = "1.38.0"
DESCRIPTION = "one valid certificate each"

UNIQUE = {
    "certificate_valid": "workshop_certificate (registration) WHERE state = 'valid'",
    "certificate_of_speaker": "workshop_certificate (speaker) WHERE state = 'valid'",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="workshops", description=DESCRIPTION)

    async def run():
        for name, what in UNIQUE.items():
            await engine().fetch(f"CREATE UNIQUE INDEX {name} ON {what}")

    async def run_backwards():
        for name in UNIQUE:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
