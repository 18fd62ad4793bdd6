"""The person behind a request, as every rule sees them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one scope. `wilayah` is a code prefix: rights flow down the tree, never up. `seat` is
    where a member's organization stands: it gives no right below, but a place in what lies above."""

    role: str
    organization: int | None = None
    wilayah: str | None = None
    position: str = ""
    since: datetime | None = None
    until: datetime | None = None
    seat: str | None = None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Home:
    """The organization whose name stands in the head of a person's pages."""

    id: int
    name: str
    slug: str
    kind: str
    wilayah: str
    place: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Grants are those that hold at this very moment: whoever loads the actor drops the others."""

    id: int | None = None
    name: str = ""
    initials: str = ""
    grants: tuple[Grant, ...] = ()
    session: int | None = None
    locale: str = "id"
    theme: str = ""
    unread: int = 0
    home: Home | None = None
    must: str = ""  # address of a page this person has to go through first (second factor, consent)

    def __hash__(self) -> int:
        """Of what tells people apart: kept pages are found by their reader, whose grants are many."""
        return hash((self.id, self.session, self.unread, self.locale))

    def has(self, organization: int, *roles: str) -> bool:
        """True if one of `roles` (any role when none is named) is held in this organization."""
        return any(g.organization == organization and (not roles or g.role in roles) for g in self.grants)

    def covers(self, code: str, *roles: str) -> bool:
        """True if one of `roles` is held over a wilayah that contains `code`."""
        return any(
            g.wilayah is not None and g.role in roles and within(code, g.wilayah) for g in self.grants
        )

    def plays(self, *roles: str) -> bool:
        """True if one of `roles` is held anywhere."""
        return any(g.role in roles for g in self.grants)


def within(code: str, prefix: str) -> bool:
    """True if wilayah `code` is `prefix` or lies below it; the empty prefix is the whole country."""
    return not prefix or code == prefix or code.startswith(prefix + ".")


def anyone(actor: Actor, _: object) -> bool:
    return True


def signed_in(actor: Actor, _: object) -> bool:
    return actor.id is not None
