"""What happens between people and their organizations. Names are snapshots: people are renamed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MembershipApplied:
    """Somebody asks to join; it is the admins' turn."""

    organization_id: int
    actor_id: int
    membership_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn:
    organization_id: int
    actor_id: int
    membership_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AnswerProposed:
    """An officer says what the admins might answer: accept or decline."""

    organization_id: int
    actor_id: int
    membership_id: int
    name: str
    proposal: str
    note: str


@dataclass(frozen=True, slots=True)
class OrientationStarted:
    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MemberAccepted:
    """`invitation_id` where an invitation opened the door and nobody had to decide; then the actor is the
    new member."""

    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str
    invitation_id: int | None = None


@dataclass(frozen=True, slots=True)
class MemberDeclined:
    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerTakenBack:
    """Within ten minutes: the request waits again."""

    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MemberSuspended:
    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MemberReinstated:
    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MembershipEnded:
    """By the admins, or by the members themselves: then `actor_id` is `user_id`."""

    organization_id: int
    actor_id: int
    membership_id: int
    user_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class MemberEdited:
    """Kind of membership or card number."""

    organization_id: int
    actor_id: int
    membership_id: int
    name: str
    kind: str
    card_no: str


@dataclass(frozen=True, slots=True)
class ContactsSeen:
    """Somebody looked at phone numbers, noted once a day; `user_id` is None for the whole list."""

    organization_id: int
    actor_id: int
    user_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class InvitationCreated:
    organization_id: int
    actor_id: int
    invitation_id: int
    role: str
    max_uses: int


@dataclass(frozen=True, slots=True)
class InvitationRevoked:
    organization_id: int
    actor_id: int
    invitation_id: int
    code: str


@dataclass(frozen=True, slots=True)
class MembersImported:
    """A list became accounts and memberships; `people` are the new accounts."""

    organization_id: int
    actor_id: int
    import_id: int
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivationCodesMade:
    """Codes with which people of a list open their accounts. Never the codes themselves."""

    organization_id: int
    actor_id: int
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountActivated:
    """Somebody from a list set a password and agreed to the terms."""

    actor_id: int
