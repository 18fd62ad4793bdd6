"""Pages on which moderators move a topic, split replies off, merge topics.

Plain forms; each says before who will read what.
"""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import moving, moving_pages, policy, reading
from kimhub.forum.views import TopicView, leading_number

OF_TOPIC: dict[str, Any] = allow(policy.can_moderate, topic=reading.get_topic)
Choices = NamedDependency[dict[str, list[str]]]


@get("/t/{ref:str}/pindah", name="forum:move_form", **OF_TOPIC)
async def move_form(topic: NamedDependency[TopicView], actor: Me, request: Request) -> Page:
    return await move_page(topic, actor, request.query_params.get("q", "")[:60], {})


@post("/t/{ref:str}/pindah", name="forum:move", **OF_TOPIC)
async def move(
    topic: NamedDependency[TopicView], actor: Me, form: FormData, request: Request
) -> Page | Redirect:
    """`ke` in the address is what a button to take it back sends."""
    try:
        slug = form.get("board") or request.query_params.get("ke") or ""
        board = await moving_pages.destination(actor, slug)
        await moving.move(topic, actor, board, form.get("reason", ""))
    except Invalid as no:
        return await move_page(topic, actor, "", form, no.errors)
    text = _("Topik sekarang ada di rubrik %(name)s.") % {"name": board.name}
    return Redirect(topic.path, Flash(text, undo=f"{topic.path}/pindah?ke={topic.board_slug}"))


@get("/t/{ref:str}/pisah", name="forum:split_form", **OF_TOPIC)
async def split_form(topic: NamedDependency[TopicView], request: Request) -> Page:
    return await split_page(topic, page_in(topic, request.query_params.get("hal")), {}, [])


@post("/t/{ref:str}/pisah", name="forum:split", **OF_TOPIC)
async def split(
    topic: NamedDependency[TopicView], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    chosen = [number for text in choices.get("post", []) if (number := leading_number(text))]
    onwards = bool(form.get("onwards"))
    try:
        made = await moving.split(
            topic, actor, chosen, form.get("title", ""), onwards=onwards, reason=form.get("reason", "")
        )
    except Invalid as no:
        return await split_page(topic, page_in(topic, form.get("hal")), form, chosen, no.errors)
    return Redirect(f"/forum/t/{made}", _("Balasan yang dipilih sekarang punya topik sendiri."))


@get("/t/{ref:str}/gabung", name="forum:merge_form", **OF_TOPIC)
async def merge_form(topic: NamedDependency[TopicView], actor: Me, request: Request) -> Page:
    """With `ke`, a topic's number or address, what would come of it; else which topics there are."""
    typed = (request.query_params.get("ke") or request.query_params.get("alamat") or "")[:300]
    if not typed:
        return await merge_page(topic, {})
    try:
        target = await moving_pages.target(topic, actor, typed)
    except Invalid as no:
        return await merge_page(topic, {"alamat": typed}, no.errors)
    return await merge_page(topic, {"ke": str(target.id)}, None, target)


@post("/t/{ref:str}/gabung", name="forum:merge", **OF_TOPIC)
async def merge(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Page | Redirect:
    target = None
    try:
        target = await moving_pages.target(topic, actor, form.get("ke", ""))
        await moving.merge(topic, actor, target, form.get("reason", ""))
    except Invalid as no:
        return await merge_page(topic, form, no.errors, target)
    count = topic.last_number
    text = ngettext("%(n)s tulisan digabung ke topik ini.", "%(n)s tulisan digabung ke topik ini.", count)
    return Redirect(f"/forum/t/{target.id}?p={target.last_number + 1}", text % {"n": count})


async def move_page(
    topic: TopicView, actor: Actor, words: str, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    return Page(
        "forum/move.html",
        status=422 if errors else 200,
        section="forum",
        topic=topic,
        boards=await moving_pages.destinations(topic, actor, words),
        words=words,
        form=form,
        errors=errors,
    )


async def split_page(
    topic: TopicView,
    page: int,
    form: dict[str, str],
    chosen: list[int],
    errors: dict[str, str] | None = None,
) -> Page:
    return Page(
        "forum/split.html",
        status=422 if errors else 200,
        section="forum",
        topic=topic,
        page=page,
        replies=await moving_pages.replies(topic, page),
        chosen=chosen,
        form=form,
        errors=errors,
    )


async def merge_page(
    topic: TopicView,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    target: TopicView | None = None,
) -> Page:
    return Page(
        "forum/merge.html",
        status=422 if errors else 200,
        section="forum",
        topic=topic,
        target=target,
        topics=[] if target else await moving_pages.near(topic),
        form=form,
        errors=errors,
    )


def page_in(topic: TopicView, text: str | None) -> int:
    return min(leading_number(text or "") or 1, topic.pages)


MOVING = [move_form, move, split_form, split, merge_form, merge]
