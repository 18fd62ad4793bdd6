"""What a subscriber needs of an event: the thing it is about. Many kinds of events read as one of these."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OfHouse:
    organization_id: int
    changes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfBoard:
    board_id: int


@dataclass(frozen=True, slots=True)
class OfTopic:
    """`target_id`: where its posts went, if they did."""

    topic_id: int
    target_id: int | None = None


@dataclass(frozen=True, slots=True)
class OfPost:
    topic_id: int
    post_id: int
    number: int
    title_before: str = ""


@dataclass(frozen=True, slots=True)
class OfMember:
    membership_id: int
    organization_id: int


@dataclass(frozen=True, slots=True)
class OfOfficer:
    officer_id: int
    organization_id: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class OfPerson:
    """`actor_id` is the person where nobody else is named."""

    actor_id: int | None = None
    user_id: int | None = None

    @property
    def person(self) -> int:
        return self.user_id or self.actor_id or 0


@dataclass(frozen=True, slots=True)
class OfWorkshop:
    workshop_id: int


@dataclass(frozen=True, slots=True)
class OfProgram:
    program_id: int


@dataclass(frozen=True, slots=True)
class OfArticle:
    article_id: int


@dataclass(frozen=True, slots=True)
class OfDocument:
    document_id: int
