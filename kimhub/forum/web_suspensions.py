"""Who may not write on a board for a while, and since when."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import boards, suspensions
from kimhub.forum import policy_guarding as rules
from kimhub.forum.policy import can_moderate
from kimhub.forum.suspensions import OneStop, OneWriter
from kimhub.forum.views import BoardView

OF_STOP: dict[str, Any] = allow(rules.can_lift, one=suspensions.get_stop)
OF_WRITER: dict[str, Any] = allow(rules.can_look_after, one=suspensions.get_writer)


@get("/p/{slug:str}/hak-menulis", name="forum:suspensions", **allow(can_moderate, board=boards.get_board))
async def show_suspensions(board: NamedDependency[BoardView], actor: Me) -> Page:
    found = await suspensions.listed(board)
    return Page(
        "forum/suspensions.html",
        section="forum",
        board=board,
        standing=[line for line in found if line.holds],
        past=[line for line in found if not line.holds],
        may_lift={line.id for line in found if rules.can_lift(actor, OneStop(board, line))},
    )


@get("/p/{slug:str}/hak-menulis/orang/{user_id:int}", name="forum:suspend_form", **OF_WRITER)
async def suspend_form(one: NamedDependency[OneWriter], actor: Me) -> Page:
    return await suspend_page(one, actor)


@post("/p/{slug:str}/hak-menulis/orang/{user_id:int}", name="forum:suspend", **OF_WRITER)
async def suspend(one: NamedDependency[OneWriter], actor: Me, form: FormData) -> Page | Redirect:
    days, reason, wide = form.get("days", ""), form.get("reason", ""), form.get("wide", "")
    try:
        await suspensions.suspend(one.board, actor, one.person.id or 0, days, reason, wide)
    except Invalid as no:
        return await suspend_page(one, actor, form, no.errors)
    text = _("%(name)s tidak bisa menulis untuk sementara. Alasannya sudah ia terima.")
    return Redirect(address(one.board), text % {"name": one.person.name})


@post(
    "/p/{slug:str}/hak-menulis/{suspension_id:int}/pulihkan",
    name="forum:lift",
    **OF_STOP,
)
async def lift(one: NamedDependency[OneStop], actor: Me) -> Redirect:
    await suspensions.lift(one.line, actor, one.board)
    return Redirect(address(one.board), _("%(name)s bisa menulis lagi.") % {"name": one.line.name})


@get(
    "/p/{slug:str}/hak-menulis/{suspension_id:int}/pulihkan",
    name="forum:to_suspensions",
    **OF_STOP,
)
async def to_suspensions(one: NamedDependency[OneStop]) -> Redirect:
    return Redirect(address(one.board))


async def suspend_page(
    one: OneWriter, actor: Actor, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    places = [("", _("Di rubrik %(name)s") % {"name": one.board.name})]
    for code in rules.wide_codes(actor):
        places.append(
            (code, _("Di semua rubrik di %(place)s") % {"place": await suspensions.place_name(code)})
        )
    lengths = [
        (str(days), ngettext("%(num)s hari", "%(num)s hari", days) % {"num": days})
        for days in suspensions.DAYS
    ]
    return Page(
        "forum/suspend.html",
        "fields",
        status=422 if errors else 200,
        section="forum",
        board=one.board,
        person=one.person,
        back=address(one.board),
        action=f"{address(one.board)}/orang/{one.person.id}",
        why_not=await suspensions.why_not(one, actor),
        places=places,
        lengths=lengths,
        form={"days": "7", "wide": ""} | (form or {}),
        errors=errors,
    )


def address(board: BoardView) -> str:
    return f"{board.path}/hak-menulis"


SUSPENSIONS = [show_suspensions, suspend_form, suspend, lift, to_suspensions]
