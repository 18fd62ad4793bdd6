"""What the queries of topic lists give."""

from datetime import datetime

from msgspec import Struct


class TopicRow(Struct, frozen=True):
    """One line of a list. `fresh` is the exact number of visible posts the reader has not seen; nothing of
    what is `muted` waits for them."""

    id: int
    title: str
    slug: str
    board: int
    board_slug: str
    board_name: str
    wilayah_code: str
    reply_count: int
    last_post_at: datetime
    last_name: str
    pinned_at: datetime | None
    locked_at: datetime | None
    hidden_at: datetime | None
    label: str
    answered: bool
    mark: int
    fresh: int
    muted: bool

    @property
    def path(self) -> str:
        """Leads on to the first unread post where the topic was begun, else to its top."""
        return f"/forum/t/{self.id}-{self.slug}{'?baru#new' if self.mark else ''}"

    @property
    def waits(self) -> bool:
        """There is something new, and the reader wants to know."""
        return self.fresh > 0 and not self.muted


class BoardCount(Struct, frozen=True):
    """How many topics of a board wait for the reader."""

    board: int
    unread: int


class Place(Struct, frozen=True):
    """A place in a list of topics."""

    last_post_at: datetime
    id: int
