"""What people are told about memberships: whoever has to answer, and whoever was answered."""

from kimhub.core.bus import on
from kimhub.core.prepared import prepare
from kimhub.groups import member_events as members
from kimhub.groups.tables import Organization
from kimhub.notifications import service
from kimhub.notifications.recipients import admins_of, overseers_of

_organization = prepare(
    lambda p: Organization.select(Organization.name, Organization.slug, Organization.wilayah_code).where(
        Organization.id == p.organization
    )
)

Answer = members.MemberAccepted | members.MemberDeclined | members.OrientationStarted
Change = members.MemberSuspended | members.MemberReinstated | members.MembershipEnded


@on(members.MembershipApplied)
async def ask_for_an_answer(event: members.MembershipApplied) -> None:
    """The admins; where there is none, the pembina, who may then decide."""
    await _ask(event.organization_id, event.membership_id, event.actor_id, event.name)


@on(members.AnswerTakenBack)
async def ask_once_more(event: members.AnswerTakenBack) -> None:
    await service.settle(f"membership:{event.membership_id}")
    await _ask(event.organization_id, event.membership_id, event.user_id, event.name)


@on(members.ApplicationWithdrawn)
async def nobody_has_to_answer(event: members.ApplicationWithdrawn) -> None:
    await service.settle(f"application:{event.membership_id}")


@on(members.MemberAccepted)
async def tell_of_the_acceptance(event: members.MemberAccepted) -> None:
    """A new member hears it from somebody; who came by invitation has just seen it."""
    await service.settle(f"application:{event.membership_id}")
    if event.actor_id != event.user_id:
        await _tell(event, "accepted", "")


@on(members.OrientationStarted)
async def tell_of_the_orientation(event: members.OrientationStarted) -> None:
    await service.settle(f"application:{event.membership_id}")
    await _tell(event, "orientation", "")


@on(members.MemberDeclined)
async def tell_why_not(event: members.MemberDeclined) -> None:
    await service.settle(f"application:{event.membership_id}")
    await _tell(event, "declined", event.reason)


@on(members.MemberSuspended)
async def tell_of_the_suspension(event: members.MemberSuspended) -> None:
    await _tell(event, "suspended", event.reason)


@on(members.MemberReinstated)
async def tell_of_the_return(event: members.MemberReinstated) -> None:
    await _tell(event, "reinstated", "")


@on(members.MembershipEnded)
async def tell_of_the_end(event: members.MembershipEnded) -> None:
    if event.actor_id != event.user_id:
        await _tell(event, "membership_ended", event.reason)


async def _ask(organization_id: int, membership_id: int, from_user: int, name: str) -> None:
    organization = await _organization.first(organization=organization_id)
    if organization:
        people = await admins_of(organization_id) or await overseers_of(organization["wilayah_code"])
        await service.tell(
            people,
            "applied",
            about=f"application:{membership_id}",
            url=f"/kim/{organization['slug']}/anggota",
            needs_action=True,
            from_user=from_user,
            name=name,
            organization=organization["name"],
        )


async def _tell(event: Answer | Change, kind: str, reason: str) -> None:
    """Who belongs reads about it inside, everybody else where they can ask."""
    organization = await _organization.first(organization=event.organization_id)
    if organization:
        page = "anggota" if kind in {"accepted", "reinstated"} else "gabung"
        await service.tell(
            {event.user_id},
            kind,
            about=f"membership:{event.membership_id}",
            url=f"/kim/{organization['slug']}/{page}",
            from_user=event.actor_id,
            organization=organization["name"],
            reason=reason,
        )
