"""One topic: a page of its posts, and replying to it."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import structs

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.asked import header
from kimhub.core.errors import Invalid
from kimhub.core.page import Choices, Files, FormData, Page, Redirect, form_key, wants_fragment
from kimhub.core.shell import Hole
from kimhub.core.text import excerpt, plain
from kimhub.forum import (
    confirmations,
    drafts,
    labels,
    policy,
    policy_answers,
    quoting,
    reading,
    unread,
    web_compose,
    writing,
)
from kimhub.forum.opened import opened
from kimhub.forum.pending import Held
from kimhub.forum.policy_following import can_follow, stance
from kimhub.forum.views import PER_PAGE, TopicView, leading_number, page_of
from kimhub.forum.web_answers import Moved, PublicPage
from kimhub.forum.web_extras import extras_of
from kimhub.forum.web_guarding import NO_GUARDS, guards
from kimhub.forum.web_out import card_address
from kimhub.forum.web_posts import Look, articles, page_of_posts

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
    context, shown = await topic_page(topic, actor, page, saves_data(request))
    if shown > topic.mark and not is_prefetch(request):
        await unread.mark_read(actor.id, topic.id, shown)
    if actor.unread and not is_prefetch(request):
        request.scope["user"] = await opened(actor, topic.id)  # the badge of this very page
    if (number := whole(query.get("balas"))) and context["can_reply"]:
        context["form"] = {"body": quoting.under(topic.draft, await quoting.opening(topic, number))}
    elif (number := whole(query.get("kutip"))) and context["can_reply"]:
        context["form"] = {"body": quoting.under(topic.draft, await quoting.whole(topic, number))}
    elif topic.draft and context["can_reply"]:
        context["form"] = {"body": topic.draft}
    return Page("forum/topic.html", kept=True, **context)


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
        context, _shown = await topic_page(topic, actor, topic.pages)
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
    context = await appended(topic, actor, seen, posted.number)
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


async def topic_page(
    topic: TopicView, actor: Actor, page: int, light: bool = False
) -> tuple[dict[str, Any], int]:
    """What the page shows, and the number of its last post."""
    first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, topic.last_number)
    posts = await page_of_posts(topic, actor, page, look_of(topic, actor, light))
    fresh = topic.fresh if topic.mark else 0
    begins = await reading.first_unread(topic, actor) if fresh else None
    here = begins is not None and first <= begins <= last
    cut = begins - first if here and begins else len(posts)
    context = page_context(topic, actor) | {
        "confirm": await confirmations.state_of(topic, actor),
        "page": page,
        "last": last,
        "seen": Hole(posts[:cut]),
        "unseen": Hole(posts[cut:]),
        "fresh": fresh,
        "fresh_here": here,
        "more": False,
        **await extras_of(topic, actor),
        "known": topic.last_number,
        "came": 0,
        "here": False,
    }
    return context | await guards(topic, actor, is_last_page=page == topic.pages), last


async def appended(topic: TopicView, actor: Actor, seen: int, number: int) -> dict[str, Any]:
    """One's new post, the focus in it, after those that others wrote meanwhile."""
    keys = await reading.post_keys(topic, actor, seen + 1, number)
    posts = await articles(topic, keys, look_of(topic, actor), actor.id or 0)
    posts[-1] = posts[-1].replace(b' tabindex="-1"', b' tabindex="-1" data-focus', 1)
    await unread.mark_read(actor.id or 0, topic.id, number)
    return (
        page_context(topic, actor)
        | NO_GUARDS
        | {
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
    return PublicPage(
        "forum/public_topic.html",
        topic=topic,
        page=page,
        posts=Hole(posts),
        card=card_address(topic),
        summary=excerpt(plain(await reading.first_html(topic))),
    )


def page_context(topic: TopicView, actor: Actor) -> dict[str, Any]:
    return {
        "section": "forum",
        "topic": structs.replace(
            topic, mark=0, spans=0, fresh=0, thanked=False, draft="", waits=0, stopped=None
        ),  # the page is kept for everybody who may do the same
        "can_reply": policy.can_reply(actor, topic),
        **web_compose.NOTHING,
        "can_moderate": policy.can_moderate(actor, topic),
        "label_choices": tuple(labels.choices(actor, topic, topic.label))
        if policy.can_label(actor, topic)
        else (),
        "can_follow": can_follow(actor, topic),
        "stance": stance(topic.wish, topic.board_wish),
    }


def look_of(topic: TopicView, actor: Actor, light: bool = False) -> Look:
    held = (
        (Look.SIGNED, actor.id is not None),
        (Look.MODERATES, policy.can_moderate(actor, topic)),
        (Look.TALKS, policy.can_post(actor, topic) and not topic.hidden),
        (Look.REPLIES, policy.can_reply(actor, topic)),
        (Look.LIGHT, light),
        (Look.CHOOSES, policy_answers.may_choose(actor, topic)),
        (Look.OFFICIAL, policy_answers.may_answer_officially(actor, topic)),
    )
    return Look(sum(look for look, yes in held if yes))  # each `|` of flags makes a flag: 2 µs


def saves_data(request: Request) -> bool:
    """True when the browser says that its owner counts every kilobyte."""
    return header(request.scope, b"save-data").strip().lower() == "on"


def is_prefetch(request: Request) -> bool:
    """True when a browser loads the page before anybody has asked for it."""
    scope = request.scope
    return "prefetch" in header(scope, b"sec-purpose") or "prefetch" in header(scope, b"purpose")


def whole(text: str | None) -> int | None:
    """A number of an address or a form; None for what is none, and for 0."""
    return (leading_number(text) if text else None) or None
