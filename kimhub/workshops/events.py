"""What happened to workshops and sign-ups; the inbox, e-mail and other slices listen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkshopPublished:
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class WorkshopChanged:
    """Something that matters to those who signed up: `what` names it (time, place, online, postponed)."""

    workshop_id: int
    actor_id: int
    what: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class WorkshopCancelled:
    workshop_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SeatChanged:
    """A registration has a new state: asked, confirmed, waiting, offered, cancelled, rejected, lapsed.

    `line` tells two turns of the same person apart. `actor_id` is empty for the clock and for guests.
    """

    registration_id: int
    workshop_id: int
    state: str
    line: int
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class DelegationInvited:
    delegation_id: int
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class WorkshopFinished:
    """Attendance is closed: feedback, certificates and the report may begin."""

    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    certificate_id: int
    registration_id: int
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    certificate_id: int
    registration_id: int
    workshop_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ReportDecided:
    """Accepted, or returned with a note."""

    workshop_id: int
    actor_id: int
    accepted: bool
    note: str
