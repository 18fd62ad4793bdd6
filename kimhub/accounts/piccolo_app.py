"""The tables of people and sessions, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from kimhub.accounts.tables import Consent, OneTimeCode, RecoveryCode, Session, User

APP_CONFIG = AppConfig(
    app_name="accounts",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[User, Session, OneTimeCode, RecoveryCode, Consent],
    migration_dependencies=[],
)
