"""Who may do what with the members of an organization (domain.md 6.3). Pure, as policy.py."""

from typing import Protocol

from kimhub.accounts.policy import ResetTarget, can_reset
from kimhub.core.actor import Actor
from kimhub.groups import policy
from kimhub.groups.policy import Standing


class Belonging(Protocol):
    """A membership, as the rules need it."""

    @property
    def user(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def is_officer(self) -> bool: ...


class One(Protocol):
    """A membership with its organization; `led` says that the organization has an admin now."""

    @property
    def member(self) -> Belonging: ...
    @property
    def organization(self) -> Standing: ...
    @property
    def led(self) -> bool: ...


class House(Protocol):
    """An organization and whether it has an admin now."""

    @property
    def organization(self) -> Standing: ...
    @property
    def led(self) -> bool: ...


class Reachable(Protocol):
    """Somebody's phone number: whose it is, whether fellow members may see it, whether an officer's."""

    @property
    def user(self) -> int: ...
    @property
    def phone_visible(self) -> bool: ...
    @property
    def is_officer(self) -> bool: ...


# -------------------------------------------------------------------------------------------- looking


def can_see_members(actor: Actor, organization: Standing) -> bool:
    """Names. Members, the dinas above, the coordinator of the forum above (see sees_only_officers)."""
    return (
        policy.is_member(actor, organization)
        or policy.oversees(actor, organization)
        or actor.covers(organization.wilayah_code, "forum_coord")
    )


def sees_only_officers(actor: Actor, organization: Standing) -> bool:
    """The coordinator of the forum above and the province deal with those who hold an office, so of a KIM
    they are shown nobody else (domain.md 6.3, "See member list": officers)."""
    return organization.kind != "agency" and not (
        policy.is_member(actor, organization) or policy.is_pembina(actor, organization)
    )


def sees_all_states(actor: Actor, organization: Standing) -> bool:
    """Those who applied, were suspended or have left are the business of those in charge: the officers and
    the pembina; of an office the one above it."""
    above = policy.oversees if organization.kind == "agency" else policy.is_pembina
    return policy.is_officer(actor, organization) or above(actor, organization)


def can_see_member(actor: Actor, one: One) -> bool:
    if actor.id is not None and one.member.user == actor.id:
        return True
    if not can_see_members(actor, one.organization):
        return False
    if sees_only_officers(actor, one.organization) and not one.member.is_officer:
        return False
    return one.member.state == "active" or sees_all_states(actor, one.organization)


def sees_contact(actor: Actor, organization: Standing, person: Reachable) -> bool:
    """As the settings promise: always the admins and the pembina, fellow members and officers only where
    the person allows it, forum and province only officers."""
    if person.user == actor.id:
        return True
    if policy.runs(actor, organization) or policy.is_pembina(actor, organization):
        return True
    if policy.oversees(actor, organization):
        return person.is_officer
    if policy.is_member(actor, organization):
        return person.phone_visible
    if actor.covers(organization.wilayah_code, "forum_coord"):
        return person.is_officer and person.phone_visible
    return False


# ------------------------------------------------------------------------------------------- deciding


def may_decide(actor: Actor, organization: Standing, led: bool) -> bool:
    """The admins; the pembina only while there is no admin."""
    return policy.lives(organization) and (
        policy.runs(actor, organization) or (policy.is_pembina(actor, organization) and not led)
    )


def can_decide(actor: Actor, one: One) -> bool:
    """Nobody decides about the own membership."""
    return may_decide(actor, one.organization, one.led) and one.member.user != actor.id


def can_propose(actor: Actor, one: One) -> bool:
    """Officers say what they think; the admins decide."""
    return (
        policy.lives(one.organization)
        and actor.has(one.organization.id, "officer")
        and not may_decide(actor, one.organization, one.led)
        and one.member.user != actor.id
    )


def can_describe(actor: Actor, one: One) -> bool:
    """Kind of membership and card number, also the admin's own."""
    return may_decide(actor, one.organization, one.led)


# --------------------------------------------------------------------------------- joining and leaving


def can_ask(actor: Actor, organization: Standing) -> bool:
    """Whoever is signed in, but for those who look after KIM by office, and for joining an office.

    An admin or officer may ask elsewhere: the head of a KIM belongs into the forum of the kecamatan.
    """
    return (
        actor.id is not None
        and organization.kind != "agency"
        and organization.legal_status != "draft"
        and not actor.plays("pembina", "province", "sysadmin")
    )


def can_leave(actor: Actor, organization: Standing) -> bool:
    return policy.is_member(actor, organization)


# ------------------------------------------------------------------------------- invitations and lists


def can_invite(actor: Actor, organization: Standing) -> bool:
    """An invitation accepts in advance, so it takes who may accept."""
    return policy.lives(organization) and policy.runs(actor, organization)


def can_invite_admin(actor: Actor, organization: Standing) -> bool:
    """The link with which a KIM gets its first admin. The service adds: only while there is none."""
    return policy.can_name_first_admin(actor, organization) and organization.legal_status != "draft"


class OfOrganization(Protocol):
    @property
    def organization(self) -> Standing: ...
    @property
    def role(self) -> str: ...


def can_see_invitation(actor: Actor, invitation: OfOrganization) -> bool:
    if invitation.role == "kim_admin":
        return can_invite_admin(actor, invitation.organization)
    return can_invite(actor, invitation.organization)


def can_import(actor: Actor, house: House) -> bool:
    """Lists make members of a KIM or forum. The staff of an office are let in one by one."""
    return house.organization.kind != "agency" and may_decide(actor, house.organization, house.led)


# ------------------------------------------------------------------------------ rules over what was loaded


class Resettable(One, Protocol):
    @property
    def target(self) -> ResetTarget: ...


def can_open_list(actor: Actor, house: House) -> bool:
    return can_see_members(actor, house.organization)


def can_give_code(actor: Actor, one: Resettable) -> bool:
    """A new password for a member, by the rule of accounts: never to gain a right by it."""
    return can_see_member(actor, one) and can_reset(actor, one.target)
