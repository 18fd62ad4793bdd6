"""What happens to accounts, for the audit trail and whoever wants to be told. Never a secret inside."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserRegistered:
    """`actor_id` is the person; `by` whoever made the account for them."""

    actor_id: int
    by: int | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    actor_id: int
    session: int
    device: str
    how: str = "password"  # password, invitation, reset, move, code


@dataclass(frozen=True, slots=True)
class SignedOut:
    actor_id: int
    session: int


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Somebody, perhaps not the owner, tried to come in: so there is no actor."""

    user_id: int
    reason: str  # password, code, locked
    device: str
    known_device: bool


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """`session` is None when all others were ended."""

    actor_id: int
    session: int | None


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    actor_id: int
    how: str = "settings"  # settings, reset


@dataclass(frozen=True, slots=True)
class ResetCodeIssued:
    """`actor_id` gave `user_id` a way to set a new password; `recovery` when an operator did so."""

    actor_id: int | None
    user_id: int
    recovery: bool = False


@dataclass(frozen=True, slots=True)
class SecondFactorOn:
    actor_id: int


@dataclass(frozen=True, slots=True)
class SecondFactorOff:
    """`actor_id` is None when it was done at the server."""

    actor_id: int | None
    user_id: int


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade:
    actor_id: int


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed:
    actor_id: int
    left: int


@dataclass(frozen=True, slots=True)
class LoginMoved:
    """The login was carried to another phone by QR."""

    actor_id: int
    device: str


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """`fields` names what changed, without the values."""

    actor_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmailChanged:
    actor_id: int


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    actor_id: int
    purpose: str
    version: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    actor_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class DataExported:
    actor_id: int


@dataclass(frozen=True, slots=True)
class AccountLocked:
    actor_id: int | None
    user_id: int


@dataclass(frozen=True, slots=True)
class AccountUnlocked:
    actor_id: int | None
    user_id: int


@dataclass(frozen=True, slots=True)
class UserDeleted:
    """The person left; every slice empties what it keeps of them, posts stay neutral."""

    actor_id: int
