"""Pages of a house that nobody has to write: they are filled from the register."""

from typing import Any
from urllib.parse import urlsplit

from litestar import get
from litestar.di import NamedDependency

from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.page import Page
from kimhub.groups import agenda, shelf, words
from kimhub.publishing import embedding, keeping, looks, reading, sites
from kimhub.publishing.views import House
from kimhub.publishing.web.frame import framed
from kimhub.settings import load

COMING, PAPERS = 30, 50


@get(
    "/k/{slug:str}/tentang",
    name="publishing:public_about",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_about(house: NamedDependency[House]) -> Page:
    return Page(
        "publishing/page_about.html",
        public=True,
        front=await keeping.until(),
        **await _context(house, "tentang"),
    )


@get(
    "/k/{slug:str}/visi-misi",
    name="publishing:public_vision",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_vision(house: NamedDependency[House]) -> Page:
    return Page(
        "publishing/page_vision.html",
        public=True,
        front=await keeping.until(),
        **await _context(house, "visi-misi"),
    )


@get(
    "/k/{slug:str}/pengurus",
    name="publishing:public_board",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_board(house: NamedDependency[House]) -> Page:
    return Page(
        "publishing/page_board.html",
        public=True,
        front=await keeping.until(),
        **await _context(house, "pengurus"),
    )


@get(
    "/k/{slug:str}/kontak",
    name="publishing:public_contact",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_contact(house: NamedDependency[House]) -> Page:
    links = [(urlsplit(link).netloc.removeprefix("www."), link) for link in looks.links_of(house)]
    said = await _context(house, "kontak")
    return Page(
        "publishing/page_contact.html", public=True, front=await keeping.until(), links=links, **said
    )


@get(
    "/k/{slug:str}/agenda",
    name="publishing:public_agenda",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_agenda(house: NamedDependency[House]) -> Page:
    rows = await agenda.of_organization(house.slug, COMING)
    said = await _context(house, "agenda")
    return Page(
        "publishing/page_agenda.html",
        public=True,
        front=await keeping.until(),
        rows=rows,
        frame=embedding.frame(house, load().base_url),
        **said,
    )


@get(
    "/k/{slug:str}/dokumen",
    name="publishing:public_documents",
    **allow(anyone, for_all=True, house=sites.get_open),
)
async def show_documents(house: NamedDependency[House]) -> Page:
    rows = await shelf.of_organization(house.id, PAPERS)
    said = await _context(house, "dokumen")
    return Page(
        "publishing/page_documents.html", public=True, front=await keeping.until(), rows=rows, **said
    )


async def _context(house: House, page: str) -> dict[str, Any]:
    office = await reading.office(house)
    return {
        **await framed(house, page),
        **reading.as_context(office),
        "phone": house.phone or (office.profile.contact_phone if house.kind == "agency" else ""),
        "heading": str(looks.PAGES[page]),
        "words": words,
    }


HANDLERS = [show_about, show_vision, show_board, show_contact, show_agenda, show_documents]
