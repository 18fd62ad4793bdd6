"""Certificates as pages list them: of an event, of one person, and one by itself for the rules."""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from datetime import date, datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import policy, workshops
from kimhub.workshops.certificate_facts import ROLES, Printed, unpacked
from kimhub.workshops.links import hashed
from kimhub.workshops.parts import PartOf
from kimhub.workshops.views import Workshop

PAGE: Final = 50


class Entry(Struct, frozen=True):
    """A certificate as its row keeps it."""

    id: int
    workshop: int
    user: int | None
    number: str
    name: str
    from_where: str
    role: str
    facts: str
    issued_on: date
    code: str
    state: str
    reason: str
    ended_at: datetime | None

    @property
    def printed(self) -> Printed:
        return unpacked(self.facts)

    @property
    def role_name(self) -> str:
        return ROLES.get(self.role, self.role)

    @property
    def file_name(self) -> str:
        return f"sertifikat-{self.code}.pdf"

    @property
    def pdf(self) -> str:
        return f"/sertifikat/{self.id}/berkas"


class One(PartOf, frozen=True):
    """For the rules: the certificate with its event."""

    entry: Entry

    @property
    def path(self) -> str:
        """Where the team works on it."""
        return f"{self.workshop.path}/sertifikat/{self.entry.id}"


_SELECT: Final = "SELECT " + ", ".join(f'"{name}"' for name in Entry.__struct_fields__)
_FROM: Final = "FROM workshop_certificate"
_by_id = prepare_sql(f"{_SELECT} {_FROM} WHERE id = :id", Entry)
_of = prepare_sql(
    f"{_SELECT} {_FROM} WHERE workshop = :workshop AND id > :after ORDER BY id LIMIT {PAGE + 1}", Entry
)
_valid = prepare_sql(f"{_SELECT} {_FROM} WHERE workshop = :workshop AND state = 'valid' ORDER BY id", Entry)
_mine = prepare_sql(f'{_SELECT} {_FROM} WHERE "user" = :me ORDER BY id DESC LIMIT 200', Entry)
_of_registration = prepare_sql(
    f"{_SELECT} {_FROM} WHERE registration = :registration AND state = 'valid'", Entry
)
_by_link = prepare_sql(
    f"{_SELECT} {_FROM} WHERE state = 'valid' AND registration IN"
    " (SELECT id FROM workshop_registration WHERE secret = :secret AND secret <> '')",
    Entry,
)


async def get_one(slug: str, certificate_id: int) -> One | None:
    """A certificate of this event."""
    workshop = await workshops.get_workshop(slug)
    entry = await _by_id.first(id=certificate_id) if workshop else None
    return One(workshop, entry) if workshop and entry and entry.workshop == workshop.id else None


async def get_certificate(certificate_id: int) -> One | None:
    """A certificate by itself."""
    entry = await _by_id.first(id=certificate_id)
    workshop = await workshops.by_id(entry.workshop) if entry else None
    return One(workshop, entry) if workshop and entry else None


async def get_by_link(secret: str) -> One | None:
    """The certificate of whoever holds this personal link."""
    entry = await _by_link.first(secret=hashed(secret))
    workshop = await workshops.by_id(entry.workshop) if entry else None
    return One(workshop, entry) if workshop and entry else None


def can_fetch(actor: Actor, one: One) -> bool:
    """The person it is for, and the team; none that holds no longer."""
    if one.entry.state != "valid":
        return False
    mine = actor.id is not None and actor.id == one.entry.user
    return mine or policy.can_certify(actor, one)


async def of(workshop: Workshop, after: int = 0) -> tuple[list[Entry], int | None]:
    """Those of an event in the order they were issued, and the id to go on after (None at the end)."""
    rows = await _of(workshop=workshop.id, after=after)
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


async def valid(workshop_id: int) -> list[Entry]:
    """All that hold, in the order they were issued."""
    return await _valid(workshop=workshop_id)


async def of_registration(registration_id: int) -> Entry | None:
    """The one that holds of somebody who signed up."""
    return await _of_registration.first(registration=registration_id)


async def own(actor: Actor) -> list[Entry]:
    """One's own, the newest first."""
    return await _mine(me=actor.id) if actor.id is not None else []
