"""The tables of this slice, for Piccolo's migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from kimhub.groups.tables import (
    Decree,
    DecreeOrganization,
    Installation,
    Invitation,
    MemberImport,
    Membership,
    Officer,
    Organization,
    Position,
    RoleAssignment,
)

APP_CONFIG = AppConfig(
    app_name="groups",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        Installation,
        Organization,
        Decree,
        DecreeOrganization,
        Membership,
        Position,
        Officer,
        RoleAssignment,
        Invitation,
        MemberImport,
    ],
    migration_dependencies=["kimhub.accounts.piccolo_app"],
)
