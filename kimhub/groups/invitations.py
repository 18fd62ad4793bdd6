"""Ways to join: a link, a QR code, or a short code read out at a meeting. Never a member's phone in it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from kimhub.accounts.allowances import spend
from kimhub.accounts.codes import random_code
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_number
from kimhub.core.prepared import prepare_sql
from kimhub.groups import belonging, organizations
from kimhub.groups.member_events import InvitationCreated, InvitationRevoked
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Invitation
from kimhub.settings import load

LENGTH: Final = 10  # of 29 letters and digits: 4 * 10^14 codes
MOST_USES: Final = 500
MOST_DAYS: Final = 90
ADMIN_DAYS: Final = 3  # an admin's link is short-lived
OFFICE_USES, OFFICE_DAYS = 10, 7  # who joins an office has power over others
PAGE: Final = 20


class Entry(msgspec.Struct, frozen=True):
    """An invitation as the pages of its organization show it."""

    id: int
    code: str
    role: str
    max_uses: int
    uses: int
    auto_accept: bool
    ends_at: datetime
    revoked_at: datetime | None
    created_at: datetime
    creator: str | None

    @property
    def state(self) -> str:
        """open, revoked, used_up or expired."""
        if self.revoked_at:
            return "revoked"
        if self.uses >= self.max_uses:
            return "used_up"
        return "open" if self.ends_at > now() else "expired"

    @property
    def spoken(self) -> str:
        """The code in two halves, easier to read out."""
        return spoken(self.code)

    @property
    def link(self) -> str:
        return f"{load().base_url}/undangan/{self.code}"


class OneInvitation(msgspec.Struct, frozen=True):
    """For the rules."""

    invitation: Entry
    organization: Profile

    @property
    def role(self) -> str:
        return self.invitation.role


class New(msgspec.Struct, frozen=True):
    """What the form asks for."""

    max_uses: int
    days: int
    auto_accept: bool


_COLUMNS = """
i.id, i.code, i.role, i.max_uses, i.uses, i.auto_accept, i.ends_at, i.revoked_at, i.created_at,
u.name AS creator FROM invitation i LEFT JOIN account u ON u.id = i.created_by
"""
_entries = prepare_sql(
    f"SELECT {_COLUMNS} WHERE i.organization = :organization AND i.role = :role"
    " AND (CAST(:before AS BIGINT) = 0 OR i.id < CAST(:before AS BIGINT))"
    f" ORDER BY i.id DESC LIMIT {PAGE + 1}",
    Entry,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} WHERE i.organization = :organization AND i.id = :id",
    Entry,
)


async def of(
    organization: Profile, role: str = "member", before: int = 0
) -> tuple[list[Entry], int | None]:
    """Invitations, the newest first, and the id to go on before (None at the end)."""
    rows = await _entries(organization=organization.id, role=role, before=before)
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


async def get(slug: str, invitation_id: int) -> OneInvitation | None:
    organization = await organizations.get(slug)
    entry = await _one.first(organization=organization.id, id=invitation_id) if organization else None
    return OneInvitation(entry, organization) if entry and organization else None


def read(form: dict[str, str]) -> New:
    """The form as values; raises Invalid."""
    errors = {}
    uses, days = parse_number(form.get("max_uses", "")), parse_number(form.get("days", ""))
    if uses is None or uses != int(uses) or not 1 <= uses <= MOST_USES:
        errors["max_uses"] = _("Tulis angka dari 1 sampai %(most)s.") % {"most": MOST_USES}
    if days is None or days != int(days) or not 1 <= days <= MOST_DAYS:
        errors["days"] = _("Tulis angka dari 1 sampai %(most)s.") % {"most": MOST_DAYS}
    if errors or uses is None or days is None:
        raise Invalid(**errors)
    return New(int(uses), int(days), form.get("auto_accept") == "on")


async def create(
    organization: Profile,
    actor: Actor,
    *,
    role: str = "member",
    max_uses: int = 30,
    days: int = 14,
    auto_accept: bool = True,
    key: UUID | None = None,
) -> Invitation:
    """A new invitation; sent twice with one key it is made once.

    One for the first admin works once, for ADMIN_DAYS at most, and only while there is no admin (Refused).
    An office's invitations lead to its queue: whoever belongs to it has power over others.
    """
    if role == "kim_admin":
        max_uses, days, auto_accept = 1, min(days, ADMIN_DAYS), True
    elif organization.kind == "agency":
        max_uses, days, auto_accept = min(max_uses, OFFICE_USES), min(days, OFFICE_DAYS), False
    if key and (made := await Invitation.objects().where(Invitation.key == key).first()):
        return made
    row = Invitation(
        organization=organization.id,
        role=role,
        max_uses=max_uses,
        auto_accept=auto_accept,
        ends_at=now() + timedelta(days=days),
        created_by=actor.id,
        created_at=now(),
        key=key,
    )
    assert actor.id is not None
    await spend("invitations", actor.id)
    try:
        async with transaction():
            await belonging.lock(organization.id)
            if role == "kim_admin":
                if await belonging.leaders(organization.id):
                    raise Refused(
                        _("KIM ini sudah punya admin. Admin KIM sendiri yang menunjuk admin lain.")
                    )
                if there := await _open_admin_link(organization.id):
                    return there
            row.id = await _insert(row)
            await publish(InvitationCreated(organization.id, actor.id, row.id, role, max_uses))
    except Exception as error:
        if key and is_unique_violation(error):
            made = await Invitation.objects().where(Invitation.key == key).first()
            if made:
                return made
        raise
    return row


async def revoke(one: OneInvitation, actor: Actor) -> bool:
    """Close an invitation at once; False when it was closed already."""
    async with transaction():
        changed = (
            await Invitation.update({Invitation.revoked_at: now()})
            .where((Invitation.id == one.invitation.id) & Invitation.revoked_at.is_null())
            .returning(Invitation.id)
        )
        if changed:
            assert actor.id is not None
            await publish(
                InvitationRevoked(one.organization.id, actor.id, one.invitation.id, one.invitation.code)
            )
    return bool(changed)


def spoken(code: str) -> str:
    """`ABCDE-FGHJK`."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


async def _open_admin_link(organization_id: int) -> Invitation | None:
    return (
        await Invitation.objects()
        .where(
            (Invitation.organization == organization_id)
            & (Invitation.role == "kim_admin")
            & Invitation.revoked_at.is_null()
            & (Invitation.uses == 0)
            & (Invitation.ends_at > now())
        )
        .first()
    )


async def _insert(row: Invitation) -> int:
    """Store it under a code nobody has; returns the id."""
    for _attempt in range(5):
        row.code = random_code(LENGTH)
        try:
            async with savepoint():
                return int((await Invitation.insert(row))[0]["id"])
        except Exception as error:
            if not is_unique_violation(error) or not await Invitation.exists().where(
                Invitation.code == row.code
            ):
                raise
    raise RuntimeError("no free code")
