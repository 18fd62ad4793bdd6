from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T00:46:58:128757"
VERSION = "1.38.0"
DESCRIPTION = "Trust once and posts of an author in order"

UP = (
    'CREATE UNIQUE INDEX board_trust_pair ON board_trust (board, "user")',
    "CREATE INDEX post_author_order ON post (author, id)",
    'CREATE INDEX suspension_standing ON suspension ("user") WHERE lifted_at IS NULL',
)
DOWN = ("board_trust_pair", "post_author_order", "suspension_standing")


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="forum", description=DESCRIPTION)

    async def run():
        for sql in UP:
            await engine().fetch(sql)

    async def run_backwards():
        for name in DOWN:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
