"""Names of people, as far as lists of members show them: those who hold an office now, as the public page
of their house names them, and active members for whoever may open the list. No contact of anybody.

A thing is a membership (twice its id) or an office (twice its id and one): who has a place in two houses is
found in both. Whoever holds an office in a house is found by that, not as a member once more.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.accounts import events as accounts
from kimhub.core.bus import on
from kimhub.core.db import now
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.groups import events as groups
from kimhub.groups import member_events as members
from kimhub.groups import settings, terms
from kimhub.search import circles, writing
from kimhub.search.again import again, belonging
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfHouse, OfMember, OfOfficer, OfPerson

KIND: Final = "person"
OFFICER, MEMBER = "officer", "member"


class Person(Struct, frozen=True):
    """A membership or an office, with its house."""

    id: int
    user: int | None
    name: str
    position: str
    section: str
    is_officer: bool
    since: date | None
    created_at: datetime
    organization: int
    kind: str
    house: str
    slug: str
    wilayah_code: str
    legal_status: str
    founder: int | None


_HOUSE: Final = (
    "o.id AS organization, o.kind, o.name AS house, o.slug, o.wilayah_code, o.legal_status,"
    " o.created_by AS founder"
)
# As groups.members and groups.officers tell who holds an office today.
_SERVES: Final = (
    "f.ended_on IS NULL AND f.term_start <= :today AND (f.term_end IS NULL OR f.term_end >= :today)"
)
_members = prepare_sql(
    f"""SELECT m.id, m."user", u.name, '' AS position, '' AS section, m.joined_on AS since, m.created_at,
    EXISTS (SELECT 1 FROM role_assignment r WHERE r."user" = m."user" AND r.organization = m.organization
      AND r.role IN ('kim_admin', 'forum_coord') AND r.valid_from <= :now
      AND (r.valid_until IS NULL OR r.valid_until > :now)) AS is_officer, {_HOUSE}
    FROM membership m JOIN account u ON u.id = m."user" JOIN organization o ON o.id = m.organization
    WHERE m.id IN :ids AND m.state = 'active' AND u.status <> 'deleted'
    AND NOT EXISTS (SELECT 1 FROM officer f WHERE f."user" = m."user" AND f.organization = m.organization
      AND {_SERVES})""",  # noqa: S608 - our own words
    Person,
)
_officers = prepare_sql(
    f"""SELECT f.id, f."user", coalesce(u.name, f.name) AS name, f.position, f.section,
    f.term_start AS since, f.created_at, TRUE AS is_officer, {_HOUSE}
    FROM officer f LEFT JOIN account u ON u.id = f."user" JOIN organization o ON o.id = f.organization
    WHERE f.id IN :ids AND {_SERVES} AND coalesce(u.status, '') <> 'deleted'""",  # noqa: S608
    Person,
)
_IDS: Final = (
    "SELECT id * 2 AS thing FROM membership{m} UNION ALL SELECT id * 2 + 1 AS thing FROM officer{f}"
)
_FROM: Final = "SELECT thing FROM ({}) AS found WHERE thing > :after ORDER BY thing"
_all = prepare_sql(f"{_FROM.format(_IDS.format(m='', f=''))} LIMIT :most")
_of_member = prepare_sql(
    'SELECT f.id * 2 + 1 FROM officer f JOIN membership m ON m."user" = f."user"'
    " AND m.organization = f.organization WHERE m.id = :membership"
)
_of_officer = prepare_sql(
    'SELECT m.id * 2 FROM membership m WHERE m.organization = :organization AND m."user" = :user'
)
_turned = prepare_sql(
    "SELECT f.id * 2 + 1 FROM officer f WHERE f.term_start = :today OR f.term_end = :yesterday"
    ' UNION SELECT m.id * 2 FROM membership m JOIN officer f ON f."user" = m."user"'
    " AND f.organization = m.organization WHERE f.term_start = :today OR f.term_end = :yesterday"
    ' UNION SELECT m.id * 2 FROM membership m JOIN role_assignment r ON r."user" = m."user"'
    " AND r.organization = m.organization WHERE (r.valid_until > :since AND r.valid_until <= :now)"
    " OR (r.valid_from > :since AND r.valid_from <= :now)"
)


def _belong(of: str, where: str) -> None:
    narrowed = _IDS.format(m=f" WHERE {where}", f=f" WHERE {where}")
    belonging(KIND, of, _FROM.format(narrowed))


_belong("house", "organization = :ref")
_belong("account", '"user" = :ref')


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _all.rows(after=after, most=most)]


async def entries_of(things: Sequence[int]) -> Sequence[Entry]:
    today = terms.today()
    of_members = [thing // 2 for thing in things if thing % 2 == 0]
    of_officers = [thing // 2 for thing in things if thing % 2]
    found: list[Entry] = []
    if of_members:
        found += [_member(one) for one in await _members(ids=of_members, today=today, now=now())]
    if of_officers:
        labels = {row.code: row.label for row in await settings.positions()}
        found += [_officer(one, labels) for one in await _officers(ids=of_officers, today=today)]
    return found


def _member(one: Person) -> Entry:
    assert one.user is not None
    return _entry(
        one,
        thing=one.id * 2,
        path=f"/kim/{one.slug}/anggota/{one.id}",
        readers=circles.member(one.organization, one.kind, one.wilayah_code, one.user, one.is_officer),
        text=one.house,
    )


def _officer(one: Person, labels: dict[str, str]) -> Entry:
    is_draft = one.legal_status == "draft"
    said = labels.get(one.position, one.position)
    return _entry(
        one,
        thing=one.id * 2 + 1,
        path=f"/kim/{one.slug}/pengurus" if is_draft else f"/k/{one.slug}",
        readers=circles.house(one.organization, one.wilayah_code, one.legal_status, one.founder),
        text=f"{said}{f', {one.section}' if one.section else ''}, {one.house}",
    )


def _entry(one: Person, thing: int, path: str, readers: circles.Circles, text: str) -> Entry:
    return Entry(
        kind=KIND,
        thing=thing,
        title=one.name,
        path=path,
        readers=readers,
        happened_at=terms.begins(one.since) if one.since else one.created_at,
        text=text,
        organization=one.organization,
        house=one.house,
        seat=one.wilayah_code,
        type=OFFICER if one.is_officer else MEMBER,
    )


register(Source(KIND, lazy_("Orang"), "person", all_ids, entries_of))


@on(
    members.MemberAccepted,
    members.AnswerTakenBack,
    members.MemberSuspended,
    members.MemberReinstated,
    members.MembershipEnded,
)
async def follow_member(event: OfMember) -> None:
    offices = [row[0] for row in await _of_member.rows(membership=event.membership_id)]
    await writing.refresh(KIND, [event.membership_id * 2, *offices])


@on(groups.OfficerAppointed, groups.OfficerEnded)
async def follow_officer(event: OfOfficer) -> None:
    rows = await _of_officer.rows(organization=event.organization_id, user=event.user_id or 0)
    await writing.refresh(KIND, [event.officer_id * 2 + 1, *(row[0] for row in rows)])


@on(members.MembersImported)
async def follow_import(event: OfHouse) -> None:
    await again(KIND, "house", event.organization_id)


@on(groups.RoleGranted, groups.RoleRevoked, accounts.ProfileChanged, accounts.UserDeleted)
async def follow_person(event: OfPerson) -> None:
    await again(KIND, "account", event.person)


async def follow_the_clock() -> None:
    """Offices and roles begin and end by themselves."""
    at, today = now(), terms.today()
    rows = await _turned.rows(
        today=today, yesterday=today - timedelta(days=1), now=at, since=at - timedelta(days=2)
    )
    await writing.refresh(KIND, sorted({row[0] for row in rows}))
