"""What a person may do, from memberships, offices and roles; valid at this very moment.

Grants are read once per change: `User.rights_rev` goes up in the transaction that changes any of them, and
their dates are looked at again on every request, so an office that ends takes its rights along the same
second.
"""

from collections import OrderedDict
from datetime import date, datetime

import msgspec

from kimhub.accounts.sessions import Visit
from kimhub.accounts.tables import User
from kimhub.core.actor import Actor, Grant, Home
from kimhub.core.db import now
from kimhub.core.prepared import prepare
from kimhub.core.text import initials
from kimhub.groups import terms
from kimhub.groups.tables import Membership, Officer, RoleAssignment

KEPT = 20_000  # people whose grants stay in memory
HOME_ORDER = ("kim_admin", "officer", "forum_coord", "pembina", "province", "member")
OF_MEMBERS = {"kim_admin", "forum_coord"}  # roles that end with the membership


class MembershipRow(msgspec.Struct, frozen=True):
    organization: int
    name: str
    slug: str
    kind: str
    wilayah_code: str
    place: str
    legal_status: str


class OfficerRow(msgspec.Struct, frozen=True):
    organization: int
    position: str
    term_start: date
    term_end: date | None
    ended_on: date | None


class RoleRow(msgspec.Struct, frozen=True):
    role: str
    organization: int | None
    wilayah_code: str | None
    valid_from: datetime
    valid_until: datetime | None


_memberships = prepare(
    lambda p: (
        Membership.select(
            Membership.organization,
            Membership.organization.name.as_alias("name"),
            Membership.organization.slug.as_alias("slug"),
            Membership.organization.kind.as_alias("kind"),
            Membership.organization.wilayah_code.as_alias("wilayah_code"),
            Membership.organization.place.as_alias("place"),
            Membership.organization.legal_status.as_alias("legal_status"),
        )
        .where((Membership.user == p.user) & (Membership.state == "active"))
        .order_by(Membership.id)
    ),
    into=MembershipRow,
)
_offices = prepare(
    lambda p: Officer.select(
        Officer.organization, Officer.position, Officer.term_start, Officer.term_end, Officer.ended_on
    ).where(Officer.user == p.user),
    into=OfficerRow,
)
_roles = prepare(
    lambda p: RoleAssignment.select(
        RoleAssignment.role,
        RoleAssignment.organization,
        RoleAssignment.wilayah_code,
        RoleAssignment.valid_from,
        RoleAssignment.valid_until,
    ).where(RoleAssignment.user == p.user),
    into=RoleRow,
)

Rights = tuple[tuple[Grant, ...], dict[int, Home]]
_known: OrderedDict[int, tuple[int, Rights]] = OrderedDict()


class Standing(msgspec.Struct, frozen=True):
    """An actor as made for a session, and what it was made from."""

    seen: tuple[object, ...]
    begins: datetime
    ends: datetime | None  # when a grant begins or ends next
    actor: Actor

    def is_good(self, seen: tuple[object, ...], at: datetime) -> bool:
        return self.seen == seen and self.begins <= at and (self.ends is None or at < self.ends)


_actors: OrderedDict[int, Standing] = OrderedDict()


async def actor_for(visit: Visit, must: str = "") -> Actor:
    """The person behind `visit` with the grants that hold now.

    The same object while nothing of it changed: the revision of the rights comes with the session, out of
    the database, at every request.
    """
    seen = (visit.user, visit.rights_rev, visit.name, visit.locale, visit.theme, visit.unread, must)
    at = now()
    known = _actors.get(visit.id)
    if known and known.is_good(seen, at):
        return known.actor
    grants, homes = await rights_of(visit.user, visit.rights_rev)
    actor = _actor(visit, must, tuple(grant for grant in grants if grant.holds(at)), homes)
    turns = [turn for grant in grants for turn in (grant.since, grant.until) if turn and turn > at]
    _actors[visit.id] = Standing(seen, at, min(turns, default=None), actor)
    if len(_actors) > KEPT:
        _actors.popitem(last=False)
    return actor


def _actor(visit: Visit, must: str, held: tuple[Grant, ...], homes: dict[int, Home]) -> Actor:
    return Actor(
        id=visit.user,
        name=visit.name,
        initials=initials(visit.name),
        grants=held,
        session=visit.id,
        locale=visit.locale,
        theme=visit.theme,
        unread=visit.unread,
        home=home_of(held, homes),
        must=must,
    )


async def rights_of(user_id: int, revision: int) -> Rights:
    """All grants of a person, past and future ones too, and the organizations behind them."""
    known = remembered(user_id, revision)
    return known if known is not None else remember(user_id, revision, await _read(user_id))


def remembered(user_id: int, revision: int) -> Rights | None:
    """The person's grants, if this process knows them as of this revision."""
    known = _known.get(user_id)
    return known[1] if known and known[0] == revision else None


def remember(user_id: int, revision: int, rights: Rights) -> Rights:
    """Keep what was read, and hand it back."""
    _known[user_id] = (revision, rights)
    if len(_known) > KEPT:
        _known.popitem(last=False)
    return rights


async def touch(*user_ids: int) -> None:
    """Make every process read these people's grants again. Call it in the transaction that changes them."""
    if user_ids:
        await User.update({User.rights_rev: User.rights_rev + 1}).where(User.id.is_in(list(user_ids)))


def forget() -> None:
    """Drop what this process remembers (tests, restored databases)."""
    _known.clear()
    _actors.clear()


async def _read(user_id: int) -> Rights:
    memberships: list[MembershipRow] = await _memberships(user=user_id)
    offices: list[OfficerRow] = await _offices(user=user_id)
    roles: list[RoleRow] = await _roles(user=user_id)
    return combine(memberships, offices, roles)


def combine(memberships: list[MembershipRow], offices: list[OfficerRow], roles: list[RoleRow]) -> Rights:
    """The grants that follow from one person's rows."""
    grants = []
    for row in memberships:
        if row.kind == "agency":  # a member of a dinas is pembina over its whole wilayah
            if row.legal_status == "dissolved":
                continue
            role = "province" if len(row.wilayah_code) == 2 else "pembina"
            grants.append(Grant(role, row.organization, row.wilayah_code))
        else:
            grants.append(Grant("member", row.organization, seat=row.wilayah_code))
    belongs = {row.organization for row in memberships}
    seats = {row.organization: row.wilayah_code for row in memberships if row.kind != "agency"}
    for office in offices:
        if office.organization in belongs:
            grants.append(
                Grant(
                    "officer",
                    office.organization,
                    position=office.position,
                    since=terms.begins(office.term_start),
                    until=_office_ends(office),
                    seat=seats.get(office.organization),
                )
            )
    for given in roles:
        if given.role in OF_MEMBERS and given.organization not in belongs:
            continue
        grants.append(
            Grant(
                given.role,
                given.organization,
                given.wilayah_code,
                since=given.valid_from,
                until=given.valid_until,
                seat=seats.get(given.organization) if given.organization is not None else None,
            )
        )
    homes = {
        row.organization: Home(row.organization, row.name, row.slug, row.kind, row.wilayah_code, row.place)
        for row in memberships
    }
    return tuple(grants), homes


def home_of(grants: tuple[Grant, ...], homes: dict[int, Home]) -> Home | None:
    """The organization a person speaks from; None for whoever is in none."""
    for role in HOME_ORDER:
        for grant in grants:
            if grant.role == role and grant.organization in homes:
                return homes[grant.organization]
    return None


def _office_ends(office: OfficerRow) -> datetime | None:
    """A term lasts to the end of its last day; who was relieved is so from that day on."""
    if office.ended_on:
        return terms.begins(office.ended_on)
    return terms.ends(office.term_end) if office.term_end else None
