"""/pustaka: what somebody may read, and the library of one organization."""

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.page import Page
from kimhub.core.public import PublicPage
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import listing, policy
from kimhub.library.kinds import KINDS, STATUSES
from kimhub.library.listing import Wanted
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.inside import PATH
from kimhub.library.web.speaking import speak
from kimhub.library.words import file_type

AT: Final = "/pustaka/o/{slug:str}"


@get(PATH, name="library:index", **allow(anyone))
async def index(request: Request, actor: Me) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    if actor.id is None:
        speak(query)
    return await _page(actor, request, "library/index.html", "library/public_index.html", Wanted(), PATH)


@get(AT, name="library:library", **allow(policy.can_browse, house=organizations.get))
async def show_library(house: NamedDependency[Profile], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
    frame = inside.library(actor, house, "documents")
    names = "library/library.html", "library/public_library.html"
    return await _page(actor, request, *names, Wanted(house=house.id), frame.path, frame=frame, house=house)


async def _page(
    actor: Actor, request: Request, name: str, public: str, place: Wanted, path: str, **more: Any
) -> Page:
    wanted, after = read_wanted(request, place)
    found = await listing.found(actor, wanted, after)
    context: dict[str, Any] = more | {
        "section": "library",
        "wanted": wanted,
        "here": path,
        "rows": [row(one) for one in found.rows],
        "first": after is None,
        "next": address(path, wanted, found.next) if found.next else "",
    }
    if actor.id is None:
        return PublicPage(public, **context)
    return Page(name, "rows", "pager", **context)


def row(one: Document) -> dict[str, Any]:
    """A document in a list."""
    state, tag = inside.state_tag(one)
    return {
        "document": one, "type": file_type(one.mime), "kind": str(KINDS[one.kind].word), "state": state,
        "tag": tag,
    }  # fmt: skip


def read_wanted(request: Request, place: Wanted) -> tuple[Wanted, int | None]:
    """What an address asks for, and after which document it goes on; what makes no sense is passed over."""
    if not request.scope["query_string"]:
        return place, None
    query = request.query_params
    year, after = query.get("tahun", ""), query.get("setelah", "")
    status = query.get("status", "")
    wanted = Wanted(
        text=" ".join(query.get("q", "").split())[:100],
        kinds=tuple(kind for kind in KINDS if kind in query.getall("jenis", [])),
        tag="".join(char for char in query.get("tag", "") if char.isalnum() or char == "-")[:40],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0,
        status=status if status in STATUSES else "",
        house=place.house,
        folder=place.folder,
        at_top=place.at_top,
    )
    return wanted, int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None


def address(path: str, wanted: Wanted, after: int | None = None) -> str:
    """The address of the list with these filters."""
    kept = urlencode([*wanted.query, *([("setelah", str(after))] if after else [])])
    return f"{path}?{kept}" if kept else path


HANDLERS = [index, show_library]
