"""Who has to be told, from memberships and roles that hold now."""

from collections.abc import Callable, Iterable
from typing import Any

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.groups import crowds, terms

_admins = prepare_sql(
    'SELECT DISTINCT r."user" AS id FROM role_assignment r JOIN membership m ON m."user" = r."user"'
    " AND m.organization = r.organization AND m.state = 'active'"
    " WHERE r.organization = :organization AND r.role IN ('kim_admin', 'forum_coord')"
    " AND r.valid_from <= :at AND (r.valid_until IS NULL OR r.valid_until > :at)"
)
_officers = prepare_sql(
    'SELECT DISTINCT f."user" AS id FROM officer f JOIN membership m ON m."user" = f."user"'
    " AND m.organization = f.organization AND m.state = 'active'"
    " WHERE f.organization = :organization AND f.ended_on IS NULL"
    " AND f.term_start <= :today AND (f.term_end IS NULL OR f.term_end >= :today)"
)
_officers_in = prepare_sql(
    'SELECT f."user" AS id FROM officer f JOIN membership m ON m."user" = f."user"'
    " AND m.organization = f.organization AND m.state = 'active'"
    ' WHERE f.organization IN :organizations AND f.ended_on IS NULL AND f."user" IS NOT NULL'
    " AND f.term_start <= :today AND (f.term_end IS NULL OR f.term_end >= :today)"
    ' UNION SELECT r."user" FROM role_assignment r JOIN membership m ON m."user" = r."user"'
    " AND m.organization = r.organization AND m.state = 'active'"
    " WHERE r.organization IN :organizations AND r.role IN ('kim_admin', 'forum_coord')"
    " AND r.valid_from <= :at AND (r.valid_until IS NULL OR r.valid_until > :at)"
)
_coordinators = prepare_sql(
    'SELECT DISTINCT r."user" AS id FROM role_assignment r JOIN membership m ON m."user" = r."user"'
    " AND m.organization = r.organization AND m.state = 'active'"
    " WHERE r.role = 'forum_coord' AND r.wilayah_code = :code"
    " AND r.valid_from <= :at AND (r.valid_until IS NULL OR r.valid_until > :at)"
)
_sysadmins = prepare_sql(
    "SELECT DISTINCT \"user\" AS id FROM role_assignment WHERE role = 'sysadmin'"
    " AND valid_from <= :at AND (valid_until IS NULL OR valid_until > :at)"
)
_revisions = prepare_sql(
    "SELECT id, rights_rev FROM account WHERE id IN :people AND status = 'active' ORDER BY id"
)
_overseers = prepare_sql(
    'SELECT DISTINCT m."user" AS id FROM membership m JOIN organization o ON o.id = m.organization'
    " WHERE o.kind = 'agency' AND m.state = 'active' AND o.wilayah_code IN :codes"
)


async def admins_of(organization_id: int) -> set[int]:
    """The admins of a KIM, the coordinators of a forum KIM."""
    return {row["id"] for row in await _admins(organization=organization_id, at=now())}


async def officers_of(organization_id: int) -> set[int]:
    """Serving officers with an account, and the admins."""
    rows = await _officers(organization=organization_id, today=terms.today())
    return {row["id"] for row in rows} | await admins_of(organization_id)


async def officers_in(organizations: list[int]) -> set[int]:
    """The same of many organizations at once."""
    rows = await _officers_in(organizations=organizations, at=now(), today=terms.today())
    return {row["id"] for row in rows}


async def overseers_of(code: str) -> set[int]:
    """The staff of the dinas of the regency in which `code` lies; of the province where there is none."""
    for length in (5, 2):
        if len(code) >= length and (rows := await _overseers(codes=[code[:length]])):
            return {row["id"] for row in rows}
    return set()


async def keepers_of(organization_id: int | None, code: str) -> set[int]:
    """Who keeps order on a board: the officers of its house, the coordinators of its area; where there are
    none, those who look after the wilayah."""
    people = {row["id"] for row in await _coordinators(code=code, at=now())}
    if organization_id is not None:
        people |= await officers_of(organization_id)
    return people or await overseers_of(code)


async def sysadmins() -> set[int]:
    """The operators of this installation."""
    return {row["id"] for row in await _sysadmins(at=now())}


async def those_who(rule: Callable[[Actor, Any], bool], thing: object, people: Iterable[int]) -> set[int]:
    """Those of these people whom the rule lets at the thing at this moment."""
    found: set[int] = set()
    for part in crowds.chunks([*{*people}]):
        revisions = {row["id"]: row["rights_rev"] for row in await _revisions(people=part)}
        found |= {actor.id for actor in await crowds.actors(revisions) if actor.id and rule(actor, thing)}
    return found
