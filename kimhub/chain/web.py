"""One page for tying things together, whatever slice they are of."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.chain import links, policy
from kimhub.chain.kinds import KINDS
from kimhub.chain.links import End
from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.pages import Pages

SECTIONS = {
    "topic": "forum",
    "workshop": "workshops",
    "program_line": "programs",
    "document": "library",
}
ADDRESS = "/kaitan/{kind:str}/{thing_id:int}"


@get(ADDRESS, name="chain:show", **allow(policy.can_tie, end=links.get_end))
async def show(request: Request, end: NamedDependency[End], actor: Me) -> Page:
    query = request.query_params
    return await _page(end, actor, query.get("jenis", ""), query.get("q", ""))


@post(ADDRESS, name="chain:tie", **allow(policy.can_tie, end=links.get_end))
async def tie(end: NamedDependency[End], actor: Me, form: FormData) -> Page | Redirect:
    kind, _dash, number = form.get("other", "").partition("-")
    other = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    try:
        thing = await links.tie(actor, end.thing, kind, other)
    except Invalid as no:
        return await _page(end, actor, kind, form.get("q", ""), no.errors)
    return Redirect(_where(end), _("Dikaitkan dengan “%(title)s”.") % {"title": thing.title})


@post(f"{ADDRESS}/lepas", name="chain:untie", **allow(policy.can_tie, end=links.get_end))
async def untie(end: NamedDependency[End], actor: Me, form: FormData) -> Redirect:
    link = form.get("link", "")
    if link.isascii() and link.isdigit() and len(link) < 19:
        await links.untie(actor, end.thing, int(link))
    return Redirect(_where(end), _("Kaitan dilepas."))


@get(f"{ADDRESS}/lepas", name="chain:to_ties", **allow(policy.can_tie, end=links.get_end))
async def to_ties(end: NamedDependency[End]) -> Redirect:
    return Redirect(_where(end))


async def _page(end: End, actor: Me, kind: str, words: str, errors: dict[str, str] | None = None) -> Page:
    chosen = kind if kind in KINDS else next((key for key in KINDS if key != end.thing.kind), "")
    return Page(
        "chain/ties.html",
        "offers",
        status=422 if errors else 200,
        section=SECTIONS.get(end.thing.kind, ""),
        thing=end.thing,
        strip=await links.strip(actor, end.thing.kind, end.thing.id),
        kinds=KINDS,
        chosen=chosen,
        words=words,
        offers=await links.offered(actor, end.thing, chosen, words),
        errors=errors or {},
    )


def _where(end: End) -> str:
    return f"/kaitan/{end.thing.kind}/{end.thing.id}"


router = Pages("/", [show, tie, untie, to_ties])
