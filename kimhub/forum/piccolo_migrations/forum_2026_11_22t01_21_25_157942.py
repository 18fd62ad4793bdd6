from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T01:21:25:157942"
VERSION = "1.38.0"
DESCRIPTION = "Read marks by topic"

# A split or merge asks who has read a topic; a reader's own marks have an index of their own.
INDEXES = {
    "topic_read_of": "topic_read (topic)",
    "read_span_topic": "read_span (topic)",
    "act_about": "moderation_act (about) WHERE about IS NOT NULL",
    "act_actor": "moderation_act (actor)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="forum", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")

    async def run_backwards():
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
