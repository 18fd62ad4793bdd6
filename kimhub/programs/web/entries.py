"""Writing down what was done, with photos and papers."""

import json

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.files import store, thumbnail_key
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import Choices, Files, FormData, Page, Redirect, form_key
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.programs import (
    costs,
    entries,
    line_page,
    policy,
    policy_work,
    programs,
    removed_entries,
    rows,
    states,
    work_files,
)
from kimhub.programs.costs import Cost
from kimhub.programs.entries import EntryOf
from kimhub.programs.programs import LineOf
from kimhub.programs.web import inside
from kimhub.programs.work_files import FileOf, Thumbnail

LINE = "/program/{slug:str}/kegiatan/{line_id:int}"
ENTRY = f"{LINE}/catatan/{{entry_id:int}}"
FILE = "/program/{slug:str}/berkas/{file_id:int}"
EMPTY = {"label": "", "source": "", "amount": ""}
EMPTY_ROWS = 2


@get(f"{LINE}/catat", name="programs:note", **allow(policy.can_note_line, line=programs.get_line))
async def new(line: NamedDependency[LineOf], actor: Me) -> Page:
    there = await line_page.of(line, actor)
    if there is None or not there.in_force:
        raise NotFound
    return await _form(line, actor, {"happened_on": line.program.today.isoformat()}, {}, [])


@post(
    f"{LINE}/catat",
    name="programs:add_entry",
    request_max_body_size=work_files.REQUEST,
    **allow(policy.can_note_line, line=programs.get_line),
)
async def add(
    line: NamedDependency[LineOf],
    actor: Me,
    form: FormData,
    choices: Choices,
    files: Files,
    kembalikan: FromQuery[str | None] = None,
) -> Page | Redirect:
    """Keep the note first, then its photos: a photo that is no photo must not cost what was written. With
    `kembalikan` one that was taken away comes back."""
    if kembalikan is not None:
        number = int(kembalikan) if kembalikan.isascii() and kembalikan.isdigit() else 0
        again = await removed_entries.restore(line, number, actor)
        return Redirect(f"{line.path}#catatan-{again}", _("Catatan kembali seperti semula."))
    columns = [choices.get(f"{name}[]", []) for name in costs.ROW]
    try:
        entry_id = await entries.add(line, actor, form, costs.read(*columns), form_key(form))
    except Invalid as no:
        return await _form(line, actor, form, no.errors, _typed(columns))
    one = await entries.of_id(line, entry_id)
    wrong = await _keep_files(one, actor, files) if one else []
    said = Flash(_("Catatan tersimpan."))
    if wrong:
        words = _("Catatan tersimpan, tetapi ada berkas yang tidak bisa dipakai: %(why)s")
        said = Flash(words % {"why": " ".join(wrong)}, "warning")
    forget = json.dumps({"draft:clear": {"target": "body", "value": f"catatan-{line.id}"}})
    return Redirect(f"{line.path}#catatan-{entry_id}", said, headers={"hx-trigger": forget})


@get(ENTRY, name="programs:entry", **allow(policy.can_note_line, one=entries.get_entry))
async def edit(one: NamedDependency[EntryOf], actor: Me) -> Page:
    spent = await costs.of_entry(one.entry.id)
    return await _form(one.line, actor, entries.as_form(one.entry), {}, _rows(spent), one)


@post(ENTRY, name="programs:save_entry", **allow(policy.can_note_line, one=entries.get_entry))
async def save(
    one: NamedDependency[EntryOf], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    columns = [choices.get(f"{name}[]", []) for name in costs.ROW]
    try:
        spent = costs.read(*columns)
        may = policy.can_note_money(actor, one.program)
        if spent and not may:
            raise Refused(_("Uang hanya bisa dicatat bendahara atau admin KIM."))
        await entries.change(one, actor, form, spent if may else None)
    except Invalid as no:
        there = await entries.of_id(one.line, one.entry.id) or one
        if "version" in no.errors:
            form = {**form, "version": str(there.entry.version)}
        return await _form(one.line, actor, form, no.errors, _typed(columns), there)
    return Redirect(f"{one.line.path}#catatan-{one.entry.id}", _("Catatan tersimpan."))


@post(f"{ENTRY}/hapus", name="programs:remove_entry", **allow(policy.can_note_line, one=entries.get_entry))
async def remove(one: NamedDependency[EntryOf], actor: Me) -> Redirect:
    removed = await removed_entries.remove(one.line, one.entry.id, actor)
    undo = f"{one.line.path}/catat?kembalikan={removed}" if removed is not None else None
    return Redirect(one.line.path, Flash(_("Catatan dihapus."), undo=undo))


@get(f"{ENTRY}/hapus", name="programs:to_entry", **allow(policy.can_note_line, one=entries.get_entry))
async def to_entry(one: NamedDependency[EntryOf]) -> Redirect:
    return Redirect(one.path)


# ------------------------------------------------------------------------------------ photos and papers


@get(f"{ENTRY}/foto", name="programs:photos", **allow(policy.can_add_photos, one=entries.get_entry))
async def photos(one: NamedDependency[EntryOf], actor: Me) -> Page:
    return await _photos(one, actor, {}, {})


@post(
    f"{ENTRY}/foto",
    name="programs:add_photos",
    request_max_body_size=work_files.REQUEST,
    **allow(policy.can_add_photos, one=entries.get_entry),
)
async def add_photos(
    one: NamedDependency[EntryOf], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    uploads = [upload for upload in files.get("file", []) if upload.filename][: work_files.AT_ONCE]
    try:
        if not uploads:
            raise Invalid(file=_("Pilih fotonya dulu."))
        for upload in uploads:
            await work_files.add(one, actor, upload, form.get("alt", ""))
    except Invalid as no:
        return await _photos(one, actor, form, no.errors)
    return Redirect(f"{one.path}/foto", _("Tersimpan."))


@get(FILE, name="programs:work_file", **allow(policy_work.can_have_file, one=work_files.get_file))
async def show_file(one: NamedDependency[FileOf]) -> RangeFile:
    file = one.file
    return stored_file(
        store(), file.file, size=file.size, mime=file.mime, name=file.name, inline=True, public=False
    )


@get(f"{FILE}/kecil", name="programs:thumbnail",
     **allow(policy_work.can_have_file, one=work_files.get_thumbnail))  # fmt: skip
async def show_thumbnail(one: NamedDependency[Thumbnail]) -> RangeFile:
    return stored_file(
        store(), thumbnail_key(one.file.file), size=one.bytes, mime="image/webp", name=one.file.name,
        inline=True, public=False,
    )  # fmt: skip


@get(
    f"{FILE}/sunting",
    name="programs:edit_work_file",
    **allow(policy_work.can_remove_file, one=work_files.get_file),
)
async def edit_file(one: NamedDependency[FileOf], actor: Me) -> Page:
    return await _file(one, actor, {"alt": one.file.alt}, {})


@post(
    f"{FILE}/sunting",
    name="programs:save_work_file",
    **allow(policy_work.can_remove_file, one=work_files.get_file),
)
async def save_file(one: NamedDependency[FileOf], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await work_files.describe(one, actor, form.get("alt", ""))
    except Invalid as no:
        return await _file(one, actor, form, no.errors)
    return Redirect(await _belongs(one), _("Perubahan tersimpan."))


@post(
    f"{FILE}/hapus",
    name="programs:remove_work_file",
    **allow(policy_work.can_remove_file, one=work_files.get_file),
)
async def remove_file(one: NamedDependency[FileOf], actor: Me) -> Redirect:
    back = await _belongs(one)
    await work_files.remove(one, actor)
    return Redirect(back, _("Berkas dihapus."))


@get(f"{FILE}/hapus", name="programs:to_work_file",
     **allow(policy_work.can_remove_file, one=work_files.get_file))  # fmt: skip
async def to_file(one: NamedDependency[FileOf]) -> Redirect:
    return Redirect(f"{one.program.path}/berkas/{one.file.id}/sunting")


# ------------------------------------------------------------------------------------------- the pages


async def _form(
    line: LineOf,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    lines: list[dict[str, str]],
    one: EntryOf | None = None,
) -> Page:
    money = policy.can_note_money(actor, line.program)
    return Page(
        "programs/entry_form.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, line.program, back=(line.path, line.name)),
        line=line,
        one=one,
        theirs=one.entry if one and "version" in errors else None,
        costs=[*lines, *[EMPTY] * EMPTY_ROWS] if money else [],
        sources=list(rows.source_names().items()),
        money=money,
        is_done=line.progress == states.DONE,
        most=work_files.LARGEST,
        at_once=work_files.AT_ONCE,
        longest=entries.LONGEST,
        today=line.program.today.isoformat(),
        form=form,
        errors=errors,
    )


async def _photos(one: EntryOf, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    program = one.program
    files = await work_files.of_entry(one.entry.id)
    name = await line_page.name_of(one.line)
    return Page(
        "programs/entry_files.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, program, back=(one.line.path, name)),
        line_name=name,
        one=one,
        program=program,
        files=[file for file in files if policy_work.can_have_file(actor, FileOf(program, file))],
        own=lambda file: policy_work.can_remove_file(actor, FileOf(program, file)),
        papers=policy.can_note(actor, program),
        most=work_files.LARGEST,
        at_once=work_files.AT_ONCE,
        form=form,
        errors=errors,
    )


async def _file(one: FileOf, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "programs/entry_file.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, one.program, back=(await _belongs(one), _("Kembali"))),
        program=one.program,
        file=one.file,
        form=form,
        errors=errors,
    )


async def _belongs(one: FileOf) -> str:
    """Where the file is shown."""
    return await work_files.place_of(one)


async def _keep_files(one: EntryOf, actor: Actor, files: dict[str, list[object]]) -> list[str]:
    """Keep the photos of a form; returns why some could not be kept."""
    wrong: list[str] = []
    for upload in files.get("file", [])[: work_files.AT_ONCE]:
        if not getattr(upload, "filename", ""):
            continue
        try:
            await work_files.add(one, actor, upload)  # type: ignore[arg-type]
        except Invalid as no:
            wrong += no.errors.values()
        except Refused as no:
            wrong.append(str(no))
    return wrong


def _typed(columns: list[list[str]]) -> list[dict[str, str]]:
    """The rows as they were typed, without empty ones."""
    found = [dict(zip(costs.ROW, row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in found if row["label"].strip() or row["amount"].strip()]


def _rows(spent: list[Cost]) -> list[dict[str, str]]:
    return [{"label": one.label, "source": one.source, "amount": str(one.amount)} for one in spent]


HANDLERS = [
    new, add, edit, save, remove, to_entry, photos, add_photos, show_file, show_thumbnail, edit_file,
    save_file, remove_file, to_file,
]  # fmt: skip
