"""What every change of a membership has in common. All of it inside the caller's transaction, after the
organization's row was locked: so the counts are right and two people deciding at once do it in turn."""

from itertools import count, islice
from typing import Any

from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now
from kimhub.core.prepared import prepare_sql
from kimhub.groups import rights, terms
from kimhub.groups.events import OfficerEnded, RoleRevoked
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Membership, Officer, Organization, RoleAssignment

OPEN = ("applied", "orientation", "active", "suspended")
LEADING = ("kim_admin", "forum_coord")  # roles that end with the membership

_recount = prepare_sql(
    "UPDATE organization SET member_count = (SELECT count(*) FROM membership m"
    " WHERE m.organization = organization.id AND m.state = 'active') WHERE id = :organization"
)
_leaders = prepare_sql(
    'SELECT DISTINCT r."user" AS id FROM role_assignment r JOIN membership m ON m."user" = r."user"'
    " AND m.organization = r.organization AND m.state = 'active'"
    " JOIN account a ON a.id = m.\"user\" AND a.status = 'active'"  # who is locked out leads nobody
    " WHERE r.organization = :organization AND r.role IN ('kim_admin', 'forum_coord')"
    " AND r.valid_from <= :now AND (r.valid_until IS NULL OR r.valid_until > :now)"
)
_cards = prepare_sql("SELECT card_no FROM membership WHERE organization = :organization AND card_no <> ''")
_old_card = prepare_sql(
    'SELECT card_no FROM membership WHERE organization = :organization AND "user" = :user'
    " AND card_no <> '' ORDER BY id DESC LIMIT 1"
)


async def lock(organization_id: int) -> None:
    """From here to the end of the transaction nobody else changes the members of this organization."""
    await lock_id(Organization, organization_id)


async def recount(organization_id: int) -> None:
    """Keep `member_count` true: those whose membership is active."""
    await _recount(organization=organization_id)


async def leaders(organization_id: int) -> set[int]:
    """The admins of a KIM or coordinators of a forum at this moment."""
    return {row["id"] for row in await _leaders(organization=organization_id, now=now())}


async def open_membership(organization_id: int, user_id: int) -> Membership | None:
    """The one membership of this person that has not ended; a person has at most one in an organization."""
    return (
        await Membership.objects()
        .where(
            (Membership.organization == organization_id)
            & (Membership.user == user_id)
            & Membership.state.is_in([*OPEN])
        )
        .first()
    )


async def admit(organization: Profile, user_id: int, by: int | None) -> int:
    """Make somebody an active member from wherever they stood; returns the membership's id."""
    there = await open_membership(organization.id, user_id)
    values: dict[Any, Any] = {
        Membership.state: "active",
        Membership.joined_on: terms.today(),
        Membership.reason: "",
        Membership.decided_by: by,
        Membership.decided_at: None,
        Membership.changed_at: now(),
        Membership.card_no: await card_for(organization, user_id),
    }
    if there:
        await Membership.update(values).where(Membership.id == there.id)
        number: int = there.id
    else:
        row = Membership(values, organization=organization.id, user=user_id, created_at=now())
        number = int((await Membership.insert(row))[0]["id"])
    await recount(organization.id)
    await rights.touch(user_id)
    return number


async def card_for(organization: Profile, user_id: int) -> str:
    """The card number a person had here before, or the next free one."""
    if old := await _old_card.value(organization=organization.id, user=user_id):
        return str(old)
    (card,) = await free_cards(organization, 1)
    return card


async def free_cards(organization: Profile, how_many: int) -> list[str]:
    """Card numbers nobody has: seat, organization, running number, such as `73.08.16.2009-12-007`."""
    taken = {row["card_no"] for row in await _cards(organization=organization.id)}
    numbers = (f"{organization.wilayah_code}-{organization.id}-{n:03d}" for n in count(len(taken) + 1))
    return list(islice((card for card in numbers if card not in taken), how_many))


async def close_offices(organization: Profile, user_id: int, name: str, by: int, reason: str) -> None:
    """Whoever leaves gives back offices and roles there, so that coming back does not bring them back."""
    ended = (
        await Officer.update({Officer.ended_on: terms.today(), Officer.reason: reason})
        .where(
            (Officer.organization == organization.id)
            & (Officer.user == user_id)
            & Officer.ended_on.is_null()
            & (Officer.term_end.is_null() | (Officer.term_end >= terms.today()))
        )
        .returning(Officer.id, Officer.position)
    )
    for row in ended:
        day = terms.today().isoformat()
        await publish(
            OfficerEnded(organization.id, by, row["id"], user_id, name, row["position"], reason, day)
        )
    revoked = (
        await RoleAssignment.update({RoleAssignment.valid_until: now(), RoleAssignment.revoked_by: by})
        .where(
            (RoleAssignment.organization == organization.id)
            & (RoleAssignment.user == user_id)
            & RoleAssignment.role.is_in([*LEADING])
            & (RoleAssignment.valid_until.is_null() | (RoleAssignment.valid_until > now()))
        )
        .returning(RoleAssignment.role)
    )
    for row in revoked:
        await publish(RoleRevoked(by, user_id, name, row["role"], organization.id, "", reason))
