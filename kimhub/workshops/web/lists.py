"""/pelatihan: what is coming and what was, and what one has to do with oneself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone, signed_in
from kimhub.core.i18n import LOCALES, SOURCE, _, use_locale
from kimhub.core.page import Page
from kimhub.core.public import PublicPage
from kimhub.workshops import kind_list, lists, policy
from kimhub.workshops.views_lists import Wanted

PATH = "/pelatihan"
Chip = tuple[str, str, None, bool]


@get(PATH, name="workshops:index", **allow(anyone))
async def index(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    if actor.id is None:
        speak(query)
    wanted = read_wanted(query, actor)
    cursor = lists.read_cursor(query.get("setelah", ""))
    found = await lists.page(wanted, actor, cursor)
    kinds = await kind_list.labels()
    context: dict[str, Any] = {
        "section": "workshops",
        "wanted": wanted,
        "rows": found.rows,
        "first": cursor is None,
        "next": address(PATH, **wanted.query, setelah=str(found.next)) if found.next else "",
        "heading": heading(wanted, kinds),
        "kinds": kind_chips(PATH, wanted, kinds),
        "feed": feed_of(wanted, actor),
    }
    if actor.id is None:
        return PublicPage("workshops/public_index.html", **context)
    chips = scope_chips(PATH, wanted, actor)
    past = address(PATH, **Wanted(past=True).query)
    return Page(
        "workshops/index.html",
        "rows",
        "pager",
        chips=[*chips, (past, _("Sudah lewat"), None, wanted == Wanted(past=True))],
        can_create=policy.can_create_somewhere(actor, None),
        **context,
    )


@get(f"{PATH}/saya", name="workshops:own", **allow(signed_in))
async def own(actor: Me) -> Page:
    return Page(
        "workshops/own.html",
        section="workshops",
        own=await lists.own(actor),
        runs=await lists.run_by(actor),
        can_create=policy.can_create_somewhere(actor, None),
    )


def read_wanted(query: Mapping[str, str], actor: Actor) -> Wanted:
    """What an address asks for; words that mean nothing, or not to this reader, are passed over."""
    who = query.get("milik", "") if actor.id is not None else ""
    code = query.get("wilayah", "")
    return Wanted(
        who=who if who in {"saya", "kim"} else "",
        kim=query.get("kim", "")[:90],
        wilayah=code if lists.is_code(code) else "",
        kind=query.get("jenis", "")[:30],
        past=query.get("lalu", "") == "1",
    )


def scope_chips(path: str, wanted: Wanted, actor: Actor, **more: str) -> list[Chip]:
    """Everything, one's own, one's KIM, and the places one lives in, as ui.chips wants them."""
    choices = [(Wanted(), _("Semua")), (Wanted(who="saya"), _("Saya ikuti"))]
    if home := actor.home:
        ours = _("Dinas saya") if home.kind == "agency" else _("KIM saya")
        choices.append((Wanted(who="kim"), ours))
        if len(home.wilayah) >= 8:
            choices.append((Wanted(wilayah=home.wilayah[:8]), _("Kecamatan saya")))
        if len(home.wilayah) >= 5:
            city = home.wilayah[3] >= "7"
            choices.append(
                (Wanted(wilayah=home.wilayah[:5]), _("Kota saya") if city else _("Kabupaten saya"))
            )
    return [(address(path, **one.query, **more), text, None, wanted == one) for one, text in choices]


def kind_chips(path: str, wanted: Wanted, kinds: Mapping[str, str]) -> list[Chip]:
    """One kind of event each."""
    return [(address(path, jenis=code), text, None, wanted.kind == code) for code, text in kinds.items()]


def heading(wanted: Wanted, kinds: Mapping[str, str]) -> str:
    """What stands above the list."""
    if wanted.kind in kinds:
        return kinds[wanted.kind]
    if wanted.past:
        return _("Sudah lewat")
    return _("Yang saya ikuti") if wanted.who == "saya" else _("Akan datang")


def feed_of(wanted: Wanted, actor: Actor) -> str:
    """Where this list can be subscribed to as a calendar; what is one's own has a secret address."""
    if actor.id is not None:
        return "/pelatihan/kalender/langganan"
    return (
        f"/pelatihan/kalender/{wanted.wilayah}/agenda.ics"
        if wanted.wilayah
        else "/pelatihan/kalender/agenda.ics"
    )


def address(path: str, **query: str) -> str:
    """`path` with those values that are not empty."""
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{kept}" if kept else path


def speak(query: Mapping[str, str]) -> None:
    """Speak the language a guest asks for; names of kinds are chosen before the page is drawn."""
    wanted = query.get("bahasa", "")
    use_locale(wanted if wanted in LOCALES else SOURCE)


HANDLERS = [index, own]
