"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="forum",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "kimhub.forum.tables",
            "kimhub.forum.tables_reading",
            "kimhub.forum.tables_writing",
            "kimhub.forum.tables_answers",
            "kimhub.forum.tables_order",
            "kimhub.forum.tables_versions",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["kimhub.groups.piccolo_app"],
)
