"""The kernel's tables, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from kimhub.core.tables import Bucket, Event, Job, Schedule

APP_CONFIG = AppConfig(
    app_name="core",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[Event, Job, Schedule, Bucket],
    migration_dependencies=[],
)
