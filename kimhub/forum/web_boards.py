"""Pages on which managers open, change, order and archive the boards of one house."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.forum import boards, managing, policy
from kimhub.forum.managing import ICONS, Fields
from kimhub.forum.views import BoardView

OF_BOARD: dict[str, Any] = allow(policy.can_manage, board=boards.get_board)


@get("/p/{slug:str}/rubrik", name="forum:manage", **OF_BOARD)
async def manage(board: NamedDependency[BoardView]) -> Page:
    return await _list(board)


@get("/p/{slug:str}/rubrik/baru", name="forum:new_board", **OF_BOARD)
async def new_board(board: NamedDependency[BoardView]) -> Page:
    return _form(board, {"visibility": "members", "icon": "forum"}, new=True)


@post("/p/{slug:str}/rubrik/baru", name="forum:open_board", **OF_BOARD)
async def open_board(board: NamedDependency[BoardView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        slug = await managing.open_board(board, actor, _fields(form), form_key(form))
    except Invalid as no:
        return _form(board, form, no.errors, new=True)
    return Redirect(f"/forum/p/{slug}", _("Rubrik sudah dibuka."))


@get("/p/{slug:str}/sunting", name="forum:edit_board", **OF_BOARD)
async def edit_board(board: NamedDependency[BoardView]) -> Page:
    form = {
        "name": board.name,
        "description": board.description,
        "visibility": board.visibility,
        "icon": board.icon or "forum",
        "hold_newcomers": "on" if board.hold_newcomers else "",
    }
    return _form(board, form)


@post("/p/{slug:str}/sunting", name="forum:save_board", **OF_BOARD)
async def save_board(board: NamedDependency[BoardView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await managing.change(board, actor, _fields(form))
    except Invalid as no:
        return _form(board, form, no.errors)
    return Redirect(_manage(board), _("Rubrik tersimpan."))


@post("/p/{slug:str}/naik", name="forum:board_up", **OF_BOARD)
async def board_up(board: NamedDependency[BoardView]) -> Page:
    await managing.move(board, -1)
    return await _list(board, then=_manage(board))


@post("/p/{slug:str}/turun", name="forum:board_down", **OF_BOARD)
async def board_down(board: NamedDependency[BoardView]) -> Page:
    await managing.move(board, 1)
    return await _list(board, then=_manage(board))


@post("/p/{slug:str}/arsipkan", name="forum:archive_board", **OF_BOARD)
async def archive_board(board: NamedDependency[BoardView], actor: Me) -> Redirect:
    await managing.archive(board, actor)
    text = _("Rubrik diarsipkan: masih bisa dibaca, tidak bisa ditulisi.")
    return Redirect(_manage(board), Flash(text, undo=f"{board.path}/buka"))


@post("/p/{slug:str}/buka", name="forum:reopen_board", **OF_BOARD)
async def reopen_board(board: NamedDependency[BoardView], actor: Me) -> Redirect:
    await managing.reopen(board, actor)
    text = _("Rubrik dibuka lagi.")
    return Redirect(_manage(board), Flash(text, undo=f"{board.path}/arsipkan"))


@get(
    [f"/p/{{slug:str}}/{deed}" for deed in ("naik", "turun", "arsipkan", "buka")],
    name="forum:to_manage",
    **OF_BOARD,
)
async def to_manage(board: NamedDependency[BoardView]) -> Redirect:
    """Somebody came back to the address of a button."""
    return Redirect(_manage(board))


async def _list(board: BoardView, then: str | None = None) -> Page:
    there = await managing.house(board)
    return Page(
        "forum/manage.html",
        "house",
        then=then,
        section="forum",
        board=board,
        listed=[each for each in there if not each.archived],
        archived=[each for each in there if each.archived],
    )


def _form(
    board: BoardView, form: dict[str, str], errors: dict[str, str] | None = None, *, new: bool = False
) -> Page:
    return Page(
        "forum/board_form.html",
        status=422 if errors else 200,
        section="forum",
        board=board,
        new=new,
        back=_manage(board),
        action=f"{_manage(board)}/baru" if new else f"{board.path}/sunting",
        icons=[(key, str(title)) for key, title in ICONS.items()],
        form=form,
        errors=errors,
    )


def _fields(form: dict[str, str]) -> Fields:
    return Fields(
        form.get("name", ""),
        form.get("description", ""),
        form.get("visibility", ""),
        form.get("icon", ""),
        form.get("hold_newcomers") == "on",
    )


def _manage(board: BoardView) -> str:
    return f"{board.path}/rubrik"


BOARDS = [
    manage,
    new_board,
    open_board,
    edit_board,
    save_board,
    board_up,
    board_down,
    archive_board,
    reopen_board,
    to_manage,
]
