"""Beginning a program."""

from litestar import Request, get, post

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.programs import copying, policy, starting
from kimhub.programs.starting import House, Taken

NEW = "/program/baru"


@get(NEW, name="programs:new", **allow(policy.can_start_somewhere))
async def show_new(actor: Me, request: Request) -> Page | Redirect:
    houses = await starting.houses_of(actor)
    if not houses:
        if actor.plays(*policy.STAFF):
            return Redirect("/program/templat")
        raise Refused(_("Belum ada organisasi yang bisa Anda susunkan program."))
    wanted = request.query_params.get("kim", "")
    house = next((one for one in houses if one.slug == wanted), houses[0])
    form = {"house": str(house.id), "year": str(house.likely)}
    if begin := request.query_params.get("dari", ""):  # a template or program that somebody has looked at
        form["begin"] = begin[:40]
    return await _page(houses, form, {}, actor)


@post(NEW, name="programs:start", **allow(policy.can_start_somewhere))
async def start(form: FormData, actor: Me) -> Page | Redirect:
    houses = await starting.houses_of(actor)
    if not houses:
        raise Refused(_("Belum ada organisasi yang bisa Anda susunkan program."))
    try:
        made = await copying.start(form, actor, form_key(form), houses)
    except Invalid as no:
        there = no.path if isinstance(no, Taken) else ""
        return await _page(houses, form, no.errors, actor, there)
    then = copying.goes_on(form, made)
    if then.endswith("/impor"):
        return Redirect(then, _("Draf dibuat. Sekarang tempel atau unggah tabelnya di sini."))
    return Redirect(then, _("Program dimulai. Periksa dan lengkapi kegiatannya."))


async def _page(
    houses: list[House], form: dict[str, str], errors: dict[str, str], actor: Actor, there: str = ""
) -> Page:
    years = sorted({year for house in houses for year in (*house.choices, *house.years)})
    return Page(
        "programs/new.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        form=form,
        errors=errors,
        houses=houses,
        house_options=[(str(one.id), one.name) for one in houses],
        years=[(str(year), str(year)) for year in years if len(houses) > 1 or year in houses[0].choices],
        begun=[
            (year, path) for one in houses[:1] for year, path in sorted(one.years.items(), reverse=True)
        ],
        there=there,
        beginnings=await copying.beginnings(houses),
    )


HANDLERS = [show_new, start]
