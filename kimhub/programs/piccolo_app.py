"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="programs",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        [
            "kimhub.programs.tables",
            "kimhub.programs.tables_versions",
            "kimhub.programs.tables_review",
            "kimhub.programs.tables_work",
            "kimhub.programs.tables_report",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["kimhub.papers.piccolo_app"],
)
