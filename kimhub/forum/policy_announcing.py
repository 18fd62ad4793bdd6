"""Who announces, and for whom an announcement is meant. Pure."""

from kimhub.core.actor import Actor
from kimhub.forum.policy import OVERSEERS, Discussed, Placed, can_moderate, takes_part


def can_announce(actor: Actor, topic: Discussed) -> bool:
    """Those who moderate the board; what is hidden is announced to nobody."""
    return can_moderate(actor, topic) and not topic.hidden


def can_see_confirmations(actor: Actor, topic: Discussed) -> bool:
    """Names of who has not confirmed are for those who announced."""
    return can_moderate(actor, topic)


def can_confirm(actor: Actor, topic: Discussed) -> bool:
    return is_addressed(actor, topic) and not topic.hidden


def is_addressed(actor: Actor, board: Placed) -> bool:
    """Whoever takes part in the board, but for a pembina and province that look after it from above: their
    inbox would tell of every house below them. On a board of their own area they are among their own."""
    if actor.id is None or not takes_part(actor, board):
        return False
    if board.organization is not None and actor.has(board.organization):
        return True
    oversees = [g.wilayah for g in actor.grants if g.role in OVERSEERS and g.wilayah is not None]
    if board.wilayah_code in oversees:
        return True
    # A seat in some house inside the area, or an office over it, is a part in the board of one's own.
    below = Actor(id=actor.id, grants=tuple(g for g in actor.grants if g.role not in OVERSEERS))
    return takes_part(below, board)
