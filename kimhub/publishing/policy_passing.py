"""Who issues, opens, passes on and follows packages (domain.md 6.3). Pure, like `policy`.

A package is an article of an office with a request beside it: read by the houses of an area, passed on by
those who let articles of a house out, followed by the offices around it.
"""

from datetime import datetime
from typing import Protocol

from kimhub.core.actor import Actor, within
from kimhub.publishing import policy
from kimhub.publishing.kinds import ANNOUNCEMENT, AT_ONCE, NEVER, PACKAGE, PAGE
from kimhub.publishing.policy import ANY, STAFF, Place, Written


class Asked(Protocol):
    """A package: its article, and the wilayah whose houses are asked."""

    @property
    def article(self) -> Written: ...
    @property
    def area(self) -> str: ...
    @property
    def closed_at(self) -> datetime | None: ...


def can_issue_any(actor: Actor, _: object) -> bool:
    """Begin a package, for whichever office one belongs to."""
    return actor.plays(*STAFF)


def belongs_somewhere(actor: Actor, _: object) -> bool:
    """Packages are for people of houses and offices."""
    return any(grant.organization is not None and grant.role in ANY for grant in actor.grants)


def can_arrange(actor: Actor, one: Asked) -> bool:
    """What is asked for, of whom, until when: the office that issues it."""
    return not one.article.is_removed and actor.has(one.article.organization, *STAFF)


def can_read(actor: Actor, one: Asked, at: datetime) -> bool:
    """Once it is issued: people of houses in its area, and the offices around them. Before and after: its
    own office."""
    if one.article.is_removed:
        return False
    if can_arrange(actor, one):
        return True
    return policy.is_shown(one.article, at) and policy.can_read_package(actor, one.area)


def can_follow(actor: Actor, one: Asked) -> bool:
    """Who took it up and who did not: its office, those above, and below it each in its own wilayah."""
    return can_arrange(actor, one) or (one.article.shown != NEVER and bool(follows(actor, one.area)))


def follows(actor: Actor, area: str) -> list[str]:
    """The parts of the area this person oversees: all of it, or their own wilayah in it."""
    codes = sorted({g.wilayah for g in actor.grants if g.role in STAFF and g.wilayah is not None})
    if any(within(area, code) for code in codes):
        return [area]
    return [code for code in codes if within(code, area)]


def is_asked(house: Place, one: Asked) -> bool:
    """The package is meant for this house."""
    return within(house.wilayah_code, one.area) and house.id != one.article.organization


def may_be_relayed(one: Written, at: datetime) -> bool:
    """Others may show it as it is: what everybody may read, and packages that are meant for everybody."""
    return policy.is_out(one, at) and one.kind != PAGE


def can_relay(actor: Actor, one: Written, at: datetime) -> bool:
    """Somebody of a house looks at what another one tells, to pass it on. Of packages see `can_read`."""
    return belongs_somewhere(actor, one) and may_be_relayed(one, at) and one.kind != PACKAGE


def can_pass_on(actor: Actor, house: Place, one: Written, at: datetime) -> bool:
    """For this house, at this moment."""
    return policy.can_pass_on(actor, house) and may_be_relayed(one, at) and one.organization != house.id


def can_tell(actor: Actor, house: Place, one: Asked, at: datetime) -> bool:
    """Report where it was told aloud, also of a package that is for members only."""
    return policy.can_pass_on(actor, house) and policy.is_shown(one.article, at) and is_asked(house, one)


def asks_at_once(info_class: str, owner_kind: str, kind: str) -> bool:
    """An announcement of an office that threatens life or order asks all houses below, like a package."""
    return info_class == AT_ONCE and owner_kind == "agency" and kind == ANNOUNCEMENT
