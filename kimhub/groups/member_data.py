"""What this slice keeps of a person: to hand over, and to give up when the person leaves KIMHub."""

from kimhub.accounts.leaving import GONE
from kimhub.core.db import now, transaction
from kimhub.groups import belonging, rights, terms
from kimhub.groups.tables import Membership, Officer, RoleAssignment


async def forget(user_id: int) -> None:
    """End every membership, office and role of somebody who has left, and the words written about them."""
    rows = await Membership.select(Membership.organization).where(
        (Membership.user == user_id) & Membership.state.is_in([*belonging.OPEN])
    )
    for number in sorted({row["organization"] for row in rows}):
        async with transaction():
            await belonging.lock(number)
            await Membership.update(
                {Membership.state: "ended", Membership.left_on: terms.today(), Membership.changed_at: now()}
            ).where(
                (Membership.organization == number)
                & (Membership.user == user_id)
                & Membership.state.is_in([*belonging.OPEN])
            )
            await belonging.recount(number)
    async with transaction():
        await Membership.update(
            {Membership.message: "", Membership.reason: "", Membership.proposal_note: ""}
        ).where(Membership.user == user_id)
        await Officer.update({Officer.ended_on: terms.today(), Officer.reason: "resigned"}).where(
            (Officer.user == user_id) & Officer.ended_on.is_null()
        )
        await Officer.update({Officer.name: GONE}).where(Officer.user == user_id)
        await RoleAssignment.update({RoleAssignment.valid_until: now()}).where(
            (RoleAssignment.user == user_id)
            & (RoleAssignment.valid_until.is_null() | (RoleAssignment.valid_until > now()))
        )
        await rights.touch(user_id)


async def memberships(user_id: int) -> list[dict[str, object]]:
    """Rows for the person's own export."""
    rows = (
        await Membership.select(
            Membership.organization.name.as_alias("organization"),
            Membership.state,
            Membership.kind,
            Membership.card_no,
            Membership.message,
            Membership.reason,
            Membership.joined_on,
            Membership.left_on,
            Membership.created_at,
        )
        .where(Membership.user == user_id)
        .order_by(Membership.id)
    )
    return rows


async def offices(user_id: int) -> list[dict[str, object]]:
    return (
        await Officer.select(
            Officer.organization.name.as_alias("organization"),
            Officer.position,
            Officer.section,
            Officer.term_start,
            Officer.term_end,
            Officer.ended_on,
            Officer.reason,
        )
        .where(Officer.user == user_id)
        .order_by(Officer.id)
    )
