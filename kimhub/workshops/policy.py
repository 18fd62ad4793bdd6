"""Who may do what with a workshop (domain.md 6.3, rows "event"). Pure: an actor, a thing, a yes or no.

The owner organization's officers and admins plan and run it; a pembina in scope may too; of an office,
everybody who works there. `helpers` are people the owner lets run this one event ("organizer"), or only
stand at its door ("door", features.md M3).
"""

from collections.abc import Mapping
from typing import Protocol

from kimhub.core.actor import Actor, within
from kimhub.groups import policy as groups

CREATORS = ("officer", "kim_admin", "forum_coord", "pembina", "province")


class Owned(Protocol):
    """A workshop, as every rule needs it. `id` of the owner and where it stands."""

    @property
    def organization(self) -> int: ...
    @property
    def seat(self) -> str: ...  # wilayah code of the owner
    @property
    def owner_kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def helpers(self) -> Mapping[int, str]: ...


# ------------------------------------------------------------------------------------------- creating


class House(Protocol):
    """An organization that may hold events."""

    @property
    def id(self) -> int: ...
    @property
    def wilayah_code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def legal_status(self) -> str: ...


def can_create_somewhere(actor: Actor, _: object) -> bool:
    """May open the form; `may_create_for` decides about the house."""
    return actor.plays(*CREATORS)


def may_create_for(actor: Actor, house: House) -> bool:
    """Officers and admins for their house; whoever works in an office for the office. A house that nobody
    may know of yet, or that is no more, invites nobody."""
    return house.legal_status not in {"draft", "dissolved"} and groups.is_officer(actor, house)


def can_add_kinds(actor: Actor, _: object) -> bool:
    """The list of kinds is extended by the district (issue: extendable by district)."""
    return actor.plays("pembina", "province", "sysadmin")


class AddedKind(Protocol):
    """A kind somebody added, for the wilayah they stand for."""

    @property
    def wilayah_code(self) -> str: ...


def can_change_kind(actor: Actor, kind: AddedKind) -> bool:
    """Whoever could have added it there."""
    return actor.plays("sysadmin") or actor.covers(kind.wilayah_code, "pembina", "province")


# -------------------------------------------------------------------------------------------- reading


def is_announced(actor: Actor, one: Owned) -> bool:
    """What invites to an event or is handed on with it: never of a draft, whoever asks."""
    return one.state != "draft"


def can_see(actor: Actor, one: Owned) -> bool:
    """What was announced is public, also when cancelled; a draft is for those who plan it."""
    return one.state != "draft" or can_manage(actor, one)


# ------------------------------------------------------------------------------------------- running


def owns(actor: Actor, one: Owned) -> bool:
    """Officers and admins of the owner; in an office, everybody who works there."""
    return actor.has(one.organization, "officer", "kim_admin", "forum_coord", "pembina", "province")


def oversees(actor: Actor, one: Owned) -> bool:
    """The pembina in scope; over what a province's dinas or forum holds, the province."""
    if actor.covers(one.seat, "pembina"):
        return True
    return len(one.seat) == 2 and actor.covers(one.seat, "province")


def can_manage(actor: Actor, one: Owned) -> bool:
    """Edit it, confirm and refuse sign-ups, write to people, take lists out."""
    return owns(actor, one) or oversees(actor, one) or one.helpers.get(actor.id or 0) == "organizer"


def can_edit(actor: Actor, one: Owned) -> bool:
    """What is over or cancelled is not planned any more."""
    return can_manage(actor, one) and one.state in {"draft", "open"}


def can_discard(actor: Actor, one: Owned) -> bool:
    """A draft is deleted; whatever was announced is called off."""
    return can_manage(actor, one) and one.state == "draft"


class Offered(Owned, Protocol):
    """An event, as far as copying it goes."""

    @property
    def is_template(self) -> bool: ...


def can_copy(actor: Actor, one: Offered) -> bool:
    """Who runs it; what a pembina offers as a template, everybody below who may hold events."""
    if not can_create_somewhere(actor, one):
        return False
    if can_manage(actor, one):
        return True
    below = (grant.seat or grant.wilayah for grant in actor.grants)
    return one.is_template and any(place and within(place, one.seat) for place in below)


def can_offer(actor: Actor, one: Owned) -> bool:
    """Templates come from offices: whoever works in the one that planned it."""
    return one.state == "draft" and actor.has(one.organization, "pembina", "province")


def can_work_the_door(actor: Actor, one: Owned) -> bool:
    """Check people in: the team, helpers at the door included."""
    return can_manage(actor, one) or one.helpers.get(actor.id or 0) == "door"


def can_choose_helpers(actor: Actor, one: Owned) -> bool:
    """A right is given by the owner, never handed on by a helper."""
    return owns(actor, one) or oversees(actor, one)


def can_certify(actor: Actor, one: Owned) -> bool:
    """Issue and revoke certificates: admins of a KIM for its own events, not each officer of it."""
    if one.state == "draft":
        return False
    if actor.has(one.organization, "kim_admin", "forum_coord", "pembina", "province"):
        return True
    return oversees(actor, one) or one.helpers.get(actor.id or 0) == "organizer"


def can_report(actor: Actor, one: Owned) -> bool:
    """Write the report of the event."""
    return can_manage(actor, one) and one.state != "draft"


def can_accept_report(actor: Actor, one: Owned) -> bool:
    """The pembina in scope; never whoever belongs to the house that held it, but for an office of its own,
    where the service asks for a second pair of eyes (accepted by somebody else than who submitted)."""
    if not oversees(actor, one):
        return False
    return one.owner_kind == "agency" or not actor.has(
        one.organization, "officer", "kim_admin", "forum_coord"
    )


def can_take_contacts(actor: Actor, one: Owned) -> bool:
    """Lists with phone numbers; helpers at the door see names only."""
    return can_manage(actor, one)
