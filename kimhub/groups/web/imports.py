"""Members in bulk: the list is read, shown with its mistakes, and written when somebody confirms it."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.core.sheets import MAX_BYTES, read_sheet, read_text
from kimhub.core.zones import zone_for
from kimhub.groups import (
    activation,
    import_checks,
    import_reading,
    imports,
    member_words,
    members,
    policy_members,
    settings,
)
from kimhub.groups.imports import OneImport
from kimhub.groups.members import House
from kimhub.groups.web.decisions import slips_page

PATH = "/kim/{slug:str}/impor"
ONE = "/kim/{slug:str}/impor/{import_id:int}"
ACCEPT = ".csv,.xlsx,.ods,.txt,text/csv"


@get(PATH, name="groups:import", **allow(policy_members.can_import, house=members.house))
async def show_form(request: Request, house: NamedDependency[House], actor: Me) -> Page:
    """The form; with `?lagi=` the list of a trial to mend."""
    again = request.query_params.get("lagi", "")
    trials = await imports.of(house.organization)
    lines = next((trial.lines for trial in trials if str(trial.id) == again), [])
    return _form(house, trials, {"text": import_reading.as_text(lines)} if lines else {}, {})


@post(PATH, name="groups:try_import", request_max_body_size=MAX_BYTES + 1_000_000,
      **allow(policy_members.can_import, house=members.house))  # fmt: skip
async def try_out(
    house: NamedDependency[House], form: FormData, files: Files, actor: Me
) -> Page | Redirect:
    try:
        upload = files.get("file")
        rows = await read_sheet(upload[0]) if upload else read_text(form.get("text", ""))
        positions = set(await import_checks.position_codes())
        table = import_reading.read(rows, positions, "file" if upload else "text")
        number = await imports.try_out(house.organization, actor, table, form_key(form))
    except Invalid as no:
        return _form(house, await imports.of(house.organization), form, no.errors, 422)
    return Redirect(f"/kim/{house.organization.slug}/impor/{number}")


@get(ONE, name="groups:trial", **allow(policy_members.can_import, one=imports.get))
async def show_trial(one: NamedDependency[OneImport], actor: Me) -> Page:
    if one.trial.state == "confirmed":
        return await _result(one)
    rows = await imports.check(one, actor)
    return Page(
        "groups/import_trial.html",
        store=False,
        section="groups",
        member_words=member_words,
        organization=one.organization,
        trial=one.trial,
        rows=rows,
        summary=imports.summarise(rows),
        positions={row.code: row.text for row in await settings.positions()},
    )


@post(ONE, name="groups:confirm_import", **allow(policy_members.can_import, one=imports.get))
async def confirm(one: NamedDependency[OneImport], actor: Me) -> Redirect:
    """Write it. Sent twice, the second only shows what the first has done."""
    await imports.confirm(one, actor)
    return Redirect(f"/kim/{one.organization.slug}/impor/{one.trial.id}")


@post(f"{ONE}/buang", name="groups:drop_import", **allow(policy_members.can_import, one=imports.get))
async def drop(one: NamedDependency[OneImport], actor: Me) -> Redirect:
    await imports.drop(one)
    return Redirect(f"/kim/{one.organization.slug}/impor", _("Daftar dibuang. Tidak ada yang tersimpan."))


@get([f"{ONE}/buang", f"{ONE}/slip"], name="groups:no_import_step",
     **allow(policy_members.can_import, one=imports.get))  # fmt: skip
async def to_the_trial(one: NamedDependency[OneImport]) -> Redirect:
    """These addresses take a button only."""
    return Redirect(f"/kim/{one.organization.slug}/impor/{one.trial.id}")


@post(f"{ONE}/slip", name="groups:slips", **allow(policy_members.can_import, one=imports.get))
async def make_slips(one: NamedDependency[OneImport], actor: Me) -> Page | Redirect:
    """A code for everybody of the list who has not opened the account yet; shown once."""
    slips = await activation.make_slips(one.organization, actor, one.trial.people)
    back = f"/kim/{one.organization.slug}/impor/{one.trial.id}"
    if not slips:
        return Redirect(back, Flash(_("Semua akun dari daftar ini sudah aktif."), "info"))
    return slips_page(one.organization, slips, back)


async def _result(one: OneImport) -> Page:
    waiting = await activation.closed(one.organization, one.trial.people)
    summary = one.trial.summary
    said = ngettext("%(n)s anggota ditambahkan", "%(n)s anggota ditambahkan", summary.new)
    return Page(
        "groups/import_result.html",
        section="groups",
        organization=one.organization,
        trial=one.trial,
        summary=summary,
        title=said % {"n": summary.new},
        waiting=waiting,
        made_before=await activation.has_made([person.id for person in waiting]),
        days=activation.LIFE.days,
    )


def _form(
    house: House,
    trials: list[imports.Trial],
    form: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
) -> Page:
    return Page(
        "groups/import.html",
        "fields",
        status=status,
        section="groups",
        organization=house.organization,
        form=form,
        errors=errors,
        trials=trials,
        most_bytes=MAX_BYTES,
        most_rows=import_reading.MOST_ROWS,
        accept=ACCEPT,
        zone=zone_for(house.organization.wilayah_code),
    )


handlers = [show_form, try_out, show_trial, confirm, drop, to_the_trial, make_slips]
