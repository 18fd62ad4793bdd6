"""An inbox is its owner's alone, and tells them only what they may read at this moment."""

from kimhub.core.actor import Actor
from kimhub.forum.policy import can_read_topic
from kimhub.notifications.entries import Entry


def is_own(actor: Actor, entry: Entry) -> bool:
    return actor.id is not None and entry.user == actor.id


def can_see(actor: Actor, entry: Entry) -> bool:
    """False for an entry of a topic that is hidden, gone, or where the reader no longer belongs."""
    if entry.topic is None:
        return True
    subject = entry.subject
    return subject is not None and can_read_topic(actor, subject)
