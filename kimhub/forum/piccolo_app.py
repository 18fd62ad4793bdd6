"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from kimhub.forum.tables import Board, Post, Topic, TopicRead

APP_CONFIG = AppConfig(
    app_name="forum",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[Board, Topic, Post, TopicRead],
    migration_dependencies=["kimhub.groups.piccolo_app"],
)
