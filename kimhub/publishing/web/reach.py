"""/bahan/<id>/lapor: where a house told a package aloud."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.formats import number
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.publishing import packages, photo_adding, policy_passing, reach
from kimhub.publishing.packages import Package
from kimhub.publishing.reach import WAYS
from kimhub.publishing.views import House
from kimhub.publishing.web.packages import ONE, chosen

AT = f"{ONE}/lapor"


@get(AT, name="publishing:telling", **allow(packages.can_read, one=packages.get_package))
async def show_form(one: NamedDependency[Package], actor: Me, request: Request) -> Page | Redirect:
    query = request.query_params if request.scope["query_string"] else {}
    house = chosen(await _meant(actor, one), query.get("untuk", ""))
    if house is None:
        return Redirect(one.path)
    return _form(one, house, {"happened_on": now().astimezone(house.zone).date().isoformat()}, {})


@post(
    AT,
    name="publishing:tell",
    request_max_body_size=photo_adding.LARGEST + 1_000_000,
    **allow(packages.can_read, one=packages.get_package),
)
async def tell(one: NamedDependency[Package], actor: Me, form: FormData, files: Files) -> Page | Redirect:
    house = await _named(one, actor, form)
    key, photo = form_key(form), None
    try:
        reach.read(form, one)  # a form that is sent back keeps no photo
        sent = [upload for upload in files.get("photo", []) if upload.filename]
        if sent:
            photo = await photo_adding.add(house, actor, sent[0], key)
        await reach.tell(one, house, actor, form, key, photo)
    except Invalid as no:
        errors = {{"photos": "photo"}.get(name, name): said for name, said in no.errors.items()}
        return _form(one, house, form, errors)
    return Redirect(
        f"{one.path}?untuk={house.slug}", _("Terima kasih. Laporan tercatat dan terlihat oleh pembina.")
    )


@post(f"{AT}/{{report_id:int}}/hapus", name="publishing:drop_reach",
      **allow(reach.can_drop, report=reach.get_report))  # fmt: skip
async def drop(report: NamedDependency[reach.Report]) -> Redirect:
    await reach.drop(report)
    return Redirect(
        f"{report.package.path}?untuk={report.house.slug}",
        _("Laporan %(people)s orang dihapus.") % {"people": number(report.told.people)},
    )


@get(f"{AT}/{{report_id:int}}/hapus", name="publishing:to_reach",
     **allow(reach.can_drop, report=reach.get_report))  # fmt: skip
async def to_reach(report: NamedDependency[reach.Report]) -> Redirect:
    return Redirect(report.package.path)


def _form(one: Package, house: House, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "publishing/reach.html",
        status=422 if errors else 200,
        section="publishing",
        one=one,
        house=house,
        form=form,
        errors=errors,
        ways=[(key, str(word)) for key, word in WAYS.items()],
        largest=photo_adding.LARGEST,
    )


async def _meant(actor: Actor, one: Package) -> list[House]:
    return [house for house in await packages.acting_houses(actor) if policy_passing.is_asked(house, one)]


async def _named(one: Package, actor: Actor, form: dict[str, str]) -> House:
    """The house the form names. Raises Refused."""
    house = next((one for one in await _meant(actor, one) if one.slug == form.get("house")), None)
    if house is None:
        raise Refused(_("Hanya pengurus KIM yang diminta yang bisa melapor."))
    return house


HANDLERS = [show_form, tell, drop, to_reach]
