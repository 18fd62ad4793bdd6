"""Who may do what with places in a workshop. Pure, as policy.py."""

from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.workshops import policy
from kimhub.workshops.policy import Owned

ANSWERING = ("officer", "kim_admin", "forum_coord", "pembina", "province")


class SignedUpFor(Owned, Protocol):
    @property
    def guests(self) -> bool: ...


class Invited(Protocol):
    """A delegation with its workshop."""

    @property
    def organization(self) -> int: ...
    @property
    def workshop(self) -> Owned: ...


class InvitedFrom(Protocol):
    """The same with where the organization stands."""

    @property
    def organization(self) -> int: ...
    @property
    def wilayah_code(self) -> str: ...


class Held(Protocol):
    """A registration with its workshop."""

    @property
    def workshop(self) -> Owned: ...


def can_sign_up(actor: Actor, one: SignedUpFor) -> bool:
    """Open the form: everybody who is signed in, and where guests may come everybody. Whether there is
    something to have, and for whom it is, the service says, in words."""
    return policy.can_see(actor, one) and (actor.id is not None or one.guests)


def can_have_a_place(actor: Actor, one: Owned) -> bool:
    """Withdraw, accept, look at one's own place: of one's own only, which the service looks up."""
    return actor.id is not None and policy.can_see(actor, one)


def can_manage_place(actor: Actor, one: Held) -> bool:
    """The team: owner, helpers who organize, pembina in scope."""
    return policy.can_manage(actor, one.workshop)


def can_answer(actor: Actor, one: Invited) -> bool:
    """Officers and admins of the organization that is invited; in an office, everybody who works there."""
    return actor.has(one.organization, *ANSWERING) and policy.can_see(actor, one.workshop)


def can_see_delegation(actor: Actor, one: Invited) -> bool:
    """Those who answer, and the team."""
    return can_answer(actor, one) or policy.can_manage(actor, one.workshop)


def can_pick_members(actor: Actor, one: InvitedFrom) -> bool:
    """Who is a member of a KIM is for that KIM and its pembina to know (groups/policy_members.py), not for
    every house that invites it."""
    return actor.has(one.organization, *ANSWERING) or actor.covers(one.wilayah_code, "pembina")


def can_take_back(actor: Actor, one: Invited) -> bool:
    return policy.can_manage(actor, one.workshop)
