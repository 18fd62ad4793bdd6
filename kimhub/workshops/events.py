"""What happened to workshops and sign-ups; the inbox, e-mail and other slices listen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkshopDrafted:
    """A new event is being planned."""

    workshop_id: int
    organization_id: int
    actor_id: int


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
class WorkshopEdited:
    """Part of the plan was changed. `changes`: field -> [before, after], as a form shows them; the next
    editor is told from it. `part` names the page (details, rules, sessions, speakers, questions, audience,
    files, steps)."""

    workshop_id: int
    organization_id: int
    actor_id: int
    version: int
    part: str
    changes: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class WorkshopCopied:
    """A draft was made from `copied_from` with these parts (rundown speakers ...)."""

    workshop_id: int
    organization_id: int
    actor_id: int
    copied_from: int
    parts: str


@dataclass(frozen=True, slots=True)
class WorkshopDiscarded:
    """A draft nobody had heard of was thrown away."""

    workshop_id: int
    organization_id: int
    actor_id: int
    title: str


@dataclass(frozen=True, slots=True)
class HelperChanged:
    """Somebody may run this event ("organizer"), stand at its door ("door"), or no longer ("")."""

    workshop_id: int
    organization_id: int
    actor_id: int
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class KindChanged:
    """A district has added a kind of event, or (`act`: retired, back) withdrawn it or offered it again."""

    code: str
    label: str
    actor_id: int
    act: str


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
class LineChanged:
    """Somebody of the waiting list was put before the others: an act with a reason, kept in the trail."""

    registration_id: int
    workshop_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PeopleSeen:
    """Somebody of the team looked at telephone numbers: of the list, or of one person."""

    workshop_id: int
    actor_id: int
    organization_id: int
    registration_id: int | None
    title: str


@dataclass(frozen=True, slots=True)
class AnswersPurged:
    """The time for keeping answers, numbers and addresses has passed: they are gone, of so many people."""

    workshop_id: int
    people: int


@dataclass(frozen=True, slots=True)
class DelegationInvited:
    delegation_id: int
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class DelegationAnswered:
    """accepted (people were named for the first time), declined, or withdrawn by the team."""

    delegation_id: int
    workshop_id: int
    state: str
    actor_id: int


@dataclass(frozen=True, slots=True)
class WorkshopFinished:
    """Attendance is closed: feedback, certificates and the report may begin."""

    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """To somebody who signed up, or to a speaker; `user_id` where the person has an account."""

    certificate_id: int
    registration_id: int | None
    workshop_id: int
    actor_id: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    certificate_id: int
    registration_id: int | None
    workshop_id: int
    actor_id: int
    reason: str
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ReportTakenBack:
    """Before anybody decided: it is being written on."""

    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ReportDecided:
    """Accepted, or returned with a note."""

    workshop_id: int
    actor_id: int
    accepted: bool
    note: str


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """It begins soon: `ahead` is "7d", "1d" or "2h", `starts_at` in ISO 8601."""

    workshop_id: int
    ahead: str
    starts_at: str


@dataclass(frozen=True, slots=True)
class ReportOwed:
    """It is over and its report is not there: `week` counts the weeks since the end."""

    workshop_id: int
    week: int


@dataclass(frozen=True, slots=True)
class MessageSent:
    """An organizer wrote to a part of the people."""

    message_id: int
    workshop_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ListTaken:
    """Somebody took a list of people out (features.md M1)."""

    workshop_id: int
    actor_id: int
    what: str
    format: str
    with_contacts: bool
    rows: int


@dataclass(frozen=True, slots=True)
class LetterWritten:
    letter_id: int
    workshop_id: int
    actor_id: int
    number: str


@dataclass(frozen=True, slots=True)
class LetterRevoked:
    letter_id: int
    workshop_id: int
    actor_id: int
    reason: str
