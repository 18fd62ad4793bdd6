"""Who sends stories to a house, and who decides about them. Pure."""

from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.publishing import policy
from kimhub.publishing.policy import Place

WAITING, TAKEN, REFUSED = "waiting", "taken", "refused"


class Sent(Protocol):
    """A story with the house it was sent to."""

    @property
    def organization(self) -> int: ...
    @property
    def owner_kind(self) -> str: ...
    @property
    def owner_status(self) -> str: ...
    @property
    def publishers(self) -> str: ...
    @property
    def editors(self) -> str: ...
    @property
    def state(self) -> str: ...


def takes_stories(house: Place) -> bool:
    """Houses of citizens that are there. Offices have ways of their own for what is sent to them."""
    return house.kind != "agency" and house.legal_status not in {"draft", "dissolved"}


def can_send(_actor: Actor, house: Place) -> bool:
    """Everybody, with or without an account."""
    return takes_stories(house)


def can_open_box(actor: Actor, house: Place) -> bool:
    """What was sent: editors alone, for it may say how to reach somebody."""
    return house.kind != "agency" and policy.edits(actor, house)


def can_read(actor: Actor, one: Sent) -> bool:
    """One of them, with the contact."""
    return policy.is_editor(actor, one.organization, one.owner_kind, one.publishers, one.editors)


def can_settle(actor: Actor, one: Sent) -> bool:
    """Make a draft of it, or refuse it, for as long as nobody has."""
    return one.state == WAITING and one.owner_status not in {"draft", "dissolved"} and can_read(actor, one)
