"""What must be read: one's own list, asking for it, and who has."""

from datetime import timedelta
from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.library import documents, must_read, policy
from kimhub.library.must_read import WHOM, Asked
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.wilayah import picker
from kimhub.wilayah.picker import Choice

PATH: Final = "/pustaka/wajib-baca"
ONE: Final = f"{PATH}/{{ask_id:int}}"
AT: Final = "/pustaka/d/{ref:str}/wajib-baca"


@get(PATH, name="library:must_read", **allow(signed_in))
async def show_own(actor: Me) -> Page:
    mine = await must_read.mine(actor)
    ours = await must_read.overseen(actor) if must_read.can_oversee_any(actor, None) else []
    there = await documents.some(sorted({one.document for one in ours}))
    titles = {one.id: one.title for one in there if policy.can_read(actor, one)}
    return Page(
        "library/must_read.html",
        section="library",
        waiting=[one for one in mine if one.opened_at is None],
        done=[one for one in mine if one.opened_at is not None],
        overseen=[(one, titles[one.document]) for one in ours if one.document in titles],
        oversees=must_read.can_oversee_any(actor, None),
    )


@get(AT, name="library:asking", **allow(policy.can_ask_to_read, document=documents.get_document))
async def show_form(document: NamedDependency[Document], actor: Me) -> Page:
    choice = await picker.resolve({}, "wilayah", within=document.seat)
    return await _form(document, actor, {"whom": "members"}, {}, choice)


@post(AT, name="library:ask", **allow(policy.can_ask_to_read, document=documents.get_document))
async def ask(document: NamedDependency[Document], actor: Me, form: FormData) -> Page | Redirect:
    choice = await picker.resolve(form, "wilayah", within=document.seat)
    if choice.place is None and (choice.text or choice.asked):
        return await _form(document, actor, form, choice.errors, choice, choice.status)
    try:
        made = await must_read.ask(document.id, actor, form, choice.place.code if choice.place else "")
    except Invalid as no:
        return await _form(document, actor, form, no.errors, choice)
    return Redirect(f"{PATH}/{made}", _("Permintaan terkirim. Di sini terlihat siapa yang sudah membuka."))


async def _form(
    document: Document,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    choice: Choice,
    status: int = 422,
) -> Page:
    houses = await must_read.houses_for(document)
    return Page(
        "library/ask.html",
        status=status if errors or choice.asked else 200,
        section="library",
        frame=inside.document(actor, document),
        document=document,
        form=form,
        errors=errors,
        choice=choice,
        wide=document.owner_kind == "agency",
        whom=[(key, str(word)) for key, word in WHOM.items()],
        houses=[(str(house.id), house.name) for house in houses],
    )


@get(ONE, name="library:readers", **allow(must_read.can_oversee, one=must_read.get_asked))
async def show_readers(one: NamedDependency[Asked], actor: Me, request: Request) -> Page:
    """The houses with how many of each; the names of one house when it is asked for (`kim`)."""
    wanted = request.query_params.get("kim", "") if request.scope["query_string"] else ""
    house = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    tallies = await must_read.tallies(one)
    if house is None and len(tallies) == 1:
        house = tallies[0].id
    document = await documents.by_id(one.document)
    return Page(
        "library/readers.html",
        section="library",
        one=one,
        document=document if document and policy.can_read(actor, document) else None,
        tallies=tallies,
        people=sum(tally.people for tally in tallies),
        opened=sum(tally.opened for tally in tallies),
        house=next((tally for tally in tallies if tally.id == house), None),
        readers=await must_read.readers(one, house) if house is not None else [],
        whom=str(WHOM[one.whom]),
    )


@post(f"{ONE}/ingatkan", name="library:remind", **allow(must_read.can_oversee, one=must_read.get_asked))
async def remind(one: NamedDependency[Asked], actor: Me) -> Redirect:
    await limits.spend("must_read", one.id, most=1, per=timedelta(hours=12))
    await must_read.remind(one, actor)
    return Redirect(one.path, _("Yang belum membuka diingatkan lagi."))


@post(f"{ONE}/akhiri", name="library:end_asking", **allow(must_read.can_oversee, one=must_read.get_asked))
async def end(one: NamedDependency[Asked], actor: Me) -> Redirect:
    await must_read.end(one, actor)
    return Redirect(PATH, _("Permintaan membaca sudah diakhiri."))


@get([f"{ONE}/ingatkan", f"{ONE}/akhiri"], name="library:to_readers",
     **allow(must_read.can_oversee, one=must_read.get_asked))  # fmt: skip
async def to_readers(one: NamedDependency[Asked]) -> Redirect:
    return Redirect(one.path)


HANDLERS = [show_own, show_form, ask, show_readers, remind, end, to_readers]
