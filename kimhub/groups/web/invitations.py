"""Inviting people: the list of invitations, a poster for each, and the link for a KIM's first admin."""

import re

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.qr import qr_svg
from kimhub.core.zones import zone_for
from kimhub.groups import belonging, invitations, member_words, organizations, policy_members
from kimhub.groups.invitations import OneInvitation
from kimhub.groups.organizations import Profile
from kimhub.groups.web.inside import tabs
from kimhub.settings import load

PATH = "/kim/{slug:str}/undangan"
ONE = "/kim/{slug:str}/undangan/{invitation_id:int}"
ADMIN = "/kim/{slug:str}/aktivasi"


@get(PATH, name="groups:invitations", **allow(policy_members.can_invite, organization=organizations.get))
async def show_invitations(request: Request, organization: NamedDependency[Profile], actor: Me) -> Page:
    before = request.query_params.get("sebelum", "")
    form = {"max_uses": "30", "days": "14", "auto_accept": "on"}
    return await _list(
        organization, actor, form, {}, before=int(before) if re.fullmatch(r"[0-9]{1,18}", before) else 0
    )


@post(PATH, name="groups:invite", **allow(policy_members.can_invite, organization=organizations.get))
async def create(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        new = invitations.read(form)
    except Invalid as no:
        return await _list(organization, actor, form, no.errors, 422)
    made = await invitations.create(
        organization,
        actor,
        max_uses=new.max_uses,
        days=new.days,
        auto_accept=new.auto_accept,
        key=form_key(form),
    )
    return Redirect(f"/kim/{organization.slug}/undangan/{made.id}", _("Undangan siap dibagikan."))


@get(ONE, name="groups:invitation", **allow(policy_members.can_see_invitation, one=invitations.get))
async def show_invitation(one: NamedDependency[OneInvitation], actor: Me) -> Page:
    """The invitation with everything to share it; printed, it is a poster."""
    organization, entry = one.organization, one.invitation
    name = _("Kode QR undangan %(name)s") % {"name": organization.name}
    return Page(
        "groups/invitation.html",
        store=False,
        section="groups",
        member_words=member_words,
        organization=organization,
        invitation=entry,
        qr=qr_svg(entry.link, name),
        message=member_words.invitation_message(organization, entry),
        address=f"{load().base_url}/undangan",
        zone=zone_for(organization.wilayah_code),
    )


@post(f"{ONE}/cabut", name="groups:revoke_invitation",
      **allow(policy_members.can_see_invitation, one=invitations.get))  # fmt: skip
async def revoke(one: NamedDependency[OneInvitation], actor: Me) -> Redirect:
    done = await invitations.revoke(one, actor)
    page = "aktivasi" if one.role == "kim_admin" else "undangan"
    said = _("Undangan dicabut. Tautan dan kodenya tidak berlaku lagi.")
    return Redirect(
        f"/kim/{one.organization.slug}/{page}", said if done else _("Undangan ini sudah dicabut.")
    )


@get(f"{ONE}/cabut", name="groups:no_revoke",
     **allow(policy_members.can_see_invitation, one=invitations.get))  # fmt: skip
async def to_the_invitation(one: NamedDependency[OneInvitation]) -> Redirect:
    return Redirect(f"/kim/{one.organization.slug}/undangan/{one.invitation.id}")


@get(
    ADMIN,
    name="groups:admin_link",
    **allow(policy_members.can_invite_admin, organization=organizations.get),
)
async def show_admin_link(organization: NamedDependency[Profile], actor: Me) -> Page | Redirect:
    entries, _more = await invitations.of(organization, "kim_admin")
    current = next((entry for entry in entries if entry.state == "open"), None)
    if current:
        return Redirect(f"/kim/{organization.slug}/undangan/{current.id}")
    return Page(
        "groups/admin_link.html",
        section="groups",
        organization=organization,
        led=bool(await belonging.leaders(organization.id)),
        days=invitations.ADMIN_DAYS,
    )


@post(ADMIN, name="groups:make_admin_link",
      **allow(policy_members.can_invite_admin, organization=organizations.get))  # fmt: skip
async def make_admin_link(organization: NamedDependency[Profile], actor: Me) -> Redirect:
    """Asked again while a link is open, that one is shown."""
    made = await invitations.create(organization, actor, role="kim_admin", days=invitations.ADMIN_DAYS)
    return Redirect(
        f"/kim/{organization.slug}/undangan/{made.id}",
        _("Tautan aktivasi siap."),
    )


async def _list(
    organization: Profile,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
    before: int = 0,
) -> Page:
    entries, more = await invitations.of(organization, before=before)
    return Page(
        "groups/invitations.html",
        "fields",
        status=status,
        section="groups",
        member_words=member_words,
        organization=organization,
        tabs=tabs(actor, organization),
        entries=entries,
        more=f"/kim/{organization.slug}/undangan?sebelum={more}" if more else "",
        continued=bool(before),
        form=form,
        errors=errors,
        message=member_words.invitation_message,
        zone=zone_for(organization.wilayah_code),
        limits=(invitations.MOST_USES, invitations.MOST_DAYS),
        is_office=organization.kind == "agency",
    )


handlers = [
    show_invitations,
    create,
    show_invitation,
    revoke,
    to_the_invitation,
    show_admin_link,
    make_admin_link,
]
