"""One line of an inbox, as rules and pages need it."""

import json
from datetime import datetime
from typing import Any

from msgspec import Struct


class Entry(Struct, frozen=True):
    id: int
    user: int
    kind: str
    about: str
    data: str
    url: str
    needs_action: bool
    happened: int
    at: datetime
    read_at: datetime | None
    from_name: str | None
    from_user: int | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry's sentence needs besides the name of whom it comes from."""
        facts: dict[str, Any] = json.loads(self.data)
        return facts
