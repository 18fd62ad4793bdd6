"""Who may touch whose account. Pure: an actor, a thing, a yes or no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kimhub.core.actor import Actor, Grant

RANKS = {
    "member": 0,
    "officer": 1,
    "organizer": 1,
    "kim_admin": 2,
    "forum_coord": 2,
    "pembina": 3,
    "province": 4,
}


@dataclass(frozen=True, slots=True)
class ResetTarget:
    """Somebody who needs a new password, with every grant they hold now or will hold.

    `seats` gives the wilayah code of each organization their grants name. A grant in one
    that is missing there counts as out of reach.
    """

    id: int
    grants: tuple[Grant, ...] = ()
    seats: Mapping[int, str] = field(default_factory=dict)


def can_reset(actor: Actor, target: ResetTarget) -> bool:
    """An admin of a KIM the person belongs to, the dinas above it, or the operator; and never somebody who
    would gain a right by it: whoever sets a password can take the account over."""
    if actor.id is None or actor.id == target.id:
        return False
    if actor.plays("sysadmin"):
        return True
    reachable = any(
        grant.organization is not None
        and (
            actor.has(grant.organization, "kim_admin")
            or actor.covers(target.seats.get(grant.organization, "-"), "pembina", "province")
        )
        for grant in target.grants
    )
    return reachable and all(_outranks(actor, grant, target.seats) for grant in target.grants)


def _outranks(actor: Actor, grant: Grant, seats: Mapping[int, str]) -> bool:
    """True if the actor holds at least this right, there or above it.

    Plain membership gives no power, but it opens its house: whoever resets must be inside or above it, or
    the admin of one KIM could read another's boards (ASVS 8.4.1).
    """
    rank = RANKS.get(grant.role)
    if rank == 0 and grant.organization is not None and actor.has(grant.organization):
        return True
    if rank is None:  # sysadmin, and roles this module does not know
        return False
    scopes = [seats.get(grant.organization, "-")] if grant.organization is not None else []
    if grant.wilayah is not None:
        scopes.append(grant.wilayah)
    above = [role for role in ("pembina", "province") if RANKS[role] >= rank]
    if scopes and all(actor.covers(code, *above) for code in scopes):
        return True
    inside = grant.organization is not None and grant.wilayah is None
    return inside and rank <= RANKS["kim_admin"] and actor.has(grant.organization or 0, "kim_admin")


class Owned(Protocol):
    """A row that belongs to a person: a session, for instance."""

    @property
    def user(self) -> int: ...


def owns(actor: Actor, thing: Owned) -> bool:
    return actor.id is not None and thing.user == actor.id


def can_see_photo(actor: Actor, _: object) -> bool:
    """Photos are for people of the house, not for search engines and strangers."""
    return actor.id is not None
