"""Coming in by an invitation: what the door says, and stepping through it once."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from kimhub.accounts import service as accounts
from kimhub.accounts.codes import read_code
from kimhub.core import limits
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, lock_id, now, savepoint, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups import applications, belonging, organizations, rights
from kimhub.groups.events import RoleGranted
from kimhub.groups.invitations import LENGTH
from kimhub.groups.member_events import MemberAccepted, MembershipApplied
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Invitation, Organization, RoleAssignment

TYPED: Final = (10, timedelta(minutes=15))  # wrong codes per device
ACCOUNTS: Final = (60, timedelta(hours=1))  # new accounts per device: a phone goes round at a meeting


class Door(msgspec.Struct, frozen=True):
    """An invitation as whoever holds its code sees it; `organization` is missing for an unknown code."""

    code: str
    state: str  # open, unknown, expired, used_up, revoked, closed
    id: int = 0
    role: str = "member"
    auto_accept: bool = True
    ends_at: datetime | None = None
    inviter: str = ""
    organization: Profile | None = None


class Outcome(msgspec.Struct, frozen=True):
    """`state`: active, applied (waits for the admins), already, or what is wrong with the door."""

    state: str
    user: int = 0

    @property
    def is_in(self) -> bool:
        return self.state in {"active", "applied", "already"}


class _Row(msgspec.Struct, frozen=True):
    id: int
    role: str
    max_uses: int
    uses: int
    auto_accept: bool
    ends_at: datetime
    revoked_at: datetime | None
    slug: str
    inviter: str | None
    created_by: int | None


_row = prepare_sql(
    "SELECT i.id, i.role, i.max_uses, i.uses, i.auto_accept, i.ends_at, i.revoked_at, o.slug,"
    " u.name AS inviter, i.created_by FROM invitation i JOIN organization o ON o.id = i.organization"
    " LEFT JOIN account u ON u.id = i.created_by WHERE i.code = :code",
    _Row,
)


async def door(code: str) -> Door:
    """What stands behind a code as people type or tap it; always a door, perhaps an unknown one."""
    read = read_code(code)
    row = await _row.first(code=read) if len(read) == LENGTH else None
    organization = await organizations.get(row.slug) if row else None
    if row is None or organization is None:
        return Door(read[: LENGTH * 2], "unknown")
    return Door(
        read,
        await _state(row, organization),
        row.id,
        row.role,
        row.auto_accept,
        row.ends_at,
        row.inviter or "",
        organization,
    )


async def find_typed(code: str, device: str) -> Door:
    """The same for a code somebody types, slowed down per device. Raises Invalid, TooMany."""
    if not read_code(code):
        raise Invalid(code=_("Tulis kode undangan Anda."))
    most, per = TYPED
    async with transaction():
        await limits.spend("invitation-code", device, most=most, per=per)
    found = await door(code)
    if found.state == "unknown":
        raise Invalid(code=_("Kode ini tidak dikenal. Periksa lagi huruf dan angkanya."))
    await limits.forgive("invitation-code", device)
    return found


async def join(found: Door, user_id: int, name: str) -> Outcome:
    """Step through as somebody who has an account. Done twice it counts once."""
    async with transaction():
        return await _step_in(found, user_id, name)


async def join_anew(found: Door, registration: accounts.Registration, device: str) -> Outcome:
    """Make the account and step through, both or neither. Raises Invalid when somebody took the name."""
    assert found.organization is not None
    most, per = ACCOUNTS
    async with transaction():
        await limits.spend("join", device, most=most, per=per)
        await belonging.lock(found.organization.id)
        state = await _state_now(found)
        if state != "open":
            return Outcome(state)
        person = await accounts.create(registration)
        outcome = await _step_in(found, person.id, person.name)
        return Outcome(outcome.state, person.id)


async def _step_in(found: Door, user: int, name: str) -> Outcome:
    organization = found.organization
    assert organization is not None
    await belonging.lock(organization.id)
    there = await belonging.open_membership(organization.id, user)
    leading = user in await belonging.leaders(organization.id)
    if there and there.state == "active" and (found.role != "kim_admin" or leading):
        return Outcome("already", user)
    if there and there.state == "suspended":
        raise Refused(_("Keanggotaan Anda sedang dihentikan sementara. Hubungi admin KIM."))
    if there and not found.auto_accept:
        return Outcome("applied", user)
    state = await _state_now(found)
    if state != "open":
        return Outcome(state, user)
    await Invitation.update({Invitation.uses: Invitation.uses + 1}).where(Invitation.id == found.id)
    if not found.auto_accept:
        return await _ask(organization, user, name)
    if there is None or there.state != "active":
        number = await belonging.admit(organization, user, user)
        await publish(MemberAccepted(organization.id, user, number, user, name, found.id))
        await Organization.update({Organization.activity_level: "less_active"}).where(
            (Organization.id == organization.id) & (Organization.activity_level == "inactive")
        )  # somebody is here: true by activity.RULE without waiting for the night
    if found.role == "kim_admin":
        await _make_admin(found, organization, user, name)
    return Outcome("active", user)


async def _ask(organization: Profile, user: int, name: str) -> Outcome:
    try:
        async with savepoint():
            number = await applications.insert_application(organization.id, user)
    except Exception as error:
        if is_unique_violation(error):
            return Outcome("applied", user)
        raise
    await publish(MembershipApplied(organization.id, user, number, name))
    return Outcome("applied", user)


async def _make_admin(found: Door, organization: Profile, user: int, name: str) -> None:
    row = await _row.first(code=found.code)
    giver = row.created_by if row and row.created_by else user
    reason = _("Undangan admin pertama")
    await RoleAssignment.insert(
        RoleAssignment(
            user=user,
            role="kim_admin",
            organization=organization.id,
            valid_from=now(),
            granted_by=giver,
            reason=reason,
        )
    )
    await rights.touch(user)
    await publish(RoleGranted(giver, user, name, "kim_admin", organization.id, "", reason))


async def _state_now(found: Door) -> str:
    """The state once nobody else can use the invitation: its row is locked first."""
    assert found.organization is not None
    await lock_id(Invitation, found.id)
    row = await _row.first(code=found.code)
    return await _state(row, found.organization) if row else "unknown"


async def _state(row: _Row, organization: Profile) -> str:
    if row.revoked_at:
        return "revoked"
    if organization.legal_status == "dissolved":
        return "closed"
    if row.uses >= row.max_uses:
        return "used_up"
    if row.ends_at <= now():
        return "expired"
    if row.role == "kim_admin" and await belonging.leaders(organization.id):
        return "used_up"
    return "open"
