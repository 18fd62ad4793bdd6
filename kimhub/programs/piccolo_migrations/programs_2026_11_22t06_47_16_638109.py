from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T06:47:16:638109"
VERSION = "1.38.0"
DESCRIPTION = "one program a year, one version in force, and what is looked up by"

INDEXES = {
    "program_by_year": "program (year, state, organization)",
    "program_queue": "program_version (state, due_on)",
    "program_line_adopted": "program_line (adopted_from) WHERE adopted_from IS NOT NULL",
    "program_comment_line": "program_comment (program, line)",
    "program_entry_day": "program_entry (line, happened_on)",
    "program_known_link": "program_version (known_link) WHERE known_link <> ''",
}
UNIQUE = {
    "program_a_year": "program (organization, year) WHERE kind = 'program' AND state <> 'cancelled'",
    "program_in_force": "program_version (program) WHERE state = 'in_force'",
    "program_version_number": "program_version (program, number)",
    "program_version_code": "program_version (code) WHERE code <> ''",
    "program_line_past_version": "program_line_past (line, version)",
    "program_report_period": "program_report (program, period)",
    "program_report_code": "program_report (code) WHERE code <> ''",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="programs", description=DESCRIPTION)

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
