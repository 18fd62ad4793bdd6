"""Turn what happened into what people are told."""

from kimhub.accounts import events as accounts
from kimhub.core.bus import on
from kimhub.core.prepared import prepare
from kimhub.groups import events as groups
from kimhub.groups.tables import Organization
from kimhub.notifications import (
    of_announcements,
    of_articles,
    of_decisions,
    of_forum,
    of_library,
    of_members,
    of_order,
    of_packages,
    of_programs,
    of_stories,
    of_workshops,
    service,
)
from kimhub.notifications.recipients import admins_of, officers_of, overseers_of

# They listen by themselves once they are imported.
__all__ = [
    "of_announcements",
    "of_articles",
    "of_decisions",
    "of_forum",
    "of_library",
    "of_members",
    "of_order",
    "of_packages",
    "of_programs",
    "of_stories",
    "of_workshops",
]

_organization = prepare(
    lambda p: Organization.select(Organization.name, Organization.slug, Organization.wilayah_code).where(
        Organization.id == p.organization
    )
)


@on(groups.OrganizationRegistered)
async def ask_the_pembina_to_verify(event: groups.OrganizationRegistered) -> None:
    organization = await _organization.first(organization=event.organization_id)
    if organization:
        await service.tell(
            await overseers_of(event.wilayah_code),
            "registered",
            about=f"verify:{event.organization_id}",
            url=f"/kim/{organization['slug']}",
            needs_action=True,
            from_user=event.actor_id,
            organization=event.name,
        )


@on(groups.OrganizationVerified)
async def tell_that_it_is_verified(event: groups.OrganizationVerified) -> None:
    await service.settle(f"verify:{event.organization_id}")
    if organization := await _organization.first(organization=event.organization_id):
        await service.tell(
            await officers_of(event.organization_id),
            "verified",
            about=f"verified:{event.organization_id}",
            url=f"/kim/{organization['slug']}",
            from_user=event.actor_id,
            organization=event.name,
        )


@on(groups.DecreeUploaded)
async def ask_the_pembina_to_check_the_decree(event: groups.DecreeUploaded) -> None:
    if organization := await _organization.first(organization=event.organization_id):
        await service.tell(
            await overseers_of(event.wilayah_code),
            "decree_sent",
            about=f"decree:{event.decree_id}",
            url=f"/kim/{organization['slug']}/sk",
            needs_action=True,
            from_user=event.actor_id,
            organization=organization["name"],
            number=event.number,
        )


@on(groups.DecreeVerified)
async def tell_that_the_decree_holds(event: groups.DecreeVerified) -> None:
    await service.settle(f"decree:{event.decree_id}")
    await _decree_outcome(event, "decree_verified", "")


@on(groups.DecreeReturned)
async def tell_why_the_decree_came_back(event: groups.DecreeReturned) -> None:
    await service.settle(f"decree:{event.decree_id}")
    await _decree_outcome(event, "decree_returned", event.reason)


@on(groups.DecreeExpiring)
async def warn_of_the_end_of_the_term(event: groups.DecreeExpiring) -> None:
    if organization := await _organization.first(organization=event.organization_id):
        await service.tell(
            await officers_of(event.organization_id) | await overseers_of(event.wilayah_code),
            "decree_expiring",
            about=f"term:{event.organization_id}",
            url=f"/kim/{organization['slug']}/sk",
            needs_action=True,
            organization=event.name,
            days=event.days,
        )


@on(groups.OfficerAppointed)
async def tell_the_new_officer(event: groups.OfficerAppointed) -> None:
    organization = await _organization.first(organization=event.organization_id)
    if event.user_id is not None and organization:
        await service.tell(
            {event.user_id},
            "appointed",
            about=f"officer:{event.officer_id}",
            url=f"/kim/{organization['slug']}/pengurus",
            from_user=event.actor_id,
            organization=organization["name"],
        )


@on(groups.RoleGranted)
async def tell_of_a_new_role(event: groups.RoleGranted) -> None:
    await _role(event, "role_granted")


@on(groups.RoleRevoked)
async def tell_of_a_role_taken(event: groups.RoleRevoked) -> None:
    await _role(event, "role_revoked")


@on(accounts.ResetCodeIssued)
async def warn_of_a_reset(event: accounts.ResetCodeIssued) -> None:
    await service.tell(
        {event.user_id}, "reset_code", about="reset", url="/pengaturan/perangkat", from_user=event.actor_id
    )


@on(accounts.LoginMoved)
async def warn_of_a_move(event: accounts.LoginMoved) -> None:
    await service.tell(
        {event.actor_id}, "login_moved", about="moved", url="/pengaturan/perangkat", device=event.device
    )


@on(accounts.UserDeleted)
async def empty_the_inbox(event: accounts.UserDeleted) -> None:
    await service.forget(event.actor_id)


async def _decree_outcome(
    event: groups.DecreeVerified | groups.DecreeReturned, kind: str, reason: str
) -> None:
    organization = await _organization.first(organization=event.organization_id)
    people = {event.uploaded_by} if event.uploaded_by else await admins_of(event.organization_id)
    if organization:
        await service.tell(
            people,
            kind,
            about=f"decree-outcome:{event.decree_id}",
            url=f"/kim/{organization['slug']}/sk",
            needs_action=bool(reason),
            from_user=event.actor_id,
            number=event.number,
            reason=reason,
        )


async def _role(event: groups.RoleGranted | groups.RoleRevoked, kind: str) -> None:
    await service.tell(
        {event.user_id},
        kind,
        about=f"{kind}:{event.role}:{event.organization_id or event.wilayah_code}",
        url="/beranda",
        from_user=event.actor_id,
        role=event.role,
    )
