"""The page of a document."""

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.kinds import KINDS as CHAINED
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.asked import saves_data
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.page import Page
from kimhub.core.public import PublicPage
from kimhub.groups.terms import today
from kimhub.library import documents, favourites, must_read, openings, pages, policy, purged, status
from kimhub.library.chained import KIND
from kimhub.library.kinds import CLASSES, VISIBILITIES
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.speaking import speak
from kimhub.library.words import file_type

AT: Final = "/pustaka/d/{ref:str}"


@get(AT, name="library:show", **allow(policy.can_read, document=purged.get_document))
async def show(document: NamedDependency[Document], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
        return PublicPage("library/public_show.html", **await _context(actor, document, request))
    await openings.note(actor, document)
    return Page(
        "library/show.html",
        favourite=await favourites.is_one(actor, document),
        asked=await must_read.of_document(document.id) if policy.can_ask_to_read(actor, document) else [],
        can_ask=policy.can_ask_to_read(actor, document),
        **await _context(actor, document, request),
    )


async def _context(actor: Actor, document: Document, request: Request) -> dict[str, Any]:
    versions = await documents.versions_of(document.id)
    current = next((one for one in versions if one.id == document.current), None)
    return {
        "section": "library",
        "frame": inside.document(actor, document, "show"),
        "document": document,
        "type": file_type(document.mime),
        "facts": facts(document),
        "versions": versions,
        "preview": await pages.preview(document, current),
        "light": saves_data(request.scope),
        "expired": bool(document.valid_until and document.valid_until < today()),
        "replacing": await status.replacing(document, actor),
        "replaced": await status.replaced(document, actor),
        "used": await links.strip(actor, KIND, document.id),
        "kinds": CHAINED,
        "ties": f"/kaitan/{KIND}/{document.id}" if policy.can_edit(actor, document) else "",
    }


def facts(one: Document) -> list[tuple[str, str, str]]:
    """What is told of it, as ui.facts wants it."""
    until = long_date(one.valid_until) if one.valid_until else ""
    every = [
        ("people", _("Bisa dibaca"), str(VISIBILITIES[one.visibility])),
        ("person", _("Pemilik"), one.owner_name),
        ("document", _("Nomor"), one.number),
        ("time", _("Tanggal"), long_date(one.dated_on) if one.dated_on else str(one.year or "")),
        ("waiting", _("Berlaku sampai"), until),
        ("info", _("Sifat informasi"), str(CLASSES[one.info_class])),
        ("done", _("Ditetapkan"), one.official_name),
    ]
    return [(sign, term, value) for sign, term, value in every if value]


HANDLERS = [show]
