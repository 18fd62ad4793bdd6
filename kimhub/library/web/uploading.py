"""Bringing files into a library: the form, and the way of an upload that comes in pieces."""

import asyncio
import json
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.files import chunks_of
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.page import Answer, Files, FormData, Page, Redirect, form_key, respond
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import documents, finishing, folders, naming, policy, putting, receiving, twins, uploads
from kimhub.library.finishing import Twin
from kimhub.library.kinds import BROUGHT_BY_MEMBERS, CLASSES, KINDS, VISIBILITIES
from kimhub.library.receiving import Elsewhere
from kimhub.library.uploads import COMING, REFUSED, Announced, Coming
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.settings import load

SHELF: Final = "/pustaka/o/{slug:str}"
ONE: Final = "/pustaka/unggahan/{key:str}"
AT_ONCE: Final = 20_000_000  # bytes of a form that comes in one piece, without scripts


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


# ---------------------------------------------------------------------------------------------- the form


@get(f"{SHELF}/unggah", name="library:uploading", **allow(policy.can_add, house=organizations.get))
async def show_form(house: NamedDependency[Profile], actor: Me, request: Request) -> Page:
    query = request.query_params
    document = await _document(actor, house, query.get("dokumen", ""))
    form = {"folder": query.get("map", ""), "dokumen": document.ref if document else ""}
    return await _form(house, actor, form, document=document)


@post(
    f"{SHELF}/unggah",
    name="library:upload",
    request_max_body_size=AT_ONCE + 200_000,
    **allow(policy.can_add, house=organizations.get),
)
async def send_form(
    house: NamedDependency[Profile], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    """A file in one piece, through the same gate as one that comes in many."""
    document = await _document(actor, house, form.get("dokumen", ""))
    sent = files.get("file", [])
    try:
        if not sent:
            raise Invalid(file=_("Pilih berkasnya dulu."))
        told = Announced(
            form_key(form), sent[0].filename, await _size(sent[0]), "", number(form.get("folder", "")),
            document.id if document else None,
        )  # fmt: skip
        coming = await uploads.announce(actor, house, told)
        if coming.state == COMING and not coming.is_whole:
            await sent[0].seek(coming.received)
            await receiving.receive(coming, coming.received, chunks_of(sent[0]))
            coming = await uploads.again(coming) or coming
    except Invalid as no:
        return await _form(house, actor, form, no.errors, document=document)
    named = {"title": naming.title(coming.name), "kind": naming.kind(coming.name)}
    return await finish(coming, actor, named | {name: text for name, text in form.items() if text})


async def finish(coming: Coming, actor: Actor, form: dict[str, str]) -> Page | Redirect:
    """To the document; or to the page of the upload, when something is the matter with what is told of it
    or the file is there already."""
    try:
        made = await finishing.finish(coming, actor, form)
    except Invalid as no:
        return await _wrong(coming, actor, form, no.errors)
    except Twin as same:
        return await _one(coming, actor, form, same=same.documents)
    document = await documents.by_id(made)
    if document is None:
        raise NotFound
    if coming.document:
        return Redirect(document.path, _("Versi baru tersimpan. Semua tautan sekarang menuju ke sana."))
    return Redirect(document.path, _("Dokumen tersimpan."))


# ---------------------------------------------------------------------------------------- an upload's way


@post(f"{SHELF}/unggahan", name="library:announce", **allow(policy.can_add, house=organizations.get))
async def announce(house: NamedDependency[Profile], actor: Me, form: FormData) -> Told:
    """What is going to come: `key`, `name`, `size`, perhaps `sha256`. Says where to begin."""
    document = await _document(actor, house, form.get("dokumen", ""))
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
    return await _one(coming, actor, named, {"file": coming.reason} if coming.state == REFUSED else None)


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


# -------------------------------------------------------------------------------------------------- parts


async def _form(
    house: Profile,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    document: Document | None = None,
) -> Page:
    return Page(
        "library/upload.html",
        "fields",
        status=422 if errors else 200,
        section="library",
        frame=inside.library(actor, house),
        document=document,
        form=form,
        errors=errors or {},
        at_once=AT_ONCE,
        most=load().document_limit,
        room=await putting.room(house.id),
        accept=",".join(f".{kind}" for kind in sorted(uploads.ALLOWED | {"jpeg"})),
        waiting=await uploads.of(actor, house),
        scan=_("Pindaian %(day)s") % {"day": long_date(now().date())},
        **await _choices(actor, house.id, policy.can_keep(actor, house)),
    )


async def _wrong(coming: Coming, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    """The page of the upload; where there is none any more, the form for another file."""
    there, house = await uploads.again(coming), await organizations.get(coming.owner_slug)
    if house is None or (there and there.state != REFUSED):
        return await _one(coming, actor, form, errors)
    document = await documents.by_id(coming.document) if coming.document else None
    return await _form(house, actor, form | {"key": ""}, errors, document=document)


async def _one(
    coming: Coming,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    same: list[Document] | None = None,
) -> Page:
    house = await organizations.get(coming.owner_slug)
    if house is None:
        raise NotFound
    return Page(
        "library/upload_one.html",
        "fields",
        status=422 if errors or same else 200,
        section="library",
        frame=inside.library(actor, house),
        coming=coming,
        twins=same or [],
        form=form,
        errors=errors or {},
        **await _choices(actor, house.id, policy.can_keep(actor, house)),
    )


async def _choices(actor: Actor, house: int, keeps: bool) -> dict[str, Any]:
    """The lists of both forms: with each kind what is usual for it."""
    kinds = [key for key in KINDS if keeps or key in BROUGHT_BY_MEMBERS]
    return {
        "keeps": keeps,
        "kinds": [
            (key, str(KINDS[key].word), str(VISIBILITIES[KINDS[key].visibility]),
             str(CLASSES[KINDS[key].info_class])) for key in kinds
        ],
        "visibilities": [(key, str(word)) for key, word in VISIBILITIES.items()],
        "classes": [(key, str(word)) for key, word in CLASSES.items()],
        "folders": [
            (str(branch.folder.id), branch.path) for branch in folders.tree(await folders.of_house(house))
        ] if keeps else [],
    }  # fmt: skip


async def _document(actor: Actor, house: Profile, ref: str) -> Document | None:
    """The document that gets a new version. Raises NotFound for one that is not to be changed from here."""
    if not ref:
        return None
    document = await documents.get_document(ref)
    if document is None or document.organization != house.id or not policy.can_change(actor, document):
        raise NotFound
    return document


def _state(coming: Coming) -> dict[str, Any]:
    return {
        "key": str(coming.key), "received": coming.received, "size": coming.size, "state": coming.state,
        "reason": coming.reason,
    }  # fmt: skip


def _shown(same: list[Document]) -> list[dict[str, str]]:
    return [{"title": one.title, "path": one.path, "house": one.owner_name} for one in same]


def _scripted(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


async def _size(sent: Any) -> int:
    """Bytes of a file of a form."""
    end = int(await asyncio.to_thread(sent.file.seek, 0, 2))
    await sent.seek(0)
    return end


def number(text: str) -> int | None:
    """A whole number as we write it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


HANDLERS = [
    show_form, send_form, announce, to_form, show_upload, take_piece, save, give_up, to_upload,
]  # fmt: skip
