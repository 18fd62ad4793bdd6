"""Pages of workshops. Each module offers HANDLERS."""

import importlib
from typing import Any

from litestar import Router

PARTS = (
    "lists",
    "show",
    "planning",
    "details",
    "sessions",
    "speakers",
    "questions",
    "audience",
    "materials",
    "team",
    "steps",
    "copying",
    "kinds",
    "signing",
    "people",
    "delegations",
    "personal_link",
    "door",
    "sheets",
    "calendars",
    "letters",
    "messages",
    "feedback",
    "quizzes",
    "certificates",
    "report",
    "out",
)


def _handlers() -> list[Any]:
    found: list[Any] = []
    for part in PARTS:
        try:
            module = importlib.import_module(f"{__name__}.{part}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{part}":
                raise
            continue
        found.extend(module.HANDLERS)
    return found


router = Router(path="/", route_handlers=_handlers())
