"""Pages for moving a site in, with a trial before anything is written, and for taking it out."""

from datetime import timedelta
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.db import noting, now
from kimhub.core.errors import Invalid
from kimhub.core.formats import number
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.core.rangefile import Growing
from kimhub.publishing import moving_in, moving_out, sites
from kimhub.publishing.moving_files import LARGEST
from kimhub.publishing.moving_in import Import, Plan
from kimhub.publishing.views import House
from kimhub.publishing.web import inside
from kimhub.settings import load

AT: Final = "/situs/{slug:str}"
ONE: Final = f"{AT}/bawa/{{import_id:int}}"
MOST_OUT: Final = 20
PER: Final = timedelta(hours=1)


@get(f"{AT}/bawa", name="publishing:bring", **allow(moving_in.can_bring, house=sites.get))
async def bring_form(house: NamedDependency[House], actor: Me) -> Page:
    return _form(house, actor, {})


@post(
    f"{AT}/bawa",
    name="publishing:hand_in",
    request_max_body_size=LARGEST + 1_000_000,
    **allow(moving_in.can_bring, house=sites.get),
)
async def hand_in(house: NamedDependency[House], actor: Me, files: Files) -> Page | Redirect:
    try:
        upload = next((upload for upload in files.get("file", []) if upload.filename), None)
        if upload is None:
            raise Invalid(file=_("Pilih dulu berkasnya."))
        import_id = await moving_in.hand_in(house, actor, upload)
    except Invalid as no:
        return _form(house, actor, no.errors)
    return Redirect(f"{house.desk}/bawa/{import_id}")


@get(ONE, name="publishing:trial", **allow(moving_in.can_continue, found=moving_in.get_import))
async def show_trial(found: NamedDependency[Import], actor: Me) -> Page:
    return _trial(found, actor, {}, {})


@post(ONE, name="publishing:bring_now", **allow(moving_in.can_continue, found=moving_in.get_import))
async def bring_now(found: NamedDependency[Import], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await moving_in.go(found, actor, form.get("choice", ""))
    except Invalid as no:
        return _trial(found, actor, form, no.errors)
    return Redirect(found.path)


@post(
    f"{ONE}/batal", name="publishing:bring_not", **allow(moving_in.can_continue, found=moving_in.get_import)
)
async def bring_not(found: NamedDependency[Import]) -> Redirect:
    await moving_in.drop(found)
    return Redirect(f"{found.house.desk}/bawa", _("Berkas sudah dihapus. Tidak ada yang dipindahkan."))


@get(f"{AT}/keluar", name="publishing:out", **allow(moving_out.can_take_out, house=sites.get))
async def out(house: NamedDependency[House], actor: Me) -> Page:
    return Page(
        "publishing/move_out.html",
        section="publishing",
        house=house,
        frame=inside.desk(actor, house, "moving"),
    )


@get(f"{AT}/keluar/data.zip", name="publishing:out_data", **allow(moving_out.can_take_out, house=sites.get))
async def out_data(house: NamedDependency[House], actor: Me) -> Growing:
    await _count(house, actor, "data")
    at = now().astimezone(house.zone)
    return Growing(moving_out.data(house, load().base_url, at), moving_out.MIME, f"data-{house.slug}.zip")


@get(
    f"{AT}/keluar/situs.zip", name="publishing:out_pages", **allow(moving_out.can_take_out, house=sites.get)
)
async def out_pages(house: NamedDependency[House], actor: Me) -> Growing:
    await _count(house, actor, "pages")
    at = now().astimezone(house.zone)
    return Growing(moving_out.pages(house, load().base_url, at), moving_out.MIME, f"situs-{house.slug}.zip")


async def _count(house: House, actor: Me, how: str) -> None:
    async with noting():
        await limits.spend("site-out", actor.id, most=MOST_OUT, per=PER)
        await moving_out.note(house, actor, how)


def _form(house: House, actor: Me, errors: dict[str, str]) -> Page:
    return Page(
        "publishing/move_in.html",
        status=422 if errors else 200,
        section="publishing",
        house=house,
        frame=inside.desk(actor, house, "moving"),
        most=LARGEST,
        errors=errors,
    )


def _trial(found: Import, actor: Me, form: dict[str, str], errors: dict[str, str]) -> Page:
    plan = None if found.choice or found.is_dropped else found.plan
    return Page(
        "publishing/move_trial.html",
        "progress",
        status=422 if errors else 200,
        store=False,
        section="publishing",
        house=found.house,
        frame=inside.desk(actor, found.house, "moving"),
        found=found,
        plan=plan,
        report=found.report,
        facts=_facts(plan) if plan else [],
        form=form,
        errors=errors,
    )


def _facts(plan: Plan) -> list[tuple[str, str, str]]:
    """What would be made, as ui.facts shows it."""
    rows = []
    if plan.texts:
        words = ngettext("%(n)s tulisan", "%(n)s tulisan", plan.texts) % {"n": number(plan.texts)}
        more = [words]
        if plan.pages:
            more.append(ngettext("%(n)s halaman", "%(n)s halaman", plan.pages) % {"n": number(plan.pages)})
        if plan.drafts:
            more.append(ngettext("%(n)s draf", "%(n)s draf", plan.drafts) % {"n": number(plan.drafts)})
        rows.append(("news", _("Tulisan"), more[0] + (f" ({', '.join(more[1:])})" if more[1:] else "")))
    if plan.there:
        rows.append(("done", _("Sudah ada di sini"), number(plan.there)))
    if plan.photos:
        rows.append(("image", _("Foto"), number(plan.photos)))
    if plan.albums:
        rows.append(("image", _("Album, satu per map"), number(plan.albums)))
    if plan.documents:
        rows.append(("document", _("Dokumen untuk pustaka"), number(plan.documents)))
    if plan.missing:
        rows.append(("warning", _("Foto yang tidak ada di arsip"), number(plan.missing)))
    return rows


HANDLERS = [bring_form, hand_in, show_trial, bring_now, bring_not, out, out_data, out_pages]
