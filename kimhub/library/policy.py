"""Who may do what with a document (domain.md 5, 6.3). Pure: an actor, a thing, a yes or no.

Readers are told by the document's visibility, with the house it belongs to: its members, its officers, or
its admins, and always the office above it. What an office keeps is inherited downwards: its members are the
members of all houses in its wilayah. `seen.py` says the same in SQL, and a test holds the two together.
"""

from typing import Protocol

from kimhub.core.actor import Actor, within
from kimhub.library.kinds import ARCHIVED, BROUGHT_BY_MEMBERS, DRAFT, MEMBERS, OFFICERS, PEMBINA, PUBLIC

OFFICER = ("officer", "kim_admin", "forum_coord")
ADMIN = ("kim_admin", "forum_coord")
STAFF = ("pembina", "province")
ANY = ("member", *OFFICER, *STAFF)


class House(Protocol):
    """The owner of a library."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def wilayah_code(self) -> str: ...
    @property
    def legal_status(self) -> str: ...


class Owned(Protocol):
    """A document, as every rule needs it."""

    @property
    def organization(self) -> int: ...
    @property
    def owner_kind(self) -> str: ...
    @property
    def owner_status(self) -> str: ...
    @property
    def seat(self) -> str: ...  # wilayah code of the owner
    @property
    def kind(self) -> str: ...
    @property
    def visibility(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def is_removed(self) -> bool: ...
    @property
    def created_by(self) -> int | None: ...


# -------------------------------------------------------------------------------------------- reading


def oversees(actor: Actor, seat: str) -> bool:
    """The office above a house reads what the house's officers read."""
    return actor.covers(seat, *STAFF)


def is_below(actor: Actor, seat: str, *roles: str) -> bool:
    """Holds one of these roles in a house that lies in the wilayah of an office."""
    return any(
        grant.role in roles and within(place, seat)
        for grant in actor.grants
        if (place := grant.seat or grant.wilayah) is not None
    )


def can_read(actor: Actor, one: Owned) -> bool:
    """The document with its current version, its text and its pages."""
    if one.is_removed:
        return False
    if can_edit(actor, one):
        return True
    if one.status == DRAFT:
        return False
    return reads(actor, one.organization, one.owner_kind, one.seat, one.visibility)


def reads(actor: Actor, organization: int, owner_kind: str, seat: str, visibility: str) -> bool:
    """Whom a visibility lets in, whatever the state of the document."""
    if visibility == PUBLIC:
        return True
    if oversees(actor, seat):
        return True
    match visibility:
        case value if value == MEMBERS:
            return actor.has(organization, *ANY) or (owner_kind == "agency" and is_below(actor, seat, *ANY))
        case value if value == OFFICERS:
            return actor.has(organization, *OFFICER) or (
                owner_kind == "agency" and is_below(actor, seat, *OFFICER)
            )
        case value if value == PEMBINA:
            return actor.has(organization, *ADMIN)
    return False


def is_public(one: Owned) -> bool:
    """For people who are not signed in, search engines and feeds."""
    return one.visibility == PUBLIC and one.status != DRAFT and not one.is_removed


# -------------------------------------------------------------------------------------------- keeping


def keeps(actor: Actor, organization: int, owner_kind: str) -> bool:
    """Takes care of a library: officers of the house, everybody in an office."""
    return actor.has(organization, *(STAFF if owner_kind == "agency" else OFFICER))


def can_keep(actor: Actor, house: House) -> bool:
    return house.legal_status != "dissolved" and keeps(actor, house.id, house.kind)


def can_add(actor: Actor, house: House) -> bool:
    """Bring a file: those who keep the library; members bring photos."""
    return house.legal_status != "dissolved" and actor.has(house.id, *ANY)


def may_add_kind(actor: Actor, house: House, kind: str) -> bool:
    return can_keep(actor, house) or (can_add(actor, house) and kind in BROUGHT_BY_MEMBERS)


def can_take_out(actor: Actor, house: House) -> bool:
    """As one file, whatever they may read of it: people who are signed in."""
    return actor.id is not None and can_browse(actor, house)


def can_browse(actor: Actor, house: House) -> bool:
    """The page of a library: everybody; what is on it is for `can_read` to say."""
    return house.legal_status != "draft" or actor.has(house.id, *ANY)


def can_edit(actor: Actor, one: Owned) -> bool:
    """Those who keep the library; a photo also whoever brought it."""
    if one.owner_status == "dissolved":
        return False
    if one.visibility == PEMBINA and not may_choose(actor, one.organization, PEMBINA):
        return False
    if keeps(actor, one.organization, one.owner_kind):
        return True
    mine = one.created_by is not None and one.created_by == actor.id and one.visibility != PEMBINA
    return mine and one.kind in BROUGHT_BY_MEMBERS and actor.has(one.organization, *ANY)


def may_choose(actor: Actor, organization: int, visibility: str) -> bool:
    """What only admins read only they keep: an officer who chose it would shut himself out."""
    return visibility != PEMBINA or actor.has(organization, *ADMIN, *STAFF)


def can_change(actor: Actor, one: Owned) -> bool:
    """Edit, new version: of what is not in the archive or the bin."""
    return can_edit(actor, one) and one.status != ARCHIVED and not one.is_removed


def can_rule(actor: Actor, one: Owned) -> bool:
    """Decide who reads, make it official, archive, delete: admins; in an office everybody; an officer for
    what they brought themselves (domain.md 6.3: "own")."""
    if not keeps(actor, one.organization, one.owner_kind):
        return False
    if actor.has(one.organization, *ADMIN, *STAFF):
        return True
    if one.visibility == PEMBINA:
        return False
    return one.created_by is not None and one.created_by == actor.id


def can_restore(actor: Actor, one: Owned) -> bool:
    """Out of the bin."""
    return one.is_removed and can_rule(actor, one)


def can_share(actor: Actor, one: Owned) -> bool:
    """Give the address out to people who could not read it otherwise."""
    return can_rule(actor, one) and one.status != DRAFT and not one.is_removed


def can_ask_to_read(actor: Actor, one: Owned) -> bool:
    """Put it on the list of what must be read: offices, for what they keep or oversee."""
    return not one.is_removed and one.status != DRAFT and oversees(actor, one.seat)


def can_keep_letters(actor: Actor, house: House) -> bool:
    """The agenda of letters: officers of the house, everybody in an office."""
    return can_keep(actor, house)
