"""Who may do what with an organization (domain.md 6.3). Pure: an actor, a thing, a yes or no.

The thing is an Organization row or any Struct with the same names. Rights flow down the tree of wilayah
codes and never up or sideways: the prefix test in `Actor.covers` is the only way from a place to a right.
"""

from collections.abc import Iterable
from typing import Protocol

from kimhub.core.actor import Actor, within

OVERSEERS = ("pembina", "province")
STAFF = OVERSEERS  # whoever belongs to an agency holds one of these in it
BELONGING = ("member", "officer", "kim_admin", "forum_coord", *STAFF)
LEVELS = {"kim": (3, 4), "forum_kim": (1, 2, 3), "agency": (1, 2)}  # where each kind may have its seat


class Seated(Protocol):
    """An organization, as most rules need it."""

    @property
    def id(self) -> int: ...
    @property
    def wilayah_code(self) -> str: ...


class Standing(Seated, Protocol):
    """An organization with its state and who entered it."""

    @property
    def kind(self) -> str: ...
    @property
    def legal_status(self) -> str: ...
    @property
    def created_by(self) -> int | None: ...


# ------------------------------------------------------------------------------------------ belonging


def is_member(actor: Actor, organization: Seated) -> bool:
    """The organizer of one event holds a role in the house too, and does not belong to it."""
    return actor.has(organization.id, *BELONGING)


def is_officer(actor: Actor, organization: Seated) -> bool:
    return actor.has(organization.id, "officer", "kim_admin", "forum_coord", *STAFF)


def is_admin(actor: Actor, organization: Seated) -> bool:
    return actor.has(organization.id, "kim_admin", "forum_coord")


def runs(actor: Actor, organization: Seated) -> bool:
    """Its admins; of a government office everybody who works there."""
    return is_admin(actor, organization) or actor.has(organization.id, *STAFF)


def oversees(actor: Actor, organization: Seated) -> bool:
    """The dinas of this organization's regency, or of its province."""
    return actor.covers(organization.wilayah_code, *OVERSEERS)


def is_pembina(actor: Actor, organization: Seated) -> bool:
    return actor.covers(organization.wilayah_code, "pembina")


def drafts(actor: Actor, organization: Standing) -> bool:
    """Whoever entered a draft takes care of it until it is registered."""
    return (
        organization.legal_status == "draft"
        and actor.id is not None
        and actor.id == organization.created_by
    )


# ------------------------------------------------------------------------------------------- creating


def can_draft_somewhere(actor: Actor, _: object) -> bool:
    """May open the form; `may_create` decides about the place."""
    return actor.plays("kim_admin", "forum_coord", *OVERSEERS)


def may_create(actor: Actor, kind: str, code: str, state: str, seats: Iterable[str] = ()) -> bool:
    """`seats` are the wilayah codes of the KIM this person is admin of.

    Nobody creates above or beside himself (decidim/decidim#13279).
    """
    if actor.covers(code, *OVERSEERS):
        return state != "verified" or kind == "agency" or checks_decrees_at(actor, code)
    if kind != "kim" or state != "draft":
        return False
    return actor.covers(code, "forum_coord") or any(within(code, seat) for seat in seats)


# ------------------------------------------------------------------------------------- reading inside


def can_look_inside(actor: Actor, organization: Standing) -> bool:
    return (
        is_member(actor, organization)
        or oversees(actor, organization)
        or actor.covers(organization.wilayah_code, "forum_coord")
        or drafts(actor, organization)
    )


def can_read_history(actor: Actor, organization: Seated) -> bool:
    return actor.has(organization.id, "kim_admin") or oversees(actor, organization) or is_operator(actor)


# --------------------------------------------------------------------------------- profile and state


def lives(organization: Standing) -> bool:
    """What was dissolved is only read."""
    return organization.legal_status != "dissolved"


def can_edit_facts(actor: Actor, organization: Standing) -> bool:
    """Name, contact and the like; a pembina leaves a note."""
    return lives(organization) and (
        runs(actor, organization) or is_pembina(actor, organization) or drafts(actor, organization)
    )


def can_edit(actor: Actor, organization: Standing) -> bool:
    """May open the form; officers without more rights change its texts only."""
    return can_edit_facts(actor, organization) or (
        lives(organization) and actor.has(organization.id, "officer")
    )


def owes_a_note(actor: Actor, organization: Standing) -> bool:
    """A pembina changes the profile of somebody else's house: with a reason, and logged."""
    return not (is_officer(actor, organization) or drafts(actor, organization))


def can_register(actor: Actor, organization: Standing) -> bool:
    return organization.legal_status == "draft" and (
        runs(actor, organization) or oversees(actor, organization) or drafts(actor, organization)
    )


def checks_decrees_at(actor: Actor, code: str) -> bool:
    """The pembina; at the seat of a province itself, where no pembina reaches, the province."""
    return actor.covers(code, "pembina") or (len(code) == 2 and actor.covers(code, "province"))


def can_verify(actor: Actor, organization: Standing) -> bool:
    """Check decrees, override the activity, dissolve. Nobody verifies the KIM they lead."""
    return (
        organization.kind != "agency"
        and lives(organization)
        and checks_decrees_at(actor, organization.wilayah_code)
        and not actor.has(organization.id, "officer", "kim_admin", "forum_coord")
    )


def can_dissolve(actor: Actor, organization: Standing) -> bool:
    """An office is closed by the one above it, never by its own staff."""
    if organization.kind == "agency":
        return lives(organization) and oversees(actor, organization) and not is_member(actor, organization)
    return can_verify(actor, organization)


# --------------------------------------------------------------------------------------------- decrees


def can_see_decrees(actor: Actor, organization: Standing) -> bool:
    return organization.kind != "agency" and can_look_inside(actor, organization)


def can_upload_decree(actor: Actor, organization: Standing) -> bool:
    return (
        organization.kind != "agency"
        and lives(organization)
        and (
            is_admin(actor, organization) or can_verify(actor, organization) or drafts(actor, organization)
        )
    )


class HasOrganization(Protocol):
    """A decree, as one of its organizations has it."""

    @property
    def organization(self) -> Standing: ...


def can_see_decree(actor: Actor, one: HasOrganization) -> bool:
    return can_see_decrees(actor, one.organization)


def can_check_decree(actor: Actor, one: HasOrganization) -> bool:
    return can_verify(actor, one.organization)


# ------------------------------------------------------------------------------------ officers, rights


def can_appoint(actor: Actor, organization: Standing) -> bool:
    """Officers inside one's own house."""
    return lives(organization) and runs(actor, organization)


def can_share_admin(actor: Actor, organization: Standing) -> bool:
    """A KIM's admins name further ones. (A forum's coordinator is named by the dinas.)"""
    return organization.kind == "kim" and lives(organization) and is_admin(actor, organization)


def can_name_first_admin(actor: Actor, organization: Standing) -> bool:
    """The service adds: only while there is no admin."""
    return organization.kind == "kim" and lives(organization) and is_pembina(actor, organization)


def can_name_admin(actor: Actor, organization: Standing) -> bool:
    """The operator may only bring a house back that has lost its last admin; the service sees to that."""
    recovery = organization.kind == "kim" and lives(organization) and is_operator(actor)
    return can_share_admin(actor, organization) or can_name_first_admin(actor, organization) or recovery


def can_revoke_admin(actor: Actor, one: HasOrganization) -> bool:
    return can_share_admin(actor, one.organization)


def can_end_office(actor: Actor, one: HasOrganization) -> bool:
    return can_appoint(actor, one.organization)


def is_operator(actor: Actor, _: object = None) -> bool:
    return actor.plays("sysadmin")


def can_give_roles(actor: Actor, _: object) -> bool:
    return actor.plays("sysadmin", *OVERSEERS)


def may_give(actor: Actor, role: str, code: str) -> bool:
    """Never more than one has: an overseer hands on what lies in the own wilayah, on the own level or
    below."""
    if is_operator(actor):
        return True
    match role:
        case "province":
            return actor.covers(code, "province")
        case "pembina" | "forum_coord":
            return actor.covers(code, *OVERSEERS)
    return False


class Given(Protocol):
    """A right somebody holds."""

    @property
    def role(self) -> str: ...
    @property
    def code(self) -> str: ...


def can_take(actor: Actor, held: Given) -> bool:
    return may_give(actor, held.role, held.code)


class Placed(Protocol):
    """Something that stands for a wilayah, such as the installation."""

    @property
    def wilayah_code(self) -> str: ...


def can_set_positions(actor: Actor, installation: Placed) -> bool:
    """One list serves the whole installation: so only the dinas that covers all of it, and the operator."""
    return is_operator(actor) or actor.covers(installation.wilayah_code, "pembina")
