from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T09:54:21:216141"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of articles"

INDEXES = {
    "article_of_house": "article (organization, published_at, id) WHERE shown = 'shown'",
    "article_newest": "article (published_at, id) WHERE shown = 'shown'",
    "article_urgent": "article (urgent_until) WHERE urgent_until IS NOT NULL",
    "article_at_desk": "article (organization, changed_at) WHERE removed_at IS NULL",
    "article_of_author": "article (author)",
    "relay_of_house": "article_relay (organization, at, id) WHERE ended_at IS NULL",
}
UNIQUE = {
    "article_address": "article (organization, kind, slug)",
    "article_revision_number": "article_revision (article, number)",
    "photo_use_once": "site_photo_use (article, photo)",
    "site_redirect_once": "site_redirect (organization, kind, slug)",
    "relay_once": "article_relay (organization, article)",
    "package_opened_once": "info_package_opened (package, organization)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="publishing", description=DESCRIPTION)

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
