"""One organization: its inside with what to do next. Its public page is its site (kimhub/publishing)."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Page, Redirect
from kimhub.groups import (
    admins,
    agenda,
    decrees,
    officers,
    organizations,
    plans,
    policy,
    settings,
    states,
    words,
)
from kimhub.groups.organizations import Profile
from kimhub.groups.web.inside import tabs

SOON = 90  # days before the end of a decree from which the page says so (domain.md 10)
GOOD_SIZE, LEAST_SIZE = 10, 3  # domain.md 1.6
COMING = 3  # events that are named
PLANS = 2  # years of which the program is shown


@get(
    "/kim/{slug:str}",
    name="groups:organization",
    **allow(policy.can_look_inside, organization=organizations.get),
)
async def show_inside(organization: NamedDependency[Profile], actor: Me) -> Page:
    entries = await decrees.of(organization)
    return Page(
        "groups/organization.html",
        section="groups",
        words=words,
        organization=organization,
        tabs=tabs(actor, organization),
        decree=decrees.in_force(entries),
        waiting=[entry for entry in entries if entry.state == "uploaded"],
        officers=[entry for entry in await officers.of(organization) if entry.state == "serving"],
        positions={row.code: row.text for row in await settings.positions()},
        admins=await admins.of(organization),
        may=may(actor, organization),
        term=term_sentence(organization),
        agenda=await agenda.of_organization(organization.slug, COMING),
        plans=await plans.of_organization(organization.id, PLANS),
        sizes=(GOOD_SIZE, LEAST_SIZE),
    )


@post("/kim/{slug:str}/daftarkan", name="groups:register_draft",
      **allow(policy.can_register, organization=organizations.get))  # fmt: skip
async def hand_in(organization: NamedDependency[Profile], actor: Me) -> Redirect:
    await states.hand_in(organization, actor)
    return Redirect(f"/kim/{organization.slug}", _("KIM didaftarkan. Pembina akan memeriksa SK-nya."))


@get(
    "/kim/{slug:str}/daftarkan",
    name="groups:no_hand_in",
    **allow(policy.can_look_inside, organization=organizations.get),
)
async def back_to_organization(organization: NamedDependency[Profile]) -> Redirect:
    return Redirect(f"/kim/{organization.slug}")


def may(actor: Actor, organization: Profile) -> dict[str, bool]:
    """What this person may do on the page."""
    return {
        "register": policy.can_register(actor, organization),
        "verify": policy.can_verify(actor, organization),
        "upload": policy.can_upload_decree(actor, organization),
        "edit": policy.can_edit(actor, organization),
        "appoint": policy.can_appoint(actor, organization),
        "dissolve": policy.can_dissolve(actor, organization),
        "first_admin": policy.can_name_first_admin(actor, organization),
        "write": policy.can_edit(actor, organization) and not policy.owes_a_note(actor, organization),
        "run": policy.runs(actor, organization),
    }


def term_sentence(organization: Profile) -> str:
    """When the decree ends, if that is soon or over; empty otherwise."""
    left = organization.days_left
    if left is None or left > SOON or organization.legal_status != "verified":
        return ""
    if left < 0:
        return ngettext("SK berakhir %(n)s hari lalu.", "SK berakhir %(n)s hari lalu.", -left) % {
            "n": -left
        }
    if left == 0:
        return _("SK berakhir hari ini.")
    return ngettext("SK berakhir %(n)s hari lagi.", "SK berakhir %(n)s hari lagi.", left) % {"n": left}


handlers = [show_inside, hand_in, back_to_organization]
