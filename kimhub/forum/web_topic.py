"""One topic: a page of its posts, and replying to it."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.asked import header, saves_data
from kimhub.core.errors import Invalid
from kimhub.core.page import Choices, Files, FormData, Page, Redirect, form_key, wants_fragment
from kimhub.core.public import PublicPage
from kimhub.core.shell import Hole, Late
from kimhub.core.text import excerpt, plain
from kimhub.forum import (
    confirmations,
    drafts,
    policy,
    quoting,
    reading,
    unread,
    web_compose,
    writing,
)
from kimhub.forum.opened import opened
from kimhub.forum.pending import Held
from kimhub.forum.policy_following import stance
from kimhub.forum.views import PER_PAGE, TopicView, leading_number, page_of
from kimhub.forum.web_answers import Moved
from kimhub.forum.web_extras import extras_of
from kimhub.forum.web_guarding import NO_GUARDS, guards
from kimhub.forum.web_out import card_address
from kimhub.forum.web_posts import Look, articles, block, page_of_posts
from kimhub.forum.web_standing import Standing, bare, standing_of

SHOWN_AT_ONCE = 50  # posts that came meanwhile and are put under an open page together with one's own


@get("/t/{ref:str}", name="forum:topic", **allow(policy.can_read_topic, topic=reading.get_topic))
async def show_topic(
    topic: NamedDependency[TopicView], actor: Me, request: Request
) -> Page | Redirect | Moved:
    query = request.query_params if request.scope["query_string"] else {}
    if topic.shift:  # it was merged into this one
        asked = whole(query.get("p")) or ((whole(query.get("hal")) or 1) - 1) * PER_PAGE + 1
        return Redirect(topic.at(min(topic.shift + asked, topic.last_number)))
    if request.path_params["ref"] != topic.ref:
        return Moved(topic.path)
    if number := whole(query.get("p")):
        return Redirect(await reading.where_is(topic, number))
    page = topic.pages if "menunggu" in query else min(whole(query.get("hal")) or 1, topic.pages)
    if actor.id is None:
        return await public_topic(topic, page)
    if "baru" in query:
        first = await reading.first_unread(topic, actor)
        page = page_of(first) if first else topic.pages
    late, holes, shown = await topic_page(topic, actor, page, saves_data(request.scope))
    if shown > topic.mark and not is_prefetch(request):
        await unread.mark_read(actor.id, topic.id, shown)
    if actor.unread and not is_prefetch(request):
        request.scope["user"] = await opened(actor, topic.id)  # the badge of this very page
    writes = (query or topic.draft or topic.draft_files) and policy.can_reply(actor, topic)
    if writes and (begun := await begun_with(topic, query)):
        holes["form"] = {"body": begun}
    if writes and topic.draft_files:
        context = holes | late.make() | await web_compose.restored(actor, topic.draft_files)
        return Page("forum/topic.html", **context)
    return Page("forum/topic.html", kept=late, **holes)


@post(
    "/t/{ref:str}",
    name="forum:reply",
    request_max_body_size=web_compose.LARGEST_FORM,
    **allow(policy.can_reply, topic=reading.get_topic),
)
async def add_reply(
    topic: NamedDependency[TopicView],
    actor: Me,
    form: FormData,
    choices: Choices,
    files: Files,
    request: Request,
) -> Page | Redirect:
    body, key = form.get("body", ""), form_key(form)
    sheet = await web_compose.read(actor, form, choices, files)
    posted, errors = None, sheet.errors
    if sheet.sends:
        try:
            posted = await writing.reply(topic, actor, body, key, sheet.files)
        except Invalid as no:
            errors = no.errors
    if posted is None:
        late, context, _shown = await topic_page(topic, actor, topic.pages)
        context |= late.make()
        shown = await web_compose.preview(body, topic) if sheet.shows else ""
        context |= {"form": form, "errors": errors} | sheet.context(shown)
        return Page("forum/topic.html", "reply_form", status=422 if errors else 200, **context)
    sent = web_compose.forget(drafts.place_of(topic.id))
    if isinstance(posted, Held):
        return Redirect(posted.path, headers=sent)
    seen = whole(form.get("seen")) or 0
    shifted, topic = topic.shift, await reading.again(topic)
    here = (
        not shifted
        and page_of(posted.number) == page_of(seen)
        and 0 < posted.number - seen <= SHOWN_AT_ONCE
    )
    if not wants_fragment(request) or not here:
        return Redirect(topic.at(posted.number), headers=sent)
    context = await appended(topic, actor, seen, posted.number, saves_data(request.scope))
    return Page(
        "forum/topic.html",
        "reply_form",
        "posts",
        "summary",
        "live",
        "known",
        headers=sent,
        **context,
    )


async def begun_with(topic: TopicView, query: Mapping[str, str]) -> str:
    """What stands in the form before anything is typed: the draft, and the post to be quoted below it."""
    if number := whole(query.get("balas")):
        return quoting.under(topic.draft, await quoting.opening(topic, number))
    if number := whole(query.get("kutip")):
        return quoting.under(topic.draft, await quoting.whole(topic, number))
    return topic.draft


async def topic_page(
    topic: TopicView, actor: Actor, page: int, light: bool = False
) -> tuple[Late, dict[str, Any], int]:
    """What the page shows, what of it is the reader's own, and the number of its last post."""
    first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, topic.last_number)
    may = standing_of(actor, topic)
    posts = await page_of_posts(topic, actor, page, may.look + Look.LIGHT if light else may.look)
    fresh = topic.fresh if topic.mark else 0
    begins = await reading.first_unread(topic, actor) if fresh else None
    here = begins is not None and first <= begins <= last
    cut = begins - first if here and begins else len(posts)
    beside = NOTHING_BESIDE if is_bare(topic) else await besides(topic, actor, page)
    everybodys = bare(topic)

    def make() -> dict[str, Any]:
        return (
            page_context(everybodys, may)
            | beside
            | {
                "page": page,
                "last": last,
                "fresh": fresh,
                "fresh_here": here,
                "more": False,
                "known": topic.last_number,
                "came": 0,
                "here": False,
            }
        )

    key = (everybodys, may, page, fresh, here, *beside.values())
    holes = {"section": "forum", "seen": Hole(block(posts[:cut])), "unseen": Hole(block(posts[cut:]))}
    return Late(key, make), holes, last


# What `besides` gives where there is nothing: most topics are nothing but posts.
NOTHING_BESIDE: dict[str, Any] = {
    "confirm": "",
    "answers": (),
    "polls": (),
    "decisions": (),
    "can_see": False,
    **NO_GUARDS,
}


def is_bare(topic: TopicView) -> bool:
    """True when nothing has to be asked about what stands beside the posts."""
    return not (
        topic.confirm_asked_at
        or topic.best_post
        or topic.official_post
        or topic.has_poll
        or topic.has_decision
        or topic.waits
        or topic.stopped
    )


async def besides(topic: TopicView, actor: Actor, page: int) -> dict[str, Any]:
    """Everything on the page but its posts, hashable: the page is kept by it."""
    return {
        "confirm": await confirmations.state_of(topic, actor),
        **await extras_of(topic, actor),
        **await guards(topic, actor, is_last_page=page == topic.pages),
    }


async def appended(
    topic: TopicView, actor: Actor, seen: int, number: int, light: bool = False
) -> dict[str, Any]:
    """One's new post, the focus in it, after those that others wrote meanwhile."""
    keys = await reading.post_keys(topic, actor, seen + 1, number)
    may = standing_of(actor, topic)
    posts = await articles(topic, keys, may.look + Look.LIGHT if light else may.look, actor.id or 0)
    posts[-1] = posts[-1].replace(b' tabindex="-1"', b' tabindex="-1" data-focus', 1)
    await unread.mark_read(actor.id or 0, topic.id, number)
    return (
        page_context(bare(topic), may)
        | NOTHING_BESIDE
        | {
            "section": "forum",
            "page": topic.pages,
            "last": number,
            "seen": Hole(posts),
            "unseen": "",
            "fresh": 0,
            "fresh_here": False,
            "more": True,
            "known": number,
            "came": 0,
            "here": False,
        }
    )


async def public_topic(topic: TopicView, page: int) -> PublicPage:
    posts = await page_of_posts(topic, Actor(), page, Look.PLAIN)
    beside = await extras_of(topic, Actor())
    return PublicPage(
        "forum/public_topic.html",
        topic=topic,
        page=page,
        posts=Hole(posts),
        **beside,
        card=card_address(topic),
        canonical=topic.path + (f"?hal={page}" if page > 1 else ""),
        summary=excerpt(plain(await reading.first_html(topic))),
    )


def page_context(topic: TopicView, may: Standing) -> dict[str, Any]:
    """What follows from the topic and from what its reader may do there."""
    return {
        "topic": topic,
        "can_reply": may.can_reply,
        "can_act": bool(may.look & (Look.TALKS | Look.MODERATES | Look.REPLIES)),
        **web_compose.NOTHING,
        "can_moderate": may.can_moderate,
        "label_choices": may.label_choices,
        "can_follow": may.can_follow,
        "can_propose": may.can_propose,
        "stance": stance(topic.wish, topic.board_wish),
    }


def is_prefetch(request: Request) -> bool:
    """True when a browser loads the page before anybody has asked for it."""
    scope = request.scope
    return "prefetch" in header(scope, b"sec-purpose") or "prefetch" in header(scope, b"purpose")


def whole(text: str | None) -> int | None:
    """A number of an address or a form; None for what is none, and for 0."""
    return (leading_number(text) if text else None) or None
