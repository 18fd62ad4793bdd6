"""Forum pages: lists of topics and boards. One topic is in web_topic, writing in web_writing."""

from collections.abc import Mapping

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import structs

from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone, signed_in
from kimhub.core.i18n import LOCALES, SOURCE, _, use_locale
from kimhub.core.page import Page, Redirect
from kimhub.core.pages import Pages
from kimhub.core.public import PublicPage
from kimhub.forum import boards, listing, policy, unread, web_lists
from kimhub.forum.importing import can_import
from kimhub.forum.opened import boards_read
from kimhub.forum.views import BoardView
from kimhub.forum.web_address import address
from kimhub.forum.web_announcing import ANNOUNCING
from kimhub.forum.web_boards import BOARDS
from kimhub.forum.web_decisions import DECISIONS
from kimhub.forum.web_drafts import DRAFTS
from kimhub.forum.web_files import FILES
from kimhub.forum.web_following import FOLLOWING
from kimhub.forum.web_importing import IMPORTING
from kimhub.forum.web_labels import LABELS
from kimhub.forum.web_live import LIVE
from kimhub.forum.web_marks import MARKS
from kimhub.forum.web_mentions import MENTIONS
from kimhub.forum.web_moderation import MODERATION
from kimhub.forum.web_moving import MOVING
from kimhub.forum.web_order import ORDER
from kimhub.forum.web_out import OUT
from kimhub.forum.web_pending import PENDING
from kimhub.forum.web_polls import POLLS
from kimhub.forum.web_related import RELATED
from kimhub.forum.web_reports import REPORTS
from kimhub.forum.web_suspensions import SUSPENSIONS
from kimhub.forum.web_thanks import THANKS
from kimhub.forum.web_topic import add_reply, show_topic
from kimhub.forum.web_writing import edit_form, save_edit, start_topic, write_form


@get("/", name="forum:index", **allow(anyone))
async def index(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    cursor = listing.read_cursor(query.get("setelah", ""))
    mine = await (boards.some(cursor.boards, actor) if cursor.boards else boards.boards_for(actor))
    if actor.id is None:
        speak(query)
    view = web_lists.read_view(query, signed_in=actor.id is not None)
    context = await web_lists.drawn(mine, actor, view, cursor, "/forum", everywhere=True)
    if actor.id is None:
        return PublicPage("forum/public_index.html", section="forum", has_boards=bool(mine), **context)
    return Page(
        "forum/index.html",
        "pager",
        "topics",
        kept=True,
        section="forum",
        has_boards=bool(mine),
        can_write=bool(mine) and policy.can_write_somewhere(actor, None),
        **context,
    )


@post("/", name="forum:all_read", **allow(signed_in))
async def mark_all(actor: Me) -> Redirect:
    mine = await boards.boards_for(actor)
    ids = [board.id for board in mine]
    await unread.mark_all_read(actor.id or 0, ids)
    await boards_read(actor, ids)
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
    query = request.query_params if request.scope["query_string"] else {}
    cursor = listing.read_cursor(query.get("setelah", ""))
    if actor.id is None:
        speak(query)
    manages = policy.can_manage(actor, board)
    view = web_lists.read_view(query, signed_in=actor.id is not None, moderates=manages)
    context = await web_lists.drawn(
        [board], actor, view, cursor, board.path, everywhere=False, moderates=manages
    )
    if actor.id is None:
        return PublicPage("forum/public_board.html", board=board, **context)
    return Page(
        "forum/board.html",
        "pager",
        "topics",
        kept=True,
        section="forum",
        board=structs.replace(board, seen=0),  # what the reader has read is in the lists
        can_post=policy.can_post(actor, board),
        can_manage=manages,
        can_moderate=policy.can_moderate(actor, board),
        can_import=can_import(actor, board),
        level=board.level,
        **context,
    )


@post("/p/{slug:str}", name="forum:board_read", **allow(policy.can_mark_read, board=boards.get_board))
async def mark_board(board: NamedDependency[BoardView], actor: Me) -> Redirect:
    await unread.mark_all_read(actor.id or 0, [board.id])
    await boards_read(actor, [board.id])
    return Redirect(board.path, _("Semua tulisan di rubrik ini sudah ditandai terbaca."))


def speak(query: Mapping[str, str]) -> None:
    """Speak the language a guest asks for; the lines of lists are drawn before the page is."""
    wanted = query.get("bahasa", "")
    use_locale(wanted if wanted in LOCALES else SOURCE)


router = Pages(
    "/forum",
    [
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
        *LIVE,
        *IMPORTING,
        *OUT,
        *BOARDS,
        *LABELS,
        *MODERATION,
        *PENDING,
        *RELATED,
        *REPORTS,
        *SUSPENSIONS,
        *ORDER,
        *MOVING,
        *ANNOUNCING,
        *FOLLOWING,
        *MARKS,
        *POLLS,
        *DECISIONS,
        *THANKS,
        *FILES,
        *DRAFTS,
        *MENTIONS,
    ],
)
