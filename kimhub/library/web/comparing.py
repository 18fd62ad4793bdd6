"""The texts of two versions of a document beside each other."""

import asyncio
from typing import Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Page
from kimhub.library import documents, pages
from kimhub.library.compare import compare
from kimhub.library.reasons import sentence
from kimhub.library.views import Document, Version
from kimhub.library.web import inside

AT: Final = "/pustaka/d/{ref:str}/banding"


@get(AT, name="library:compare", **allow(pages.can_read_earlier, document=documents.get_document))
async def show(document: NamedDependency[Document], actor: Me, request: Request) -> Page:
    """From the earlier to the later of two versions; the last two where none are named."""
    query = request.query_params if request.scope["query_string"] else {}
    versions = await documents.versions_of(document.id)
    by_number = {str(one.number): one for one in versions}
    later = by_number.get(query.get("b", str(versions[0].number if versions else 0)))
    earlier = by_number.get(query.get("a", str(versions[min(1, len(versions) - 1)].number)))
    if later is None or earlier is None:
        raise NotFound
    if earlier.number > later.number:
        earlier, later = later, earlier
    missing = [(one.number, _why(one)) for one in (earlier, later) if one.text_state != "done"]
    found = None
    if not missing and earlier.id != later.id:
        before, after = await pages.text_of(earlier.id), await pages.text_of(later.id)
        found = await asyncio.to_thread(compare, before, after)
    return Page(
        "library/compare.html",
        section="library",
        frame=inside.document(actor, document),
        document=document,
        versions=[
            (str(one.number), _("Versi %(number)s") % {"number": one.number}) for one in reversed(versions)
        ],
        earlier=earlier,
        later=later,
        missing=missing,
        found=found,
    )


def _why(one: Version) -> str:
    """Why there is no text to compare."""
    if one.text_state == "waiting":
        return _("Berkasnya sedang dibaca. Buka lagi halaman ini sebentar lagi.")
    return sentence(one.text_reason) or _("Berkas ini tidak berisi teks.")


HANDLERS = [show]
