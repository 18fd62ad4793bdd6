"""/tinjauan: the desk of an office."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.core.page import Page
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
    context: dict[str, Any] = {
        "section": "programs",
        "nav": inside_desk.nav(actor, ""),
        "chips": _chips(counts, tab),
        "tab": tab,
        "first": not after,
        "counts": counts,
        "states": states,
    }
    if tab == "terlambat":
        last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        rows, more = await desk.late_lines(actor, last)
        return Page(
            "programs/desk_late.html", rows=rows, next=_on(tab, str(more)) if more else "", **context
        )
    cursor = desk.read_cursor(after)
    found = await desk.page(actor, tab, cursor)
    context |= {"rows": found.rows, "next": _on(tab, str(found.next)) if found.next else ""}
    if tab == "" and cursor is None:
        context |= await _beside(actor, counts)
    return Page("programs/desk.html", "rows", **{**_EMPTY, **context})


_EMPTY: dict[str, Any] = {"house": [], "accounts": [], "away": [], "days": 0}


async def _beside(actor: Actor, counts: desk.Counts) -> dict[str, Any]:
    """What stands on the first page beside what waits for oneself."""
    house = (await desk.page(actor, "kim", most=desk.FEW)).rows if counts.house else []
    seat = desk.codes_of(actor, *policy.STAFF)
    return {
        "house": house,
        "accounts": await desk.accounts(actor),
        "away": await standing_in.now_for(actor),
        "days": (await rules.of(seat[0])).review_days if seat else 0,
    }


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
