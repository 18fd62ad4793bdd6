"""Who may do what with an organization (domain.md 6.3). Pure: an actor, a thing, a yes or no.

The thing is anything with `id`/`organization` and `wilayah_code`: an Organization row or a Struct of it.
"""

from typing import Protocol

from kimhub.core.actor import Actor

OVERSEERS = ("pembina", "province")


class Seated(Protocol):
    """An organization, as rules need it."""

    @property
    def id(self) -> int: ...
    @property
    def wilayah_code(self) -> str: ...


def is_member(actor: Actor, organization: Seated) -> bool:
    return actor.has(organization.id)


def is_officer(actor: Actor, organization: Seated) -> bool:
    return actor.has(organization.id, "officer", "kim_admin", "forum_coord", "pembina", "province")


def is_admin(actor: Actor, organization: Seated) -> bool:
    return actor.has(organization.id, "kim_admin", "forum_coord")


def oversees(actor: Actor, organization: Seated) -> bool:
    """The dinas of this organization's regency, or of its province."""
    return actor.covers(organization.wilayah_code, *OVERSEERS)


def is_pembina(actor: Actor, organization: Seated) -> bool:
    return actor.covers(organization.wilayah_code, "pembina")
