"""Delegations as pages and rules see them: those of a workshop, one with its people, whom it may name."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.cleaning import clean_line
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.wilayah.names import chain, prefix_range
from kimhub.workshops import workshops as finding
from kimhub.workshops.views import Workshop

MOST_FOUND: Final = 12


class Row(Struct, frozen=True):
    """An invitation of an organization."""

    id: int
    organization: int
    name: str
    place: str
    wilayah_code: str
    seats: int
    kept_state: str
    note: str
    answer_by: datetime | None
    named: int

    @property
    def state(self) -> str:
        """As it is at this moment: an invitation nobody answered is over, whoever has noted that."""
        if self.kept_state == "invited" and self.answer_by and self.answer_by <= now():
            return "lapsed"
        return self.kept_state

    @property
    def left(self) -> int:
        """Seats nobody has been named for and that are still held."""
        if self.answer_by and self.answer_by <= now():
            return 0
        return max(0, self.seats - self.named)


class Delegation(Struct, frozen=True):
    """One of them with its workshop: what rules and handlers get."""

    workshop: Workshop
    row: Row

    @property
    def organization(self) -> int:
        return self.row.organization

    @property
    def wilayah_code(self) -> str:
        """Where the organization stands."""
        return self.row.wilayah_code

    @property
    def path(self) -> str:
        return f"{self.workshop.path}/utusan/{self.row.id}"


class Named(Struct, frozen=True):
    """Somebody who was named."""

    id: int
    user: int | None
    name: str
    state: str


class Candidate(Struct, frozen=True):
    """A member who may be named."""

    user: int
    name: str


class House(Struct, frozen=True):
    """An organization that may be invited."""

    id: int
    name: str
    place: str


_SELECT: Final = (
    "SELECT d.id, d.organization, o.name, o.place, o.wilayah_code, d.seats, d.state AS kept_state,"
    " d.note, d.answer_by,"
    " (SELECT count(*) FROM workshop_registration r WHERE r.delegation = d.id"
    " AND r.state IN ('confirmed', 'offered')) AS named"
    " FROM workshop_delegation d JOIN organization o ON o.id = d.organization"
)
_of = prepare_sql(f"{_SELECT} WHERE d.workshop = :workshop ORDER BY o.name, d.id", Row)
_one = prepare_sql(f"{_SELECT} WHERE d.id = :id AND d.workshop = :workshop", Row)
_people = prepare_sql(
    'SELECT id, "user", name, state FROM workshop_registration WHERE delegation = :id'
    " AND state IN ('confirmed', 'offered') ORDER BY lower(name), id",
    Named,
)
_members = prepare_sql(
    'SELECT a.id AS "user", a.name FROM membership m JOIN account a ON a.id = m."user"'
    " WHERE m.organization = :organization AND m.state = 'active' AND a.status = 'active'"
    " AND NOT EXISTS (SELECT 1 FROM workshop_registration r WHERE r.workshop = :workshop"
    ' AND r."user" = a.id'
    " AND (r.state = 'rejected' OR (r.delegation IS NOT NULL AND r.state IN ('confirmed', 'offered'))))"
    " ORDER BY lower(a.name), a.id LIMIT 300",
    Candidate,
)
_houses = prepare_sql(
    "SELECT o.id, o.name, o.place FROM organization o"  # noqa: S608 - a constant of ours
    " WHERE o.wilayah_code >= :low AND o.wilayah_code < :high"
    " AND o.legal_status NOT IN ('draft', 'dissolved') AND o.search LIKE :text"
    " AND NOT EXISTS (SELECT 1 FROM workshop_delegation d WHERE d.workshop = :workshop"
    " AND d.organization = o.id AND d.state IN ('invited', 'accepted'))"
    f" ORDER BY o.name, o.id LIMIT {MOST_FOUND}",
    House,
)


async def get_delegation(slug: str, delegation_id: int) -> Delegation | None:
    workshop = await finding.get_workshop(slug)
    row = await _one.first(id=delegation_id, workshop=workshop.id) if workshop else None
    return Delegation(workshop, row) if workshop and row else None


async def of_workshop(workshop_id: int) -> list[Row]:
    """All that were invited, by name."""
    return await _of(workshop=workshop_id)


async def people_of(delegation_id: int) -> list[Named]:
    return await _people(id=delegation_id)


async def members_for(delegation: Delegation) -> list[Candidate]:
    """Members of the organization who are not among its people yet."""
    return await _members(organization=delegation.organization, workshop=delegation.workshop.id)


async def find_houses(workshop: Workshop, words: str) -> list[House]:
    """Organizations of the event's regency that were not invited, by name or place."""
    text = "".join(letter for letter in clean_line(words).lower()[:60] if letter not in "%_\\").strip()
    low, high = prefix_range(chain(workshop.wilayah_code)[:2][-1])
    return await _houses(workshop=workshop.id, low=low, high=high, text=f"%{text}%")
