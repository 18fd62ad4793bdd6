"""Lines from a spreadsheet: pasted or uploaded, looked through, and written when somebody confirms."""

import asyncio

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Choices, Files, FormData, Page, Redirect, form_key
from kimhub.core.sheets import MAX_BYTES, read_sheets, read_text
from kimhub.groups.funding import SOURCES
from kimhub.programs import import_lacks, import_reading, importing, policy, programs, rows
from kimhub.programs.import_reading import Result
from kimhub.programs.importing import OneImport
from kimhub.programs.views import Program
from kimhub.programs.web import inside

PATH = "/program/{slug:str}/impor"
ONE = "/program/{slug:str}/impor/{import_id:int}"
ACCEPT = ".csv,.xlsx,.ods,.txt,text/csv"
TO_PASTE = (".xls", ".doc", ".docx", ".pdf")
SAMPLES = 2  # cells shown of each column


@get(PATH, name="programs:import", **allow(policy.can_write, program=programs.get_program))
async def show_form(program: NamedDependency[Program], actor: Me) -> Page:
    return await _form(program, actor, {}, {})


@post(PATH, name="programs:try_import", request_max_body_size=MAX_BYTES + 1_000_000,
      **allow(policy.can_write, program=programs.get_program))  # fmt: skip
async def try_out(
    program: NamedDependency[Program], form: FormData, files: Files, actor: Me
) -> Page | Redirect:
    upload = files.get("file")
    try:
        sheets = await read_sheets(upload[0]) if upload else [("", read_text(form.get("text", "")))]
        words, sheet = await asyncio.to_thread(import_reading.likeliest, sheets)
        name = (upload[0].filename or _("berkas")) if upload else ""
        if len(sheets) > 1:
            name = f"{name} ({words})"
        number = await importing.try_out(program, actor, sheet, name, form_key(form))
    except Invalid as no:
        errors = _to_paste(upload[0].filename or "") if upload else {}
        return await _form(program, actor, form, errors or no.errors)
    return Redirect(f"{program.path}/impor/{number}")


def _to_paste(name: str) -> dict[str, str]:
    """What to do with a file whose table can be copied though we cannot read it; empty for any other."""
    if not name.lower().endswith(TO_PASTE):
        return {}
    said = _(
        "Berkas ini belum bisa kami baca. Buka berkasnya, salin tabelnya, lalu tempel di kotak di atas."
    )
    return {"file": said}


@get(ONE, name="programs:trial", **allow(policy.can_write_line, one=importing.get))
async def show_trial(one: NamedDependency[OneImport], actor: Me) -> Page:
    """What was read; once it was confirmed, what came of it."""
    if one.trial.state != "draft":
        frame = await inside.frame(
            actor, one.program, back=(f"{one.program.path}/impor", _("Dari lembar kerja"))
        )
        return Page(
            "programs/import_done.html", section="programs", program=one.program, frame=frame, one=one
        )
    return await _trial(one, actor, {}, None, {})


@post(ONE, name="programs:confirm_import", **allow(policy.can_write_line, one=importing.get))
async def confirm(
    one: NamedDependency[OneImport], form: FormData, choices: Choices, actor: Me
) -> Page | Redirect:
    """Write the rows that are ticked. Sent twice, the second only shows what the first has done."""
    chosen = choices.get("rows[]", [])
    try:
        made = await importing.confirm(one, actor, chosen)
    except Invalid as no:
        return await _trial(one, actor, form, chosen, no.errors)
    text = ngettext("%(n)s kegiatan ditambahkan.", "%(n)s kegiatan ditambahkan.", made) % {"n": made}
    return Redirect(f"{one.program.path}/sunting", Flash(text, undo=f"{one.path}/urungkan"))


@post(f"{ONE}/kolom", name="programs:arrange_import", **allow(policy.can_write_line, one=importing.get))
async def arrange(
    one: NamedDependency[OneImport], form: FormData, choices: Choices, actor: Me
) -> Page | Redirect:
    """Read the sheet again with other columns."""
    try:
        await importing.arrange(one, form, choices.get("fields[]", []))
    except Invalid as no:
        return await _trial(one, actor, form, None, no.errors)
    return Redirect(one.path)


@post(f"{ONE}/urungkan", name="programs:undo_import", **allow(policy.can_write_line, one=importing.get))
async def undo(one: NamedDependency[OneImport], actor: Me) -> Redirect:
    gone, kept = await importing.undo(one, actor)
    text = ngettext("%(n)s kegiatan dikeluarkan lagi.", "%(n)s kegiatan dikeluarkan lagi.", gone) % {
        "n": gone
    }
    if kept:
        more = ngettext(
            "%(n)s dibiarkan karena sudah diubah.", "%(n)s dibiarkan karena sudah diubah.", kept
        )
        text = f"{text} {more % {'n': kept}}"
    return Redirect(f"{one.program.path}/impor", Flash(text, "info"))


@post(f"{ONE}/buang", name="programs:drop_import", **allow(policy.can_write_line, one=importing.get))
async def drop(one: NamedDependency[OneImport], actor: Me) -> Redirect:
    await importing.drop(one)
    return Redirect(f"{one.program.path}/impor", _("Tabel dibuang. Tidak ada yang tersimpan."))


@get([f"{ONE}/kolom", f"{ONE}/urungkan", f"{ONE}/buang"], name="programs:no_import_step",
     **allow(policy.can_write_line, one=importing.get))  # fmt: skip
async def to_the_trial(one: NamedDependency[OneImport]) -> Redirect:
    """These addresses take a button only."""
    return Redirect(one.path)


async def _form(program: Program, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "programs/import.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        program=program,
        frame=await inside.frame(actor, program, "edit"),
        form=form,
        errors=errors,
        trials=await importing.of(program.id),
        most_bytes=MAX_BYTES,
        accept=ACCEPT,
    )


async def _trial(
    one: OneImport, actor: Actor, form: dict[str, str], chosen: list[str] | None, errors: dict[str, str]
) -> Page:
    result = await importing.check(one)
    lines = [(read, rows.when(read.line), rows.whom(read.line)) for read in result.lines]
    ticked = {str(read.number) for read in result.lines if not read.same} if chosen is None else {*chosen}
    settings = one.trial.settings
    return Page(
        "programs/import_trial.html",
        "trial",
        status=422 if errors else 200,
        store=False,
        section="programs",
        program=one.program,
        frame=await inside.frame(
            actor, one.program, back=(f"{one.program.path}/impor", _("Dari lembar kerja"))
        ),
        one=one,
        lines=lines,
        ticked=ticked,
        figures=_figures(result),
        total=sum(read.line.amount for read in result.lines if str(read.number) in ticked),
        skipped=result.skipped,
        lacks=import_lacks.lacks(settings, [read.line for read in result.lines]),
        sources=rows.source_names(),
        columns=_columns(one),
        options=importing.options(),
        known="name" in settings.fields,
        values={"first": importing.first_row(one.trial), "source": settings.source, "pic": settings.pic}
        | form,
        measure=settings.measure if not form else form.get("measure") == "on",
        funds=[(key, str(name)) for key, name in SOURCES.items()],
        errors=errors,
        value_of=rows.target_of,
    )


def _figures(result: Result) -> list[tuple[int, str]]:
    same = sum(read.same for read in result.lines)
    noted = sum(bool(read.notes) and not read.same for read in result.lines)
    return [
        (len(result.lines) - same, _("kegiatan baru")),
        (same, _("sudah ada")),
        (noted, _("perlu dilihat")),
        (len(result.skipped), _("baris dilewati")),
    ]


def _columns(one: OneImport) -> list[tuple[str, str, list[str]]]:
    """Each column: what it is, its heading, and some of its cells."""
    settings = one.trial.settings
    body = one.trial.rows[settings.top :]
    found = []
    for column, field in enumerate(settings.fields):
        told = [row.cell(column)[:60] for row in body if row.cell(column)]
        words = settings.words[column] if column < len(settings.words) else ""
        found.append((field, words, list(dict.fromkeys(told))[:SAMPLES]))
    return found


HANDLERS = [show_form, try_out, show_trial, confirm, arrange, undo, drop, to_the_trial]
