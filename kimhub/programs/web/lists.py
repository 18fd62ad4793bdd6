"""/program: the programs of one's own house with what waits, and those that are agreed, for everybody."""

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.page import Page
from kimhub.core.public import PublicPage
from kimhub.groups import installation
from kimhub.programs import desk, lists, policy, turns
from kimhub.programs.lists import Wanted
from kimhub.programs.web import inside
from kimhub.programs.web.public import speak
from kimhub.wilayah import picker

PATH: Final = "/program"


@get(PATH, name="programs:index", **allow(anyone))
async def index(request: Request, actor: Me) -> Page:
    query = dict(request.query_params) if request.scope["query_string"] else {}
    if actor.id is None:
        speak(query)
    choice = await picker.resolve(query, "wilayah", within=installation.current().wilayah_code)
    wanted = read_wanted(query, choice.place.code if choice.place else "")
    cursor = lists.read_cursor(query.get("setelah", ""))
    found = await lists.agreed(wanted, cursor)
    context: dict[str, Any] = {
        "section": "programs",
        "wanted": wanted,
        "choice": choice,
        "years": [(str(year), str(year)) for year in await lists.years()],
        "rows": found.rows,
        "first": cursor is None,
        "next": address(wanted, setelah=str(found.next)) if found.next else "",
    }
    if actor.id is None:
        return PublicPage("programs/public_index.html", **context)
    return Page(
        "programs/index.html",
        "rows",
        "pager",
        own=[_own(actor, one) for one in await lists.own(actor)] if cursor is None else [],
        can_start=policy.can_start_somewhere(actor),
        can_use_desk=policy.can_use_desk(actor),
        waiting=await desk.waiting(actor) if policy.can_use_desk(actor) else 0,
        **context,
    )


def _own(actor: Actor, one: Any) -> dict[str, Any]:
    """A program of the reader's own house with the word for its state and whose turn it is."""
    word, tag = inside.state_tag(actor, one)
    notes = one.year == one.today.year and policy.can_note(actor, one)
    return {
        "program": one, "word": word, "tag": tag, "turn": turns.short(actor, one), "notes": notes,
    }  # fmt: skip


def read_wanted(query: dict[str, str], wilayah: str) -> Wanted:
    """What an address asks for; what makes no sense in it is passed over."""
    year = query.get("tahun", "")
    return Wanted(
        text=" ".join(query.get("q", "").split())[:100],
        wilayah=wilayah,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
    )


def address(wanted: Wanted, **more: str) -> str:
    """The address of the list with these filters."""
    kept = urlencode({name: value for name, value in (wanted.query | more).items() if value})
    return f"{PATH}?{kept}" if kept else PATH


HANDLERS = [index]
