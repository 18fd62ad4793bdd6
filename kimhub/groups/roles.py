"""Rights given by people: staff of an office, coordinators of a forum, operators of the installation.

A pembina is whoever belongs to a dinas, so giving that right is taking somebody into the office.
"""

from datetime import datetime
from typing import Any

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.groups import policy
from kimhub.wilayah.names import prefix_range

ASSIGNED = ("forum_coord", "sysadmin")  # given by a row of their own, not by belonging to an office


class Held(msgspec.Struct, frozen=True):
    """One right of one person. `source` says which row gives it: staff (membership) or role."""

    source: str
    id: int
    user: int
    name: str
    role: str
    code: str
    organization: int | None
    organization_name: str | None
    slug: str | None
    since: datetime | None
    until: datetime | None


class House(msgspec.Struct, frozen=True):
    """An organization in whose name a right can be given."""

    id: int
    kind: str
    name: str
    slug: str
    place: str
    wilayah_code: str

    @property
    def role(self) -> str:
        """The right that belongs to it."""
        if self.kind == "forum_kim":
            return "forum_coord"
        return "province" if len(self.wilayah_code) == 2 else "pembina"


_INSIDE = "(o.wilayah_code = :code OR (o.wilayah_code >= :low AND o.wilayah_code < :high))"
_staff = prepare_sql(
    "SELECT 'staff' AS source, m.id, m.\"user\", u.name,"  # noqa: S608 - constants
    " CASE WHEN length(o.wilayah_code) = 2 THEN 'province' ELSE 'pembina' END AS role,"
    " o.wilayah_code AS code, o.id AS organization, o.name AS organization_name, o.slug,"
    " m.created_at AS since, NULL AS until"
    ' FROM membership m JOIN organization o ON o.id = m.organization JOIN account u ON u.id = m."user"'
    " WHERE o.kind = 'agency' AND o.legal_status <> 'dissolved' AND m.state = 'active'"
    f" AND {_INSIDE} ORDER BY o.wilayah_code, o.id, u.name, m.id",
    Held,
)
_roles = prepare_sql(
    "SELECT 'role' AS source, r.id, r.\"user\", u.name, r.role, coalesce(r.wilayah_code, '') AS code,"
    " o.id AS organization, o.name AS organization_name, o.slug,"
    " r.valid_from AS since, r.valid_until AS until"
    ' FROM role_assignment r JOIN account u ON u.id = r."user"'
    " LEFT JOIN organization o ON o.id = r.organization"
    " WHERE r.role IN :roles AND (r.valid_until IS NULL OR r.valid_until > :now)"
    " ORDER BY r.role, r.wilayah_code, u.name, r.id",
    Held,
)
_houses = prepare_sql(
    "SELECT o.id, o.kind, o.name, o.slug, o.place, o.wilayah_code FROM organization o"  # noqa: S608 - constants
    " WHERE o.kind IN ('agency', 'forum_kim') AND o.legal_status NOT IN ('draft', 'dissolved')"
    f" AND {_INSIDE} ORDER BY o.kind, o.search, o.id LIMIT 500",
    House,
)
_leaderless = prepare_sql(
    "SELECT o.id, o.kind, o.name, o.slug, o.place, o.wilayah_code FROM organization o"  # noqa: S608 - constants
    " WHERE o.kind = 'kim' AND o.legal_status NOT IN ('draft', 'dissolved')"
    f" AND {_INSIDE} AND NOT EXISTS (SELECT 1 FROM role_assignment r WHERE r.organization = o.id"
    " AND r.role = 'kim_admin' AND (r.valid_until IS NULL OR r.valid_until > :now))"
    " ORDER BY o.search, o.id LIMIT 100",
    House,
)


async def holders(actor: Actor) -> list[Held]:
    """Everybody whose right this person may give and take."""
    found: dict[tuple[str, int], Held] = {}
    for code in _scopes(actor):
        low, high = prefix_range(code)
        for held in await _staff(code=code, low=low, high=high):
            found[held.source, held.id] = held
    for held in await assigned(*ASSIGNED):
        found[held.source, held.id] = held
    return [held for held in found.values() if policy.may_give(actor, held.role, held.code)]


async def assigned(*roles: str) -> list[Held]:
    """Everybody who holds one of these roles at this moment, in the whole installation."""
    return await _roles(roles=list(roles), now=now())


async def houses(actor: Actor) -> list[House]:
    """Offices and forums in whose name this person may give a right."""
    return [
        house
        for house in await _in_scope(actor, _houses)
        if policy.may_give(actor, house.role, house.wilayah_code)
    ]


async def leaderless(actor: Actor) -> list[House]:
    """KIM of this person's scope that have no admin."""
    return await _in_scope(actor, _leaderless, now=now())


async def get_staff(membership_id: int) -> Held | None:
    """The right that this membership in an office gives."""
    rows = await _staff(code="", low="", high="~")
    return next((held for held in rows if held.id == membership_id), None)


async def get_assigned(role_id: int) -> Held | None:
    """The right that this row gives now."""
    return next((held for held in await assigned(*ASSIGNED) if held.id == role_id), None)


async def _in_scope(actor: Actor, query: Any, **values: Any) -> list[House]:
    found: dict[int, House] = {}
    for code in _scopes(actor):
        low, high = prefix_range(code)
        found |= {house.id: house for house in await query(code=code, low=low, high=high, **values)}
    return [*found.values()]


def _scopes(actor: Actor) -> list[str]:
    """The wilayah prefixes this person looks after; the operator's is the whole country."""
    if policy.is_operator(actor):
        return [""]
    return sorted({g.wilayah for g in actor.grants if g.wilayah is not None and g.role in policy.OVERSEERS})
