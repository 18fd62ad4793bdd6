from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kimhub.core.db import engine

ID = "2026-11-22T03:43:46:745999"
VERSION = "1.38.0"
DESCRIPTION = "workshop indexes"

# One registration per person and workshop; a person is present once in a session; a thing is told once.
INDEXES = {
    "workshop_agenda": "workshop (starts_at, id) WHERE state <> 'draft'",
    "workshop_of_owner": "workshop (organization, starts_at)",
    "workshop_of_place": "workshop (wilayah_code, starts_at)",
    "workshop_series": "workshop (series) WHERE series IS NOT NULL",
    "registration_state": "workshop_registration (workshop, state, line)",
    "registration_offers": "workshop_registration (offered_until) WHERE state = 'offered'",
    "registration_organization": "workshop_registration (organization, workshop)",
    "door_act_session": "workshop_door_act (session, id)",
    "sheet_session": "workshop_sheet (session)",
}
UNIQUE = {
    "registration_person": 'workshop_registration (workshop, "user") WHERE "user" IS NOT NULL',
    "registration_code": "workshop_registration (workshop, code)",
    "registration_secret": "workshop_registration (secret) WHERE secret <> ''",
    "delegation_pair": "workshop_delegation (workshop, organization)",
    "attendance_once": "workshop_attendance (registration, session)",
    "helper_pair": 'workshop_helper (workshop, "user")',
    "quiz_once": "workshop_quiz_result (registration, phase)",
    "told_once": "workshop_told (registration, what)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="workshops", description=DESCRIPTION)

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
