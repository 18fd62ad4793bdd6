"""Taking lists of people out."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.page import Choices, FormData, Page
from kimhub.workshops import out, policy, workshops
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

ADDRESS = "/pelatihan/{slug:str}/unduh"


@get(ADDRESS, name="workshops:lists", **allow(policy.can_manage, workshop=workshops.get_workshop))
async def choose(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return _page(workshop, actor, {"subset": "confirmed", "format": "xlsx"}, [*out.USUAL], {})


@post(ADDRESS, name="workshops:take_list", **allow(policy.can_manage, workshop=workshops.get_workshop))
async def take(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData, choices: Choices
) -> Page | Download:
    columns = choices.get("columns", [])
    try:
        what = out.wanted(actor, workshop, form, columns)
    except Invalid as no:
        return _page(workshop, actor, form, columns, no.errors)
    content, name = await out.take(workshop, actor, what)
    return Download(content, name, out.MIMES[what.format])


def _page(
    workshop: Workshop, actor: Actor, form: dict[str, str], columns: list[str], errors: dict[str, str]
) -> Page:
    return Page(
        "workshops/lists_out.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        form=form,
        errors=errors,
        chosen=columns,
        subsets=[(key, words) for key, (words, _states) in out.SUBSETS.items()],
        formats=[*out.FORMATS.items()],
        columns=[(key, out.COLUMNS[key][0], key in out.CONTACTS) for key in out.offered(actor, workshop)],
    )


HANDLERS = [choose, take]
