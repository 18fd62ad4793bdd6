"""Laporan kegiatan: writing, sending, deciding, the paper."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Choices, Files, FormData, Page, Redirect
from kimhub.groups.funding import SOURCES
from kimhub.papers import printing
from kimhub.workshops import report_costs, report_facts, report_list, report_pdf, report_photos, reports
from kimhub.workshops.report_costs import Cost
from kimhub.workshops.reports import ReportOn
from kimhub.workshops.web.inside import tabs

ADDRESS = "/pelatihan/{slug:str}/laporan"
EMPTY_LINES = 3
ROW = ("item", "source", "planned", "spent")


@get(ADDRESS, name="workshops:report", **allow(reports.can_see, one=reports.get_report))
async def show(one: NamedDependency[ReportOn], actor: Me) -> Page:
    return await _page(one, actor, {}, {})


@post(ADDRESS, name="workshops:write_report", **allow(reports.can_write, one=reports.get_report))
async def write(
    one: NamedDependency[ReportOn], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    """Save; with the button's action also send, or take back what was sent."""
    here = f"{one.workshop.path}/laporan"
    if form.get("action") == "take_back":
        await reports.take_back(one, actor)
        return Redirect(here, _("Laporan ditarik kembali. Anda bisa menulisnya lagi."))
    columns = [choices.get(f"{name}[]", []) for name in ROW]
    try:
        await reports.save(one, actor, form, report_costs.read(*columns))
    except Invalid as no:
        lines = [dict(zip(ROW, line, strict=True)) for line in zip(*columns, strict=False)]
        return await _edit(one, actor, form, no.errors, lines)
    if form.get("action") == "submit":
        saved = await reports.again(one)
        if gaps := reports.missing(saved):
            costs = _lines(await report_costs.of(one.workshop.id))
            return await _edit(saved, actor, reports.as_form(saved), gaps, costs)
        await reports.submit(one, actor)
        return Redirect(here, _("Laporan dikirim. Pembina diberi tahu."))
    return Redirect(f"{here}/tulis", _("Laporan tersimpan."))


@get(f"{ADDRESS}/tulis", name="workshops:report_form", **allow(reports.can_write, one=reports.get_report))
async def edit(one: NamedDependency[ReportOn], actor: Me) -> Page | Redirect:
    if not one.is_open:
        return Redirect(f"{one.workshop.path}/laporan")
    return await _edit(one, actor, reports.as_form(one), {}, _lines(await report_costs.of(one.workshop.id)))


@post(
    f"{ADDRESS}/putusan",
    name="workshops:decide_report",
    **allow(reports.can_decide, one=reports.get_report),
)
async def decide(one: NamedDependency[ReportOn], actor: Me, form: FormData) -> Page | Redirect:
    accepted = form.get("action") == "accept"
    try:
        await reports.decide(
            one, actor, accepted=accepted, note=form.get("note", ""), version=form.get("version", "")
        )
    except Invalid as no:
        return await _page(await reports.again(one), actor, form, no.errors)
    said = _("Laporan diterima.") if accepted else _("Laporan dikembalikan dengan catatan Anda.")
    return Redirect(f"{one.workshop.path}/laporan", said)


@get(f"{ADDRESS}/putusan", name="workshops:to_report", **allow(reports.can_see, one=reports.get_report))
async def to_report(one: NamedDependency[ReportOn]) -> Redirect:
    return Redirect(f"{one.workshop.path}/laporan")


@post(
    f"{ADDRESS}/foto",
    name="workshops:report_photo",
    request_max_body_size=report_photos.LARGEST + 200_000,
    **allow(reports.can_write, one=reports.get_report),
)
async def photo(one: NamedDependency[ReportOn], actor: Me, form: FormData, files: Files) -> Page | Redirect:
    here = f"{one.workshop.path}/laporan/tulis"
    if form.get("remove", "").isdigit() and len(form["remove"]) < 19:
        await report_photos.remove(one.workshop, int(form["remove"]))
        return Redirect(here, _("Foto dihapus."))
    try:
        if not files.get("photo"):
            raise Invalid(photo=_("Pilih fotonya dulu."))
        await report_photos.add(one.workshop, actor, files["photo"][0], form.get("alt", ""))
    except Invalid as no:
        costs = _lines(await report_costs.of(one.workshop.id))
        return await _edit(one, actor, reports.as_form(one), no.errors, costs)
    return Redirect(here, _("Foto tersimpan."))


@get(
    f"{ADDRESS}/foto", name="workshops:to_report_photos", **allow(reports.can_write, one=reports.get_report)
)
async def to_photos(one: NamedDependency[ReportOn]) -> Redirect:
    return Redirect(f"{one.workshop.path}/laporan/tulis")


@get(f"{ADDRESS}/berkas", name="workshops:report_file", **allow(reports.can_see, one=reports.get_report))
async def download(one: NamedDependency[ReportOn], actor: Me) -> Download:
    await printing.count(actor.id)
    return Download(await report_pdf.make(one), f"laporan-{one.workshop.slug}.pdf", printing.MIME)


async def _page(one: ReportOn, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    kept = one.report.kept if one.report else None
    return Page(
        "workshops/report.html",
        status=422 if errors else 200,
        section="workshops",
        one=one,
        workshop=one.workshop,
        report=one.report,
        tabs=tabs(actor, one.workshop),
        parts=reports.SECTIONS,
        facts=kept or await report_facts.of(one.workshop),
        costs=await report_costs.of(one.workshop.id),
        sources=SOURCES,
        # Everybody else who reads it has them on paper: the files themselves are the team's.
        photos=await report_photos.of(one.workshop.id) if reports.can_write(actor, one) else [],
        can_write=reports.can_write(actor, one),
        can_decide=reports.can_decide(actor, one),
        missing=[*reports.missing(one).values()],
        form=form,
        errors=errors,
    )


async def _edit(
    one: ReportOn, actor: Actor, form: dict[str, str], errors: dict[str, str], lines: list[dict[str, str]]
) -> Page:
    theirs: dict[str, str] = {}
    if "version" in errors:
        now = await reports.again(one)
        if now.report:
            theirs = {
                name: getattr(now.report, name)
                for name in reports.SECTIONS
                if getattr(now.report, name).strip() != form.get(name, "").replace("\r\n", "\n").strip()
            }
            form = form | {"version": str(now.report.version)}
    empty = {"item": "", "source": "lainnya", "planned": "", "spent": ""}
    return Page(
        "workshops/report_form.html",
        status=422 if errors else 200,
        section="workshops",
        one=one,
        workshop=one.workshop,
        tabs=tabs(actor, one.workshop),
        parts=reports.SECTIONS,
        owed=reports.OWED,
        theirs=theirs,
        lines=[*lines, *[empty] * EMPTY_LINES],
        sources=[*SOURCES.items()],
        photos=await report_photos.of(one.workshop.id),
        most_photos=report_photos.MOST,
        largest=report_photos.LARGEST,
        facts=await report_facts.of(one.workshop),
        most=reports.LONGEST,
        form=form,
        errors=errors,
    )


def _lines(costs: list[Cost]) -> list[dict[str, str]]:
    return [
        {"item": c.item, "source": c.source, "planned": str(c.planned), "spent": str(c.spent)}
        for c in costs
    ]


@get("/pelatihan/laporan", name="workshops:reports", **allow(report_list.can_list))
async def show_owed(actor: Me) -> Page:
    return Page("workshops/reports.html", section="workshops", rows=await report_list.of(actor))


HANDLERS = [show_owed, show, write, edit, decide, to_report, photo, to_photos, download]
