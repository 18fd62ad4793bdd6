"""Who is admin of a KIM: the first named by the pembina, further ones by the admins themselves."""

from datetime import datetime

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.groups import organizations, policy, rights
from kimhub.groups.events import RoleGranted, RoleRevoked
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Membership, Organization, RoleAssignment


class Admin(msgspec.Struct, frozen=True):
    id: int
    user: int
    name: str
    valid_from: datetime
    reason: str
    granter: str | None


class OneAdmin(msgspec.Struct, frozen=True):
    admin: Admin
    organization: Profile


_of = prepare_sql(
    'SELECT r.id, r."user", u.name, r.valid_from, r.reason, g.name AS granter'
    ' FROM role_assignment r JOIN account u ON u.id = r."user"'
    ' JOIN membership m ON m.organization = r.organization AND m."user" = r."user" AND m.state = \'active\''
    " LEFT JOIN account g ON g.id = r.granted_by"
    " WHERE r.organization = :organization AND r.role = 'kim_admin'"
    " AND r.valid_from <= :now AND (r.valid_until IS NULL OR r.valid_until > :now) ORDER BY r.id",
    Admin,
)


async def of(organization: Profile) -> list[Admin]:
    """The admins at this moment."""
    return await _of(organization=organization.id, now=now())


async def get(slug: str, role_id: int) -> OneAdmin | None:
    organization = await organizations.get(slug)
    found = [admin for admin in await of(organization) if admin.id == role_id] if organization else []
    return OneAdmin(found[0], organization) if found and organization else None


async def check_may_name(organization: Profile, actor: Actor) -> list[Admin]:
    """The admins there are. Raises Refused when they are to name the next one themselves."""
    there = await of(organization)
    if there and not policy.can_share_admin(actor, organization):
        raise Refused(_("KIM ini sudah punya admin. Admin KIM sendiri yang menunjuk admin berikutnya."))
    return there


async def grant(organization: Profile, actor: Actor, user: str, reason: str) -> bool:
    """Make an active member admin; False when they are admin already.

    A KIM's own admins may at any time; a pembina only while there is no admin; the operator only to bring
    a house back that lost its last one. Each time with the reason, in the log.
    """
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis alasannya."))
    async with transaction():
        await lock_id(Organization, organization.id)
        there = await check_may_name(organization, actor)
        rows = await Membership.select(Membership.user, Membership.user.name.as_alias("name")).where(
            (Membership.organization == organization.id) & (Membership.state == "active")
        )
        member = next((row for row in rows if str(row["user"]) == user), None)
        if member is None:
            raise Invalid(user=_("Pilih anggota yang aktif."))
        if any(admin.user == member["user"] for admin in there):
            return False
        await RoleAssignment.insert(
            RoleAssignment(
                user=member["user"],
                role="kim_admin",
                organization=organization.id,
                valid_from=now(),
                granted_by=actor.id,
                reason=reason,
            )
        )
        await rights.touch(member["user"])
        assert actor.id is not None
        await publish(
            RoleGranted(actor.id, member["user"], member["name"], "kim_admin", organization.id, "", reason)
        )
    return True


async def revoke(one: OneAdmin, actor: Actor, reason: str) -> bool:
    """Take the admin's rights away at once; the last admin stays until there is another."""
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis alasannya."))
    admin, organization = one.admin, one.organization
    async with transaction():
        await lock_id(Organization, organization.id)
        there = await of(organization)
        if [other.id for other in there] == [admin.id]:
            raise Refused(_("Ini admin terakhir. Tunjuk admin lain dulu."))
        changed = (
            await RoleAssignment.update(
                {RoleAssignment.valid_until: now(), RoleAssignment.revoked_by: actor.id}
            )
            .where((RoleAssignment.id == admin.id) & RoleAssignment.revoked_by.is_null())
            .returning(RoleAssignment.id)
        )
        if changed:
            await rights.touch(admin.user)
            assert actor.id is not None
            await publish(
                RoleRevoked(actor.id, admin.user, admin.name, "kim_admin", organization.id, "", reason)
            )
    return bool(changed)
