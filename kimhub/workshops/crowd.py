"""The people of a workshop, for those who tell them something."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.workshops import links
from kimhub.workshops.tables_after import Told

COMING: Final = ("confirmed",)
INTERESTED: Final = ("confirmed", "offered", "waiting", "asked")
_LONGEST: Final = 40  # of what Told keeps


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
    changed_at: datetime
    key: UUID | None = None
    secret: str = ""

    @property
    def link(self) -> str:
        """The personal page of somebody without an account; empty where it has ended."""
        return links.path_of(self.key) if self.key and self.secret else ""


_COLUMNS: Final = (
    'SELECT id, workshop, "user", name, email, state, line, offered_until, reason, changed_at, key, secret'
    " FROM workshop_registration r"
)
_place = prepare_sql(f"{_COLUMNS} WHERE id = :id", Place)
_places = prepare_sql(
    f"{_COLUMNS} WHERE workshop = :workshop AND state IN :states ORDER BY line, id",
    Place,
)
_present = prepare_sql(
    f"{_COLUMNS} WHERE workshop = :workshop AND state = 'confirmed'"  # noqa: S608 - constants
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


async def first_time(registration_id: int, what: str) -> bool:
    """Note, within the caller's transaction, that this was told to whoever has this place; False when it
    had been told before."""
    made = await Told.insert(Told(registration=registration_id, what=what[-_LONGEST:])).on_conflict(
        (Told.registration, Told.what), "DO NOTHING"
    )
    return bool(made)


def accounts(some: Iterable[Place]) -> list[int]:
    """Those of them who have an account."""
    return sorted({one.user for one in some if one.user is not None})
