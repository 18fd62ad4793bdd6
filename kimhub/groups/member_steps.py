"""What those in charge do with memberships. Every step happens once, whoever else decides at that moment:
it returns False when the membership was no longer where the step begins."""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.text import checked_line
from kimhub.groups import belonging, policy, policy_members, rights, terms
from kimhub.groups.member_events import (
    AnswerProposed,
    AnswerTakenBack,
    MemberAccepted,
    MemberDeclined,
    MemberEdited,
    MemberReinstated,
    MembershipEnded,
    MemberSuspended,
    OrientationStarted,
)
from kimhub.groups.members import TAKEN_BACK, OneMember
from kimhub.groups.tables import Membership

KINDS = ("biasa", "kehormatan")

# The states in which each step can be taken (domain.md 10, Membership).
DECLINED_FROM: Final = frozenset({"applied", "orientation"})
SUSPENDED_FROM: Final = frozenset({"active"})
ENDED_FROM: Final = frozenset({"active", "suspended"})


async def accept(one: OneMember, actor: Actor, *, orientation: bool = False) -> bool:
    """Let an applicant in, or into orientation first; from orientation into membership."""
    member, organization = one.member, one.organization
    if orientation:
        return await _start_orientation(one, actor)
    async with transaction():
        await _begin(one, actor)
        if not (was := await _state_of(one)) or was not in {"applied", "orientation"}:
            return False
        await belonging.admit(organization, member.user, actor.id)
        if was == "applied":
            await Membership.update({Membership.decided_at: now()}).where(Membership.id == member.id)
        await publish(
            MemberAccepted(organization.id, _id(actor), member.id, member.user, member.name, None)
        )
    return True


async def decline(one: OneMember, actor: Actor, reason: str) -> bool:
    """Answer no, with the reason the applicant reads."""
    reason = _reason(reason)
    member, organization = one.member, one.organization
    async with transaction():
        await _begin(one, actor)
        was = await _state_of(one)
        if was not in DECLINED_FROM:
            return False
        await _set(one, actor, "declined", reason=reason, decided_at=now() if was == "applied" else None)
        await publish(
            MemberDeclined(organization.id, _id(actor), member.id, member.user, member.name, reason)
        )
    return True


async def take_back(one: OneMember, actor: Actor) -> bool:
    """Undo an answer within ten minutes: the request waits again. Raises Refused when the person has asked
    anew meanwhile."""
    member, organization = one.member, one.organization
    async with transaction():
        await _begin(one, actor)
        try:
            async with savepoint():
                changed = (
                    await Membership.update(
                        {
                            Membership.state: "applied",
                            Membership.reason: "",
                            Membership.joined_on: None,
                            Membership.decided_by: None,
                            Membership.decided_at: None,
                            Membership.changed_at: now(),
                        }
                    )
                    .where(
                        (Membership.id == member.id)
                        & (Membership.decided_by == actor.id)
                        & (Membership.decided_at > now() - TAKEN_BACK)
                        & Membership.state.is_in(["active", "orientation", "declined"])
                    )
                    .returning(Membership.id)
                )
        except Exception as error:
            if is_unique_violation(error):
                raise Refused(
                    _("%(name)s sudah mengirim permintaan baru.") % {"name": member.name}
                ) from None
            raise
        if changed:
            await belonging.recount(organization.id)
            await rights.touch(member.user)
            await publish(AnswerTakenBack(organization.id, _id(actor), member.id, member.user, member.name))
    return bool(changed)


async def propose(one: OneMember, actor: Actor, proposal: str, note: str) -> bool:
    """An officer's view, which the admins see beside the request. The latest one counts."""
    if proposal not in {"accept", "decline"}:
        raise Invalid(proposal=_("Pilih salah satu."))
    least = 5 if proposal == "decline" else 0
    note = checked_line(note, "note", most=300, least=least, empty=_("Tulis alasannya."))
    member, organization = one.member, one.organization
    async with transaction():
        changed = (
            await Membership.update(
                {
                    Membership.proposal: proposal,
                    Membership.proposal_note: note,
                    Membership.proposed_by: actor.id,
                }
            )
            .where((Membership.id == member.id) & (Membership.state == "applied"))
            .returning(Membership.id)
        )
        if changed and (proposal, note) != (member.proposal, member.proposal_note):
            await publish(
                AnswerProposed(organization.id, _id(actor), member.id, member.name, proposal, note)
            )
    return bool(changed)


async def suspend(one: OneMember, actor: Actor, reason: str) -> bool:
    """Rights rest until the member is reinstated."""
    reason = _reason(reason)
    member, organization = one.member, one.organization
    async with transaction():
        await _begin(one, actor)
        if await _state_of(one) not in SUSPENDED_FROM:
            return False
        await _set(one, actor, "suspended", reason=reason)
        await publish(
            MemberSuspended(organization.id, _id(actor), member.id, member.user, member.name, reason)
        )
    return True


async def reinstate(one: OneMember, actor: Actor) -> bool:
    member, organization = one.member, one.organization
    async with transaction():
        await _begin(one, actor)
        if await _state_of(one) != "suspended":
            return False
        await _set(one, actor, "active")
        await publish(MemberReinstated(organization.id, _id(actor), member.id, member.user, member.name))
    return True


async def end(one: OneMember, actor: Actor, reason: str) -> bool:
    """End a membership, with offices and roles in this organization."""
    reason = _reason(reason)
    member, organization = one.member, one.organization
    async with transaction():
        await _begin(one, actor)
        if await _state_of(one) not in ENDED_FROM:
            return False
        await _set(one, actor, "ended", reason=reason, left_on=terms.today())
        await belonging.close_offices(organization, member.user, member.name, _id(actor), "replaced")
        await publish(
            MembershipEnded(organization.id, _id(actor), member.id, member.user, member.name, reason)
        )
    return True


async def describe(one: OneMember, actor: Actor, kind: str, card_no: str) -> bool:
    """Set the kind of membership and the card number. Raises Invalid; False when nothing changed."""
    if kind not in KINDS:
        raise Invalid(kind=_("Pilih salah satu."))
    card_no = checked_line(card_no, "card_no", most=40, least=0)
    member, organization = one.member, one.organization
    if (kind, card_no) == (member.kind, member.card_no):
        return False
    async with transaction():
        await _begin(one, actor)
        others = (
            (Membership.organization == organization.id)
            & (Membership.card_no == card_no)
            & (Membership.user != member.user)
        )
        if card_no and await Membership.exists().where(others):
            raise Invalid(card_no=_("Nomor kartu ini sudah dipakai anggota lain."))
        await Membership.update({Membership.kind: kind, Membership.card_no: card_no}).where(
            Membership.id == member.id
        )
        await publish(MemberEdited(organization.id, _id(actor), member.id, member.name, kind, card_no))
    return True


async def _start_orientation(one: OneMember, actor: Actor) -> bool:
    member, organization = one.member, one.organization
    async with transaction():
        await _begin(one, actor)
        if await _state_of(one) != "applied":
            return False
        await _set(one, actor, "orientation", decided_at=now())
        await publish(OrientationStarted(organization.id, _id(actor), member.id, member.user, member.name))
    return True


async def _begin(one: OneMember, actor: Actor) -> None:
    """Lock, then look again: a pembina decides only while there is no admin, and whoever was sent away a
    moment ago decides nothing any more. Two who send each other away would leave the house to nobody."""
    organization = one.organization
    await belonging.lock(organization.id)
    leaders = await belonging.leaders(organization.id)
    stays = True
    if policy.is_admin(actor, organization):
        stays = actor.id in leaders
    elif policy.runs(actor, organization):
        there = await belonging.open_membership(organization.id, _id(actor))
        stays = there is not None and there.state == "active"
    if not stays or not policy_members.may_decide(actor, organization, bool(leaders)):
        raise Refused(_("KIM ini sudah punya admin. Admin KIM sendiri yang memutuskan."))


async def _state_of(one: OneMember) -> str:
    row = await Membership.select(Membership.state).where(Membership.id == one.member.id).first()
    return row["state"] if row else ""


async def _set(one: OneMember, actor: Actor, state: str, **values: Any) -> None:
    change: dict[Any, Any] = {
        Membership.state: state,
        Membership.reason: "",
        Membership.decided_by: actor.id,
        Membership.decided_at: None,
        Membership.changed_at: now(),
    }
    change |= {getattr(Membership, name): value for name, value in values.items()}
    await Membership.update(change).where(Membership.id == one.member.id)
    await belonging.recount(one.organization.id)
    await rights.touch(one.member.user)


def _reason(text: str) -> str:
    return checked_line(text, "reason", most=300, least=5, empty=_("Tulis alasannya."))


def _id(actor: Actor) -> int:
    assert actor.id is not None
    return actor.id
