"""Forum pages: lists of topics and boards. One topic is in web_topic, writing in web_writing."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Router, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.i18n import _
from kimhub.core.page import Page, Redirect
from kimhub.forum import boards, following, listing, policy, unread
from kimhub.forum.views import BoardView
from kimhub.forum.web_answers import PublicPage
from kimhub.forum.web_following import FOLLOWING
from kimhub.forum.web_moderation import MODERATION
from kimhub.forum.web_rows import focused, lines
from kimhub.forum.web_thanks import THANKS
from kimhub.forum.web_topic import add_reply, show_topic
from kimhub.forum.web_writing import edit_form, save_edit, start_topic, write_form


@get("/", name="forum:index", **allow(anyone))
async def index(actor: Me, request: Request) -> Page:
    mine = await boards.boards_for(actor)
    ids = [board.id for board in mine]
    if actor.id is None:
        rows = lines(await listing.newest(ids, 0), with_board=True, read=True)
        return PublicPage(
            "forum/public_index.html",
            section="forum",
            boards=mine,
            topics=rows,
        )
    only_unread = request.query_params.get("saring") == "belum-dibaca"
    show = listing.newest_unread if only_unread else listing.newest
    pinned = await listing.pinned(ids, actor.id)
    waiting = listing.add_pinned(await listing.unread_counts(ids, actor.id), pinned)
    if only_unread:
        pinned = [row for row in pinned if row.fresh > 0]
    return Page(
        "forum/index.html",
        section="forum",
        boards=mine,
        waiting=waiting,
        unread=sum(waiting.values()),
        only_unread=only_unread,
        pinned=lines(pinned, with_board=True),
        topics=lines(await show(ids, actor.id), with_board=True),
        can_write=policy.can_write_somewhere(actor, None),
    )


@post("/", name="forum:all_read", **allow(signed_in))
async def mark_all(actor: Me) -> Redirect:
    mine = await boards.boards_for(actor)
    await unread.mark_all_read(actor.id or 0, [board.id for board in mine])
    return Redirect("/forum", _("Semua tulisan di rubrik Anda sudah ditandai terbaca."))


@get("/rubrik", name="forum:boards", **allow(signed_in))
async def all_boards(actor: Me, request: Request) -> Page:
    words, after = request.query_params.get("q", ""), request.query_params.get("setelah", "")
    found = await boards.find_boards(actor, words[:60], after[:80])
    more = len(found) > boards.LISTED
    shown = found[: boards.LISTED]
    return Page(
        "forum/boards.html",
        section="forum",
        boards=shown,
        words=words,
        next=address("/forum/rubrik", q=words, setelah=shown[-1].slug) if more else "",
    )


@get("/p/{slug:str}", name="forum:board", **allow(policy.can_read, board=boards.get_board))
async def show_board(board: NamedDependency[BoardView], actor: Me, request: Request) -> Page:
    query = request.query_params
    cursor = listing.read_cursor(query.get("setelah", ""))
    can_moderate = policy.can_moderate(actor, board)
    filters = {"belum-dibaca"} | ({"disembunyikan"} if can_moderate else set())
    filter_ = query.get("saring", "") if actor.id and query.get("saring") in filters else ""
    context = await board_context(board, actor.id or 0, filter_, cursor)
    if actor.id is None:
        return PublicPage("forum/public_board.html", board=board, **context)
    return Page(
        "forum/board.html",
        "pager",
        "topics",
        section="forum",
        board=board,
        can_post=policy.can_post(actor, board),
        can_moderate=can_moderate,
        level=await following.board_level(actor.id, board.id),
        more=cursor is not listing.START,
        **context,
    )


@post("/p/{slug:str}", name="forum:board_read", **allow(policy.can_post, board=boards.get_board))
async def mark_board(board: NamedDependency[BoardView], actor: Me) -> Redirect:
    await unread.mark_all_read(actor.id or 0, [board.id])
    return Redirect(board.path, _("Semua tulisan di rubrik ini sudah ditandai terbaca."))


async def board_context(
    board: BoardView, user_id: int, filter_: str, cursor: listing.Cursor
) -> dict[str, Any]:
    """The topics of one page of the board, and the address of the next."""
    first = cursor is listing.START
    pinned = await listing.pinned([board.id], user_id) if first and filter_ != "disembunyikan" else []
    if filter_ == "belum-dibaca":
        page = await listing.unread(board.id, user_id, cursor)
        pinned = [row for row in pinned if row.fresh > 0]
    elif filter_ == "disembunyikan":
        page = listing.Listing(await listing.hidden(board.id, user_id), None)
    else:
        page = await listing.latest(board.id, user_id, cursor)
    shown = lines(page.rows, read=not user_id)
    return {
        "filter": filter_,
        "pinned": lines(pinned, read=not user_id),
        "topics": shown if first else focused(shown),
        "reached": page.next.at if page.next else None,
        "next": address(board.path, saring=filter_, setelah=str(page.next)) if page.next else "",
    }


def address(path: str, **query: str) -> str:
    """`path` with those values that are not empty."""
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{kept}" if kept else path


router = Router(
    "/forum",
    route_handlers=[
        index,
        mark_all,
        all_boards,
        show_board,
        mark_board,
        write_form,
        start_topic,
        show_topic,
        add_reply,
        edit_form,
        save_edit,
        *MODERATION,
        *FOLLOWING,
        *THANKS,
    ],
)
