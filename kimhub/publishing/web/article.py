"""An article at its desk: what state it is in, what can be done, how it will look, and what was done."""

from typing import Any, Final

from litestar import get
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.kinds import KINDS as CHAIN
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.page import Page
from kimhub.core.text import excerpt, plain
from kimhub.publishing import (
    articles,
    cards,
    composing,
    desk,
    flow,
    policy,
    products,
    rendering,
    sharing,
    sites,
    writing,
)
from kimhub.publishing.chained import KIND
from kimhub.publishing.kinds import PRODUCT, STATES, VERDICTS
from kimhub.publishing.views import Article
from kimhub.publishing.web import inside
from kimhub.publishing.web.frame import Frame
from kimhub.settings import load

AT: Final = "/situs/a/{article_id:int}"
CARD_WORDS: Final = 120  # WhatsApp cuts about there


@get(AT, name="publishing:at_desk", **allow(policy.can_look, article=articles.get_article))
async def show(article: NamedDependency[Article], actor: Me) -> Page:
    return Page("publishing/at_desk.html", **await context(article, actor))


async def context(article: Article, actor: Actor) -> dict[str, Any]:
    """What the page needs; also where a step on it was refused."""
    newest = await articles.revision(article.newest or 0)
    seen = await composing.seen(actor, writing.text_of(newest))
    html = rendering.render(newest.blocks, seen.photos, seen.documents)
    strip = await links.strip(actor, KIND, article.id)
    end = await links.get_end(KIND, article.id, actor)
    state = desk.state_of_work(article)
    cover = seen.photos.get(newest.cover or 0)
    readable = policy.is_public(article, now())
    return {
        "section": "publishing",
        "frame": inside.article(actor, article, "show"),
        "article": article,
        "newest": newest,
        "told": newest.told,
        "html": html,
        "state": state,
        "state_word": STATES[state],
        "shown": policy.is_shown(article, now()),
        "readable": readable,
        "share": await _share(article) if readable else "",
        "drawn": cards.of_article(article, None) if readable and cover is None else "",
        "can": _can(actor, article),
        "turn": desk.is_turn(actor, article),
        "missing": _missing(article, newest),
        "acts": [row | {"word": flow.ACTS[row["act"]]} for row in await flow.acts_of(article.id)],
        "chosen": await composing.tied_documents(actor, article, writing.text_of(newest))
        if policy.can_change(actor, article)
        else [],
        "offer": products.offer_of(newest.told) if article.kind == PRODUCT else None,
        "verdict": VERDICTS.get(newest.told.verdict, ""),
        "chain": strip,
        "chain_kinds": CHAIN,
        "manage": f"/kaitan/{KIND}/{article.id}" if end and end.kept else "",
        "cover": cover,
        "card_text": newest.lede or excerpt(plain(html), CARD_WORDS),
        "host": load().base_url.partition("://")[2],
    }


async def _share(article: Article) -> str:
    """Ready to be sent to a group, as the public page has it."""
    live, house = await articles.revision(article.live or 0), await sites.by_id(article.organization)
    return (
        sharing.ready_text(article, live.told, Frame(house).whole(article.path), house.title)
        if house
        else ""
    )


def _can(actor: Actor, one: Article) -> dict[str, bool]:
    return {
        "change": policy.can_change(actor, one),
        "send": policy.can_send(actor, one),
        "withdraw": policy.can_withdraw(actor, one),
        "publish": policy.can_publish(actor, one),
        "give_back": policy.can_return(actor, one),
        "unschedule": policy.can_unschedule(actor, one),
        "settle": policy.can_settle(actor, one),
        "archive": policy.can_archive(actor, one),
        "bring_back": policy.can_bring_back(actor, one),
        "hide": policy.can_hide(actor, one),
        "remove": policy.can_remove(actor, one),
    }


def _missing(one: Article, newest: Any) -> list[str]:
    """What the text still lacks before it can go out."""
    if one.work == "done":
        return []
    try:
        flow.check_ready(one.kind, newest)
    except Invalid as no:
        return list(no.errors.values())
    return []


HANDLERS = [show]
