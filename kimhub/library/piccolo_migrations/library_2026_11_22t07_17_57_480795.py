from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T07:17:57:480795"
VERSION = "1.38.0"
DESCRIPTION = "what documents are looked up by, and what there is once"

INDEXES = {
    "document_of_house": "library_document (organization, id) WHERE removed_at IS NULL",
    "document_kind": "library_document (organization, kind, year)",
    "document_keep_until": "library_document (keep_until) WHERE keep_until IS NOT NULL",
    "document_removed": "library_document (removed_at) WHERE removed_at IS NOT NULL",
    "letter_of_year": "library_letter (organization, year, direction)",
}
UNIQUE = {
    "document_version_number": "library_version (document, number)",
    "document_page_number": "library_page (version, number)",
    "document_opened_once": 'library_opened (document, "user")',
    "document_favourite_once": 'library_favourite ("user", document)',
    "letter_agenda_no": "library_letter (organization, direction, year, agenda_no)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="library", description=DESCRIPTION)

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
