from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine, engine_type

ID = "2026-11-22T07:29:43:110191"
VERSION = "1.38.0"
DESCRIPTION = "the index of search"

# Without ranking by frequency no sizes of columns are needed; the text stays in search_entry alone.
SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(title_stems, body_stems, marks,"
    " content='search_entry', content_rowid='id', columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
    " INSERT INTO search_fts(rowid, title_stems, body_stems, marks)"
    " VALUES (new.id, new.title_stems, new.body_stems, new.marks); END",
    "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, title_stems, body_stems, marks)"
    " VALUES ('delete', old.id, old.title_stems, old.body_stems, old.marks); END",
    "CREATE TRIGGER search_entry_changed"
    " AFTER UPDATE OF title_stems, body_stems, marks ON search_entry BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, title_stems, body_stems, marks)"
    " VALUES ('delete', old.id, old.title_stems, old.body_stems, old.marks);"
    " INSERT INTO search_fts(rowid, title_stems, body_stems, marks)"
    " VALUES (new.id, new.title_stems, new.body_stems, new.marks); END",
)
POSTGRES = (
    "ALTER TABLE search_entry ADD COLUMN tsv tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', body_stems), 'B')"
    " || setweight(to_tsvector('simple', marks), 'D')) STORED",
    "CREATE INDEX search_entry_tsv ON search_entry USING gin (tsv)",
)
BOTH = (
    "CREATE UNIQUE INDEX search_entry_thing ON search_entry (kind, thing)",
    "CREATE INDEX search_entry_round ON search_entry (kind, round)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="search", description=DESCRIPTION)

    async def run():
        for sql in (*BOTH, *(SQLITE if engine_type() == "sqlite" else POSTGRES)):
            await engine().fetch(sql)

    async def run_backwards():
        if engine_type() == "sqlite":
            for name in ("search_entry_changed", "search_entry_gone", "search_entry_added"):
                await engine().fetch(f"DROP TRIGGER {name}")
            await engine().fetch("DROP TABLE search_fts")
        else:
            await engine().fetch("ALTER TABLE search_entry DROP COLUMN tsv")
        await engine().fetch("DROP INDEX search_entry_round")
        await engine().fetch("DROP INDEX search_entry_thing")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)

    return manager
