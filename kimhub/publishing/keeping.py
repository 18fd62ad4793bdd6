"""How long a public page holds that nobody changes: until the next thing on it ends by itself."""

from datetime import datetime

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.front import Until
from kimhub.core.prepared import prepare_sql


class Ends(Struct, frozen=True):
    expires: datetime | None
    urgent: datetime | None


_next_end = prepare_sql(
    "SELECT (SELECT min(expires_at) FROM article WHERE shown = 'shown' AND expires_at > :now) AS expires,"
    " (SELECT min(urgent_until) FROM article WHERE shown = 'shown' AND urgent_until > :now) AS urgent",
    Ends,
)


async def until() -> Until:
    """For `Page(..., public=True, front=await until())`. What is scheduled comes by an event."""
    found = await _next_end.first(now=now())
    return Until(found.expires, found.urgent) if found else Until()
