"""/pustaka: what somebody may read, and the library of one organization."""

from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import structs

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.page import Page, wants_fragment
from kimhub.core.public import PublicPage
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.groups.terms import today
from kimhub.library import favourites, folders, listing, must_read, policy
from kimhub.library.folders import Branch, Folder
from kimhub.library.kinds import DRAFT, KINDS, STATUSES
from kimhub.library.listing import Facets, Found, Wanted
from kimhub.library.policy import ANY, STAFF
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.inside import PATH, shelf_path
from kimhub.library.web.speaking import speak
from kimhub.library.words import file_type

AT: Final = "/pustaka/o/{slug:str}"
FIRST_YEAR: Final = 2002  # KIM are older, their files are not
SOME: Final = 5  # favourites on the first page


@get(PATH, name="library:index", **allow(anyone))
async def index(request: Request, actor: Me) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    if actor.id is None:
        speak(query)
    wanted, after = read_wanted(request, Wanted())
    found = await listing.found(actor, wanted, after)
    context = await _context(actor, wanted, found, after, PATH, not wants_fragment(request))
    if actor.id is None:
        return PublicPage("library/public_index.html", **context)
    shelves = await listing.shelves(actor)
    begins = after is None and not wanted.is_narrow
    return Page(
        "library/index.html",
        "rows",
        "pager",
        shelves=shelves,
        upload_to=next((one.path for one in shelves if actor.has(one.id, *ANY)), ""),
        waiting=await must_read.waiting(actor) if begins else [],
        favourites=(await favourites.own(actor))[:SOME] if begins else [],
        overseeing=actor.plays(*STAFF),
        **context,
    )


@get(AT, name="library:library", **allow(policy.can_browse, house=organizations.get))
async def show_library(house: NamedDependency[Profile], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
    return await list_page(actor, request, house, await folders.seen_by(actor, house))


async def list_page(
    actor: Actor, request: Request, house: Profile, branches: list[Branch], folder: Folder | None = None
) -> Page:
    """The library of a house, or a folder of it; `branches` are the folders this person sees. What is
    looked for is looked for in the whole library, or in this very folder."""
    path = shelf_path(house.slug) + (f"/{folder.id}" if folder else "")
    wanted, after = read_wanted(request, Wanted(house=house.id, folder=folder.id if folder else 0))
    if not wanted.is_narrow and folder is None:
        wanted = structs.replace(wanted, at_top=True)
    found = await listing.found(actor, wanted, after)
    below = [one for one in branches if one.folder.parent == (folder.id if folder else None)]
    context = await _context(actor, wanted, found, after, path, not wants_fragment(request)) | {
        "frame": inside.library(actor, house, "documents"),
        "house": house,
        "folder": folder,
        "above": folders.above([one.folder for one in branches], folder.id) if folder else [],
        "below": [] if wanted.is_narrow or after else below,
        "keeps": policy.can_keep(actor, house),
        "adds": policy.can_add(actor, house),
        "takes": policy.can_take_out(actor, house),
    }
    if actor.id is None:
        return PublicPage("library/public_library.html", **context)
    return Page("library/library.html", "rows", "pager", **context)


async def _context(
    actor: Actor, wanted: Wanted, found: Found, after: int | None, path: str, whole_page: bool
) -> dict[str, Any]:
    whole = structs.replace(wanted, at_top=False)  # what is looked for is looked for in folders too
    facets = await listing.facets(actor, whole) if whole_page else Facets({}, [], 0)
    years = facets.years if facets.total is not None else range(today().year, FIRST_YEAR, -1)
    return {
        "section": "library",
        "wanted": wanted,
        "here": path,
        "rows": [row(one) for one in found.rows],
        "first": after is None,
        "next": address(path, wanted, found.next) if found.next else "",
        "total": facets.total,
        "kinds": _kinds(facets, wanted),
        "years": [(str(year), str(year)) for year in years],
        "statuses": [(key, str(word)) for key, word in STATUSES.items() if actor.id or key != DRAFT],
        "chips": _chips(path, wanted),
    }


def _kinds(facets: Facets, wanted: Wanted) -> list[tuple[str, str, int | None]]:
    """The kinds to choose from: those there are, with how many; all of them where there are too many."""
    return [
        (key, str(kind.word), None if facets.total is None else facets.kinds.get(key, 0))
        for key, kind in KINDS.items()
        if facets.total is None or key in facets.kinds or key in wanted.kinds
    ]


def _chips(path: str, wanted: Wanted) -> list[tuple[str, str]]:
    """What the list is narrowed by, each with the address of the list without it."""
    chips = [
        (str(KINDS[kind].word), structs.replace(wanted, kinds=tuple(k for k in wanted.kinds if k != kind)))
        for kind in wanted.kinds
    ]
    if wanted.text:
        chips.append((f"“{wanted.text}”", structs.replace(wanted, text="")))
    if wanted.tag:
        chips.append((f"#{wanted.tag}", structs.replace(wanted, tag="")))
    if wanted.year:
        chips.append((str(wanted.year), structs.replace(wanted, year=0)))
    if wanted.status:
        chips.append((str(STATUSES[wanted.status]), structs.replace(wanted, status="")))
    if wanted.owner:
        chips.append((wanted.owner, structs.replace(wanted, owner="")))
    return [(address(path, without), words) for words, without in chips]


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
        owner="" if place.house else " ".join(query.get("kim", "").split())[:100],
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
