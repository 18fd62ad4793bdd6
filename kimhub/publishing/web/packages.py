"""/bahan: packages of offices, for houses and for the offices; and one of them."""

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.chain.kinds import KINDS as TIED
from kimhub.core import asked
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.db import now
from kimhub.core.page import Page
from kimhub.publishing import (
    articles,
    blocks,
    packages,
    passing,
    policy,
    policy_passing,
    reach,
    reading,
    rendering,
    sharing,
)
from kimhub.publishing.kinds import EVERYBODY, KINDS, STATES
from kimhub.publishing.lists import FIRST
from kimhub.publishing.packages import Package
from kimhub.publishing.rendering import Way
from kimhub.publishing.views import House, relayed_path
from kimhub.publishing.web import marks
from kimhub.publishing.web.inside import state_tag
from kimhub.settings import load

PATH: Final = "/bahan"
ONE: Final = f"{PATH}/{{article_id:int}}"


@get(PATH, name="publishing:packages", **allow(signed_in))
async def show_packages(actor: Me, request: Request) -> Page:
    """What offices send to one of the reader's houses (`untuk`), and what the reader's office issued."""
    query = request.query_params if request.scope["query_string"] else {}
    houses = await packages.houses_of(actor)
    offices = [house for house in houses if policy.can_issue(actor, house)]
    house = chosen([one for one in houses if one not in offices] or houses, query.get("untuk", ""))
    after = marks.after(query.get("setelah"))
    found = await packages.page(house, after) if house else []
    shown, more = found[: packages.PER_PAGE], len(found) > packages.PER_PAGE
    is_first = after == FIRST
    return Page(
        "publishing/packages.html",
        section="publishing",
        house=house,
        houses=[
            (f"{PATH}?untuk={one.slug}", one.name, None, one == house)
            for one in houses
            if one not in offices
        ],
        may=house is not None and policy.can_pass_on(actor, house),
        waiting=await packages.waiting(house) if house and is_first else [],
        items=shown,
        next=f"{PATH}?untuk={house.slug}&setelah={marks.mark(shown[-1])}" if house and more else "",
        first=is_first,
        offices=offices,
        issued=(await packages.issued([one.id for one in offices], FIRST)) if is_first else [],
        states=packages.STATES,
        tags=packages.TAGS,
        article_states=STATES,
        state_tag=state_tag,
        today=now(),
    )


@get(ONE, name="publishing:package", **allow(packages.can_read, one=packages.get_package))
async def show_package(one: NamedDependency[Package], actor: Me, request: Request) -> Page:
    """The package as a house reads it, with what it does with it; for its office what was asked, and how
    far it came."""
    houses = await packages.houses_of(actor)
    query = request.query_params if request.scope["query_string"] else {}
    meant = [house for house in houses if policy_passing.is_asked(house, one)]
    house = chosen(meant, query.get("untuk", ""))
    if policy.is_shown(one.article, now()):
        await packages.note_opened(one, meant)
    return Page(
        "publishing/package.html",
        section="publishing",
        one=one,
        house=house,
        houses=[(f"{one.path}?untuk={each.slug}", each.name, each == house) for each in meant],
        **await _of_house(one, house, actor),
        **await body_of(one, actor, asked.saves_data(request.scope)),
        is_out=one.article.audience == EVERYBODY,
        arranges=policy_passing.can_arrange(actor, one),
        follows=policy_passing.can_follow(actor, one),
        state=(str(STATES[one.article.state]), state_tag(one.article.state)),
        kind=KINDS[one.article.kind],
        states=packages.STATES,
        tags=packages.TAGS,
    )


def chosen(houses: list[House], slug: str) -> House | None:
    """The house of this address, or the first."""
    return next((house for house in houses if house.slug == slug), houses[0] if houses else None)


async def _of_house(one: Package, house: House | None, actor: Actor) -> dict[str, Any]:
    """What the house did with it, and may do."""
    if house is None:
        return {
            "item": None,
            "passed": None,
            "made": None,
            "may": False,
            "told": [],
            "photos": {},
            "share": "",
            "where": "",
        }
    passed = await passing.of_house(house, one.article)
    told = await reach.of_house(one, house)
    made = (await articles.some([passed.made]) if passed and passed.made else [None])[0:1]
    is_relayed = passed is not None and passed.relays
    where = relayed_path(house.slug, one.article.id, one.article.slug) if is_relayed else ""
    return {
        "item": await packages.item(house, one.article.id),
        "passed": passed,
        "made": made[0] if made else None,
        "may": policy.can_pass_on(actor, house),
        "told": told,
        "photos": await reading.photos([report.photo for report in told if report.photo]),
        "where": where,
        "share": await _share(one, house, where),
    }


async def _share(one: Package, house: House, where: str) -> str:
    """Ready to be pasted into a WhatsApp group."""
    address = load().base_url + (where or house.path)
    revision = await articles.revision(one.article.live or one.article.newest or 0)
    return sharing.ready_text(one.article, revision.told, address, house.name)


async def body_of(one: Package, actor: Actor, saver: bool) -> dict[str, Any]:
    """The text as this reader sees it: the one that is shown, or the newest while none is."""
    revision = await articles.revision(one.article.live or one.article.newest or 0)
    text = revision.blocks
    photos = await reading.photos(blocks.photos(text))
    files = blocks.documents(text)
    documents = {thing.id: thing for thing in await TIED["document"].see(actor, files)} if files else {}
    way = Way(saver=saver)
    return {
        "revision": revision,
        "body": rendering.render(text, photos, documents, way),
    }


HANDLERS = [show_packages, show_package]
