"""The pembina's page about one organization: decrees to check, how active it is, and its end."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import activity, decrees, organizations, policy, states, words
from kimhub.groups.organizations import Profile
from kimhub.groups.web.inside import tabs

PATH = "/kim/{slug:str}/verifikasi"
END = "/kim/{slug:str}/bubarkan"


@get(PATH, name="groups:verify", **allow(policy.can_verify, organization=organizations.get))
async def show_state(organization: NamedDependency[Profile], actor: Me) -> Page:
    form = {
        "level": organization.activity_override,
        "reason": organization.override_reason,
        "grade": organization.grade,
    }
    return await _page(organization, actor, form, {})


@post(PATH, name="groups:override", **allow(policy.can_verify, organization=organizations.get))
async def override(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await states.say_how_active(
            organization, actor, form.get("level", ""), form.get("reason", ""), form.get("grade", "")
        )
    except Invalid as no:
        return await _page(organization, actor, form, no.errors, 422)
    return Redirect(f"/kim/{organization.slug}/verifikasi", _("Catatan pembinaan tersimpan."))


@get(END, name="groups:ending", **allow(policy.can_dissolve, organization=organizations.get))
async def confirm_end(organization: NamedDependency[Profile], actor: Me) -> Page:
    return _ending(organization, {}, {})


@post(END, name="groups:dissolve", **allow(policy.can_dissolve, organization=organizations.get))
async def dissolve(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await states.dissolve(organization, actor, form.get("reason", ""))
    except Invalid as no:
        return _ending(organization, form, no.errors, 422)
    return Redirect(f"/kim/{organization.slug}", _("%(name)s dicatat bubar.") % {"name": organization.name})


async def _page(
    organization: Profile, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    return Page(
        "groups/verify.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        organization=organization,
        tabs=tabs(actor, organization),
        decrees=await decrees.of(organization),
        form=form,
        errors=errors,
        rule=activity.RULE,
        may_dissolve=policy.can_dissolve(actor, organization),
    )


def _ending(organization: Profile, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "groups/dissolve.html",
        "fields",
        status=status,
        section="groups",
        organization=organization,
        form=form,
        errors=errors,
    )


handlers = [show_state, override, confirm_end, dissolve]
