"""Whom an event is for."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.wilayah import picker
from kimhub.workshops import audience, policy, workshops
from kimhub.workshops.audience import OneEntry
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

ALL = "/pelatihan/{slug:str}/sasaran"
ONE = f"{ALL}/{{entry_id:int}}/hapus"


@get(ALL, name="workshops:audience", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_audience(
    workshop: NamedDependency[Workshop], actor: Me, cari: FromQuery[str | None] = None
) -> Page:
    return await _list(workshop, actor, words=cari or "")


@post(ALL, name="workshops:add_audience", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def add_audience(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    """An organization of the list, a wilayah, or the words: whichever of the three forms was sent."""
    then = f"{workshop.path}/sasaran"
    choice = None
    try:
        if "organization" in form:
            await audience.add(workshop, actor, organization=form["organization"])
        elif "audience_note" in form:
            await audience.say(workshop, actor, form["audience_note"])
            return Redirect(then, _("Perubahan tersimpan."))
        else:
            choice = await picker.resolve(form, "wilayah")
            if choice.place is None:
                return await _list(
                    workshop, actor, form, choice.errors, choice=choice, status=choice.status
                )
            await audience.add(workshop, actor, code=choice.place.code)
    except Invalid as no:
        return await _list(workshop, actor, form, no.errors, choice=choice, status=422)
    return Redirect(then, _("Sasaran ditambahkan."))


@post(ONE, name="workshops:remove_audience", **allow(policy.can_edit, one=audience.get_entry))
async def remove_audience(one: NamedDependency[OneEntry], actor: Me) -> Redirect:
    await audience.remove(one, actor)
    return Redirect(f"{one.workshop.path}/sasaran", _("Sasaran dihapus."))


@get(ONE, name="workshops:to_audience", **allow(policy.can_edit, one=audience.get_entry))
async def to_audience(one: NamedDependency[OneEntry]) -> Redirect:
    return Redirect(f"{one.workshop.path}/sasaran")


async def _list(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    *,
    words: str = "",
    choice: picker.Choice | None = None,
    status: int = 200,
) -> Page:
    there = await audience.of(workshop.id)
    return Page(
        "workshops/audience.html",
        "found",
        status=status,
        **plan.around(actor, workshop, "audience"),
        entries=there,
        listed={one.organization for one in there if one.organization},
        words=words,
        found=await audience.find(actor, words),
        most=audience.SHOWN,
        choice=choice or await picker.begin("wilayah"),
        form=form or {"audience_note": workshop.audience_note},
        errors=errors or {},
    )


HANDLERS = [show_audience, add_audience, remove_audience, to_audience]
