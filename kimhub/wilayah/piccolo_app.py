"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from kimhub.wilayah.tables import Wilayah, WilayahRelease, WilayahWord

APP_CONFIG = AppConfig(
    app_name="wilayah",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[Wilayah, WilayahWord, WilayahRelease],
    migration_dependencies=[],
)
