"""The news of all houses, by kind and by place, the newest first."""

from urllib.parse import urlencode

from litestar import Request, get
from litestar.params import FromQuery

from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.errors import NotFound
from kimhub.core.page import Page
from kimhub.groups import installation
from kimhub.publishing import keeping, lists, reading
from kimhub.publishing.kinds import KINDS, LISTED, SEGMENTS
from kimhub.publishing.web.marks import after, mark
from kimhub.publishing.web.portal import framed
from kimhub.wilayah.service import Place, children, get_wilayah

PATH = "/kabar"


@get(PATH, name="publishing:news", **allow(anyone, for_all=True))
async def show_news(
    request: Request,
    jenis: FromQuery[str | None] = None,
    wilayah: FromQuery[str | None] = None,
    sebelum: FromQuery[str | None] = None,
) -> Page:
    """What all houses tell, or those of a wilayah, or one kind."""
    kinds = _kinds(jenis)
    place = await _place(wilayah)
    asked = {"jenis": jenis or "", "wilayah": place.code if place else ""}
    most = lists.PER_PAGE + 1
    start = after(sebelum)
    found = await (
        lists.of_area(place.code, kinds, start, most) if place else lists.everywhere(kinds, start, most)
    )
    lines = found[: lists.PER_PAGE]
    return Page(
        "publishing/news.html",
        public=True,
        front=await keeping.until(),
        **await framed(request, PATH),
        lines=lines,
        photos=await reading.covers(lines),
        place=place,
        kind=KINDS[kinds[0]] if jenis else None,
        chips=[(_address(asked, jenis=key), words, asked["jenis"] == key) for key, words in _CHOICES],
        places=await _places(asked, place),
        above=_address(asked, wilayah="") if place else "",
        where=_address(asked),
        next_page=_address(asked, sebelum=mark(lines[-1])) if len(found) > len(lines) else "",
        later=bool(sebelum),
    )


_CHOICES = [("", None), *((KINDS[key].segment, KINDS[key].many) for key in LISTED)]


def _kinds(segment: str | None) -> tuple[str, ...]:
    if not segment:
        return LISTED
    kind = SEGMENTS.get(segment)
    if kind not in LISTED:
        raise NotFound
    return (kind,)


async def _place(code: str | None) -> Place | None:
    """The wilayah that is asked for. Raises NotFound for one that is none."""
    if not code:
        return None
    found = await get_wilayah(code)
    if found is None:
        raise NotFound
    return found


async def _places(asked: dict[str, str], place: Place | None) -> list[tuple[str, str]]:
    """Where the list can be narrowed to: address and name."""
    code = place.code if place else installation.current().wilayah_code
    return [(_address(asked, wilayah=one.code), one.title) for one in await children(code)]


def _address(asked: dict[str, str], **more: str) -> str:
    said = {key: value for key, value in (asked | more).items() if value}
    return f"{PATH}?{urlencode(said)}" if said else PATH


HANDLERS = [show_news]
