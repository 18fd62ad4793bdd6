"""The desks: the houses somebody writes for, and what lies on the desk of one."""

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.i18n import _
from kimhub.core.page import Page, Redirect
from kimhub.publishing import aging, desk, policy, policy_stories, sites, stories
from kimhub.publishing.kinds import (
    ANNOUNCEMENT,
    CLARIFICATION,
    DONE,
    GALLERY,
    KINDS,
    NEWS,
    PAGE,
    PRODUCT,
    STATES,
)
from kimhub.publishing.views import Article, House
from kimhub.publishing.web import inside

WRITES = (NEWS, ANNOUNCEMENT, GALLERY, CLARIFICATION, PRODUCT, PAGE)


@get("/situs", name="publishing:desks", **allow(signed_in))
async def show_desks(actor: Me, request: Request) -> Page | Redirect:
    """With one house only, its desk; what is to be told of something (`dari`) begins there at once."""
    query = request.query_params if request.scope["query_string"] else {}
    origin = await links.origin(actor, query.get("dari", ""))
    about = f"?dari={origin.kind}-{origin.id}" if origin else ""
    found = await desk.houses(actor)
    if origin:
        found = [one for one in found if policy.can_write(actor, one)]
    if len(found) == 1 and "semua" not in query:
        return Redirect(f"{found[0].desk}/tulis{about}" if origin else found[0].desk)
    return Page(
        "publishing/desks.html",
        section="publishing",
        houses=found,
        waiting=await desk.waiting(actor, found),
        origin=origin,
        about=about,
    )


@get("/situs/{slug:str}", name="publishing:desk", **allow(policy.can_open_desk, house=sites.get))
async def show_desk(house: NamedDependency[House], actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    part = query.get("bagian", "kerja")
    part = part if part in desk.PARTS else "kerja"
    after = await desk.last_seen(house, query.get("setelah", ""))
    rows = await desk.articles(actor, house, part, after)
    counts = await desk.counts(actor, house)
    here = house.desk
    more = len(rows) > desk.PER_PAGE
    rows = rows[: desk.PER_PAGE]
    return Page(
        "publishing/desk.html",
        section="publishing",
        frame=inside.desk(actor, house, "articles", await _sent(actor, house)),
        house=house,
        part=part,
        parts=[
            (here, _("Dikerjakan"), counts["kerja"], part == "kerja"),
            (f"{here}?bagian=terbit", _("Terbit"), counts["terbit"], part == "terbit"),
            (f"{here}?bagian=lama", _("Arsip"), counts["lama"], part == "lama"),
        ],
        turns=[_row(actor, one) for one in rows if desk.is_turn(actor, one)],
        rows=[_row(actor, one) for one in rows if not desk.is_turn(actor, one)],
        aged=await aging.of_house(actor, house) if after is None else [],
        next=f"{here}?bagian={part}&setelah={rows[-1].id}" if more else "",
        first=after is None,
        kinds=[
            (f"{here}/tulis?jenis={key}", KINDS[key].word, KINDS[key].icon)
            for key in WRITES
            if policy.may_write_kind(actor, house, key)
        ],
        kind_words=KINDS,
        is_empty=not any(counts.values()),
        edits=policy.edits(actor, house),
    )


async def _sent(actor: Actor, house: House) -> int:
    """Stories of citizens that wait for this person."""
    return await stories.waiting(house.id) if policy_stories.can_open_box(actor, house) else 0


class Row:
    """An article in the list, with what is said of it."""

    def __init__(self, actor: Actor, one: Article) -> None:
        state = desk.state_of_work(one)
        self.article = one
        self.title = inside.title_of(one.title)
        self.kind = KINDS[one.kind].word
        self.state, self.tag = STATES[state], inside.state_tag(state)
        self.is_own = one.author == actor.id
        self.is_change = one.live is not None and one.work != DONE
        writes_on = one.work in {"draft", "returned"} and policy.can_change(actor, one)
        self.href = f"{one.desk_path}/sunting" if writes_on and one.live is None else one.desk_path


def _row(actor: Actor, one: Article) -> Row:
    return Row(actor, one)


HANDLERS = [show_desks, show_desk]
