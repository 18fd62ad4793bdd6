"""What happens to a decision while it waits for people. `organization_id` is that of the board."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StanceTaken:
    """Somebody said where they stand; what they said is in the record."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    decision_id: int


@dataclass(frozen=True, slots=True)
class DecisionDue:
    """A day is left, and some have not spoken yet."""

    organization_id: int | None
    topic_id: int
    decision_id: int


@dataclass(frozen=True, slots=True)
class DecisionLate:
    """Time is up: it waits for somebody to close it."""

    organization_id: int | None
    topic_id: int
    decision_id: int
