"""/bahan/baru and what an office asks with a package; its text is written at the desk."""

from datetime import timedelta
from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.publishing import arranging, packages, policy, policy_passing
from kimhub.publishing.packages import Package
from kimhub.publishing.views import House
from kimhub.publishing.web.packages import ONE, PATH, chosen
from kimhub.wilayah import picker
from kimhub.wilayah.picker import Choice

NEW: Final = f"{PATH}/baru"
ASKED: Final = f"{ONE}/permintaan"


@get(NEW, name="publishing:new_package", **allow(policy_passing.can_issue_any))
async def show_new(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    office = await _office(actor, query.get("kantor", ""))
    return await _new(actor, office, {}, {}, await picker.begin("area", within=office.wilayah_code))


@post(NEW, name="publishing:begin_package", **allow(policy_passing.can_issue_any))
async def begin(actor: Me, form: FormData) -> Page | Redirect:
    """A draft with what is asked; the text follows in the editor."""
    office = await _office(actor, form.get("house", ""))
    choice = await picker.resolve(form, "area", within=office.wilayah_code)
    if choice.place is None and (choice.text or choice.asked):
        return await _new(actor, office, form, choice.errors, choice, choice.status)
    try:
        asked = arranging.read(form, office.wilayah_code, choice.place.code if choice.place else "")
        made = await arranging.begin(office, actor, form.get("title", ""), asked, form_key(form))
    except Invalid as no:
        return await _new(actor, office, form, no.errors, choice)
    return Redirect(
        f"/situs/a/{made}/sunting", _("Sekarang tulis isinya. KIM melihatnya setelah diterbitkan.")
    )


@get(ASKED, name="publishing:asking", **allow(policy_passing.can_arrange, one=packages.get_package))
async def show_asked(one: NamedDependency[Package]) -> Page:
    form = {"ask": one.ask, "due_on": one.due_on.isoformat() if one.due_on else ""}
    known = one.area if one.area != one.article.seat else None
    return _asked(one, form, {}, await picker.begin("area", known, within=one.article.seat))


@post(ASKED, name="publishing:ask", **allow(policy_passing.can_arrange, one=packages.get_package))
async def ask(one: NamedDependency[Package], actor: Me, form: FormData) -> Page | Redirect:
    choice = await picker.resolve(form, "area", within=one.article.seat)
    if choice.place is None and (choice.text or choice.asked):
        return _asked(one, form, choice.errors, choice, choice.status)
    try:
        asked = arranging.read(
            form, one.article.seat, choice.place.code if choice.place else "", one.due_on
        )
    except Invalid as no:
        return _asked(one, form, no.errors, choice)
    await arranging.arrange(one, actor, asked)
    return Redirect(one.path, _("Permintaan tersimpan."))


@post(f"{ONE}/tutup", name="publishing:close_package",
      **allow(policy_passing.can_arrange, one=packages.get_package))  # fmt: skip
async def close(one: NamedDependency[Package], actor: Me, form: FormData) -> Redirect:
    again = form.get("again") == "1"
    await arranging.close(one, actor, again=again)
    said = _("Permintaan dibuka lagi.") if again else _("Permintaan ditutup. KIM tidak diingatkan lagi.")
    return Redirect(one.path, said)


@post(f"{ONE}/ingatkan", name="publishing:remind_package",
      **allow(policy_passing.can_arrange, one=packages.get_package))  # fmt: skip
async def remind(one: NamedDependency[Package], actor: Me) -> Redirect:
    await limits.spend("package", one.article.id, most=1, per=timedelta(hours=12))
    await arranging.remind(one, actor)
    return Redirect(f"{one.path}/cakupan", _("KIM yang belum menyebarkan diingatkan."))


@get([f"{ONE}/tutup", f"{ONE}/ingatkan"], name="publishing:to_own_package",
     **allow(policy_passing.can_arrange, one=packages.get_package))  # fmt: skip
async def to_package(one: NamedDependency[Package]) -> Redirect:
    return Redirect(one.path)


async def _office(actor: Actor, slug: str) -> House:
    """The office that issues. Raises Refused for one the person does not belong to."""
    offices = [house for house in await packages.houses_of(actor) if policy.can_issue(actor, house)]
    office = chosen(offices, slug)
    if office is None or (slug and office.slug != slug):
        raise Refused(_("Bahan informasi diterbitkan oleh kantor pembina."))
    return office


async def _new(
    actor: Actor,
    office: House,
    form: dict[str, str],
    errors: dict[str, str],
    choice: Choice,
    status: int = 422,
) -> Page:
    offices = [house for house in await packages.houses_of(actor) if policy.can_issue(actor, house)]
    return Page(
        "publishing/package_new.html",
        status=status if errors or choice.asked else 200,
        section="publishing",
        office=office,
        offices=[(f"{NEW}?kantor={one.slug}", one.name, None, one == office) for one in offices],
        form=form,
        errors=errors,
        choice=choice,
    )


def _asked(
    one: Package, form: dict[str, str], errors: dict[str, str], choice: Choice, status: int = 422
) -> Page:
    return Page(
        "publishing/package_asked.html",
        status=status if errors or choice.asked else 200,
        section="publishing",
        one=one,
        form=form,
        errors=errors,
        choice=choice,
    )


HANDLERS = [show_new, begin, show_asked, ask, close, remind, to_package]
