from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-21T22:01:22:923009"
VERSION = "1.38.0"
DESCRIPTION = "forum indexes"

# One list page reads one stretch of topic_latest, one page of posts one stretch of post_page, which holds
# all that tells whether a rendered post is still good: with the texts in memory the table is not touched.
INDEXES = {
    "topic_latest": "topic (board, last_post_at, id) WHERE pinned_at IS NULL AND hidden_at IS NULL",
    "topic_pinned": "topic (board, pinned_at) WHERE pinned_at IS NOT NULL",
    "topic_hidden": "topic (board, hidden_at) WHERE hidden_at IS NOT NULL",
    "post_page": "post (topic, number, rev, author, created_at, id)",
    "post_hidden": "post (topic, number) WHERE deleted_at IS NOT NULL",
    "board_public": "board (last_post_at) WHERE visibility = 'public'",
}
UNIQUE = {
    "post_number": "post (topic, number)",
    "topic_read_pair": 'topic_read ("user", topic)',
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="forum", description=DESCRIPTION)

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
