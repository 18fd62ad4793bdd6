"""Throwing a document away, having it back, and the bin of a library."""

from typing import Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import bin as bin_
from kimhub.library import documents, policy
from kimhub.library.views import Document
from kimhub.library.web import inside
from kimhub.library.web.inside import shelf_path
from kimhub.library.web.lists import row

AT: Final = "/pustaka/d/{ref:str}"
BIN: Final = "/pustaka/o/{slug:str}/sampah"


def can_remove(actor: Actor, document: Document) -> bool:
    return policy.can_rule(actor, document) and not document.is_removed


@get(f"{AT}/hapus", name="library:removing", **allow(can_remove, document=documents.get_document))
async def show_remove(document: NamedDependency[Document], actor: Me) -> Page:
    return _remove_page(document, actor, {}, {})


@post(f"{AT}/hapus", name="library:remove", **allow(can_remove, document=documents.get_document))
async def remove(document: NamedDependency[Document], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await bin_.remove(document.id, actor, form)
    except Invalid as no:
        return _remove_page(document, actor, form, no.errors)
    said = _("“%(title)s” ada di tempat sampah.") % {"title": document.title}
    return Redirect(shelf_path(document.owner_slug), Flash(said, undo=f"{document.path}/pulihkan"))


def _remove_page(document: Document, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "library/remove.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.document(actor, document),
        document=document,
        form=form,
        errors=errors,
    )


@post(
    f"{AT}/pulihkan", name="library:restore", **allow(policy.can_restore, document=documents.get_document)
)
async def restore(document: NamedDependency[Document], actor: Me) -> Redirect:
    back = await bin_.restore(document.id, actor)
    return Redirect(back.path, _("Dokumen kembali di tempatnya."))


@get(
    f"{AT}/musnahkan", name="library:purging", **allow(policy.can_restore, document=documents.get_document)
)
async def show_purge(document: NamedDependency[Document], actor: Me) -> Page:
    return Page(
        "library/purge.html", section="library", frame=inside.document(actor, document), document=document
    )


@post(f"{AT}/musnahkan", name="library:purge", **allow(policy.can_restore, document=documents.get_document))
async def purge(document: NamedDependency[Document], actor: Me) -> Redirect:
    await bin_.purge(document.id, actor, document.remove_reason)
    said = _("“%(title)s” dihapus selamanya.") % {"title": document.title}
    return Redirect(f"{shelf_path(document.owner_slug)}/sampah", said)


@get(f"{AT}/pulihkan", name="library:to_bin", **allow(policy.can_restore, document=documents.get_document))
async def to_bin(document: NamedDependency[Document]) -> Redirect:
    return Redirect(f"{shelf_path(document.owner_slug)}/sampah")


@get(BIN, name="library:bin", **allow(policy.can_keep, house=organizations.get))
async def show_bin(house: NamedDependency[Profile], actor: Me) -> Page:
    content = [
        (one, by)
        for one, by in await bin_.content(house.id)
        if policy.may_choose(actor, one.organization, one.visibility)
    ]
    return Page(
        "library/bin.html",
        section="library",
        frame=inside.library(actor, house, "bin"),
        rows=[row(one) | {"by": by, "yours": policy.can_restore(actor, one)} for one, by in content],
        can_empty=any(policy.can_restore(actor, one) for one, _by in content),
        most=bin_.SHOWN,
    )


@post(BIN, name="library:empty_bin", **allow(policy.can_keep, house=organizations.get))
async def empty(house: NamedDependency[Profile], actor: Me, form: FormData) -> Redirect:
    path = f"{shelf_path(house.slug)}/sampah"
    if form.get("sure") != "on":
        return Redirect(path, Flash(_("Centang dulu bahwa Anda yakin."), "warning"))
    gone = await bin_.empty(house.id, actor, "")
    return Redirect(
        path,
        ngettext("%(n)s dokumen dihapus selamanya.", "%(n)s dokumen dihapus selamanya.", gone)
        % {"n": gone},
    )


HANDLERS = [show_remove, remove, restore, to_bin, show_purge, purge, show_bin, empty]
