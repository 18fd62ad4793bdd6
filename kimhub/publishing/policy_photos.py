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


def can_see(actor: Actor, one: Seen, at: datetime) -> bool:
    """Its pixels."""
    if one.photo.removed_at is not None:
        return False
    if one.is_public or keeps(actor, one.photo):
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
