"""Where a house says how its site looks, what stands on it and who lets articles out."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.groups import officers, organizations
from kimhub.publishing import lists, looks, policy, site_form, site_saving, sites
from kimhub.publishing.kinds import PAGE, PUBLISHERS
from kimhub.publishing.site_saving import Newer
from kimhub.publishing.views import House
from kimhub.publishing.web import inside
from kimhub.settings import load

PAGES = 20  # own pages that the menu may lead to


@get("/situs/{slug:str}/tampilan", name="publishing:look", **allow(policy.can_arrange, house=sites.get))
async def show_look(house: NamedDependency[House], actor: Me) -> Page:
    return await _page(house, actor, site_form.of(house))


@post(
    "/situs/{slug:str}/tampilan", name="publishing:look_save", **allow(policy.can_arrange, house=sites.get)
)
async def save_look(
    house: NamedDependency[House], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    pages = {page for page, _title in await _pages(house)}
    people = {person.id for person in await _people(house)}
    try:
        values = site_form.read(form, choices, pages, people, house)
        await site_saving.save(house, actor, values, form.get("version", ""))
    except Invalid as no:
        return await _page(house, actor, form, choices, errors=no.errors)
    except Newer as newer:
        stored = site_form.of(newer.theirs)
        theirs = {name: text for name, text in stored.items() if text != form.get(name, "")}
        form = {**form, "version": stored["version"]}
        return await _page(house, actor, form, choices, theirs=theirs)
    return Redirect(f"{house.desk}/tampilan", _("Tampilan situs tersimpan."))


async def _page(
    house: House,
    actor: Actor,
    form: dict[str, str],
    choices: dict[str, list[str]] | None = None,
    errors: dict[str, str] | None = None,
    theirs: dict[str, str] | None = None,
) -> Page:
    if choices is None:
        shown, editors = looks.blocks_of(house), house.editors.split()
    else:
        shown, editors = tuple(choices.get("block", [])), choices.get("editor", [])
    return Page(
        "publishing/look.html",
        "look",
        status=422 if errors or theirs is not None else 200,
        section="publishing",
        frame=inside.desk(actor, house, "look"),
        house=house,
        form=form,
        errors=errors or {},
        clash=theirs is not None,
        theirs=theirs or {},
        accents=looks.ACCENTS,
        heads=looks.HEADS,
        blocks=sorted(looks.BLOCKS.items(), key=lambda block: _place(form, block[0])),
        beside=looks.BESIDE,
        shown=shown,
        pages=await _pages(house),
        rows=range(looks.MOST_MENU),
        people=await _people(house),
        editors=editors,
        publishers=PUBLISHERS,
        main_host=load().base_url.partition("//")[2],
    )


def _place(form: dict[str, str], key: str) -> tuple[int, int]:
    said = form.get(f"place-{key}", "")
    usual = [*looks.BLOCKS].index(key)
    return (int(said) if said.isascii() and said.isdigit() and len(said) < 10 else usual, usual)


async def _pages(house: House) -> list[tuple[str, str]]:
    """What the menu may lead to: the pages every site has, and its own."""
    own = await lists.of_house(house.id, [PAGE], most=PAGES)
    found: list[tuple[str, Any]] = [*looks.PAGES.items()]
    found += [(f"hal/{line.slug}", line.title) for line in own if line.organization == house.id]
    return [(page, str(title)) for page, title in found]


async def _people(house: House) -> list[officers.Person]:
    """Who may be named as editor; in an office everybody is one."""
    profile = await organizations.get(house.slug) if house.kind != "agency" else None
    return await officers.members(profile) if profile else []


HANDLERS = [show_look, save_look]
