from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-21T22:10:44:695071"
VERSION = "1.38.0"
DESCRIPTION = "Inbox indexes"

INDEXES = {
    "notification_unread": 'UNIQUE INDEX notification_unread ON notification ("user", about) WHERE read_at IS NULL',
    "notification_inbox": 'INDEX notification_inbox ON notification ("user", id)',
    "notification_about": "INDEX notification_about ON notification (about) WHERE read_at IS NULL",
    "notification_old": "INDEX notification_old ON notification (read_at) WHERE read_at IS NOT NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def run():
        for what in INDEXES.values():
            await engine().fetch(f"CREATE {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
