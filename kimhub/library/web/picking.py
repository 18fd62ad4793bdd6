"""The file picker: from a topic, an event or a line of a program to a document in the library. What is
chosen is tied to the thing, never copied."""

from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.links import End
from kimhub.chain.policy import can_tie
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.library import listing
from kimhub.library.chained import KIND
from kimhub.library.kinds import VISIBILITIES
from kimhub.library.listing import Wanted
from kimhub.library.web.lists import row

AT: Final = "/pustaka/pilih/{kind:str}/{thing_id:int}"
MAX_WORDS: Final = 80


@get(AT, name="library:pick", **allow(can_tie, end=links.get_end))
async def show(end: NamedDependency[End], actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    after = query.get("setelah", "")
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    return await _page(end, actor, query.get("q", ""), after=last)


@post(AT, name="library:picked", **allow(can_tie, end=links.get_end))
async def choose(end: NamedDependency[End], actor: Me, form: FormData) -> Page | Redirect:
    chosen = form.get("document", "")
    words = form.get("q", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        return await _page(end, actor, words, {"document": _("Pilih satu dokumen dulu.")})
    try:
        tied = await links.tie(actor, end.thing, KIND, int(chosen))
    except Invalid as no:
        return await _page(end, actor, words, {"document": next(iter(no.errors.values()))})
    said = _("“%(title)s” terpasang di sini. Yang bisa membukanya tetap seperti di pustaka.")
    return Redirect(end.thing.path, said % {"title": tied.title})


async def _page(
    end: End, actor: Actor, words: str, errors: dict[str, str] | None = None, after: int | None = None
) -> Page:
    wanted = " ".join(words.split())[:MAX_WORDS]
    found = await listing.found(actor, Wanted(text=wanted), after)
    thing = end.thing
    there = (await links.tied(thing.kind, [thing.id], KIND)).get(thing.id, [])
    return Page(
        "library/pick.html",
        "offers",
        status=422 if errors else 200,
        section={"topic": "forum", "workshop": "workshops", "program_line": "programs"}.get(thing.kind, ""),
        thing=thing,
        here=f"/pustaka/pilih/{thing.kind}/{thing.id}",
        words=wanted,
        rows=[row(one) for one in found.rows if one.id not in there],
        next=found.next,
        first=after is None,
        readers=VISIBILITIES,
        errors=errors or {},
    )


HANDLERS = [show, choose]
