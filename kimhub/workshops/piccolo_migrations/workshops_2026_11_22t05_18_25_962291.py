from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T05:18:25:962291"
VERSION = "1.38.0"
DESCRIPTION = "door acts by number"

# Phones ask every few seconds for the last act of their event: without an index PostgreSQL walks back
# through the acts of all events until it meets one.
INDEXES = {
    "door_act_news": "workshop_door_act (workshop, id)",
    "workshop_room": "workshop (door_code) WHERE door_code <> ''",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="workshops", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
