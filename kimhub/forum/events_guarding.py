"""What happens to posts that wait, to reports, to suspensions. `organization_id` is that of the board."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostHeld:
    """Something waits for the board's moderators; `topic_id` is empty when it begins a topic."""

    organization_id: int | None
    actor_id: int
    pending_id: int
    board_id: int
    topic_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class PendingReleased:
    """`actor_id` let it out; for something scheduled that is its writer."""

    organization_id: int | None
    actor_id: int
    user_id: int
    pending_id: int
    topic_id: int
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class PendingDeclined:
    organization_id: int | None
    actor_id: int
    user_id: int
    pending_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class PendingReopened:
    """A moderator took the decision back: it waits once more."""

    organization_id: int | None
    actor_id: int
    pending_id: int
    why: str


@dataclass(frozen=True, slots=True)
class PendingWithdrawn:
    organization_id: int | None
    actor_id: int
    pending_id: int


@dataclass(frozen=True, slots=True)
class ReportMade:
    """`tier`: who looks at it (policy_guarding); `author_id` must never hear who reported."""

    organization_id: int | None
    actor_id: int
    report_id: int
    board_id: int
    topic_id: int
    post_id: int
    author_id: int
    tier: int


@dataclass(frozen=True, slots=True)
class ReportDecided:
    """All open reports of a post at once. `reporters` are told; `acted`: the post is hidden now."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int
    reporters: tuple[int, ...]
    acted: bool
    answer: str


@dataclass(frozen=True, slots=True)
class PersonSuspended:
    """`board_id` is empty when it holds for all boards at or below `wilayah_code`."""

    organization_id: int | None
    actor_id: int
    user_id: int
    suspension_id: int
    board_id: int | None
    wilayah_code: str
    where: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuspensionLifted:
    organization_id: int | None
    actor_id: int
    user_id: int
    suspension_id: int
    where: str
