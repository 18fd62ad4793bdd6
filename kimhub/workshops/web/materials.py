"""Files to hand out: sent, described, taken away. Handing them out is in show.py."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.workshops import materials, policy, workshops
from kimhub.workshops.materials import OneFile
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

ALL = "/pelatihan/{slug:str}/berkas"
ONE = f"{ALL}/{{file_id:int}}"


@get(ALL, name="workshops:files", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_files(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return await _list(workshop, actor)


@post(ALL, name="workshops:add_file", request_max_body_size=materials.REQUEST,
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def add_file(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    try:
        if not files.get("file"):
            raise Invalid(file=_("Pilih berkasnya dulu."))
        await materials.add(workshop, actor, files["file"][0], form)
    except Invalid as no:
        return await _list(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/berkas", _("Berkas tersimpan."))


@get(f"{ONE}/sunting", name="workshops:edit_file", **allow(policy.can_edit, one=materials.get_file))
async def show_edit(one: NamedDependency[OneFile], actor: Me) -> Page:
    return _one(one, actor, {"for_whom": one.file.for_whom, "alt": one.file.alt})


@post(f"{ONE}/sunting", name="workshops:save_file", **allow(policy.can_edit, one=materials.get_file))
async def save_file(one: NamedDependency[OneFile], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await materials.change(one, actor, form)
    except Invalid as no:
        return _one(one, actor, form, no.errors)
    return Redirect(f"{one.workshop.path}/berkas", _("Perubahan tersimpan."))


@post(f"{ONE}/hapus", name="workshops:remove_file", **allow(policy.can_edit, one=materials.get_file))
async def remove_file(one: NamedDependency[OneFile], actor: Me) -> Redirect:
    await materials.remove(one, actor)
    return Redirect(f"{one.workshop.path}/berkas", _("Berkas dihapus."))


@get(f"{ONE}/hapus", name="workshops:to_file", **allow(policy.can_edit, one=materials.get_file))
async def to_file(one: NamedDependency[OneFile]) -> Redirect:
    return Redirect(f"{one.workshop.path}/berkas/{one.file.id}/sunting")


async def _list(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    strip = await links.strip(actor, "workshop", workshop.id)
    return Page(
        "workshops/files.html",
        "fields",
        status=422 if errors else 200,
        **plan.around(actor, workshop, "files"),
        files=await materials.of(workshop.id),
        documents=[one for one in (*strip.before, *strip.after) if one.thing.kind == "document"],
        ties=policy.can_manage(actor, workshop),
        for_whom=materials.FOR_WHOM,
        most=materials.LARGEST,
        form=form or {"for_whom": "public"},
        errors=errors or {},
    )


def _one(one: OneFile, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "workshops/file_form.html",
        "fields",
        status=422 if errors else 200,
        **plan.around(actor, one.workshop, "files"),
        file=one.file,
        for_whom=materials.FOR_WHOM,
        form=form,
        errors=errors or {},
    )


HANDLERS = [show_files, add_file, show_edit, save_file, remove_file, to_file]
