"""Copies of an event, further dates of a series, templates for the KIM below."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key
from kimhub.workshops import copying, planning, policy, workshops
from kimhub.workshops.views import Workshop

AT = "/pelatihan/{slug:str}"


@get(f"{AT}/salin", name="workshops:copying", **allow(policy.can_copy, workshop=workshops.get_workshop))
async def show_copy(
    workshop: NamedDependency[Workshop], actor: Me, seri: FromQuery[str | None] = None
) -> Page:
    houses = await _houses(actor)
    series = seri is not None and policy.can_manage(actor, workshop)
    return _form(workshop, actor, houses, copying.defaults(workshop, houses, series=series))


@post(f"{AT}/salin", name="workshops:copy", **allow(policy.can_copy, workshop=workshops.get_workshop))
async def copy(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    form = form | {"parts": " ".join(choices.get("parts", []))}
    houses = await _houses(actor)
    try:
        made = await copying.copy(workshop, actor, form, form_key(form))
    except Invalid as no:
        return _form(workshop, actor, houses, form, no.errors)
    return Redirect(f"{made.path}/sunting", _("Salinan tersimpan sebagai draf. Periksa, lalu terbitkan."))


@post(f"{AT}/contoh", name="workshops:offer", **allow(policy.can_offer, workshop=workshops.get_workshop))
async def offer(workshop: NamedDependency[Workshop], actor: Me) -> Redirect:
    await copying.offer(workshop, actor, True)
    text = _("Menjadi contoh: KIM di wilayah Anda bisa menyalinnya.")
    return Redirect(f"{workshop.path}/sunting", Flash(text, undo=f"{workshop.path}/bukan-contoh"))


@post(f"{AT}/bukan-contoh", name="workshops:withhold",
      **allow(policy.can_offer, workshop=workshops.get_workshop))  # fmt: skip
async def withhold(workshop: NamedDependency[Workshop], actor: Me) -> Redirect:
    await copying.offer(workshop, actor, False)
    return Redirect(f"{workshop.path}/sunting", _("Tidak lagi menjadi contoh."))


@get([f"{AT}/contoh", f"{AT}/bukan-contoh"], name="workshops:to_offer",
     **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def to_offer(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/sunting")


async def _houses(actor: Actor) -> list[planning.House]:
    houses = await planning.houses_of(actor)
    if not houses:
        raise Refused(_("Belum ada organisasi yang bisa Anda buatkan kegiatan."))
    return houses


def _form(
    workshop: Workshop,
    actor: Actor,
    houses: list[planning.House],
    form: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Page:
    return Page(
        "workshops/copy.html",
        "fields",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        house_options=[(str(one.id), one.name) for one in houses],
        parts=copying.parts_of(workshop, actor),
        own=policy.can_manage(actor, workshop),
        form=form,
        errors=errors or {},
    )


HANDLERS = [show_copy, copy, offer, withhold, to_offer]
