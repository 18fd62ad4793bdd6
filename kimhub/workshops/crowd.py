"""The people of a workshop, for those who tell them something."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql

COMING: Final = ("confirmed",)
INTERESTED: Final = ("confirmed", "offered", "waiting", "asked")


class Place(Struct, frozen=True):
    """A registration, as far as telling its person goes."""

    id: int
    workshop: int
    user: int | None
    name: str
    email: str
    state: str
    line: int
    offered_until: datetime | None
    reason: str


_place = prepare_sql(
    'SELECT id, workshop, "user", name, email, state, line, offered_until, reason'
    " FROM workshop_registration WHERE id = :id",
    Place,
)
_places = prepare_sql(
    'SELECT id, workshop, "user", name, email, state, line, offered_until, reason'
    " FROM workshop_registration WHERE workshop = :workshop AND state IN :states ORDER BY line, id",
    Place,
)
_present = prepare_sql(
    'SELECT id, workshop, "user", name, email, state, line, offered_until, reason'
    " FROM workshop_registration r WHERE workshop = :workshop AND state = 'confirmed'"
    " AND EXISTS (SELECT 1 FROM workshop_attendance a WHERE a.registration = r.id) ORDER BY line, id",
    Place,
)


async def place(registration_id: int) -> Place | None:
    """One registration."""
    return await _place.first(id=registration_id)


async def places(workshop_id: int, states: Iterable[str] = INTERESTED) -> list[Place]:
    """Everybody whose registration stands so, in the order of arrival."""
    return await _places(workshop=workshop_id, states=[*states])


async def present(workshop_id: int) -> list[Place]:
    """Who was there in at least one session."""
    return await _present(workshop=workshop_id)


def accounts(some: Iterable[Place]) -> list[int]:
    """Those of them who have an account."""
    return sorted({one.user for one in some if one.user is not None})
