"""What this slice keeps of a person: to hand over, and to give up when the person leaves KIMHub."""

import json
from typing import Any, Final

from kimhub.accounts.leaving import GONE
from kimhub.core.db import now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.core.tables import Event
from kimhub.groups import belonging, rights, terms
from kimhub.groups.tables import Membership, Officer, RoleAssignment

# Events that name the person they are about, for the history of an organization.
NAMING: Final = (
    "AnswerProposed",
    "AnswerTakenBack",
    "ApplicationWithdrawn",
    "ContactsSeen",
    "MemberAccepted",
    "MemberDeclined",
    "MemberEdited",
    "MemberReinstated",
    "MemberSuspended",
    "MembershipApplied",
    "MembershipEnded",
    "OfficerAppointed",
    "OfficerEnded",
    "OrientationStarted",
    "RoleGranted",
    "RoleRevoked",
)
# Of these, the ones whose reason or note is about the person and not a deed of office.
PRIVATE: Final = {"AnswerProposed", "MemberDeclined", "MemberSuspended", "MembershipEnded"}

_naming = prepare_sql(
    "SELECT id, kind, payload FROM event WHERE kind IN :kinds"
    " AND (actor = :person OR organization IS NULL OR organization IN :organizations)"
)


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
    await _forget_name(user_id)


async def _forget_name(user_id: int) -> None:
    """The trail keeps what happened, and no longer to whom: the name of somebody who left, and what was
    said of them."""
    rows = await Membership.select(Membership.id, Membership.organization).where(Membership.user == user_id)
    own = {row["id"] for row in rows}
    houses = sorted({row["organization"] for row in rows})
    found = await _naming(kinds=list(NAMING), person=user_id, organizations=houses)
    async with transaction():
        for row in found:
            payload: dict[str, Any] = json.loads(row["payload"])
            if payload.get("user_id") != user_id and payload.get("membership_id") not in own:
                continue
            payload |= {"name": GONE} | (_silent(payload) if row["kind"] in PRIVATE else {})
            await Event.update({Event.payload: json.dumps(payload)}).where(Event.id == row["id"])


def _silent(payload: dict[str, Any]) -> dict[str, str]:
    return {word: "" for word in ("reason", "note") if word in payload}


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
