"""Taking one's own words back, what they were before, and the log of a board's moderators."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import acts, boards, editing, history, policy, policy_order, reading, withdrawing
from kimhub.forum.views import BoardView, PostView, leading_number

POST = "/t/{ref:str}/{number:int}"


@post(f"{POST}/hapus", name="forum:withdraw", **allow(policy_order.can_withdraw, post=reading.get_post))
async def withdraw(post: NamedDependency[PostView], actor: Me) -> Redirect:
    taken = await withdrawing.withdraw(post, actor)
    undo = f"{post.path}/kembalikan"
    if taken.with_topic:
        return Redirect(f"/forum/p/{post.topic.board_slug}", Flash(_("Topik Anda dihapus."), undo=undo))
    return Redirect(post.topic.at(post.source.number), Flash(_("Tulisan Anda dihapus."), undo=undo))


@post(
    f"{POST}/kembalikan",
    name="forum:put_back",
    **allow(policy_order.can_put_back, post=reading.get_post),
)
async def put_back(post: NamedDependency[PostView], actor: Me) -> Redirect:
    await withdrawing.put_back(post, actor)
    text = _("Tulisan Anda tampil lagi.")
    return Redirect(post.topic.at(post.source.number), Flash(text, undo=f"{post.path}/hapus"))


@get(
    f"{POST}/riwayat",
    name="forum:history",
    **allow(policy_order.can_read_history, post=reading.get_post),
)
async def show_history(post: NamedDependency[PostView], actor: Me) -> Page:
    return await history_page(post, actor)


@post(f"{POST}/riwayat", name="forum:revert", **allow(policy.can_edit, post=reading.get_post))
async def revert(post: NamedDependency[PostView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await editing.revert(post, actor, leading_number(form.get("version", "")) or 0)
    except Invalid as no:
        return await history_page(post, actor, no.errors)
    return Redirect(post.topic.at(post.source.number), _("Teks yang lama dipakai lagi."))


@get("/p/{slug:str}/catatan", name="forum:log", **allow(policy_order.can_read_log, board=boards.get_board))
async def show_log(board: NamedDependency[BoardView], actor: Me, request: Request) -> Page:
    before = leading_number(request.query_params.get("sebelum", "")) or acts.NEWEST
    found = await acts.log_of(board.id, moderates=policy.can_moderate(actor, board), before=before)
    return Page(
        "forum/log.html",
        "pager",
        "acts",
        section="forum",
        board=board,
        lines=found.lines,
        next=f"{board.path}/catatan?sebelum={found.next}" if found.next else "",
        more=before != acts.NEWEST,
    )


async def history_page(post: PostView, actor: Actor, errors: dict[str, str] | None = None) -> Page:
    context: dict[str, Any] = {
        "section": "forum",
        "topic": post.topic,
        "number": post.source.number,
        "versions": await history.versions(post),
        "action": f"{post.path}/riwayat",
        "may_revert": policy.can_edit(actor, post) and editing.is_open(post),
        "errors": errors,
    }
    return Page("forum/history.html", status=422 if errors else 200, **context)


ORDER = [withdraw, put_back, show_history, revert, show_log]
