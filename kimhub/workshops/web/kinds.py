"""The list of kinds, which a district makes longer."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import kind_list, policy
from kimhub.workshops.kind_list import Kind
from kimhub.workshops.kinds import KINDS

ALL = "/pelatihan/jenis"
ONE = f"{ALL}/{{kind_id:int}}"


@get(ALL, name="workshops:kinds", **allow(policy.can_add_kinds))
async def show_kinds(actor: Me) -> Page:
    return await _list(actor, {}, {})


@post(ALL, name="workshops:add_kind", **allow(policy.can_add_kinds))
async def add_kind(actor: Me, form: FormData) -> Page | Redirect:
    try:
        await kind_list.add(actor, form)
    except Invalid as no:
        return await _list(actor, form, no.errors)
    return Redirect(ALL, _("Jenis kegiatan ditambahkan."))


@post(f"{ONE}/simpan", name="workshops:retire_kind",
      **allow(policy.can_change_kind, kind=kind_list.get_kind))  # fmt: skip
async def retire_kind(kind: NamedDependency[Kind], actor: Me) -> Redirect:
    await kind_list.set_retired(kind, actor, True)
    return Redirect(ALL, Flash(_("Tidak ditawarkan lagi."), undo=f"{ALL}/{kind.id}/pakai"))


@post(f"{ONE}/pakai", name="workshops:use_kind",
      **allow(policy.can_change_kind, kind=kind_list.get_kind))  # fmt: skip
async def use_kind(kind: NamedDependency[Kind], actor: Me) -> Redirect:
    await kind_list.set_retired(kind, actor, False)
    return Redirect(ALL, _("Ditawarkan lagi."))


@get([f"{ONE}/simpan", f"{ONE}/pakai"], name="workshops:to_kinds",
     **allow(policy.can_change_kind, kind=kind_list.get_kind))  # fmt: skip
async def to_kinds(kind: NamedDependency[Kind]) -> Redirect:
    return Redirect(ALL)


async def _list(actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "workshops/kinds.html",
        "fields",
        status=422 if errors else 200,
        section="workshops",
        built_in=[str(label) for label in KINDS.values()],
        kinds=[(kind, policy.can_change_kind(actor, kind)) for kind in await kind_list.added()],
        form=form,
        errors=errors,
    )


HANDLERS = [show_kinds, add_kind, retire_kind, use_kind, to_kinds]
