"""Passing on in one tap: packages of offices, and what other houses tell."""

from datetime import timedelta
from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.publishing import articles, goods, packages, passing, policy, policy_passing
from kimhub.publishing.kinds import KINDS, VERDICT_TAGS, VERDICTS
from kimhub.publishing.packages import Package
from kimhub.publishing.views import Article, House, relayed_path
from kimhub.publishing.web import marks
from kimhub.publishing.web.packages import ONE, PATH, chosen

AN_HOUR: Final = timedelta(hours=1)
MOST: Final = 60  # in an hour: a person who taps, not a machine
GOODS: Final = f"{PATH}/kabar-lain"
AT: Final = "/situs/a/{article_id:int}"


def can_relay(actor: Actor, one: Article) -> bool:
    """At this moment."""
    return policy_passing.can_relay(actor, one, now())


# --------------------------------------------------------------------------------------- packages


@post(
    f"{ONE}/sebarkan", name="publishing:relay_package", **allow(packages.can_read, one=packages.get_package)
)
async def relay_package(one: NamedDependency[Package], actor: Me, form: FormData) -> Redirect:
    house = await _acting(actor, form)
    await _relay(one.article, house, actor, form)
    back = PATH if form.get("back") == "list" else one.path
    return Redirect(f"{back}?untuk={house.slug}", _("Disebarkan di situs %(name)s.") % {"name": house.name})


@post(f"{ONE}/henti", name="publishing:stop_package", **allow(packages.can_read, one=packages.get_package))
async def stop_package(one: NamedDependency[Package], actor: Me, form: FormData) -> Redirect:
    house = await _acting(actor, form)
    await passing.stop(one.article, house, actor)
    return Redirect(f"{one.path}?untuk={house.slug}", _("Tidak lagi tampil di situs Anda."))


@get(f"{ONE}/olah", name="publishing:adapting", **allow(packages.can_read, one=packages.get_package))
async def show_adapting(one: NamedDependency[Package], actor: Me, request: Request) -> Page | Redirect:
    """What kind of text it becomes, and for which house."""
    query = request.query_params if request.scope["query_string"] else {}
    house = chosen(await _meant(actor, one), query.get("untuk", ""))
    if house is None:
        return Redirect(one.path)
    return _form(one, house, {"kind": passing.ADAPTED_AS[0]}, {})


@post(f"{ONE}/olah", name="publishing:adapt_package", **allow(packages.can_read, one=packages.get_package))
async def adapt_package(one: NamedDependency[Package], actor: Me, form: FormData) -> Page | Redirect:
    house = await _acting(actor, form)
    try:
        made = await passing.adapt(one.article, house, actor, form.get("kind", ""), form_key(form))
    except Invalid as no:
        return _form(one, house, form, no.errors)
    return await _to_draft(made, actor)


@get([f"{ONE}/sebarkan", f"{ONE}/henti"], name="publishing:to_package",
     **allow(packages.can_read, one=packages.get_package))  # fmt: skip
async def to_package(one: NamedDependency[Package]) -> Redirect:
    return Redirect(one.path)


def _form(one: Package, house: House, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "publishing/adapt.html",
        status=422 if errors else 200,
        section="publishing",
        one=one,
        house=house,
        form=form,
        errors=errors,
        kinds=[
            (
                "announcement",
                str(KINDS["announcement"].word),
                _("Untuk hal yang perlu diketahui atau dilakukan warga."),
            ),
            ("news", str(KINDS["news"].word), _("Untuk cerita: apa yang terjadi, di mana, siapa.")),
        ],
    )  # fmt: skip


# ------------------------------------------------------------------------------- what others tell


@get(GOODS, name="publishing:goods", **allow(policy_passing.belongs_somewhere))
async def show_goods(actor: Me, request: Request) -> Page:
    """What houses of the regency tell, to be passed on; first what others already do."""
    query = request.query_params if request.scope["query_string"] else {}
    houses = await packages.acting_houses(actor)
    house = chosen(houses or await packages.houses_of(actor), query.get("untuk", ""))
    after = marks.after(query.get("setelah"))
    shown, last = await goods.page(house, after) if house else ([], None)
    is_first = "setelah" not in query
    return Page(
        "publishing/goods.html",
        section="publishing",
        house=house,
        may=house in houses,
        houses=[(f"{GOODS}?untuk={one.slug}", one.name, None, one == house) for one in houses],
        often=await goods.often(house) if house and is_first else [],
        lines=shown,
        passed=await goods.passed_by(house, shown) if house else {},
        next=f"{GOODS}?untuk={house.slug}&setelah={marks.mark(last)}" if house and last else "",
        kinds=KINDS,
        verdicts=VERDICTS,
        verdict_tags=VERDICT_TAGS,
    )


@get(f"{AT}/sebarkan", name="publishing:relaying", **allow(can_relay, one=articles.get_article))
async def show_relaying(one: NamedDependency[Article], actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    return await _relaying(one, actor, query.get("untuk", ""), {}, {})


@post(f"{AT}/sebarkan", name="publishing:relay", **allow(can_relay, one=articles.get_article))
async def relay(one: NamedDependency[Article], actor: Me, form: FormData) -> Page | Redirect:
    house = await _acting(actor, form)
    try:
        await _relay(one, house, actor, form)
    except Invalid as no:
        return await _relaying(one, actor, house.slug, form, no.errors)
    said = _("Disebarkan di situs %(name)s, dengan sumbernya.") % {"name": house.name}
    back = GOODS if form.get("back") == "list" else f"{one.desk_path}/sebarkan"
    return Redirect(f"{back}?untuk={house.slug}", said)


@post(f"{AT}/sebarkan/henti", name="publishing:stop", **allow(can_relay, one=articles.get_article))
async def stop(one: NamedDependency[Article], actor: Me, form: FormData) -> Redirect:
    house = await _acting(actor, form)
    await passing.stop(one, house, actor)
    return Redirect(f"{one.desk_path}/sebarkan?untuk={house.slug}", _("Tidak lagi tampil di situs Anda."))


@post(f"{AT}/sebarkan/olah", name="publishing:adapt", **allow(can_relay, one=articles.get_article))
async def adapt(one: NamedDependency[Article], actor: Me, form: FormData) -> Redirect:
    house = await _acting(actor, form)
    made = await passing.adapt(one, house, actor, one.kind, form_key(form))
    return await _to_draft(made, actor)


@get([f"{AT}/sebarkan/henti", f"{AT}/sebarkan/olah"], name="publishing:to_relaying",
     **allow(can_relay, one=articles.get_article))  # fmt: skip
async def to_relaying(one: NamedDependency[Article]) -> Redirect:
    return Redirect(f"{one.desk_path}/sebarkan")


async def _relaying(
    one: Article, actor: Actor, slug: str, form: dict[str, str], errors: dict[str, str]
) -> Page:
    houses = [house for house in await packages.acting_houses(actor) if house.id != one.organization]
    house = chosen(houses, slug)
    passed = await passing.of_house(house, one) if house else None
    package = await packages.of_article(one)
    return Page(
        "publishing/relay.html",
        status=422 if errors else 200,
        section="publishing",
        one=one,
        kind=KINDS[one.kind],
        package=package if package and packages.can_read(actor, package) else None,
        house=house,
        houses=[
            (f"{one.desk_path}/sebarkan?untuk={each.slug}", each.name, each == house) for each in houses
        ],
        passed=passed,
        made=next(iter(await articles.some([passed.made])), None) if passed and passed.made else None,
        where=relayed_path(house.slug, one.id, one.slug) if house else "",
        form=form or {"comment": passed.comment if passed else ""},
        errors=errors,
    )


async def _relay(one: Article, house: House, actor: Actor, form: dict[str, str]) -> None:
    await limits.spend("relay", actor.id, most=MOST, per=AN_HOUR)
    await passing.relay(one, house, actor, form.get("comment", ""))


async def _acting(actor: Actor, form: dict[str, str]) -> House:
    """The house the form names, if this person may pass things on for it. Raises Refused."""
    houses = await packages.acting_houses(actor)
    house = next((one for one in houses if one.slug == form.get("house")), None)
    if house is None:
        raise Refused(_("Hanya pengurus dan redaktur KIM yang bisa menyebarkan kabar."))
    return house


async def _meant(actor: Actor, one: Package) -> list[House]:
    return [house for house in await packages.acting_houses(actor) if policy_passing.is_asked(house, one)]


async def _to_draft(made: int, actor: Actor) -> Redirect:
    """To the editor; whoever cannot change what a colleague has begun finds it at the desk."""
    (draft,) = await articles.some([made])
    if not policy.can_change(actor, draft):
        return Redirect(
            draft.desk_path, _("%(name)s sudah mulai mengolahnya.") % {"name": draft.author_name}
        )
    return Redirect(
        f"{draft.desk_path}/sunting", _("Draf dengan sumbernya sudah siap. Sesuaikan untuk warga Anda.")
    )


HANDLERS = [
    relay_package, stop_package, show_adapting, adapt_package, to_package,
    show_goods, show_relaying, relay, stop, adapt, to_relaying,
]  # fmt: skip
