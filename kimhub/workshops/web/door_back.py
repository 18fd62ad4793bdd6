"""Addresses and numbers that the pages of the door share."""

from typing import Any
from urllib.parse import urlencode

from kimhub.core.access import allow
from kimhub.workshops import policy, workshops
from kimhub.workshops.views import Workshop

PATH = "/pelatihan/{slug:str}/pintu"
AT_THE_DOOR: dict[str, Any] = allow(policy.can_work_the_door, workshop=workshops.get_workshop)


def number(text: str | None, otherwise: int = 0) -> int:
    """A number of a form or query; others make `otherwise`."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else otherwise


def with_query(path: str, parts: list[tuple[str, str]]) -> str:
    """The address with those parts that say something."""
    said = urlencode([(name, value) for name, value in parts if value])
    return f"{path}?{said}" if said else path


def back(workshop: Workshop, form: dict[str, str]) -> str:
    """The door as it was left: the session, and what was searched for."""
    parts = [
        ("sesi", form.get("session", "")),
        ("q", form.get("q", "")),
        ("tampil", form.get("tampil", "")),
    ]
    return with_query(f"{workshop.path}/pintu", parts)
