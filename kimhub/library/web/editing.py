"""The form of what is told about a document, and the page that changes its state."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.library import about, documents, editing, folders, policy, status, suggestions
from kimhub.library.editing import Clash
from kimhub.library.kinds import ARCHIVED, CLASSES, DRAFT, KINDS, OFFICIAL, SUPERSEDED, VISIBILITIES
from kimhub.library.suggestions import Suggested
from kimhub.library.views import Document
from kimhub.library.web import inside

AT: Final = "/pustaka/d/{ref:str}"


@get(f"{AT}/sunting", name="library:editing", **allow(policy.can_change, document=documents.get_document))
async def show_form(document: NamedDependency[Document], actor: Me, request: Request) -> Page:
    found = await suggestions.of(document)
    chosen = request.query_params.getall("isi", []) if request.scope["query_string"] else []
    values = found.values(chosen)
    return await _form(
        document, actor, editing.as_form(document) | values, suggested=found, filled=bool(values)
    )


@post(f"{AT}/sunting", name="library:edit", **allow(policy.can_change, document=documents.get_document))
async def save(document: NamedDependency[Document], actor: Me, form: FormData) -> Page | Redirect:
    try:
        changed = await editing.save(document.id, actor, form)
    except Invalid as no:
        return await _form(document, actor, form, no.errors)
    except Clash as both:
        return await _form(document, actor, both.form, theirs=both.theirs)
    now_there = await documents.by_id(document.id)
    then = now_there.path if now_there else document.path
    return Redirect(then, _("Keterangan tersimpan.") if changed else _("Tidak ada yang berubah."))


async def _form(
    document: Document,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    theirs: dict[str, str] | None = None,
    suggested: Suggested | None = None,
    filled: bool = False,
) -> Page:
    branches = folders.tree(await folders.of_house(document.organization))
    return Page(
        "library/edit.html",
        "fields",
        status=422 if errors or theirs else 200,
        section="library",
        frame=inside.document(actor, document),
        document=document,
        form=form,
        errors=errors or {},
        theirs=theirs or {},
        suggested=suggested or Suggested(),
        filled=filled,
        labels=editing.FIELDS,
        rules=policy.can_rule(actor, document),
        keeps=policy.keeps(actor, document.organization, document.owner_kind),
        folders=[(str(branch.folder.id), branch.path) for branch in branches],
        most=about,
        **choices(form.get("kind", document.kind)),
    )


def choices(kind: str) -> dict[str, Any]:
    """The lists of a form about a document, and in words what is usual for this kind."""
    usual = KINDS.get(kind, KINDS["lainnya"])
    return {
        "kinds": [(key, str(one.word)) for key, one in KINDS.items()],
        "visibilities": [(key, str(word)) for key, word in VISIBILITIES.items()],
        "classes": [(key, str(word)) for key, word in CLASSES.items()],
        "usual": _("Biasanya untuk %(kind)s: %(who)s, %(what)s.")
        % {
            "kind": usual.word,
            "who": str(VISIBILITIES[usual.visibility]).lower(),
            "what": str(CLASSES[usual.info_class]).lower(),
        },
    }


# --------------------------------------------------------------------------------------------- the state


@get(
    f"{AT}/status",
    name="library:changing_status",
    **allow(policy.can_rule, document=documents.get_document),
)
async def show_status(document: NamedDependency[Document], actor: Me) -> Page | Redirect:
    if document.is_removed:
        return Redirect(f"{inside.shelf_path(document.owner_slug)}/sampah")
    return await _status(document, actor, {})


@post(
    f"{AT}/status", name="library:change_status", **allow(policy.can_rule, document=documents.get_document)
)
async def change_status(document: NamedDependency[Document], actor: Me, form: FormData) -> Page | Redirect:
    becomes = form.get("status", "")
    if becomes not in SAID:
        return await _status(document, actor, form, {"status": _("Pilih keadaannya.")})
    try:
        await status.change(
            document.id, actor, becomes, form.get("version", ""), form.get("replaced_by", "")
        )
    except Invalid as no:
        return await _status(document, actor, form, no.errors)
    return Redirect(document.path, SAID[becomes]())


SAID: Final = {
    OFFICIAL: lambda: _("Dokumen ini sekarang berlaku."),
    SUPERSEDED: lambda: _("Pembaca sekarang diarahkan ke dokumen penggantinya."),
    ARCHIVED: lambda: _("Dokumen ini sekarang arsip: tetap bisa dibaca, tidak bisa diubah."),
    DRAFT: lambda: _("Dokumen ini draf lagi: hanya pengelola pustaka yang melihatnya."),
}


async def _status(
    document: Document, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    words = {
        OFFICIAL: (_("Berlaku"), _("Dibaca semua yang berhak. Nama dan jabatan Anda tercatat.")),
        SUPERSEDED: (_("Sudah diganti"), _("Tetap bisa dibaca, dan menunjuk ke penggantinya.")),
        ARCHIVED: (_("Arsip"), _("Tetap bisa dibaca, tidak bisa diubah lagi.")),
        DRAFT: (_("Draf"), _("Hanya pengelola pustaka yang melihatnya.")),
    }
    steps = status.STEPS[document.status]
    replacing = [(one.ref, one.title) for one in await status.candidates(document, actor)]
    can_replace = SUPERSEDED in steps and replacing
    return Page(
        "library/status.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.document(actor, document),
        document=document,
        form={"version": str(document.version), "status": steps[0]} | form,
        errors=errors or {},
        steps=[(key, *words[key]) for key in steps if key != SUPERSEDED or can_replace],
        replacing=replacing if can_replace else [],
    )


HANDLERS = [show_form, save, show_status, change_status]
