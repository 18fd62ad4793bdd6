"""Who may look at the ties of a thing, and who may change them. Whether the person may see the thing, and
whether they take care of it, its own slice has said already (`links.get_end`)."""

from kimhub.chain.links import End
from kimhub.core.actor import Actor


def can_see(actor: Actor, end: End) -> bool:
    return actor.id is not None


def can_tie(actor: Actor, end: End) -> bool:
    return actor.id is not None and end.kept
