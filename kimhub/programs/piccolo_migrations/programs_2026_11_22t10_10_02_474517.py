from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T10:10:02:474517"
VERSION = "1.38.0"
DESCRIPTION = "the desk finds what is open and what was agreed last"

INDEXES = {
    "program_unsettled": (
        "program (state, current) WHERE state IN ('submitted', 'in_review', 'needs_revision')"
    ),
    "program_agreed": (
        "program (organization, in_force, state, kind)"
        " WHERE in_force IS NOT NULL AND state IN ('approved', 'closed')"
    ),
    "program_decided": "program_version (decided_at, program) WHERE decided_at IS NOT NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="programs", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
