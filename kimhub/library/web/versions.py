"""Fetching a document, and its history: earlier files, made current again."""

from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.files import store
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.public import PublicPage
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.library import documents, downloads, pages, policy, versions
from kimhub.library.documents import VersionOf
from kimhub.library.views import Document, Version
from kimhub.library.web import inside
from kimhub.library.web.speaking import speak

AT: Final = "/pustaka/d/{ref:str}"
EARLIER: Final = f"{AT}/versi/{{number:int}}"
HISTORY = allow(policy.can_read, document=documents.get_document)


# ------------------------------------------------------------------------------------------- fetching


@get(f"{AT}/unduh", name="library:download", **allow(pages.can_read, one=pages.get_current))
async def download(one: NamedDependency[VersionOf], actor: Me, request: Request) -> RangeFile:
    """The file of the current version, whenever the address was written down."""
    if begins(request, one.version):
        await downloads.note(actor, one.document)
    return send(one.version)


@get(f"{EARLIER}/unduh", name="library:download_version",
     **allow(pages.can_read, one=documents.get_version))  # fmt: skip
async def download_version(one: NamedDependency[VersionOf], actor: Me, request: Request) -> RangeFile:
    if one.version.id == one.document.current and begins(request, one.version):
        await downloads.note(actor, one.document)
    return send(one.version)


def send(version: Version) -> RangeFile:
    """A file as it was brought: saved, never run (domain.md 5; security.md, downloads)."""
    return stored_file(
        store(), version.file, size=version.size, mime=version.mime, name=version.file_name, asked_anew=True
    )


def begins(request: Request, version: Version) -> bool:
    """Whether somebody fetches the file from its first byte: not one who goes on after a lost line, asks
    whether what they have is still current, or only looks ahead."""
    headers = request.headers
    purpose = headers.get("sec-purpose", headers.get("purpose", ""))
    if request.scope.get("kimhub.head") or "prefetch" in purpose:
        return False
    known = headers.get("if-none-match", "")
    if known.strip() == "*" or version.file.replace("/", "")[4:] in known:
        return False
    return headers.get("range", "bytes=0-").strip().startswith("bytes=0-")


# -------------------------------------------------------------------------------------------- history


@get(f"{AT}/versi", name="library:versions", **HISTORY)
async def show_versions(document: NamedDependency[Document], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
    return await _history(document, actor)


@get(EARLIER, name="library:version", **allow(pages.can_read, one=documents.get_version))
async def show_version(one: NamedDependency[VersionOf], actor: Me) -> Page | Redirect:
    """An earlier version, told as such; the current one stands at the document's own address."""
    if one.version.id == one.document.current:
        return Redirect(one.document.path)
    return Page(
        "library/version.html",
        section="library",
        frame=inside.document(actor, one.document),
        document=one.document,
        version=one.version,
        preview=await pages.preview(one.document, one.version),
        can_restore=versions.can_restore(actor, one),
    )


@post(f"{EARLIER}/pulihkan", name="library:restore_version",
      **allow(versions.can_restore, one=documents.get_version))  # fmt: skip
async def restore(one: NamedDependency[VersionOf], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await versions.restore(one, actor, form_key(form))
    except Invalid as no:
        return await _history(one.document, actor, no.errors)
    said = _("Versi %(number)s berlaku lagi, sebagai versi baru.") % {"number": one.version.number}
    return Redirect(one.document.path, said)


@get(f"{EARLIER}/pulihkan", name="library:to_versions",
     **allow(versions.can_restore, one=documents.get_version))  # fmt: skip
async def to_versions(one: NamedDependency[VersionOf]) -> Redirect:
    return Redirect(f"{one.document.path}/versi")


async def _history(document: Document, actor: Actor, errors: dict[str, str] | None = None) -> Page:
    made = PublicPage if actor.id is None else Page
    return made(
        "library/public_versions.html" if actor.id is None else "library/versions.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.document(actor, document, "versions"),
        document=document,
        versions=await documents.versions_of(document.id),
        earlier=pages.can_read_earlier(actor, document),
        can_change=policy.can_change(actor, document),
        errors=errors or {},
    )


HANDLERS = [
    download,
    download_version,
    show_versions,
    show_version,
    restore,
    to_versions,
]
