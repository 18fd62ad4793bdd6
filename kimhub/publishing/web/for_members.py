"""What a house tells its members only, read inside: the page of an article, and the latest of them."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.page import Page, Redirect
from kimhub.publishing import articles, policy, products, reading, rendering, sites
from kimhub.publishing.desk import for_members
from kimhub.publishing.kinds import KINDS, PACKAGE, PRODUCT, VERDICTS
from kimhub.publishing.views import Article, House


def can_read(actor: Actor, one: Article) -> bool:
    return one.kind != PACKAGE and policy.can_read(actor, one, now())


def can_read_all(actor: Actor, house: House) -> bool:
    """Those who belong to the house, and the office above it."""
    return actor.has(house.id, *policy.ANY) or actor.covers(house.wilayah_code, *policy.STAFF)


@get(
    "/situs/baca/{article_id:int}",
    name="publishing:read_inside",
    **allow(can_read, article=articles.get_article),
)
async def show(article: NamedDependency[Article]) -> Page | Redirect:
    """What everybody may read is read where everybody does."""
    if policy.is_public(article, now()):
        return Redirect(article.path)
    told = await reading.told(article)
    html = rendering.render(told.body, told.photos, told.documents)
    return Page(
        "publishing/read.html",
        section="publishing",
        article=article,
        kind=KINDS[article.kind],
        told=told,
        beside=told.text.told,
        offer=products.offer_of(told.text.told) if article.kind == PRODUCT else None,
        verdict=VERDICTS.get(told.text.told.verdict, ""),
        cover=rendering.figure(told.cover) if told.cover else "",
        is_outside=rendering.is_outside,
        body=html,
    )


@get(
    "/situs/{slug:str}/anggota",
    name="publishing:for_members",
    **allow(can_read_all, house=sites.get),
)
async def show_list(house: NamedDependency[House], actor: Me) -> Page:
    return Page(
        "publishing/for_members.html",
        section="publishing",
        house=house,
        lines=await for_members(house.id),
        kinds=KINDS,
        at_desk=policy.can_open_desk(actor, house),
    )


HANDLERS = [show, show_list]
