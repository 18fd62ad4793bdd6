"""Links to a document: made, listed, taken back; and what whoever has one sees."""

from datetime import timedelta
from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import structs

from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.files import store
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.page import Answer, FormData, Page, Redirect, form_key
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.library import documents, downloads, pages, policy, sharing
from kimhub.library.documents import VersionOf
from kimhub.library.kinds import EXEMPT
from kimhub.library.pages import Preview
from kimhub.library.sharing import DAYS, FOR_EXEMPT, OPEN, UNKNOWN, Shared, SharedPage, ShareOf
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.show import facts
from kimhub.library.web.speaking import speak
from kimhub.library.web.versions import begins, send
from kimhub.library.words import file_type
from kimhub.settings import load

AT: Final = "/pustaka/d/{ref:str}/bagikan"
ONE: Final = f"{AT}/{{share_id:int}}/cabut"
LINK: Final = "/b/{secret:str}"
BEHIND = allow(sharing.anyone_with_the_link, shared=sharing.get_shared)
QUIET: Final = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "referrer-policy": "no-referrer",
}
OVER: Final[dict[str, Lazy]] = {
    sharing.ENDED: lazy_("Waktu tautan ini sudah habis."),
    sharing.REVOKED: lazy_("Tautan ini sudah dicabut."),
    sharing.GONE: lazy_("Yang dibagikan lewat tautan ini sudah tidak ada."),
}
STATES: Final[dict[str, Lazy]] = {
    OPEN: lazy_("Terbuka"),
    sharing.ENDED: lazy_("Habis"),
    sharing.REVOKED: lazy_("Dicabut"),
    sharing.GONE: lazy_("Tertutup"),
}
GUESSES: Final = 20
PER: Final = timedelta(hours=1)
SEEN: Final = "dibuka"  # of this very address, so that opening it again on the same phone is not counted
SEEN_FOR: Final = 86_400
PREVIEWERS: Final = ("bot", "whatsapp", "facebookexternalhit", "preview", "crawler", "spider")


# ------------------------------------------------------------------------------------------ by the keepers


@get(AT, name="library:sharing", **allow(policy.can_share, document=documents.get_document))
async def show_shares(document: NamedDependency[Document], actor: Me) -> Page:
    return await _shares(document, actor, {"days": "7"}, {})


@post(AT, name="library:share", **allow(policy.can_share, document=documents.get_document))
async def share(document: NamedDependency[Document], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await sharing.make(document.id, actor, form, form_key(form))
    except Invalid as no:
        return await _shares(document, actor, form, no.errors)
    return Redirect(f"{document.path}/bagikan", _("Tautan siap. Salin dan kirimkan."))


@post(ONE, name="library:revoke", **allow(sharing.can_revoke, one=sharing.get_share))
async def revoke(one: NamedDependency[ShareOf], actor: Me) -> Redirect:
    await sharing.revoke(one, actor)
    said = _("Tautan dicabut. Yang memegangnya tidak bisa membuka lagi.")
    return Redirect(f"{one.document.path}/bagikan", said)


@get(ONE, name="library:to_shares", **allow(sharing.can_revoke, one=sharing.get_share))
async def to_shares(one: NamedDependency[ShareOf]) -> Redirect:
    return Redirect(f"{one.document.path}/bagikan")


async def _shares(document: Document, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    at = now()
    exempt = document.info_class == EXEMPT
    rows: list[dict[str, Any]] = []
    for one in await sharing.of(document.id):
        state = sharing.standing(one, document, at)
        address = f"{load().base_url}{one.path}" if state == OPEN and one.path else ""
        rows.append({"share": one, "open": state == OPEN, "state": str(STATES[state]), "address": address})
    return Page(
        "library/share.html",
        status=422 if errors else 200,
        store=False,
        section="library",
        frame=inside.document(actor, document),
        document=document,
        rows=rows,
        open_to_all=policy.is_public(document),
        exempt=exempt,
        days=[(key, words) for key, words in DAYS.items() if not exempt or key in FOR_EXEMPT],
        most=sharing.MAX_NOTE,
        form=form,
        errors=errors,
    )


# ---------------------------------------------------------------------------------- by whoever has the link


class Opened(Page):
    """The page behind a link, remembered by the browser for a day."""

    def __init__(self, name: str, path: str, **context: Any) -> None:
        super().__init__(name, public=True, headers=QUIET, **context)
        self.path = path

    def to_asgi_response(self, app: Any, request: Request, **more: Any) -> Answer:  # type: ignore[override]
        answer = super().to_asgi_response(app, request, **more)
        secure = "; Secure" if load().secure else ""
        kept = f"Path={self.path}; Max-Age={SEEN_FOR}; HttpOnly; SameSite=Lax{secure}"
        answer.cookies = [*answer.cookies, f"{SEEN}=1; {kept}"]
        return answer


@get(LINK, name="library:shared", **BEHIND)
async def show_shared(shared: NamedDependency[Shared], request: Request) -> Page:
    speak(request.query_params if request.scope["query_string"] else {})
    document, one = shared.document, shared.share
    if document is None or one is None:
        return await _over(shared, request)
    if _counts(request):
        await sharing.note_opened(one)
    return Opened(
        "library/shared.html",
        shared.path,
        section="library",
        document=document,
        kind=inside.document(Actor(), document).kind,
        type=file_type(document.mime),
        facts=[fact for fact in facts(document) if fact[0] != "people"],
        until=one.ends_at,
        preview=await _preview(shared),
        here=shared.path,
    )


@get(f"{LINK}/unduh", name="library:shared_file", **BEHIND)
async def download_shared(shared: NamedDependency[Shared], request: Request) -> RangeFile | Redirect:
    """The current version's file, whatever it was when the link was made (paperless-ngx#13566)."""
    one = await _current(shared, request)
    if one is None:
        return _back(shared)
    if begins(request, one.version):
        await downloads.note(Actor(), one.document)
    answer = send(one.version)
    answer.headers |= QUIET
    return answer


@get(f"{LINK}/halaman/{{name:str}}", name="library:shared_page",
     **allow(sharing.anyone_with_the_link, one=sharing.get_shared_page))  # fmt: skip
async def show_shared_page(one: NamedDependency[SharedPage], request: Request) -> RangeFile | Redirect:
    if await _current(one.shared, request) is None:
        return _back(one.shared)
    if one.page is None:
        raise NotFound
    row, name = one.page, f"halaman-{one.page.number}.webp"
    answer = stored_file(store(), row.file, size=row.size, mime="image/webp", name=name, inline=True)
    answer.headers |= QUIET
    return answer


@get(f"{LINK}/teks", name="library:shared_text", **BEHIND)
async def show_shared_text(shared: NamedDependency[Shared], request: Request) -> Page | Redirect:
    query = request.query_params if request.scope["query_string"] else {}
    speak(query)
    one = await _current(shared, request)
    if one is None:
        return _back(shared)
    part = query.get("bagian", "1")
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 1
    return Opened(
        "library/shared_text.html",
        shared.path,
        section="library",
        document=one.document,
        here=shared.path,
        preview=await _preview(shared),
        piece=pages.piece(await pages.text_of(one.version.id), number),
    )


async def _over(shared: Shared, request: Request) -> Page:
    """Says that a link ended, and nothing of what it opened."""
    await _refuse_guesses(shared, request)
    return Page(
        "library/shared_over.html", public=True, status=410, headers=QUIET, said=str(OVER[shared.state])
    )


async def _refuse_guesses(shared: Shared, request: Request) -> None:
    """Raises NotFound for a link that never was; TooMany for a device that tries many of these."""
    if shared.state != UNKNOWN:
        return
    if device := str(request.scope.get("auth") or ""):
        await limits.spend("shared-guess", device, most=GUESSES, per=PER)
    raise NotFound


async def _current(shared: Shared, request: Request) -> VersionOf | None:
    await _refuse_guesses(shared, request)
    return await sharing.current_of(shared)


def _back(shared: Shared) -> Redirect:
    """To the page that says that it is over."""
    return Redirect(shared.path, headers=QUIET)


async def _preview(shared: Shared) -> Preview | None:
    found = await pages.preview(shared.document) if shared.document else None
    return structs.replace(found, path=shared.path) if found else None


def _counts(request: Request) -> bool:
    """A person who has not opened this address today: not a messenger that draws a preview of it."""
    if request.scope.get("kimhub.head") or request.cookies.get(SEEN):
        return False
    agent = request.headers.get("user-agent", "").lower()
    return not any(word in agent for word in PREVIEWERS)


HANDLERS = [
    show_shares,
    share,
    revoke,
    to_shares,
    show_shared,
    download_shared,
    show_shared_page,
    show_shared_text,
]
