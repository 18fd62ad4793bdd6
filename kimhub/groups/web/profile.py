"""Editing what an organization says about itself, and its emblem."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core import files as core_files
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.groups import logos, organizations, policy, profiles, words
from kimhub.groups.organizations import Profile
from kimhub.groups.profiles import Conflict
from kimhub.groups.web.inside import tabs

PATH = "/kim/{slug:str}/sunting"


@get(PATH, name="groups:edit", **allow(policy.can_edit, organization=organizations.get))
async def show_form(organization: NamedDependency[Profile], actor: Me) -> Page:
    form = profiles.as_form(organization) | {"version": str(organization.version)}
    return _form(organization, actor, form, {})


@post(PATH, name="groups:save", **allow(policy.can_edit, organization=organizations.get))
async def save(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    try:
        changed = await profiles.edit(organization, actor, form, form.get("note", ""))
    except Conflict as conflict:
        merged = form | conflict.mine | {"version": str(conflict.version)}
        return _form(organization, actor, merged, {}, conflict.theirs, 422, clash=True)
    except Invalid as no:
        return _form(organization, actor, form, no.errors, status=422)
    message = _("Perubahan tersimpan.") if changed else _("Tidak ada yang berubah.")
    return Redirect(f"/kim/{organization.slug}", message)


@post("/kim/{slug:str}/lambang", name="groups:logo", request_max_body_size=logos.MOST_REQUEST,
      **allow(policy.can_edit_facts, organization=organizations.get))  # fmt: skip
async def save_logo(
    organization: NamedDependency[Profile], form: FormData, files: Files, actor: Me
) -> Page | Redirect:
    then = f"/kim/{organization.slug}/sunting"
    try:
        if form.get("action") == "remove":
            await logos.remove(organization, actor)
            return Redirect(then, _("Lambang dihapus."))
        if not files.get("logo"):
            raise Invalid(logo=_("Pilih gambar lambangnya."))
        await logos.change(organization, actor, files["logo"][0])
    except Invalid as no:
        kept = profiles.as_form(organization) | {"version": str(organization.version)}
        return _form(organization, actor, kept, no.errors, status=422)
    return Redirect(then, _("Lambang tersimpan."))


@get(
    "/kim/{slug:str}/lambang",
    name="groups:no_logo",
    **allow(policy.can_edit_facts, organization=organizations.get),
)
async def back_to_form(organization: NamedDependency[Profile]) -> Redirect:
    return Redirect(f"/kim/{organization.slug}/sunting")


@get("/k/{slug:str}/lambang.webp", name="groups:logo_file", **allow(anyone, logo=logos.get))
async def show_logo(logo: NamedDependency[logos.Logo]) -> RangeFile:
    return stored_file(
        core_files.store(), logo.key, size=logo.size, mime="image/webp", name="lambang.webp", inline=True,
        public=True,
    )  # fmt: skip


def _form(
    organization: Profile,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    theirs: dict[str, str] | None = None,
    status: int = 200,
    clash: bool = False,
) -> Page:
    return Page(
        "groups/edit.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        organization=organization,
        tabs=tabs(actor, organization),
        form=form,
        errors=errors,
        theirs=theirs or {},
        clash=clash,
        all_fields=policy.can_edit_facts(actor, organization),
        owes_note=policy.owes_a_note(actor, organization),
        texts=profiles.TEXTS,
        most_logo=logos.MOST_BYTES,
    )


handlers = [show_form, save, save_logo, back_to_form, show_logo]
