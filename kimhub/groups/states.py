"""The two axes of an organization: its legal status, and how active somebody says it is (domain.md 1.8)."""

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.text import checked_line
from kimhub.groups import rights, terms
from kimhub.groups.events import ActivityOverridden, OrganizationDissolved, OrganizationRegistered
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Membership, Organization

OVERRIDES = ("active", "less_active", "inactive", "dormant")


async def hand_in(organization: Profile, actor: Actor) -> bool:
    """From draft to registered: the pembina now has it to verify. False when it was no draft any more."""
    async with transaction():
        changed = (
            await Organization.update({Organization.legal_status: "registered"})
            .where((Organization.id == organization.id) & (Organization.legal_status == "draft"))
            .returning(Organization.id)
        )
        if changed:
            await publish(
                OrganizationRegistered(
                    organization.id, _id(actor), organization.name, organization.wilayah_code
                )
            )
    return bool(changed)


async def dissolve(organization: Profile, actor: Actor, reason: str) -> bool:
    """The end of an organization; it stays readable. False when it was dissolved already."""
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis alasannya."))
    async with transaction():
        changed = (
            await Organization.update(
                {
                    Organization.legal_status: "dissolved",
                    Organization.dissolved_on: terms.today(),
                    Organization.dissolve_reason: reason,
                }
            )
            .where((Organization.id == organization.id) & (Organization.legal_status != "dissolved"))
            .returning(Organization.id)
        )
        if changed:
            await publish(OrganizationDissolved(organization.id, _id(actor), organization.name, reason))
            await rights.touch(*await _people(organization.id))
    return bool(changed)


async def say_how_active(organization: Profile, actor: Actor, level: str, reason: str, grade: str) -> None:
    """A pembina's word over the computed level, with a reason; an empty level takes it back.

    `grade` is the district's own class, free text.
    """
    if level and level not in OVERRIDES:
        raise Invalid(level=_("Pilih salah satu."))
    grade = checked_line(grade, "grade", most=40, least=0)
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis alasannya.")) if level else ""
    async with transaction():
        await lock_id(Organization, organization.id)
        await Organization.update(
            {
                Organization.activity_override: level,
                Organization.override_reason: reason,
                Organization.grade: grade,
            }
        ).where(Organization.id == organization.id)
        if (level, reason) != (organization.activity_override, organization.override_reason):
            await publish(ActivityOverridden(organization.id, _id(actor), level, reason))


async def _people(organization_id: int) -> list[int]:
    rows = await Membership.select(Membership.user).where(
        (Membership.organization == organization_id) & (Membership.state == "active")
    )
    return [row["user"] for row in rows]


def _id(actor: Actor) -> int:
    assert actor.id is not None
    return actor.id
