"""An inbox is its owner's alone."""

from kimhub.core.actor import Actor
from kimhub.notifications.entries import Entry


def is_own(actor: Actor, entry: Entry) -> bool:
    return actor.id is not None and entry.user == actor.id
