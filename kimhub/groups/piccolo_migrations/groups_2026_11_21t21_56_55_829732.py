from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-21T21:56:55:829732"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of organizations"

OPEN_MEMBERSHIP = """
CREATE UNIQUE INDEX membership_open ON membership (organization, "user")
WHERE state IN ('applied', 'orientation', 'active', 'suspended')
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="groups", description=DESCRIPTION)

    async def run():
        # A person has one open membership in an organization; ended and declined ones stay as history.
        await engine().fetch(OPEN_MEMBERSHIP)
        await engine().fetch(
            "CREATE UNIQUE INDEX decree_organization_pair ON decree_organization (organization, decree)"
        )
        await engine().fetch("CREATE INDEX organization_term ON organization (term_end)")

    async def run_backwards():
        await engine().fetch("DROP INDEX organization_term")
        await engine().fetch("DROP INDEX decree_organization_pair")
        await engine().fetch("DROP INDEX membership_open")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)
    return manager
