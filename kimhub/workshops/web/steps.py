"""Announcing an event, taking it back, postponing, cancelling, finishing, throwing a draft away."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import discarding, moments, policy, states, steps, workshops
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.planning import published

AT = "/pelatihan/{slug:str}"


@post(f"{AT}/terbitkan", name="workshops:publish",
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def publish(workshop: NamedDependency[Workshop], actor: Me) -> Redirect:
    if workshop.state == states.DRAFT and await steps.missing(workshop):
        return Redirect(f"{workshop.path}/sunting")  # the page says all that is missing
    await steps.publish(workshop, actor)
    return Redirect(f"{workshop.path}/bagikan", await published(workshop))


@post(f"{AT}/tarik", name="workshops:unpublish",
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def unpublish(workshop: NamedDependency[Workshop], actor: Me) -> Redirect:
    await steps.unpublish(workshop, actor)
    return Redirect(f"{workshop.path}/sunting", _("Kembali menjadi draf. Hanya tim yang melihatnya."))


@get([f"{AT}/terbitkan", f"{AT}/tarik"], name="workshops:to_plan",
     **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def to_plan(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/sunting")


@get(f"{AT}/tunda", name="workshops:postponing", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_postpone(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    start = workshop.starts_at
    form = {"start": moments.clock_text(start, workshop.zone)} if start else {}
    return Page("workshops/postpone.html", "fields", **_step(workshop, form))


@post(f"{AT}/tunda", name="workshops:postpone", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def postpone(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await steps.postpone(workshop, actor, form)
    except Invalid as no:
        return Page("workshops/postpone.html", "fields", **_step(workshop, form, no.errors))
    return Redirect(workshop.path, _("Waktunya diubah. Semua tetap terdaftar dan dikabari."))


@get(
    f"{AT}/batalkan", name="workshops:cancelling", **allow(policy.can_edit, workshop=workshops.get_workshop)
)
async def show_cancel(workshop: NamedDependency[Workshop], actor: Me) -> Page | Redirect:
    if workshop.state == states.DRAFT:
        return Redirect(f"{workshop.path}/hapus")
    return Page("workshops/cancel.html", "fields", **_step(workshop))


@post(f"{AT}/batalkan", name="workshops:cancel", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def cancel(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await steps.cancel(workshop, actor, form.get("reason", ""))
    except Invalid as no:
        return Page("workshops/cancel.html", "fields", **_step(workshop, form, no.errors))
    return Redirect(workshop.path, _("Kegiatan dibatalkan. Yang terdaftar dikabari."))


@get(f"{AT}/selesai", name="workshops:finishing", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_finish(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return Page("workshops/finish.html", "fields", **_step(workshop))


@post(f"{AT}/selesai", name="workshops:finish", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def finish(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await steps.finish(workshop, actor, sure=form.get("sure") == "on")
    except Invalid as no:
        return Page("workshops/finish.html", "fields", **_step(workshop, form, no.errors))
    return Redirect(workshop.path, _("Kehadiran ditutup. Lanjutkan dengan sertifikat dan laporan."))


@get(f"{AT}/hapus", name="workshops:discarding",
     **allow(policy.can_discard, workshop=workshops.get_workshop))  # fmt: skip
async def show_discard(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return Page("workshops/discard.html", "fields", **_step(workshop))


@post(f"{AT}/hapus", name="workshops:discard",
      **allow(policy.can_discard, workshop=workshops.get_workshop))  # fmt: skip
async def discard(workshop: NamedDependency[Workshop], actor: Me) -> Redirect:
    await discarding.discard(workshop, actor)
    return Redirect("/pelatihan", _("Draf dihapus."))


def _step(
    workshop: Workshop, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    """What the page of a step is told."""
    return {
        "status": 422 if errors else 200,
        "section": "workshops",
        "workshop": workshop,
        "form": form or {},
        "errors": errors or {},
    }


HANDLERS = [
    publish,
    unpublish,
    to_plan,
    show_postpone,
    postpone,
    show_cancel,
    cancel,
    show_finish,
    finish,
    show_discard,
    discard,
]
