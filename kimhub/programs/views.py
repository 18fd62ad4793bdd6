"""A program as pages and rules see it."""

from datetime import date, datetime, tzinfo
from functools import cached_property

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.zones import zone_for
from kimhub.programs import states


class Program(Struct, frozen=True, dict=True):
    """A row of the table with its owner, and of the version that is being decided on (`current`) what rules
    ask for. `organization` is the owner's id."""

    id: int
    organization: int
    owner_name: str
    owner_slug: str
    owner_kind: str
    owner_place: str
    owner_status: str
    owner_term_end: date | None
    seat: str
    kind: str
    year: int
    slug: str
    title: str
    background: str
    legal_basis: str
    goals: str
    state: str
    latest: int
    current: int | None
    in_force: int | None
    amends: str
    hands: str
    reply_by: date | None
    offered: bool
    copied_from: int | None
    version: int
    rev: int
    closed_at: datetime | None
    created_at: datetime
    changed_at: datetime
    submitted_by: int | None
    submitted_at: datetime | None
    due_on: date | None
    reviewer: int | None
    decided_by: int | None
    decided_at: datetime | None

    @property
    def path(self) -> str:
        return f"/program/{self.slug}"

    @property
    def zone(self) -> tzinfo:
        """Of the owner's seat: days are counted in it."""
        return zone_for(self.seat)

    @property
    def today(self) -> date:
        return now().astimezone(self.zone).date()

    @property
    def is_template(self) -> bool:
        return self.kind == "template"

    @property
    def is_amendment(self) -> bool:
        """An agreed program stands behind what is written or reviewed now."""
        return self.in_force is not None and self.state not in {states.APPROVED, states.CLOSED}

    @property
    def is_writable(self) -> bool:
        return self.state in states.WRITABLE

    @property
    def is_overdue(self) -> bool:
        """The pembina owes an answer, or the KIM does."""
        if self.state in states.WAITING:
            return self.due_on is not None and self.due_on < self.today
        if self.state == states.NEEDS_REVISION:
            return self.reply_by is not None and self.reply_by < self.today
        return False

    @cached_property
    def writers(self) -> frozenset[int]:
        """Accounts that wrote on it, or submitted it: none of them decides."""
        submitter = [self.submitted_by] if self.submitted_by else []
        return frozenset([*map(int, self.hands.split()), *submitter])


class Version(Struct, frozen=True):
    """A submission with its decision."""

    id: int
    program: int
    number: int
    state: str
    reason: str
    lines: int
    total: int
    submitted_by: int
    submitted_name: str
    submitted_office: str
    submitted_at: datetime
    due_on: date | None
    reviewer: int | None
    known_name: str
    known_office: str
    known_at: datetime | None
    known_file: str
    known_mime: str
    known_size: int
    decided_by: int | None
    decided_name: str
    decided_office: str
    decided_at: datetime | None
    decision_note: str
    replaced: int | None
    letter_no: str
    code: str
    ended_at: datetime | None

    @property
    def was_approved(self) -> bool:
        return self.state in {states.IN_FORCE, states.SUPERSEDED}

    @property
    def is_decided(self) -> bool:
        return self.was_approved or self.state == states.RETURNED


class Step(Struct, frozen=True):
    """A step of the history."""

    id: int
    version: int | None
    number: int | None
    act: str
    name: str
    office: str
    reason: str
    happened_at: datetime
