"""What the forum's queries give, and what rules and pages make of it."""

from datetime import datetime
from typing import Final

from msgspec import Struct

PER_PAGE: Final = 50  # posts


class BoardView(Struct, frozen=True):
    """A board, as rules and pages need it."""

    id: int
    slug: str
    name: str
    description: str
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str
    topic_count: int
    last_post_at: datetime | None
    icon: str = ""
    sort: int = 0
    hold_newcomers: bool = False
    archived_at: datetime | None = None
    rev: int = 0  # changes with every topic of the board
    seen: int = 0  # changes with what the person who asked has read and follows
    level: str = ""  # what that person said about the board

    @property
    def path(self) -> str:
        return f"/forum/p/{self.slug}"

    @property
    def archived(self) -> bool:
        return self.archived_at is not None


class TopicView(Struct, frozen=True):
    """A topic with what rules and pages need of its board."""

    id: int
    title: str
    slug: str
    author: int
    author_name: str
    created_at: datetime
    last_number: int
    reply_count: int
    hidden_posts: int
    rev: int
    last_post_at: datetime
    pinned_at: datetime | None
    locked_at: datetime | None
    hidden_at: datetime | None
    board: int
    board_slug: str
    board_name: str
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str
    label: str = ""
    announced_at: datetime | None = None
    best_post: int | None = None
    official_post: int | None = None
    writers: int = 0  # how many people wrote its visible posts
    has_poll: bool = False
    has_decision: bool = False
    mark: int = 0  # how far the person who asked has read
    spans: int = 0  # stretches after the mark that they have read too
    fresh: int = 0  # visible posts they have not read
    merged_into: int | None = None
    merged_offset: int = 0
    shift: int = 0  # what the numbers of the address grew by: its topic was merged into this one
    thanked: bool = False  # that person may have thanked for something here
    confirm_asked_at: datetime | None = None
    wish: str = ""  # what that person said about the topic (policy_following)
    board_wish: str = ""  # and about its board
    draft: str = ""  # what they have written and not sent
    draft_files: str = ""  # and what they have sent ahead for it
    archived: bool = False  # the board takes nothing in any more
    waits: int = 0  # how much waits in it for a moderator
    stopped: datetime | None = None  # the last end of the suspensions of that person, here or elsewhere

    @property
    def ref(self) -> str:
        return f"{self.id}-{self.slug}"

    @property
    def path(self) -> str:
        return f"/forum/t/{self.ref}"

    @property
    def asker(self) -> int:
        return self.author

    @property
    def locked(self) -> bool:
        return self.locked_at is not None

    @property
    def hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def pages(self) -> int:
        return page_of(self.last_number)

    def at(self, number: int) -> str:
        """The address of one post, on the page where it stands."""
        page = page_of(number)
        return f"{self.path}{f'?hal={page}' if page > 1 else ''}#p{number}"


class PostKey(Struct, frozen=True):
    """What tells one rendered post from another: `mine` when the reader may still edit it."""

    id: int
    number: int
    rev: int
    author: int
    name: str
    mine: int


class PostRow(Struct, frozen=True):
    """A post to be rendered; `name` is empty for somebody who has left."""

    id: int
    number: int
    author: int
    name: str
    home: str
    badge: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    deleted_by: int | None = None
    moved_to: int | None = None
    thanks: int = 0
    files: int = 0
    best: bool = False
    official: bool = False
    byline: str = ""  # the name in a chat that was copied here; then the author is who copied it


class PostSource(Struct, frozen=True):
    id: int
    number: int
    author: int
    body: str
    created_at: datetime
    deleted_at: datetime | None
    deleted_by: int | None = None
    moved_to: int | None = None
    files: int = 0
    badge: str = ""


class PostPlace(Struct, frozen=True):
    """Where a post stands today."""

    topic: int
    number: int


class OnTopic(Struct, frozen=True):
    """What hangs on a topic: it carries what rules need of that."""

    topic: TopicView

    @property
    def locked(self) -> bool:
        return self.topic.locked

    @property
    def hidden(self) -> bool:
        return self.topic.hidden

    @property
    def archived(self) -> bool:
        return self.topic.archived

    @property
    def kind(self) -> str:
        return self.topic.kind

    @property
    def organization(self) -> int | None:
        return self.topic.organization

    @property
    def wilayah_code(self) -> str:
        return self.topic.wilayah_code

    @property
    def visibility(self) -> str:
        return self.topic.visibility


class PostView(OnTopic, frozen=True):
    """One post with its topic: what its author and moderators act on."""

    source: PostSource

    @property
    def author(self) -> int:
        return self.source.author

    @property
    def number(self) -> int:
        return self.source.number

    @property
    def badge(self) -> str:
        return self.source.badge

    @property
    def label(self) -> str:
        return self.topic.label

    @property
    def asker(self) -> int:
        return self.topic.author

    @property
    def deleted(self) -> bool:
        return self.source.deleted_at is not None

    @property
    def withdrawn(self) -> bool:
        """True when its author took it away; a moderator's hiding is another matter."""
        return self.deleted and self.source.deleted_by == self.source.author

    @property
    def path(self) -> str:
        """Its address, whatever becomes of the topic."""
        return f"/forum/t/{self.topic.id}/{self.source.number}"


def page_of(number: int) -> int:
    """The page on which the post of this number stands; numbers have no gaps."""
    return max(1, -(-number // PER_PAGE))


def leading_number(ref: str) -> int | None:
    """128 of "128-jadwal-ronda" or "128"; None for anything else (digits of other scripts, too long)."""
    digits = ref.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None
