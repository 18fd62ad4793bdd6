"""Who may read a thing, in the circles of marks.py: each function says what a policy says, for everybody at
once. tests/search/test_rights.py holds them to the policies over random people and things."""

from kimhub.search import marks
from kimhub.search.marks import (
    EVERYBODY,
    OPERATORS,
    admins_of,
    belonging_below,
    covering,
    members_of,
    officers_below,
    officers_of,
    officers_sitting_below,
    overseers_of,
    person,
    person_in,
    sitting_below,
    staff_of,
)

Circles = frozenset[str]
PUBLIC: Circles = frozenset({EVERYBODY})


def house(organization: int, seat: str, legal_status: str, created_by: int | None) -> Circles:
    """groups.policy.can_look_inside for a draft; what is registered everybody knows."""
    if legal_status != "draft":
        return PUBLIC
    drafts = {person(created_by)} if created_by is not None else set[str]()
    inside = {members_of(organization), *overseers_of(seat), *covering(seat, "forum_coord")}
    return frozenset(inside | drafts)


def member(organization: int, kind: str, seat: str, user: int, is_officer: bool) -> Circles:
    """groups.policy_members.can_see_member, of an active member."""
    found = {members_of(organization), person(user), *covering(seat, "pembina")}
    if kind == "agency" or is_officer:
        found |= covering(seat, "province") | covering(seat, "forum_coord")
    return frozenset(found)


def board(kind: str, organization: int | None, code: str, visibility: str) -> Circles:
    """forum.policy.can_read."""
    if visibility == "public":
        return PUBLIC
    narrow = visibility == "officers"
    found = {OPERATORS, *overseers_of(code)}
    if organization is not None:
        found.add(officers_of(organization) if narrow else members_of(organization))
    if kind == "area":
        found |= covering(code, "forum_coord")
        found.add(officers_sitting_below(code) if narrow else sitting_below(code))
    return frozenset(found)


def workshop(organization: int, seat: str, state: str, organizers: list[int]) -> Circles:
    """workshops.policy.can_see."""
    if state != "draft":
        return PUBLIC
    found = {officers_of(organization), staff_of(organization), *covering(seat, "pembina")}
    if len(seat) == 2:
        found |= covering(seat, "province")
    return frozenset(found | {person(user) for user in organizers})


def document(
    organization: int,
    owner_kind: str,
    seat: str,
    visibility: str,
    *,
    is_draft: bool,
    is_kept: bool,
    brought_by: int | None,
) -> Circles:
    """library.policy.can_read: those who can edit it while the library `is_kept` (its house lives), and
    unless it is a draft those its visibility lets in. `brought_by` is whose photo it is."""
    is_office = owner_kind == "agency"
    found = set[str]()
    narrow = visibility == "pembina"
    if is_kept:
        keepers = admins_of(organization) if narrow else officers_of(organization)
        found.add(staff_of(organization) if is_office else keepers)
        if brought_by is not None and not narrow:
            found.add(person_in(brought_by, organization))
    if is_draft:
        return frozenset(found)
    found |= overseers_of(seat)
    match visibility:
        case "public":
            found.add(marks.EVERYBODY)
        case "members":
            found.add(members_of(organization))
            if is_office:
                found.add(belonging_below(seat))
        case "officers":
            found.add(officers_of(organization))
            if is_office:
                found.add(officers_below(seat))
        case "pembina":
            found.add(admins_of(organization))
    return frozenset(found)
