"""Who may do what with photos. Pure.

Until it is shown a photo is for whoever brought it, the officers and editors of its house, and those who
work on an article with it. What readers see of a shown one (also its words) only editors change.
"""

from datetime import datetime
from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.publishing import policy
from kimhub.publishing.policy import ANY, OFFICER, STAFF, Written


class Kept(Protocol):
    """A photo with its house."""

    @property
    def organization(self) -> int: ...
    @property
    def owner_kind(self) -> str: ...
    @property
    def owner_status(self) -> str: ...
    @property
    def seat(self) -> str: ...
    @property
    def publishers(self) -> str: ...
    @property
    def editors(self) -> str: ...
    @property
    def created_by(self) -> int | None: ...
    @property
    def removed_at(self) -> datetime | None: ...


class Seen(Protocol):
    """A photo with what it is in."""

    @property
    def photo(self) -> Kept: ...
    @property
    def is_public(self) -> bool: ...
    @property
    def articles(self) -> tuple[Written, ...]: ...
    @property
    def is_evidence(self) -> bool: ...
    @property
    def is_handed(self) -> bool: ...


class Work(Protocol):
    """A photo at the desk; `is_shown` while readers find it in a text."""

    @property
    def photo(self) -> Kept: ...
    @property
    def is_shown(self) -> bool: ...


def can_see(actor: Actor, one: Seen, at: datetime) -> bool:
    """Its pixels."""
    if one.photo.removed_at is not None:
        return False
    if one.is_public or one.is_handed or keeps(actor, one.photo):
        return True
    if one.is_evidence and actor.covers(one.photo.seat, *STAFF):
        return True
    return any(
        policy.can_read(actor, article, at) or policy.can_look(actor, article) for article in one.articles
    )


def keeps(actor: Actor, photo: Kept) -> bool:
    """Whoever brought it and still belongs to the house, its officers and its editors."""
    if (
        photo.created_by is not None
        and photo.created_by == actor.id
        and actor.has(photo.organization, *ANY)
    ):
        return True
    return actor.has(photo.organization, *OFFICER, *STAFF) or is_editor(actor, photo)


def is_editor(actor: Actor, photo: Kept) -> bool:
    return policy.is_editor(actor, photo.organization, photo.owner_kind, photo.publishers, photo.editors)


def can_open(actor: Actor, one: Work) -> bool:
    """The page of a photo at the desk."""
    return one.photo.removed_at is None and keeps(actor, one.photo)


def can_change(actor: Actor, one: Work) -> bool:
    """Its words and pixels, and whether it is there at all: those who keep it, and of a photo that readers
    see the editors alone."""
    if not can_open(actor, one) or one.photo.owner_status in {"draft", "dissolved"}:
        return False
    return not one.is_shown or is_editor(actor, one.photo)


def can_bring_back(actor: Actor, one: Work) -> bool:
    """One that was taken away, for as long as it is still there."""
    if one.photo.removed_at is None or one.photo.owner_status in {"draft", "dissolved"}:
        return False
    return is_editor(actor, one.photo) if one.is_shown else keeps(actor, one.photo)


def can_describe(actor: Actor, one: Work, sees: bool) -> bool:
    """What is to be seen on it, in words: also whoever has it in their own text (`sees`)."""
    if one.photo.removed_at is not None:
        return False
    return is_editor(actor, one.photo) or (not one.is_shown and sees)
