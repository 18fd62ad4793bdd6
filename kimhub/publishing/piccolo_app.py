"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="publishing",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "kimhub.publishing.tables",
            "kimhub.publishing.tables_moving",
            "kimhub.publishing.tables_passing",
            "kimhub.publishing.tables_stories",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["kimhub.groups.piccolo_app"],
)
