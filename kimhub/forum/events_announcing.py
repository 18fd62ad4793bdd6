"""What happens to announcements. `organization_id` is that of the board."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicAnnounced:
    """`confirm`: each reader is asked to say that they have read it. `at` tells one announcement of a topic
    from the next, in milliseconds."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    confirm: bool
    at: int


@dataclass(frozen=True, slots=True)
class AnnouncementTakenBack:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class ConfirmationReminded:
    """Those who have not confirmed are asked once more."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    at: int
