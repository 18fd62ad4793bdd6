"""What Piccolo looks for: the engine of this process, and the apps whose tables and migrations it knows."""

from importlib.util import find_spec

from piccolo.conf.apps import AppRegistry

from kimhub.core.db import engine

# Lower slices first: their tables must exist before those that refer to them.
SLICES = (
    "core",
    "wilayah",
    "accounts",
    "groups",
    "library",
    "chain",
    "papers",
    "forum",
    "workshops",
    "programs",
    "publishing",
    "aspirations",
    "notifications",
    "search",
    "reports",
)


def _apps() -> list[str]:
    apps = []
    for name in SLICES:
        if find_spec(f"kimhub.{name}") and find_spec(f"kimhub.{name}.piccolo_app"):
            apps.append(f"kimhub.{name}.piccolo_app")
    return apps


DB = engine()
APP_REGISTRY = AppRegistry(apps=_apps())
