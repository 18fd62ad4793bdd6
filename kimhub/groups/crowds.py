"""Many people at once, as rules see them: three queries for all of them whose grants are not in memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.groups import rights
from kimhub.groups.rights import MembershipRow, OfficerRow, RoleRow

AT_ONCE: Final = 200  # people in one statement, and in one transaction that writes for many


class _Membership(MembershipRow, frozen=True):
    user: int


class _Officer(OfficerRow, frozen=True):
    user: int


class _Role(RoleRow, frozen=True):
    user: int


_memberships = prepare_sql(
    'SELECT m."user", m.organization, o.name, o.slug, o.kind, o.wilayah_code, o.place, o.legal_status'
    " FROM membership m JOIN organization o ON o.id = m.organization"
    " WHERE m.\"user\" IN :people AND m.state = 'active' ORDER BY m.id",
    _Membership,
)
_offices = prepare_sql(
    'SELECT "user", organization, position, term_start, term_end, ended_on FROM officer'
    ' WHERE "user" IN :people',
    _Officer,
)
_roles = prepare_sql(
    'SELECT "user", role, organization, wilayah_code, valid_from, valid_until FROM role_assignment'
    ' WHERE "user" IN :people',
    _Role,
)


def chunks(people: Sequence[int]) -> Iterator[list[int]]:
    """The people in order of id, so many at a time that a transaction for them is short."""
    ordered = sorted(people)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


async def actors(revisions: dict[int, int]) -> list[Actor]:
    """These people (id -> rights_rev) with the grants that hold at this moment, at most AT_ONCE of them."""
    unknown = [user for user, rev in revisions.items() if rights.remembered(user, rev) is None]
    if unknown:
        memberships: dict[int, list[MembershipRow]] = defaultdict(list)
        offices: dict[int, list[OfficerRow]] = defaultdict(list)
        roles: dict[int, list[RoleRow]] = defaultdict(list)
        for membership in await _memberships(people=unknown):
            memberships[membership.user].append(membership)
        for office in await _offices(people=unknown):
            offices[office.user].append(office)
        for role in await _roles(people=unknown):
            roles[role.user].append(role)
        for user in unknown:
            found = rights.combine(memberships[user], offices[user], roles[user])
            rights.remember(user, revisions[user], found)
    at = now()
    made = []
    for user, revision in revisions.items():
        known = rights.remembered(user, revision)
        grants = known[0] if known else ()
        made.append(Actor(id=user, grants=tuple(grant for grant in grants if grant.holds(at))))
    return made
