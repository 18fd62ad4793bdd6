"""What happens in the forum. `organization_id` is that of the board; a board of an area may have none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardMade:
    organization_id: int | None
    board_id: int
    name: str


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """Its name or who reads it. No actor: it followed from a change of its house."""

    organization_id: int | None
    board_id: int
    actor_id: int | None = None


@dataclass(frozen=True, slots=True)
class TopicStarted:
    """`mentioned` are the people named in the text who may read it."""

    organization_id: int | None
    actor_id: int
    board_id: int
    topic_id: int
    post_id: int
    title: str
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyPosted:
    organization_id: int | None
    actor_id: int
    board_id: int
    topic_id: int
    post_id: int
    number: int
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PostEdited:
    """`before` is the text that was there; `title_before` only when the title changed too."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int
    before: str
    title_before: str = ""
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PostHidden:
    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int


@dataclass(frozen=True, slots=True)
class PostRestored:
    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int


@dataclass(frozen=True, slots=True)
class TopicHidden:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicRestored:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicPinned:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicUnpinned:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicLocked:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicUnlocked:
    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class TopicLabelled:
    """It has another label, or none."""

    organization_id: int | None
    actor_id: int
    topic_id: int


@dataclass(frozen=True, slots=True)
class PostThanked:
    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int


@dataclass(frozen=True, slots=True)
class TopicMoved:
    organization_id: int | None
    actor_id: int
    topic_id: int
    board_from: int
    board_to: int


@dataclass(frozen=True, slots=True)
class PostsSplit:
    """`posts` replies of the topic became the topic `target_id`."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    target_id: int
    posts: int


@dataclass(frozen=True, slots=True)
class TopicsMerged:
    """The posts of the topic follow number `offset` of `target_id`."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    target_id: int
    offset: int


@dataclass(frozen=True, slots=True)
class PostWithdrawn:
    """Its author took it away."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int


@dataclass(frozen=True, slots=True)
class PostReturned:
    """Its author put it back."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int


@dataclass(frozen=True, slots=True)
class AnswerChosen:
    """`about_id` wrote the answer; `kind` is best or official."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int
    about_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class AnswerTakenBack:
    organization_id: int | None
    actor_id: int
    topic_id: int
    post_id: int
    number: int
    about_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class PollOpened:
    organization_id: int | None
    actor_id: int
    topic_id: int
    poll_id: int
    question: str


@dataclass(frozen=True, slots=True)
class PollClosed:
    organization_id: int | None
    actor_id: int
    topic_id: int
    poll_id: int


@dataclass(frozen=True, slots=True)
class DecisionProposed:
    organization_id: int | None
    actor_id: int
    topic_id: int
    decision_id: int


@dataclass(frozen=True, slots=True)
class DecisionClosed:
    """`outcome` is a key of kimhub.forum.decisions.OUTCOMES."""

    organization_id: int | None
    actor_id: int
    topic_id: int
    decision_id: int
    outcome: str
