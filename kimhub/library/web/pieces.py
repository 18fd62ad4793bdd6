"""The way of an upload that comes in pieces: announced, asked after, sent, saved, given up.

Scripts are answered in numbers and sentences (JSON), people with pages.
"""

import json
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Answer, FormData, Page, Redirect, form_key, respond
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import documents, finishing, naming, policy, receiving, twins, uploads
from kimhub.library.finishing import Twin
from kimhub.library.receiving import Elsewhere
from kimhub.library.uploads import Announced, Coming
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.uploading import SHELF, find_document, finish, number, show_one

ONE: Final = "/pustaka/unggahan/{key:str}"


class Told(Response[None]):
    """JSON for the page's script."""

    def __init__(self, told: dict[str, Any], status: int = 200) -> None:
        super().__init__(None, status_code=status)
        self.told = told

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> Answer:  # type: ignore[override]
        body = json.dumps(self.told, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"cache-control": "no-store"}
        return respond(
            body, request, headers, status=self.status_code or 200, media_type="application/json"
        )


@post(f"{SHELF}/unggahan", name="library:announce", **allow(policy.can_add, house=organizations.get))
async def announce(house: NamedDependency[Profile], actor: Me, form: FormData) -> Told:
    """What is going to come: `key`, `name`, `size`, perhaps `sha256`. Says where to begin."""
    document = await find_document(actor, house, form.get("dokumen", ""))
    digest = form.get("sha256", "")
    told = Announced(
        form_key(form), form.get("name", ""), number(form.get("size", "")) or 0,
        digest if len(digest) == 64 and not set(digest) - set("0123456789abcdef") else "",
        number(form.get("folder", "")), document.id if document else None,
    )  # fmt: skip
    try:
        coming = await uploads.announce(actor, house, told)
    except Invalid as no:
        return Told({"errors": no.errors}, 422)
    same = [] if document else await twins.of(actor, told.sha256)
    named = {"title": naming.title(coming.name), "kind": naming.kind(coming.name)}
    return Told(_state(coming) | named | {"same": _shown(same)})


@get(f"{SHELF}/unggahan", name="library:announce_page", **allow(policy.can_add, house=organizations.get))
async def to_form(house: NamedDependency[Profile]) -> Redirect:
    return Redirect(f"{inside.shelf_path(house.slug)}/unggah")


@get(ONE, name="library:upload_state", **allow(uploads.is_mine, coming=uploads.get_upload))
async def show_upload(
    coming: NamedDependency[Coming], actor: Me, request: Request
) -> Page | Redirect | Told:
    """How far it is: for the script in numbers, for people as a page."""
    if _scripted(request):
        return Told(_state(coming))
    if coming.made and (document := await documents.by_id(coming.made)):
        return Redirect(document.path)
    named = {"title": naming.title(coming.name), "kind": naming.kind(coming.name)}
    return await show_one(coming, actor, named)


@post(
    ONE,
    name="library:piece",
    request_max_body_size=receiving.PIECE,
    **allow(uploads.is_mine, coming=uploads.get_upload),
)
async def take_piece(coming: NamedDependency[Coming], request: Request) -> Told:
    """The bytes from `mulai` on. 409 says where to go on instead."""
    at = number(request.query_params.get("mulai", ""))
    if at is None:
        return Told({"errors": {"file": _("Ini bukan potongan berkas.")}}, 422)
    try:
        received = await receiving.receive(coming, at, request.stream())
    except Elsewhere as other:
        return Told({"received": other.received, "state": coming.state, "reason": coming.reason}, 409)
    except Invalid as no:
        return Told({"errors": no.errors}, 507)
    return Told({"received": received, "size": coming.size})


@post(f"{ONE}/simpan", name="library:finish", **allow(uploads.is_mine, coming=uploads.get_upload))
async def save(
    coming: NamedDependency[Coming], actor: Me, form: FormData, request: Request
) -> Page | Redirect | Told:
    if not _scripted(request):
        return await finish(coming, actor, form)
    try:
        made = await finishing.finish(coming, actor, form)
    except Invalid as no:
        return Told({"errors": no.errors}, 422)
    except Twin as same:
        return Told({"same": _shown(same.documents)}, 409)
    document = await documents.by_id(made)
    return Told({"path": document.path if document else "", "title": document.title if document else ""})


@post(f"{ONE}/batal", name="library:give_up", **allow(uploads.is_mine, coming=uploads.get_upload))
async def give_up(coming: NamedDependency[Coming], request: Request) -> Redirect | Told:
    await uploads.give_up(coming)
    if _scripted(request):
        return Told({})
    return Redirect(f"{inside.shelf_path(coming.owner_slug)}/unggah", _("Unggahan dibatalkan."))


@get(
    [f"{ONE}/simpan", f"{ONE}/batal"],
    name="library:upload_page",
    **allow(uploads.is_mine, coming=uploads.get_upload),
)
async def to_upload(coming: NamedDependency[Coming]) -> Redirect:
    return Redirect(coming.path)


def _state(coming: Coming) -> dict[str, Any]:
    return {
        "key": str(coming.key), "received": coming.received, "size": coming.size, "state": coming.state,
        "reason": coming.reason,
    }  # fmt: skip


def _shown(same: list[Document]) -> list[dict[str, str]]:
    return [{"title": one.title, "path": one.path, "house": one.owner_name} for one in same]


def _scripted(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


HANDLERS = [announce, to_form, show_upload, take_piece, save, give_up, to_upload]
