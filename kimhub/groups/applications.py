"""A person's own steps: asking to join, taking the request back, leaving."""

from datetime import timedelta

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.groups import belonging, rights, terms
from kimhub.groups.member_events import ApplicationWithdrawn, MembershipApplied, MembershipEnded
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Membership

MOST_A_DAY = 5
HANDED_OVER = "resigned"  # the reason with which offices end

_led = prepare_sql(
    "SELECT o.id, o.name FROM membership m JOIN organization o ON o.id = m.organization"
    ' JOIN role_assignment r ON r.organization = m.organization AND r."user" = m."user"'
    " AND r.role IN ('kim_admin', 'forum_coord') AND r.valid_from <= :now"
    " AND (r.valid_until IS NULL OR r.valid_until > :now)"
    " WHERE m.\"user\" = :user AND m.state = 'active' AND o.legal_status <> 'dissolved'"
    " ORDER BY o.id"
)


async def apply(organization: Profile, actor: Actor, message: str) -> bool:
    """Ask to join; True when the request is new. Asked twice it waits once.

    Raises Invalid for the message, Refused for a member or somebody suspended, TooMany.
    """
    message = checked_text(message, "message", most=500, least=0)
    if organization.legal_status == "dissolved":
        raise Refused(_("%(name)s sudah bubar.") % {"name": organization.name})
    async with transaction():
        await belonging.lock(organization.id)
        there = await belonging.open_membership(organization.id, _id(actor))
        if there and there.state == "suspended":
            raise Refused(_("Keanggotaan Anda sedang dihentikan sementara. Hubungi admin KIM."))
        if there:
            return False
        await limits.spend("apply", actor.id, most=MOST_A_DAY, per=timedelta(days=1))
        try:
            async with savepoint():
                number = await insert_application(organization.id, _id(actor), message)
        except Exception as error:
            if is_unique_violation(error):
                return False
            raise
        await publish(MembershipApplied(organization.id, _id(actor), number, actor.name))
    return True


async def insert_application(organization_id: int, user_id: int, message: str = "") -> int:
    """The row of a request; breaks the index `membership_open` when there is one already."""
    row = Membership(
        organization=organization_id,
        user=user_id,
        state="applied",
        message=message,
        created_at=now(),
        changed_at=now(),
    )
    return int((await Membership.insert(row))[0]["id"])


async def withdraw(organization: Profile, actor: Actor) -> bool:
    """Take the own request back; False when it was answered or withdrawn meanwhile."""
    async with transaction():
        await belonging.lock(organization.id)
        changed = (
            await Membership.update(
                {
                    Membership.state: "ended",
                    Membership.left_on: terms.today(),
                    Membership.changed_at: now(),
                }
            )
            .where(
                (Membership.organization == organization.id)
                & (Membership.user == actor.id)
                & (Membership.state == "applied")
            )
            .returning(Membership.id)
        )
        for row in changed:
            await publish(ApplicationWithdrawn(organization.id, _id(actor), row["id"], actor.name))
    return bool(changed)


async def leave(organization: Profile, actor: Actor) -> bool:
    """End the own membership. Raises Refused for the last admin while there are other members: hand over
    first. False when it had ended before."""
    user = _id(actor)
    async with transaction():
        await belonging.lock(organization.id)
        there = await belonging.open_membership(organization.id, user)
        if there is None or there.state not in {"active", "suspended", "orientation"}:
            return False
        if there.state == "active" and await is_last(organization.id, organization.kind, user):
            raise Refused(_("Anda admin terakhir. Serahkan dulu hak admin kepada anggota lain."))
        await Membership.update(
            {
                Membership.state: "ended",
                Membership.left_on: terms.today(),
                Membership.reason: "",
                Membership.decided_by: user,
                Membership.decided_at: None,
                Membership.changed_at: now(),
            }
        ).where(Membership.id == there.id)
        await belonging.recount(organization.id)
        await belonging.close_offices(organization, user, actor.name, user, HANDED_OVER)
        await rights.touch(user)
        await publish(MembershipEnded(organization.id, user, there.id, user, actor.name, ""))
    return True


async def is_last(organization_id: int, kind: str, user_id: int) -> bool:
    """True for the only admin of a house with other members; for the only person of an office."""
    others = (
        (Membership.organization == organization_id)
        & (Membership.state == "active")
        & (Membership.user != user_id)
    )
    has_others = await Membership.exists().where(others)
    if kind == "agency":
        return not has_others
    return has_others and await belonging.leaders(organization_id) == {user_id}


async def led_alone(user_id: int, *, lock: bool = False) -> list[str]:
    """The names of the organizations that would lose their last admin with this person.

    With `lock`, inside a transaction, nobody else leaves any of them until it ends.
    """
    rows = await _led(user=user_id, now=now())
    for row in rows if lock else ():
        await belonging.lock(row["id"])
    return [row["name"] for row in rows if await is_last(row["id"], "kim", user_id)]


def _id(actor: Actor) -> int:
    assert actor.id is not None
    return actor.id
