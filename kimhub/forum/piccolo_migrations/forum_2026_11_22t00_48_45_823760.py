# ruff: noqa: S608 - names of ours
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine, engine_type

ID = "2026-11-22T00:48:45:823760"
VERSION = "1.38.0"
DESCRIPTION = "Triggers of versions"

# What changes the version of whom: the table, the column that says who, the table of versions and its key.
WATCHED = (
    ("topic", "board", "board_version"),
    ("topic_read", '"user"', "reader_version"),
    ("read_span", '"user"', "reader_version"),
    ("topic_follow", '"user"', "reader_version"),
    ("board_follow", '"user"', "reader_version"),
)
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

INDEXES = {
    "topic_open": "topic (board, last_post_at, id) WHERE label IN ('question', 'fact_check')"
    " AND best_post IS NULL AND official_post IS NULL AND pinned_at IS NULL AND hidden_at IS NULL",
    "topic_mine": "topic (author, last_post_at, id) WHERE hidden_at IS NULL",
}


def sqlite_triggers() -> list[str]:
    """A random number is never met again; SQLite has no number of the transaction."""
    made = []
    for table, column, versions in WATCHED:
        for event, rows in EVENTS.items():
            body = "".join(
                f"INSERT INTO {versions} ({column}, rev) VALUES ({row}.{column}, random())"
                f" ON CONFLICT ({column}) DO UPDATE SET rev = excluded.rev; "
                for row in rows
                if len(rows) == 1 or row == "NEW" or table == "topic"
            )
            name = f"{table}_version_{event.lower()}"
            made.append(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {body}END")
    return made


def postgres_triggers() -> list[str]:
    """The number of the transaction: many rows of one transaction change a version once."""
    made = []
    for table, column, versions in WATCHED:
        parts = {
            event: "".join(
                f"INSERT INTO {versions} ({column}, rev) VALUES ({row}.{column}, txid_current())"
                f" ON CONFLICT ({column}) DO UPDATE SET rev = excluded.rev"
                f" WHERE {versions}.rev <> excluded.rev; "
                for row in rows
                if len(rows) == 1 or row == "NEW" or table == "topic"
            )
            for event, rows in EVENTS.items()
        }
        made.append(
            f"CREATE FUNCTION {table}_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'INSERT' THEN {parts['INSERT']}"
            f"ELSIF TG_OP = 'UPDATE' THEN {parts['UPDATE']}"
            f"ELSE {parts['DELETE']}END IF; RETURN NULL; END $$"
        )
        made.append(
            f"CREATE TRIGGER {table}_version AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_version()"
        )
    return made


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="forum", description=DESCRIPTION)

    async def run():
        for name, what in INDEXES.items():
            await engine().fetch(f"CREATE INDEX {name} ON {what}")
        for sql in sqlite_triggers() if engine_type() == "sqlite" else postgres_triggers():
            await engine().fetch(sql)

    async def run_backwards():
        for table, _column, _versions in WATCHED:
            if engine_type() == "postgres":
                await engine().fetch(f"DROP TRIGGER {table}_version ON {table}")
                await engine().fetch(f"DROP FUNCTION {table}_version()")
            else:
                for event in EVENTS:
                    await engine().fetch(f"DROP TRIGGER {table}_version_{event.lower()}")
        for name in INDEXES:
            await engine().fetch(f"DROP INDEX {name}")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
