"""Who may do what with papers. Pure: an actor, a thing, a yes or no."""

from collections.abc import Callable
from typing import Any, Protocol

from kimhub.core.actor import Actor
from kimhub.groups.policy import Standing, can_edit_facts


class Asked(Protocol):
    """A document being made, with what it is about and the rule for that."""

    @property
    def thing(self) -> Any: ...
    @property
    def rule(self) -> Callable[[Actor, Any], bool]: ...


def can_edit_letterhead(actor: Actor, organization: Standing) -> bool:
    """Whoever edits name and address; it is what goes out under them."""
    return can_edit_facts(actor, organization)


def can_fetch(actor: Actor, one: Asked) -> bool:
    """Whoever may have the document now, not only who asked for it; and nobody who may no longer."""
    return one.rule(actor, one.thing)
