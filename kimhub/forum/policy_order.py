"""Who may take words back, see what they were, and read the log (domain.md 6.3, "edit own"). Pure."""

from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.forum.policy import Placed, Written, can_edit, can_moderate, can_post, can_read, can_read_topic


class Withdrawn(Written, Protocol):
    @property
    def withdrawn(self) -> bool: ...


def can_withdraw(actor: Actor, post: Written) -> bool:
    """One's own words, however old, while the topic is open."""
    return can_edit(actor, post)


def can_put_back(actor: Actor, post: Withdrawn) -> bool:
    """What one took away oneself; a topic that went with it may be hidden, but not closed."""
    if post.author != actor.id or not post.withdrawn or not can_post(actor, post):
        return False
    return not post.locked or can_moderate(actor, post)


def can_read_history(actor: Actor, post: Written) -> bool:
    """Readers of the post; of one that is hidden, its moderators only."""
    if actor.id is None or not can_read_topic(actor, post):
        return False
    return not post.deleted or can_moderate(actor, post)


def can_read_log(actor: Actor, board: Placed) -> bool:
    """Everybody who may read the board, once signed in: the log names people."""
    return actor.id is not None and can_read(actor, board)
