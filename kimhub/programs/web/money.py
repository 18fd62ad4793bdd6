"""Money that came in."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.files import Stored, Upload
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.programs import incomes, policy, policy_work, programs, rows, work, work_files
from kimhub.programs.incomes import IncomeOf
from kimhub.programs.views import Program
from kimhub.programs.web import inside

ALL = "/program/{slug:str}/dana"
ONE = f"{ALL}/{{income_id:int}}"


def can_note_income(actor: Actor, one: IncomeOf) -> bool:
    """The treasurer and the admins."""
    return policy.can_note_money(actor, one.program)


@get(ALL, name="programs:money", **allow(policy_work.can_see_money, program=programs.get_program))
async def show(program: NamedDependency[Program], actor: Me) -> Page:
    return await _list(program, actor, {"received_on": program.today.isoformat()}, {})


@post(
    ALL,
    name="programs:add_income",
    request_max_body_size=work_files.LARGEST + 200_000,
    **allow(policy.can_note_money, program=programs.get_program),
)
async def add(
    program: NamedDependency[Program], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    try:
        incomes.read(form, program)
        await incomes.add(program, actor, form, form_key(form), await _proof(actor, files))
    except Invalid as no:
        return await _list(program, actor, form, no.errors)
    return Redirect(f"{program.path}/dana", _("Uang masuk tercatat."))


@get(ONE, name="programs:income", **allow(can_note_income, one=incomes.get_income))
async def edit(one: NamedDependency[IncomeOf], actor: Me) -> Page:
    return await _one(one, actor, incomes.as_form(one.income), {})


@post(
    ONE,
    name="programs:save_income",
    request_max_body_size=work_files.LARGEST + 200_000,
    **allow(can_note_income, one=incomes.get_income),
)
async def save(one: NamedDependency[IncomeOf], actor: Me, form: FormData, files: Files) -> Page | Redirect:
    try:
        incomes.read(form, one.program)
        await incomes.change(one, actor, form, await _proof(actor, files))
    except Invalid as no:
        there = await incomes.again(one)
        if "version" in no.errors:
            form = {**form, "version": str(there.income.version)}
        return await _one(there, actor, form, no.errors)
    return Redirect(f"{one.program.path}/dana", _("Perubahan tersimpan."))


@post(f"{ONE}/hapus", name="programs:remove_income", **allow(can_note_income, one=incomes.get_income))
async def remove(one: NamedDependency[IncomeOf], actor: Me) -> Redirect:
    await incomes.remove(one, actor)
    return Redirect(f"{one.program.path}/dana", _("Catatan uang masuk dihapus."))


@get(f"{ONE}/hapus", name="programs:to_income", **allow(can_note_income, one=incomes.get_income))
async def to_income(one: NamedDependency[IncomeOf]) -> Redirect:
    return Redirect(f"{one.program.path}/dana/{one.income.id}")


async def _list(program: Program, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    some = await incomes.of(program.id)
    proofs = await work_files.of_incomes([one.id for one in some])
    return Page(
        "programs/money.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, program, back=(f"{program.path}/pelaksanaan", _("Pelaksanaan"))),
        program=program,
        incomes=some,
        proofs={one.id: [file for file in proofs if file.income == one.id] for one in some},
        work=await work.of(program),
        sources=rows.source_names(),
        can_note=policy.can_note_money(actor, program),
        most=work_files.LARGEST,
        today=program.today.isoformat(),
        form=form,
        errors=errors,
    )


async def _one(one: IncomeOf, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    back = (f"{one.program.path}/dana", _("Uang masuk"))
    return Page(
        "programs/income_form.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, one.program, back=back),
        program=one.program,
        income=one.income,
        theirs=one.income if "version" in errors else None,
        proofs=await work_files.of_incomes([one.income.id]),
        sources=rows.source_names(),
        most=work_files.LARGEST,
        today=one.program.today.isoformat(),
        form=form,
        errors=errors,
    )


async def _proof(actor: Actor, files: dict[str, list[Upload]]) -> Stored | None:
    uploads = [upload for upload in files.get("proof", []) if upload.filename]
    return await work_files.keep(actor, uploads[0], "proof") if uploads else None


HANDLERS = [show, add, edit, save, remove, to_income]
