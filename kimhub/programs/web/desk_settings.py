"""/tinjauan/pengingat, /pengganti and /aturan: reminding houses, standing in, how a district does it."""

from collections.abc import Mapping

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.formats import month_name
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.programs import comparing, overview, policy, reminding, rules, ruling, standing_in
from kimhub.programs.overview import Wanted
from kimhub.programs.standing_in import Held
from kimhub.programs.web import inside_desk
from kimhub.programs.web.desk import PATH
from kimhub.programs.web.overview import address

REMIND = f"{PATH}/pengingat"
STAND = f"{PATH}/pengganti"
RULES = f"{PATH}/aturan"


# --------------------------------------------------------------------------------------------- reminders


@get(REMIND, name="programs:remind_form", **allow(policy.can_use_desk))
async def remind_form(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    about, wanted = _asked(query)
    code = wanted.district or next(iter(inside_desk.own_codes(actor)), "")
    message = reminding.suggestion(about, wanted.year, await rules.of(code))
    return await _remind(actor, about, wanted, {"message": message}, None, {})


@post(REMIND, name="programs:remind", **allow(policy.can_use_desk))
async def remind(actor: Me, form: FormData, choices: Choices) -> Page | Redirect:
    about, wanted = _asked(form)
    typed = choices.get("house[]", [])[: reminding.MOST]
    chosen = [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19]
    try:
        n = await reminding.remind(actor, about, wanted.year, chosen, form.get("message", ""))
    except Invalid as no:
        return await _remind(actor, about, wanted, form, {*chosen}, no.errors)
    here = address(REMIND, perihal=about, tahun=str(wanted.year), kecamatan=wanted.district)
    if not n:
        return Redirect(here, _("Tidak ada yang dikirim: semuanya sudah diingatkan hari ini."))
    said = ngettext("%(n)s KIM diingatkan.", "%(n)s KIM diingatkan.", n)
    return Redirect(here, said % {"n": n})


async def _remind(
    actor: Actor,
    about: str,
    wanted: Wanted,
    form: Mapping[str, str],
    chosen: set[int] | None,
    errors: dict[str, str],
) -> Page:
    houses = await reminding.owing(actor, about, wanted.year, wanted.district)
    narrowed = {"tahun": str(wanted.year), "kecamatan": wanted.district}
    return Page(
        "programs/remind.html",
        status=422 if errors else 200,
        section="programs",
        nav=inside_desk.nav(actor, "pengingat"),
        about=about,
        topics=[
            (address(REMIND, perihal=key, **narrowed), words, None, key == about)
            for key, words in reminding.TOPICS.items()
        ],
        words=reminding.TOPICS,
        wanted=wanted,
        houses=houses,
        chosen=chosen if chosen is not None else {one.id for one in houses},
        sendings=await reminding.sendings(actor),
        options=[(one.code, one.name) for one in await overview.by_district(actor, wanted.year)],
        years=[(str(year), str(year)) for year in comparing.years()],
        stages=overview.STAGES,
        tags=overview.TAGS,
        form=dict(form),
        errors=errors,
    )


def _asked(given: Mapping[str, str]) -> tuple[str, Wanted]:
    about = given.get("perihal", "")
    about = about if about in reminding.TOPICS else "program"
    usual = comparing.plan_year() - 1 if about == "report" else overview.plan_year()
    return about, overview.read_wanted(
        {"tahun": given.get("tahun", "") or str(usual), "kecamatan": given.get("kecamatan", "")}
    )


# --------------------------------------------------------------------------------------------- stand-ins


@get(STAND, name="programs:stand_ins", **allow(policy.can_use_desk))
async def stand_ins(actor: Me) -> Page:
    return await _stand_ins(actor, {"away": str(actor.id)}, {})


@post(STAND, name="programs:stand_in", **allow(policy.can_use_desk))
async def stand_in(actor: Me, form: FormData) -> Page | Redirect:
    try:
        await standing_in.set_up(actor, form)
    except Invalid as no:
        return await _stand_ins(actor, form, no.errors)
    return Redirect(STAND, _("Pengganti dicatat dan diberi tahu."))


_END = allow(standing_in.can_end, one=standing_in.get_stand)


@get(f"{STAND}/{{stand_id:int}}/akhiri", name="programs:to_stand_ins", **_END)
async def to_stand_ins(one: NamedDependency[Held]) -> Redirect:
    return Redirect(STAND)


@post(f"{STAND}/{{stand_id:int}}/akhiri", name="programs:end_stand_in", **_END)
async def end_stand_in(one: NamedDependency[Held], actor: Me) -> Redirect:
    await standing_in.end(one, actor)
    return Redirect(STAND, _("Penggantian diakhiri."))


async def _stand_ins(actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    people = await standing_in.colleagues(actor)
    return Page(
        "programs/stand_ins.html",
        status=422 if errors else 200,
        section="programs",
        nav=inside_desk.nav(actor, "pengganti"),
        stands=await standing_in.of_office(actor),
        people=[(str(one.id), one.name) for one in people],
        form=form,
        errors=errors,
    )


# ------------------------------------------------------------------------------------------------- rules


@get(RULES, name="programs:rules", **allow(policy.can_use_desk))
async def show_rules(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    code = _code(actor, query)
    return _rules(actor, code, ruling.as_form(await rules.of(code)), {})


@post(RULES, name="programs:set_rules", **allow(policy.can_use_desk))
async def set_rules(actor: Me, form: FormData) -> Page | Redirect:
    code = _code(actor, form)
    try:
        await ruling.change(actor, code, form)
    except Invalid as no:
        return _rules(actor, code, form, no.errors)
    return Redirect(address(RULES, wilayah=code), _("Aturan tersimpan."))


def _code(actor: Actor, given: Mapping[str, str]) -> str:
    """The wilayah whose rules are meant. Raises NotFound for whoever sets none."""
    codes = inside_desk.own_codes(actor)
    if not codes:
        raise NotFound
    wanted = given.get("wilayah", "")
    return wanted if wanted in codes else codes[0]


def _rules(actor: Actor, code: str, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "programs/rules.html",
        status=422 if errors else 200,
        section="programs",
        nav=inside_desk.nav(actor, "aturan"),
        code=code,
        codes=inside_desk.own_codes(actor),
        months=[(str(month), month_name(month)) for month in range(1, 13)],
        form=form,
        errors=errors,
    )


HANDLERS = [
    remind_form,
    remind,
    stand_ins,
    stand_in,
    to_stand_ins,
    end_stand_in,
    show_rules,
    set_rules,
]
