"""Making an event, and the pages on which its plan is filled in."""

from contextlib import suppress

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.kinds import Thing
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.workshops import (
    conflicts,
    copying,
    kind_list,
    planning,
    policy,
    states,
    steps,
    workshops,
)
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import inside, plan

NEW = "/pelatihan/baru"
AT = "/pelatihan/{slug:str}"
PLAN = f"{AT}/sunting"


@get(NEW, name="workshops:new", **allow(policy.can_create_somewhere))
async def show_new(actor: Me, request: Request) -> Page:
    houses = await planning.houses_of(actor)
    if not houses:
        raise Refused(_("Belum ada organisasi yang bisa Anda buatkan kegiatan."))
    form = planning.defaults(houses)
    origin = await links.origin(actor, request.query_params.get("dari", ""))
    if origin:
        form |= {"origin": f"{origin.kind}-{origin.id}", "title": origin.title}
    return await _new(actor, houses, form, {}, origin)


@post(NEW, name="workshops:create", **allow(policy.can_create_somewhere))
async def create(form: FormData, actor: Me) -> Page | Redirect:
    houses = await planning.houses_of(actor)
    if not houses:
        raise Refused(_("Belum ada organisasi yang bisa Anda buatkan kegiatan."))
    publish = form.get("action") != "draft"
    try:
        made = await planning.create(actor, form, form_key(form), publish=publish, houses=houses)
    except Invalid as no:
        origin = await links.origin(actor, form.get("origin", ""))
        return await _new(actor, houses, form, no.errors, origin)
    if origin := await links.origin(actor, form.get("origin", "")):
        # The event is made; one tie more than its origin may have must not look as if it were not.
        with suppress(Invalid, NotFound):
            end = Thing("workshop", made.id, made.title, made.path)
            await links.tie(actor, end, origin.kind, origin.id)
    if made.state == states.DRAFT:
        return Redirect(f"{made.path}/sunting", _("Draf tersimpan. Hanya tim yang melihatnya."))
    return Redirect(f"{made.path}/bagikan", await published(made))


async def published(workshop: Workshop) -> Flash:
    """What is told once it is announced; what else is on at that time is a warning, nothing more."""
    if await conflicts.of(workshop):
        text = _("Sudah terbit. Perhatikan: bentrok dengan kegiatan lain, lihat di Rencana.")
        return Flash(text, kind="warning")
    return Flash(_("Sudah terbit. Sekarang undang orangnya."))


async def _new(
    actor: Actor,
    houses: list[planning.House],
    form: dict[str, str],
    errors: dict[str, str],
    origin: Thing | None,
) -> Page:
    chosen = next((one for one in houses if str(one.id) == form.get("house")), houses[0])
    zones = {str(one.zone) for one in houses}
    return Page(
        "workshops/new.html",
        "fields",
        status=422 if errors else 200,
        section="workshops",
        form=form,
        errors=errors,
        houses=houses,
        house_options=[(str(one.id), one.name) for one in houses],
        kinds=await kind_list.options(chosen.wilayah_code),
        zone_code=chosen.wilayah_code if len(zones) == 1 else "",
        templates=await copying.templates_for(houses),
        earlier=await copying.earlier(houses),
        origin=origin,
        may_add_kinds=policy.can_add_kinds(actor, None),
    )


@get(PLAN, name="workshops:plan", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_plan(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return Page(
        "workshops/plan.html",
        **plan.around(actor, workshop, "plan"),
        overview=await plan.overview(actor, workshop),
        missing=await steps.missing(workshop) if workshop.state == states.DRAFT else [],
        clashes=[] if workshop.is_template else await conflicts.of(workshop),
        siblings=await copying.siblings(workshop),
        kind=await kind_list.label_of(workshop.kind),
        own_tabs=[(href, text, key == "plan") for key, href, text in inside.tabs(actor, workshop)],
        may_copy=policy.can_copy(actor, workshop),
        may_offer=policy.can_offer(actor, workshop),
    )


HANDLERS = [show_new, create, show_plan]
