"""A person's own steps: asking to join, taking the request back, leaving."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.zones import zone_for
from kimhub.groups import applications, belonging, members, organizations, policy_members, words
from kimhub.groups.organizations import Profile

PATH = "/kim/{slug:str}/gabung"
LEAVE = "/kim/{slug:str}/keluar"


@get(PATH, name="groups:asking", **allow(policy_members.can_ask, organization=organizations.get))
async def show_ask(organization: NamedDependency[Profile], actor: Me) -> Page:
    """The form, or where the person stands already."""
    return await _page(organization, actor, {}, {})


@post(PATH, name="groups:ask", **allow(policy_members.can_ask, organization=organizations.get))
async def ask(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        new = await applications.apply(organization, actor, form.get("message", ""))
    except Invalid as no:
        return await _page(organization, actor, form, no.errors, 422)
    said = (
        _("Permintaan terkirim. Admin akan menjawabnya.") if new else _("Permintaan Anda sudah terkirim.")
    )
    return Redirect(f"/kim/{organization.slug}/gabung", said)


@post(f"{PATH}/tarik", name="groups:withdraw",
      **allow(policy_members.can_ask, organization=organizations.get))  # fmt: skip
async def withdraw(organization: NamedDependency[Profile], actor: Me) -> Redirect:
    back = f"/kim/{organization.slug}/gabung"
    if await applications.withdraw(organization, actor):
        return Redirect(back, _("Permintaan ditarik."))
    return Redirect(back, Flash(_("Permintaan ini sudah dijawab."), "info"))


@get(f"{PATH}/tarik", name="groups:no_withdraw",
     **allow(policy_members.can_ask, organization=organizations.get))  # fmt: skip
async def to_the_form(organization: NamedDependency[Profile]) -> Redirect:
    return Redirect(f"/kim/{organization.slug}/gabung")


@get(LEAVE, name="groups:leaving", **allow(policy_members.can_leave, organization=organizations.get))
async def show_leave(organization: NamedDependency[Profile], actor: Me) -> Page:
    assert actor.id is not None
    return Page(
        "groups/leave.html",
        section="groups",
        organization=organization,
        last=await applications.is_last(organization.id, organization.kind, actor.id),
    )


@post(LEAVE, name="groups:leave", **allow(policy_members.can_leave, organization=organizations.get))
async def leave(organization: NamedDependency[Profile], actor: Me) -> Redirect:
    await applications.leave(organization, actor)
    return Redirect("/beranda", _("Anda sudah keluar dari %(name)s.") % {"name": organization.name})


async def _page(
    organization: Profile, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    there = await members.standing(organization, actor)
    return Page(
        "groups/ask.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        organization=organization,
        standing=there,
        is_open=there is not None and there.state in belonging.OPEN,
        form=form,
        errors=errors,
        zone=zone_for(organization.wilayah_code),
    )


handlers = [show_ask, ask, withdraw, to_the_form, show_leave, leave]
