"""The place search: a page of its own, and the list under the field of a picker."""

from litestar import Request, get

from kimhub.core.access import allow
from kimhub.core.actor import anyone
from kimhub.core.page import Page
from kimhub.core.pages import Pages
from kimhub.wilayah import picker
from kimhub.wilayah.data import ATTRIBUTION


@get("/cari", **allow(anyone))
async def find_place(request: Request) -> Page:
    """The same bytes for everybody: `q` (or the picker's own text field), `levels`, `within`, `field`."""
    choice = await picker.suggest(dict(request.query_params))
    return Page("wilayah/search.html", "choices", public=True, choice=choice, attribution=ATTRIBUTION)


router = Pages("/wilayah", [find_place])
