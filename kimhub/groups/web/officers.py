"""Officers and admins of an organization."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.groups import admins, decrees, officers, organizations, policy, settings, terms, words
from kimhub.groups.admins import OneAdmin
from kimhub.groups.officers import OneOfficer
from kimhub.groups.organizations import Profile
from kimhub.groups.web.inside import tabs

PATH = "/kim/{slug:str}/pengurus"
ONE = "/kim/{slug:str}/pengurus/{officer_id:int}/akhiri"
ADMIN = "/kim/{slug:str}/admin/{role_id:int}/cabut"


@get(PATH, name="groups:officers", **allow(policy.can_look_inside, organization=organizations.get))
async def show_officers(organization: NamedDependency[Profile], actor: Me) -> Page:
    entries = await officers.of(organization)
    return Page(
        "groups/officers.html",
        section="groups",
        words=words,
        organization=organization,
        tabs=tabs(actor, organization),
        serving=[entry for entry in entries if entry.state == "serving"],
        planned=[entry for entry in entries if entry.state == "planned"],
        ended=[entry for entry in entries if entry.state == "ended"],
        positions={row.code: row.text for row in await settings.positions()},
        admins=await admins.of(organization) if organization.kind == "kim" else [],
        may_appoint=policy.can_appoint(actor, organization),
        may_share=policy.can_share_admin(actor, organization),
        may_name_first=policy.can_name_first_admin(actor, organization),
    )


@get(
    f"{PATH}/tambah", name="groups:new_officer", **allow(policy.can_appoint, organization=organizations.get)
)
async def show_form(organization: NamedDependency[Profile], actor: Me) -> Page:
    in_force = decrees.in_force(await decrees.of(organization))
    return await _form(organization, actor, {"decree": str(in_force.id)} if in_force else {}, {})


@post(f"{PATH}/tambah", name="groups:appoint", **allow(policy.can_appoint, organization=organizations.get))
async def appoint(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await officers.appoint(organization, actor, form, form_key(form))
    except Invalid as no:
        return await _form(organization, actor, form, no.errors, 422)
    return Redirect(f"/kim/{organization.slug}/pengurus", _("Pengurus tersimpan."))


@get(ONE, name="groups:ending_officer", **allow(policy.can_end_office, one=officers.get))
async def show_end(one: NamedDependency[OneOfficer]) -> Page:
    return await _end(one, {"ended_on": terms.today().isoformat()}, {})


@post(ONE, name="groups:end_officer", **allow(policy.can_end_office, one=officers.get))
async def end(one: NamedDependency[OneOfficer], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await officers.end(one, actor, form)
    except Invalid as no:
        return await _end(one, form, no.errors, 422)
    return Redirect(f"/kim/{one.organization.slug}/pengurus", _("Masa jabatan diakhiri."))


@get("/kim/{slug:str}/admin/tambah", name="groups:new_admin",
     **allow(policy.can_name_admin, organization=organizations.get))  # fmt: skip
async def show_admin_form(organization: NamedDependency[Profile], actor: Me) -> Page:
    await admins.check_may_name(organization, actor)  # the form lists the members
    return await _admin_form(organization, actor, {}, {})


@post("/kim/{slug:str}/admin/tambah", name="groups:grant_admin",
      **allow(policy.can_name_admin, organization=organizations.get))  # fmt: skip
async def grant_admin(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await admins.grant(organization, actor, form.get("user", ""), form.get("reason", ""))
    except Invalid as no:
        return await _admin_form(organization, actor, form, no.errors, 422)
    back = f"/kim/{organization.slug}/pengurus" if policy.can_look_inside(actor, organization) else "/peran"
    return Redirect(back, _("Admin KIM ditambahkan."))


@get(ADMIN, name="groups:revoking_admin", **allow(policy.can_revoke_admin, one=admins.get))
async def show_revoke(one: NamedDependency[OneAdmin]) -> Page:
    return _revoke(one, {}, {})


@post(ADMIN, name="groups:revoke_admin", **allow(policy.can_revoke_admin, one=admins.get))
async def revoke_admin(one: NamedDependency[OneAdmin], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await admins.revoke(one, actor, form.get("reason", ""))
    except Invalid as no:
        return _revoke(one, form, no.errors, 422)
    return Redirect(f"/kim/{one.organization.slug}/pengurus", _("Hak admin dicabut."))


async def _form(
    organization: Profile, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    return Page(
        "groups/officer_form.html",
        "fields",
        status=status,
        section="groups",
        organization=organization,
        form=form,
        errors=errors,
        members=[(person.id, person.name) for person in await officers.members(organization)],
        positions=[(row.code, row.text) for row in await settings.positions()],
        suggestions=settings.SECTIONS,
        decrees=[
            (one.id, one.number) for one in await decrees.of(organization) if one.state != "superseded"
        ],
    )


async def _end(one: OneOfficer, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    labels = {row.code: row.text for row in await settings.positions()}
    return Page(
        "groups/officer_end.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        organization=one.organization,
        officer=one.officer,
        position=labels.get(one.officer.position, one.officer.position),
        form=form,
        errors=errors,
        today=terms.today(),
    )


async def _admin_form(
    organization: Profile, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    return Page(
        "groups/admin_form.html",
        "fields",
        status=status,
        section="groups",
        organization=organization,
        form=form,
        errors=errors,
        members=[(person.id, person.name) for person in await officers.members(organization)],
        first=not await admins.of(organization),
    )


def _revoke(one: OneAdmin, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "groups/admin_revoke.html",
        "fields",
        status=status,
        section="groups",
        organization=one.organization,
        admin=one.admin,
        form=form,
        errors=errors,
    )


handlers = [
    show_officers,
    show_form,
    appoint,
    show_end,
    end,
    show_admin_form,
    grant_admin,
    show_revoke,
    revoke_admin,
]
