"""/tinjauan: the desk of an office."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from msgspec import Struct

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.core.page import Page
from kimhub.core.shell import Late
from kimhub.groups import terms
from kimhub.programs import desk, policy, rules, standing_in, states
from kimhub.programs.web import inside_desk

PATH = "/tinjauan"


@get(PATH, name="programs:desk", **allow(policy.can_use_desk))
async def show(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    tab = query.get("saring", "")
    tab = tab if tab in desk.TABS else ""
    after = query.get("setelah", "")
    counts = await desk.counts(actor)
    if tab == "terlambat":
        last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        return await _late(actor, counts, last)
    cursor = desk.read_cursor(after)
    found = await desk.page(actor, tab, cursor)
    beside = await _beside(actor, counts) if tab == "" and cursor is None else NOTHING
    further = _on(tab, str(found.next)) if found.next else ""
    today = found.rows[0].today if found.rows else terms.today()
    may = bool(inside_desk.own_codes(actor))

    def make() -> dict[str, Any]:
        return {
            "nav": inside_desk.nav(actor, ""),
            "chips": _chips(counts, tab),
            "tab": tab,
            "first": cursor is None,
            "counts": counts,
            "rows": found.rows,
            "next": further,
            "states": states,
            "beside": beside,
            "today": today,
        }

    # Ages are counted in days: on another day it is another page.
    key = (tab, cursor is None, further, counts, (*found.rows,), beside, today, may)
    return Page("programs/desk.html", "rows", section="programs", kept=Late(key, make))


class Beside(Struct, frozen=True):
    """What stands on the first page beside what waits for oneself."""

    house: tuple[desk.Queued, ...] = ()
    accounts: tuple[desk.Account, ...] = ()
    away: tuple[standing_in.Stand, ...] = ()
    days: int = 0


NOTHING = Beside()


async def _late(actor: Actor, counts: desk.Counts, last: int) -> Page:
    rows, more = await desk.late_lines(actor, last)
    return Page(
        "programs/desk_late.html",
        section="programs",
        nav=inside_desk.nav(actor, ""),
        chips=_chips(counts, "terlambat"),
        rows=rows,
        next=_on("terlambat", str(more)) if more else "",
    )


async def _beside(actor: Actor, counts: desk.Counts) -> Beside:
    seat = desk.codes_of(actor, *policy.STAFF)
    return Beside(
        tuple((await desk.page(actor, "kim", most=desk.FEW)).rows) if counts.house else (),
        tuple(await desk.accounts(actor)),
        tuple(await standing_in.now_for(actor)),
        (await rules.of(seat[0])).review_days if seat else 0,
    )


def _chips(counts: desk.Counts, tab: str) -> list[tuple[str, str, int | None, bool]]:
    choices: list[tuple[str, str, int | None]] = [("", _("Menunggu Anda"), counts.mine)]
    if counts.other or tab == "rekan":
        choices.append(("rekan", _("Ditelaah rekan"), counts.other))
    choices += [
        ("kim", _("Menunggu KIM"), counts.house),
        ("disetujui", _("Disetujui"), counts.agreed),
        ("semua", _("Semua"), None),
        ("terlambat", _("Kegiatan terlambat"), None),
    ]
    return [(_on(key), text, number, key == tab) for key, text, number in choices]


def _on(tab: str, after: str = "") -> str:
    query = urlencode({name: value for name, value in (("saring", tab), ("setelah", after)) if value})
    return f"{PATH}?{query}" if query else PATH


HANDLERS = [show]
