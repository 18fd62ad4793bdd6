"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from kimhub.notifications.tables import MailChoice, Notification

APP_CONFIG = AppConfig(
    app_name="notifications",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[Notification, MailChoice],
    migration_dependencies=["kimhub.accounts.piccolo_app"],
)
