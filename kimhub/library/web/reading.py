"""What a document says and how its pages look, without downloading it."""

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import NotFound
from kimhub.core.files import store
from kimhub.core.page import Page
from kimhub.core.public import PublicPage
from kimhub.core.rangefile import RangeFile
from kimhub.library import documents, pages, policy
from kimhub.library.documents import VersionOf
from kimhub.library.pages import PageOf
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.speaking import speak

AT: Final = "/pustaka/d/{ref:str}"
EARLIER: Final = f"{AT}/versi/{{number:int}}"


@get(f"{AT}/teks", name="library:text", **allow(pages.can_read, one=pages.get_current))
async def show_text(one: NamedDependency[VersionOf], actor: Me, request: Request) -> Page:
    return await _text(one, actor, request)


@get(f"{EARLIER}/teks", name="library:earlier_text", **allow(pages.can_read, one=documents.get_version))
async def show_earlier_text(one: NamedDependency[VersionOf], actor: Me, request: Request) -> Page:
    return await _text(one, actor, request)


@get(f"{AT}/halaman/{{name:str}}", name="library:page", **allow(pages.can_read, one=pages.get_page))
async def show_page(one: NamedDependency[PageOf]) -> RangeFile:
    return _picture(one.document, one.page.file, one.page.size, f"halaman-{one.page.number}.webp")


@get(f"{EARLIER}/halaman/{{name:str}}", name="library:earlier_page",
     **allow(pages.can_read, one=pages.get_page_of))  # fmt: skip
async def show_earlier_page(one: NamedDependency[PageOf]) -> RangeFile:
    return _picture(one.document, one.page.file, one.page.size, f"halaman-{one.page.number}.webp")


@get(
    f"{AT}/gambar.webp",
    name="library:thumbnail",
    **allow(policy.can_read, document=documents.get_document),
)
async def show_thumbnail(document: NamedDependency[Document]) -> RangeFile:
    size = await store().size(document.thumbnail) if document.thumbnail else None
    if size is None:
        raise NotFound(document.path)
    return _picture(document, document.thumbnail, size, "gambar.webp")


async def _text(one: VersionOf, actor: Actor, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    if actor.id is None:
        speak(query)
    asked = query.get("bagian", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    shown = await pages.preview(one.document, one.version)
    context: dict[str, Any] = {
        "section": "library",
        "frame": inside.document(actor, one.document),
        "document": one.document,
        "preview": shown,
        "piece": pages.piece(await pages.text_of(one.version.id), number),
    }
    if actor.id is None:
        return PublicPage("library/public_text.html", **context)
    return Page("library/text.html", **context)


def _picture(document: Document, key: str, size: int, name: str) -> RangeFile:
    """Asked for anew each time where not everybody may have it: rights end, and phones are shared."""
    return RangeFile(
        lambda start, end: store().chunks(key, start, end),
        size=size,
        etag=key.replace("/", "")[4:],
        mime="image/webp",
        name=name,
        inline=True,
        cache="private, max-age=3600" if policy.is_public(document) else "private, no-cache",
    )


HANDLERS = [show_text, show_earlier_text, show_page, show_earlier_page, show_thumbnail]
