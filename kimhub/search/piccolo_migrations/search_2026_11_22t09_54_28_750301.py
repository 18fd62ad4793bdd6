from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine, engine_type

ID = "2026-11-22T09:54:28:750301"
VERSION = "1.38.0"
DESCRIPTION = "an index for each kind"

# In one index for all a rare kind was looked for among a million posts.
KINDS = ("person", "house", "document", "workshop", "program", "article", "topic", "post")
COLUMNS = "title_stems, body_stems, marks"
NEW = "VALUES (new.id, new.title_stems, new.body_stems, new.marks)"
OLD = "VALUES ('delete', old.id, old.title_stems, old.body_stems, old.marks)"


def sqlite(kind: str) -> tuple[str, ...]:
    table = f"search_{kind}"
    add = f"INSERT INTO {table}(rowid, {COLUMNS}) {NEW};"
    remove = f"INSERT INTO {table}({table}, rowid, {COLUMNS}) {OLD};"
    return (
        f"CREATE VIEW {table}_rows AS SELECT id, {COLUMNS} FROM search_entry"  # noqa: S608 - our names
        f" WHERE kind = '{kind}'",
        f"CREATE VIRTUAL TABLE {table} USING fts5({COLUMNS}, content='{table}_rows', content_rowid='id',"
        " columnsize=0, tokenize='ascii')",
        f"INSERT INTO {table}({table}) VALUES ('rebuild')",  # noqa: S608
        f"CREATE VIRTUAL TABLE {table}_terms USING fts5vocab('{table}', 'row')",
        f"CREATE TRIGGER {table}_added AFTER INSERT ON search_entry WHEN new.kind = '{kind}' BEGIN {add} END",
        f"CREATE TRIGGER {table}_gone AFTER DELETE ON search_entry WHEN old.kind = '{kind}' BEGIN {remove} END",
        f"CREATE TRIGGER {table}_changed AFTER UPDATE OF {COLUMNS} ON search_entry"
        f" WHEN new.kind = '{kind}' BEGIN {remove} {add} END",
    )


SQLITE = (
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_gone",
    "DROP TRIGGER search_entry_added",
    "DROP TABLE search_terms",
    "DROP TABLE search_fts",
    *(sql for kind in KINDS for sql in sqlite(kind)),
)
SQLITE_BACK = (
    *(
        sql
        for kind in KINDS
        for sql in (
            f"DROP TRIGGER search_{kind}_changed",
            f"DROP TRIGGER search_{kind}_gone",
            f"DROP TRIGGER search_{kind}_added",
            f"DROP TABLE search_{kind}_terms",
            f"DROP TABLE search_{kind}",
            f"DROP VIEW search_{kind}_rows",
        )
    ),
    f"CREATE VIRTUAL TABLE search_fts USING fts5({COLUMNS}, content='search_entry', content_rowid='id',"
    " columnsize=0, tokenize='ascii')",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_fts', 'row')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
    f" INSERT INTO search_fts(rowid, {COLUMNS}) {NEW}; END",
    f"CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN"
    f" INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) {OLD}; END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF {COLUMNS} ON search_entry BEGIN"
    f" INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) {OLD};"
    f" INSERT INTO search_fts(rowid, {COLUMNS}) {NEW}; END",
)
POSTGRES = (
    "DROP INDEX IF EXISTS search_entry_tsv",
    *(
        f"CREATE INDEX search_{kind}_tsv ON search_entry USING gin (tsv) WHERE kind = '{kind}'"
        for kind in KINDS
    ),
)
POSTGRES_BACK = (
    *(f"DROP INDEX search_{kind}_tsv" for kind in KINDS),
    "CREATE INDEX search_entry_tsv ON search_entry USING gin (tsv)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def run():
        for sql in SQLITE if engine_type() == "sqlite" else POSTGRES:
            await engine().fetch(sql)

    async def run_backwards():
        for sql in SQLITE_BACK if engine_type() == "sqlite" else POSTGRES_BACK:
            await engine().fetch(sql)

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
