"""The follow box of topics and boards, and the page that lists what somebody follows."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import Struct, structs

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.errors import Invalid, Unreadable
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import boards, following, policy, policy_following, reading
from kimhub.forum.views import BoardView, TopicView, leading_number


class Line(Struct, frozen=True):
    """One thing somebody follows or muted; without an address and a name of its own when they may no longer
    read it. `field` and `id` are what its button sends."""

    field: str
    id: int
    level: str
    name: str
    path: str
    board_name: str
    words: str


@post(
    "/t/{ref:str}/ikuti", name="forum:follow", **allow(policy_following.can_follow, topic=reading.get_topic)
)
async def follow(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Page:
    level = form.get("level", "")
    try:
        await following.set_topic(actor.id or 0, topic.id, level)
    except Invalid as no:
        raise Unreadable from no
    wishes = await following.level_of(actor.id or 0, topic.id)
    said = {
        "follow": _("Anda akan dikabari setiap ada balasan."),
        "mute": _("Topik ini disenyapkan."),
    }.get(level, _("Anda tidak lagi mengikuti topik ini.") if topic.wish == "follow" else _("Tersimpan."))
    fresh = structs.replace(topic, wish=wishes.wish, board_wish=wishes.board_wish)
    return Page("forum/topic.html", "follow", then=topic.path, flash=said, **follow_context(fresh, actor))


@post(
    "/p/{slug:str}/ikuti",
    name="forum:follow_board",
    **allow(policy_following.can_follow_board, board=boards.get_board),
)
async def follow_board(board: NamedDependency[BoardView], actor: Me, form: FormData) -> Page:
    level = form.get("level", "")
    try:
        await following.set_board(actor.id or 0, board.id, level)
    except Invalid as no:
        raise Unreadable from no
    said = {
        "follow": _("Anda akan dikabari setiap ada topik baru."),
        "watch": _("Anda akan dikabari setiap ada tulisan baru."),
        "mute": _("Rubrik ini disenyapkan."),
    }.get(level, _("Tersimpan."))
    return Page("forum/board.html", "follow", then=board.path, flash=said, board=board, level=level)


@get("/t/{ref:str}/ikuti", **allow(policy.can_read_topic, topic=reading.get_topic))
async def to_topic(topic: NamedDependency[TopicView]) -> Redirect:
    return Redirect(topic.path)


@get("/p/{slug:str}/ikuti", **allow(policy.can_read, board=boards.get_board))
async def to_board(board: NamedDependency[BoardView]) -> Redirect:
    return Redirect(board.path)


@get("/diikuti", name="forum:following", **allow(signed_in))
async def show_following(actor: Me, request: Request) -> Page:
    before = leading_number(request.query_params.get("sebelum", ""))
    return Page("forum/following.html", section="account", **await _lines(actor, before))


@post("/diikuti", name="forum:take_back", **allow(signed_in))
async def take_back(actor: Me, form: FormData) -> Page:
    """Say nothing any more of a topic or board, also of one that may no longer be read."""
    me = actor.id or 0
    if topic := leading_number(form.get("topic", "")):
        await following.set_topic(me, topic, "")
    if board := leading_number(form.get("board", "")):
        await following.set_board(me, board, "")
    return Page(
        "forum/following.html",
        "following",
        then="/forum/diikuti",
        flash=_("Tersimpan."),
        section="account",
        **await _lines(actor, None),
    )


def follow_context(topic: TopicView, actor: Actor) -> dict[str, Any]:
    """What the follow box of a topic page reads."""
    return {
        "topic": topic,
        "stance": policy_following.stance(topic.wish, topic.board_wish),
        "can_follow": policy_following.can_follow(actor, topic),
    }


async def _lines(actor: Actor, before: int | None) -> dict[str, Any]:
    me = actor.id or 0
    found = await following.topics_of(me, before or 2**62)
    shown, more = found[: following.LISTED], len(found) > following.LISTED
    words = {
        "follow": _("Dikabari setiap topik baru"),
        "watch": _("Dikabari setiap tulisan"),
        "mute": _("Disenyapkan"),
    }
    lines = [
        Line("topic", row.topic, row.level, row.title, row.path, row.board_name, _of_topic(row.level))
        if policy.can_read_topic(actor, row)
        else Line("topic", row.topic, row.level, _("Topik yang tidak bisa Anda baca lagi"), "", "", "")
        for row in shown
    ]
    of_boards = [
        Line("board", row.board, row.level, row.name, row.path, "", words.get(row.level, ""))
        if policy.can_read(actor, row)
        else Line("board", row.board, row.level, _("Rubrik yang tidak bisa Anda baca lagi"), "", "", "")
        for row in (await following.boards_of(me) if before is None else [])
    ]
    return {
        "boards": of_boards,
        "topics": lines,
        "first": before is None,
        "next": f"/forum/diikuti?sebelum={shown[-1].id}" if more else "",
    }


def _of_topic(level: str) -> str:
    return _("Disenyapkan") if level == "mute" else _("Dikabari setiap balasan")


FOLLOWING = [follow, follow_board, to_topic, to_board, show_following, take_back]
