"""One line of an inbox, as rules and pages need it."""

import json
from datetime import datetime
from typing import Any

from msgspec import Struct


class Subject(Struct, frozen=True):
    """The topic an entry tells of, with what rules need of its board."""

    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str
    hidden: bool
    locked: bool = False


class Entry(Struct, frozen=True):
    """What stands for posts of a topic is read there: `posts` visible ones by `people` others, the last
    of them by `last_name`. `mention_name` and `direct_name` wrote the posts that name or answer the reader.
    """

    id: int
    user: int
    kind: str
    about: str
    data: str
    url: str
    needs_action: bool
    happened: int
    at: datetime
    read_at: datetime | None
    from_name: str | None
    from_user: int | None = None
    topic: int | None = None
    since: int = 0
    upto: int = 0
    mention: int = 0
    direct: int = 0
    quiet: bool = False
    title: str | None = None
    slug: str | None = None
    hidden_at: datetime | None = None
    starter: str | None = None
    board_name: str | None = None
    board_kind: str | None = None
    organization: int | None = None
    wilayah_code: str | None = None
    visibility: str | None = None
    posts: int = 0
    people: int = 0
    last_name: str | None = None
    mention_name: str | None = None
    direct_name: str | None = None
    open: bool = True  # the reader may read what it tells of

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry's sentence needs besides the names of those it comes from."""
        facts: dict[str, Any] = json.loads(self.data)
        return facts if self.topic is None else facts | {"title": self.title or ""}

    @property
    def who(self) -> str:
        """Whose initials stand beside it; empty for nobody in particular."""
        if self.kind == "topic":
            return self.mention_name or self.last_name or ""
        return self.from_name or ""

    @property
    def where(self) -> str:
        """The address of the matter: in a topic the post that names the reader, else the first unread."""
        if self.topic is None or self.kind not in {"topic", "announced", "confirm"}:
            return self.url
        path = f"/forum/t/{self.topic}-{self.slug or ''}"
        if self.mention_name is not None:
            return f"{path}?p={self.mention}"
        return f"{path}?baru#new" if self.kind == "topic" else path

    @property
    def subject(self) -> Subject | None:
        """The topic it tells of; None where it tells of none, or that topic is no more."""
        if self.board_kind is None or self.wilayah_code is None or self.visibility is None:
            return None
        return Subject(
            self.board_kind,
            self.organization,
            self.wilayah_code,
            self.visibility,
            self.hidden_at is not None,
        )
