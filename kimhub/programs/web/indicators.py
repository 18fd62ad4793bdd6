"""One indicator: the records behind a counted number, or what people typed and what became of it."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.programs import (
    indicators,
    line_page,
    policy,
    policy_work,
    readings,
    rows,
    work_files,
)
from kimhub.programs.readings import IndicatorOf, ReadingOf
from kimhub.programs.web import inside

ONE = "/program/{slug:str}/kegiatan/{line_id:int}/indikator/{indicator_id:int}"
READING = f"{ONE}/angka/{{reading_id:int}}"


@get(ONE, name="programs:indicator", **allow(policy_work.can_follow_line, of=readings.get_indicator))
async def show(of: NamedDependency[IndicatorOf], actor: Me) -> Page:
    return await _page(of, actor, {"read_on": of.program.today.isoformat()}, {})


@post(
    ONE,
    name="programs:type_reading",
    request_max_body_size=work_files.LARGEST + 200_000,
    **allow(policy.can_note_line, of=readings.get_indicator),
)
async def type_in(
    of: NamedDependency[IndicatorOf], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    uploads = [upload for upload in files.get("proof", []) if upload.filename]
    try:
        readings.read(of, form)
        proof = await work_files.keep(actor, uploads[0], "proof") if uploads else None
        await readings.type_in(of, actor, form, form_key(form), proof)
    except Invalid as no:
        return await _page(of, actor, form, no.errors)
    return Redirect(of.path, _("Angka tersimpan. Pembina bisa menegaskannya."))


@post(READING, name="programs:judge_reading", **allow(policy_work.can_judge, one=readings.get_reading))
async def judge(one: NamedDependency[ReadingOf], actor: Me, form: FormData) -> Page | Redirect:
    confirmed = form.get("action") == "confirm"
    try:
        await readings.judge(one, actor, confirmed=confirmed, note=form.get("note", ""))
    except Invalid as no:
        return await _page(one.of, actor, form, no.errors, doubted=one.reading.id)
    said = _("Angka dibenarkan.") if confirmed else _("Angka ditandai diragukan.")
    return Redirect(one.of.path, said)


@get(READING, name="programs:to_reading", **allow(policy_work.can_follow_line, one=readings.get_reading))
async def to_reading(one: NamedDependency[ReadingOf]) -> Redirect:
    return Redirect(one.of.path)


async def _page(
    of: IndicatorOf, actor: Actor, form: dict[str, str], errors: dict[str, str], doubted: int = 0
) -> Page:
    program = of.program
    view = await line_page.of(of.line, actor)
    typed = await readings.of_indicator(of.indicator.id)
    # One that is not agreed (yet) is the house's; one that was keeps what is recorded of it.
    if view is None or not (of.agreed or typed or policy.writes(actor, program)):
        raise NotFound
    found = [one for one in view.standings if one.indicator.id == of.indicator.id]
    counted, seen = [], set[int]()
    if of.indicator.is_computed:
        first, last = indicators.year_until(program.year, None)
        counted = await indicators.rows_of(program, of.line.id, of.indicator, first, last)
        seen = await indicators.seen(actor, of.indicator, counted)
    books = policy_work.sees_books(actor, program)
    proofs = await work_files.of_readings([one.id for one in typed]) if books else []
    may_type = (
        of.agreed and view.in_force and not of.indicator.is_computed and policy.can_note(actor, program)
    )
    return Page(
        "programs/indicator.html",
        "fields",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, program, back=(of.line.path, view.line.name)),
        of=of,
        indicator=of.indicator,
        program=program,
        view=view,
        standing=found[0] if found else None,
        source=rows.source_of(of.indicator),
        counted=counted,
        total=rows.value(indicators.total(counted), of.indicator.unit),
        seen=seen,
        typed=typed,
        proofs={one.id: [file for file in proofs if file.reading == one.id] for one in typed},
        value=rows.value,
        ratings=[(key, str(words)) for key, words in readings.RATINGS.items()],
        may_type=may_type,
        may_judge=policy.can_judge_readings(actor, program),
        most=work_files.LARGEST,
        today=program.today.isoformat(),
        doubted=doubted,
        form=form,
        errors=errors,
    )


HANDLERS = [show, type_in, judge, to_reading]
