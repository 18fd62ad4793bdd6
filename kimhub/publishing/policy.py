"""Who may do what with sites and articles (domain.md 4, 6.3). Pure: an actor, a thing, a yes or no.

A member writes, an editor lets out. Editors are the admins of the house, whom they name, and all officers
where the house says so; in an office everybody. The office above takes away with a reason what must not
stand, and never changes a word. `seen.py` says in SQL what everybody reads.
"""

from datetime import datetime
from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.publishing.kinds import (
    ARCHIVED,
    BY_OFFICERS,
    DONE,
    DRAFT,
    EVERYBODY,
    HIDDEN,
    IN_REVIEW,
    NEVER,
    PACKAGE,
    PAGE,
    RETURNED,
    SCHEDULED,
    SHOWN,
)

OFFICER = ("officer", "kim_admin", "forum_coord")
ADMIN = ("kim_admin", "forum_coord")
STAFF = ("pembina", "province")
ANY = ("member", *OFFICER, *STAFF)


class Place(Protocol):
    """A house with its site."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def wilayah_code(self) -> str: ...
    @property
    def legal_status(self) -> str: ...
    @property
    def publishers(self) -> str: ...
    @property
    def editors(self) -> str: ...


class Written(Protocol):
    """An article, as every rule needs it."""

    @property
    def organization(self) -> int: ...
    @property
    def owner_kind(self) -> str: ...
    @property
    def owner_status(self) -> str: ...
    @property
    def seat(self) -> str: ...
    @property
    def publishers(self) -> str: ...
    @property
    def editors(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def shown(self) -> str: ...
    @property
    def work(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def author(self) -> int | None: ...
    @property
    def hidden_by_office(self) -> bool: ...
    @property
    def is_removed(self) -> bool: ...


# -------------------------------------------------------------------------------------------- reading


def is_shown(one: Written, at: datetime) -> bool:
    """It stands where its readers find it, at this moment."""
    return (
        one.shown == SHOWN
        and not one.is_removed
        and one.owner_status != "draft"
        and (one.expires_at is None or at < one.expires_at)
    )


def is_public(one: Written, at: datetime) -> bool:
    """For everybody: people who are not signed in, search engines, feeds. Packages are for the houses."""
    return is_out(one, at) and one.kind != PACKAGE


def is_out(one: Written, at: datetime) -> bool:
    """Others may pass it on: what is public, and packages that are meant for everybody in the end."""
    return is_shown(one, at) and one.audience == EVERYBODY


def can_read(actor: Actor, one: Written, at: datetime) -> bool:
    """What is shown: everybody, or the members of the house and the office above it. Whom a package is for
    besides is said with it: policy_passing.can_read."""
    if is_public(one, at):
        return True
    if not is_shown(one, at):
        return False
    return actor.has(one.organization, *ANY) or actor.covers(one.seat, *STAFF)


def can_read_package(actor: Actor, area: str) -> bool:
    """Those who belong to a house in the wilayah of the office, and the offices around it."""
    return actor.covers(area, *STAFF) or any(
        grant.role in ANY and (place := grant.seat or grant.wilayah) is not None
        and (not area or place == area or place.startswith(f"{area}."))
        for grant in actor.grants
    )  # fmt: skip


def can_look(actor: Actor, one: Written) -> bool:
    """The article at the desk, with its state, revisions and acts: whoever wrote it, the officers of the
    house, and the office above once it has ever been shown."""
    if one.is_removed:
        return False
    if actor.has(one.organization, *OFFICER, *STAFF):
        return True
    if one.shown != NEVER and actor.covers(one.seat, *STAFF):
        return True
    return is_own(actor, one) or (one.work == IN_REVIEW and edits_for(actor, one))


# -------------------------------------------------------------------------------------------- writing


def is_own(actor: Actor, one: Written) -> bool:
    """Whoever began it, as long as they belong to the house."""
    return one.author is not None and one.author == actor.id and actor.has(one.organization, *ANY)


def is_editor(actor: Actor, organization: int, kind: str, publishers: str, editors: str) -> bool:
    """Lets articles of this house out."""
    if actor.has(organization, *(STAFF if kind == "agency" else ADMIN)):
        return True
    if publishers == BY_OFFICERS and actor.has(organization, *OFFICER):
        return True
    return actor.id is not None and str(actor.id) in editors.split() and actor.has(organization, *ANY)


def edits(actor: Actor, house: Place) -> bool:
    """An editor of this house."""
    return is_editor(actor, house.id, house.kind, house.publishers, house.editors)


def edits_for(actor: Actor, one: Written) -> bool:
    """An editor of the house of this article."""
    return is_editor(actor, one.organization, one.owner_kind, one.publishers, one.editors)


def can_write(actor: Actor, house: Place) -> bool:
    """Begin a draft: members and up."""
    return house.legal_status not in {"draft", "dissolved"} and actor.has(house.id, *ANY)


def can_open_desk(actor: Actor, house: Place) -> bool:
    """The desk of a house: those who belong to it."""
    return actor.has(house.id, *ANY)


def may_write_kind(actor: Actor, house: Place, kind: str) -> bool:
    """Pages of the site are the editors' own; packages are those of offices."""
    if kind == PACKAGE:
        return house.kind == "agency" and actor.has(house.id, *STAFF)
    return can_write(actor, house) and (kind != PAGE or edits(actor, house))


def can_change(actor: Actor, one: Written) -> bool:
    """The words: whoever began it while it lies with them, editors always; nobody while it is in the
    archive, gone, or about to go out by itself (first the schedule is called off)."""
    if one.is_removed or one.owner_status == "dissolved" or one.shown == ARCHIVED or one.work == SCHEDULED:
        return False
    if edits_for(actor, one):
        return True
    return is_own(actor, one) and one.kind not in {PAGE, PACKAGE} and one.work in {DRAFT, RETURNED, DONE}


def can_send(actor: Actor, one: Written) -> bool:
    """To the editors: those who write and do not let out themselves."""
    return (
        can_change(actor, one) and not edits_for(actor, one) and one.work in {DRAFT, RETURNED}
    )  # fmt: skip


def can_withdraw(actor: Actor, one: Written) -> bool:
    """Back from the editors."""
    return is_own(actor, one) and not one.is_removed and one.work == IN_REVIEW


def can_remove(actor: Actor, one: Written) -> bool:
    """Throw away what was never shown: whoever began it, and editors."""
    if one.is_removed or one.shown != NEVER or one.work == SCHEDULED:
        return False
    return edits_for(actor, one) or (is_own(actor, one) and one.work in {DRAFT, RETURNED})


# -------------------------------------------------------------------------------------------- letting out


def can_publish(actor: Actor, one: Written) -> bool:
    """Let out the newest text, now or at a time, and say who reads it."""
    if one.is_removed or one.owner_status in {"draft", "dissolved"} or one.shown in {ARCHIVED, HIDDEN}:
        return False
    return edits_for(actor, one) and one.work != DONE


def can_return(actor: Actor, one: Written) -> bool:
    """Back to whoever wrote it, with a note."""
    return edits_for(actor, one) and not one.is_removed and one.work == IN_REVIEW


def can_unschedule(actor: Actor, one: Written) -> bool:
    return edits_for(actor, one) and not one.is_removed and one.work == SCHEDULED


def can_call_off(actor: Actor, one: Written) -> bool:
    """Back to writing, from the editors or out of the schedule."""
    return can_withdraw(actor, one) or can_unschedule(actor, one)


def can_settle(actor: Actor, one: Written) -> bool:
    """Change what is not the text: readers, class, end, address."""
    return edits_for(actor, one) and not one.is_removed and one.owner_status != "dissolved"


def can_archive(actor: Actor, one: Written) -> bool:
    """Out of sight, because its time is over."""
    return edits_for(actor, one) and not one.is_removed and one.shown == SHOWN


def can_review(actor: Actor, one: Written) -> bool:
    """Say of what stands for long that it is still true."""
    return can_settle(actor, one) and one.shown == SHOWN


def can_bring_back(actor: Actor, one: Written) -> bool:
    """Out of the archive, or what was hidden: what an office hid only an office (or the operator) shows
    again; what the operator took from an office, the operator."""
    if one.is_removed or one.owner_status == "dissolved":
        return False
    if one.shown == HIDDEN and one.hidden_by_office:
        return actor.plays("sysadmin") or (one.owner_kind != "agency" and oversees(actor, one))
    return edits_for(actor, one) and one.shown in {ARCHIVED, HIDDEN}


def oversees(actor: Actor, one: Written) -> bool:
    """The pembina of the wilayah; for what an office tells, that office (domain.md 6.3)."""
    if one.owner_kind == "agency":
        return actor.has(one.organization, *STAFF)
    return actor.covers(one.seat, "pembina")


def can_hide(actor: Actor, one: Written) -> bool:
    """Take away with a reason what must not stand: admins of the house, the office above, and whoever runs
    the installation when the law asks for it (domain.md 6.3)."""
    if one.is_removed or one.shown != SHOWN:
        return False
    return actor.has(one.organization, *ADMIN) or oversees(actor, one) or actor.plays("sysadmin")


def hides_for_office(actor: Actor, one: Written) -> bool:
    """Whether it is an office (or the operator) that takes it away, not the house itself."""
    return not actor.has(one.organization, *ADMIN, *(STAFF if one.owner_kind == "agency" else ()))


# -------------------------------------------------------------------------------------------- the site


def can_arrange(actor: Actor, house: Place) -> bool:
    """Name, colours, front page, menu, editors: admins; in an office everybody."""
    if house.legal_status in {"draft", "dissolved"}:
        return False
    return actor.has(house.id, *(STAFF if house.kind == "agency" else ADMIN))


def can_add_photos(actor: Actor, house: Place) -> bool:
    return can_write(actor, house)


def can_pass_on(actor: Actor, house: Place) -> bool:
    """Relay what others tell, adapt a package, report where it was told: officers (domain.md 6.3)."""
    return house.legal_status not in {"draft", "dissolved"} and (
        actor.has(house.id, *OFFICER, *STAFF) or edits(actor, house)
    )


def can_issue(actor: Actor, house: Place) -> bool:
    """Packages for the houses below: offices."""
    return house.kind == "agency" and actor.has(house.id, *STAFF)


def can_follow_package(actor: Actor, one: Written) -> bool:
    """Who took a package up and who did not: the offices around it."""
    return one.kind == PACKAGE and not one.is_removed and actor.covers(one.seat, *STAFF)
