from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T00:54:38:241284"
VERSION = "1.38.0"
DESCRIPTION = "Inbox indexes of topics"

INDEXES = {
    "notification_times": 'notification ("user", at, id)',
    "notification_matter": 'notification ("user", about)',
    "notification_mail": "notification (mail_due) WHERE mail_due IS NOT NULL",
    "notification_topic": "notification (topic) WHERE read_at IS NULL",
    "mail_choice_next": "mail_choice (next_at) WHERE next_at IS NOT NULL",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def run():
        await engine().fetch("DROP INDEX notification_inbox")  # entries are listed by their time now
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")
        await engine().fetch('CREATE INDEX notification_inbox ON notification ("user", id)')

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
