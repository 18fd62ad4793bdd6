"""Who may do what on the page of a review, beside policy.py. Pure."""

from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.programs import policy, states
from kimhub.programs.policy import OfProgram, Owned


class Written(Protocol):
    """A remark."""

    @property
    def author(self) -> int: ...
    @property
    def of_reviewer(self) -> bool: ...
    @property
    def sent_at(self) -> object: ...


def can_try_to_decide(actor: Actor, one: Owned) -> bool:
    """Belongs to those who decide. Whether there still is something to decide is for the page to say, with
    all that was typed: a colleague may have been faster, or the house has taken it back."""
    return one.kind == "program" and policy.reviews(actor, one)


def can_decide_here(actor: Actor, one: Owned) -> bool:
    """The same, where something was submitted."""
    return can_try_to_decide(actor, one) and one.current is not None


def can_open_at(actor: Actor, at: OfProgram) -> bool:
    """A place of a program: whoever may open its review."""
    return policy.can_open_review(actor, at.program)


def can_comment_at(actor: Actor, at: OfProgram) -> bool:
    return policy.can_comment(actor, at.program)


def can_settle_at(actor: Actor, at: OfProgram) -> bool:
    return can_settle_here(actor, at.program)


def can_settle_here(actor: Actor, one: Owned) -> bool:
    """Has a part in the conversation, and it still goes on; `settles` says of which remark."""
    if one.kind != "program" or one.current is None or one.state in {states.CLOSED, states.CANCELLED}:
        return False
    return policy.writes(actor, one) or policy.reviews(actor, one) or policy.advises(actor, one)


def settles(actor: Actor, one: Owned, remark: Written) -> bool:
    """Says that a remark is dealt with: of the office's the office, of others whoever wrote it, the house
    and the office."""
    if not can_settle_here(actor, one) or remark.sent_at is None:
        return False
    if remark.author == actor.id or policy.reviews(actor, one):
        return True
    return not remark.of_reviewer and policy.writes(actor, one)


def rewrites(actor: Actor, one: Owned, remark: Written) -> bool:
    """Changes or removes what was written, before anybody else has read it."""
    return remark.sent_at is None and remark.author == actor.id and policy.can_comment(actor, one)
