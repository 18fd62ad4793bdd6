"""Bringing a file into a library by a form, and what is asked about one that is up (see also pieces.py)."""

import asyncio
from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.files import chunks_of
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.core.zones import today_in
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import documents, finishing, folders, naming, policy, putting, receiving, uploads
from kimhub.library.finishing import Twin
from kimhub.library.kinds import BROUGHT_BY_MEMBERS, CLASSES, KINDS, VISIBILITIES
from kimhub.library.uploads import COMING, REFUSED, Announced, Coming
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.settings import load

SHELF: Final = "/pustaka/o/{slug:str}"
AT_ONCE: Final = 20_000_000  # bytes of a form that comes in one piece, without scripts


# ---------------------------------------------------------------------------------------------- the form


@get(f"{SHELF}/unggah", name="library:uploading", **allow(policy.can_add, house=organizations.get))
async def show_form(house: NamedDependency[Profile], actor: Me, request: Request) -> Page:
    query = request.query_params
    document = await find_document(actor, house, query.get("dokumen", ""))
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
    document = await find_document(actor, house, form.get("dokumen", ""))
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
        return await show_one(coming, actor, form, same=same.documents)
    document = await documents.by_id(made)
    if document is None:
        raise NotFound
    if coming.document:
        return Redirect(document.path, _("Versi baru tersimpan. Semua tautan sekarang menuju ke sana."))
    return Redirect(document.path, _("Dokumen tersimpan."))


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
        scan=_("Pindaian %(day)s") % {"day": long_date(today_in(house.wilayah_code))},
        **await _choices(actor, house.id, policy.can_keep(actor, house)),
    )


async def _wrong(coming: Coming, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    """The page of the upload; where there is none any more, the form for another file."""
    there, house = await uploads.again(coming), await organizations.get(coming.owner_slug)
    if house is None or (there and there.state != REFUSED):
        return await show_one(coming, actor, form, errors)
    document = await documents.by_id(coming.document) if coming.document else None
    return await _form(house, actor, form | {"key": ""}, errors, document=document)


async def show_one(
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


async def find_document(actor: Actor, house: Profile, ref: str) -> Document | None:
    """The document that gets a new version. Raises NotFound for one that is not to be changed from here."""
    if not ref:
        return None
    document = await documents.get_document(ref)
    if document is None or document.organization != house.id or not policy.can_change(actor, document):
        raise NotFound
    return document


async def _size(sent: Any) -> int:
    """Bytes of a file of a form."""
    end = int(await asyncio.to_thread(sent.file.seek, 0, 2))
    await sent.seek(0)
    return end


def number(text: str) -> int | None:
    """A whole number as we write it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


HANDLERS = [show_form, send_form]
