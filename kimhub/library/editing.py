"""Changing what is told about a document. Two people may have the form open at once: the later one is shown
what the other wrote, and nothing is lost."""

from datetime import date
from typing import Any, Final

from msgspec import structs

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.text import slugify
from kimhub.library import about, documents, folders, policy
from kimhub.library.events import DocumentEdited
from kimhub.library.kinds import CLASSES, KINDS, VISIBILITIES
from kimhub.library.tables import Document as Row
from kimhub.library.views import Document

FIELDS: Final[dict[str, Lazy]] = {
    "title": lazy_("Judul"),
    "kind": lazy_("Jenis"),
    "number": lazy_("Nomor"),
    "dated_on": lazy_("Tanggal"),
    "year": lazy_("Tahun"),
    "description": lazy_("Keterangan singkat"),
    "tags": lazy_("Kata kunci"),
    "valid_until": lazy_("Berlaku sampai"),
    "folder": lazy_("Map"),
    "visibility": lazy_("Siapa yang boleh membaca"),
    "info_class": lazy_("Sifat informasi"),
}
FOR_RULERS: Final = ("visibility", "info_class")
_WORDS: Final = {
    "kind": {key: kind.word for key, kind in KINDS.items()},
    "visibility": VISIBILITIES,
    "info_class": CLASSES,
}


class Clash(Exception):
    """Somebody else has changed it meanwhile; nothing was saved. `form` holds what was typed and goes on
    from what is there now; `theirs` what is there now where it differs, as people read it."""

    def __init__(self, form: dict[str, str], theirs: dict[str, str]) -> None:
        super().__init__(sorted(theirs))
        self.form, self.theirs = form, theirs


def as_form(one: Document) -> dict[str, str]:
    """The fields as the form shows them."""
    form = {name: _typed(getattr(one, name)) for name in FIELDS}
    return form | {"tags": about.shown_tags(one.tags), "version": str(one.version)}


async def save(document_id: int, actor: Actor, form: dict[str, str]) -> list[str]:
    """Returns the names of the fields that changed. Who may not decide about readers leaves them as they
    are. Raises Clash, Invalid, NotFound, Refused."""
    async with transaction():
        await lock_id(Row, document_id)
        one = await documents.by_id(document_id)
        if one is None:
            raise NotFound
        if not policy.can_change(actor, one):
            raise Refused(_("Dokumen ini tidak bisa diubah sekarang."))
        fixed = {} if policy.can_rule(actor, one) else {name: getattr(one, name) for name in FOR_RULERS}
        told = about.read(form | fixed)
        wanted = structs.asdict(told) | {"folder": await _folder(one, form)}
        if told.kind != one.kind and not policy.keeps(actor, one.organization, one.owner_kind):
            raise Invalid(kind=_("Jenisnya hanya bisa diubah pengurus."))
        if not policy.may_choose(actor, one.organization, told.visibility):
            raise Invalid(visibility=_("Hanya admin yang bisa memilih “Admin dan pembina”."))
        changed = {name: value for name, value in wanted.items() if value != getattr(one, name)}
        if changed and form.get("version") != str(one.version):
            theirs = {name: await _said(one, name) for name in changed}
            raise Clash(form | {"version": str(one.version)}, theirs)
        if changed:
            await _write(one, actor, changed)
        return list(changed)


async def move(documents_of: list[int], house: int, actor: Actor, folder: int | None) -> int:
    """Put documents of a library into another folder of it (None: the top); returns how many lie there
    now that did not. What this person may not change stays where it is."""
    moved = 0
    async with transaction():
        for document_id in sorted(documents_of):
            await lock_id(Row, document_id)
            one = await documents.by_id(document_id)
            if one and one.organization == house and one.folder != folder and policy.can_change(actor, one):
                await _write(one, actor, {"folder": folder})
                moved += 1
    return moved


async def _write(one: Document, actor: Actor, changed: dict[str, Any]) -> None:
    values: dict[Any, Any] = {
        **changed, "version": Row.version + 1, "rev": Row.rev + 1, "changed_at": now(),
    }  # fmt: skip
    if "title" in changed:
        values["slug"] = slugify(changed["title"])
    await Row.update(values).where(Row.id == one.id)
    said = {name: [_typed(getattr(one, name)), _typed(value)] for name, value in changed.items()}
    await publish(DocumentEdited(one.id, one.organization, actor.id or 0, said))


async def _folder(one: Document, form: dict[str, str]) -> int | None:
    """Where the form wants it; where it is when the form does not say. Raises Invalid (`folder`)."""
    wanted = form.get("folder")
    if wanted is None:
        return one.folder
    if not wanted:
        return None
    for folder in await folders.of_house(one.organization):
        if str(folder.id) == wanted:
            return folder.id
    raise Invalid(folder=_("Map itu sudah tidak ada. Pilih yang lain."))


async def _said(one: Document, name: str) -> str:
    value = getattr(one, name)
    if name == "folder":
        return next(
            (f.name for f in await folders.of_house(one.organization) if f.id == value), _("tanpa map")
        )
    if name == "tags":
        return about.shown_tags(one.tags) or _("kosong")
    return str(_WORDS[name][value]) if name in _WORDS else _typed(value) or _("kosong")


def _typed(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
