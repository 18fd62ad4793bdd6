"""Who may do what beyond their own KIM: staff, coordinators, operators; and the list of positions."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import installation, policy, role_steps, roles, settings, words
from kimhub.groups.roles import Held

STAFF = "/peran/petugas/{membership_id:int}/cabut"
ASSIGNED = "/peran/{role_id:int}/cabut"


@get("/peran", name="groups:roles", **allow(policy.can_give_roles))
async def show_roles(actor: Me) -> Page:
    return Page(
        "groups/roles.html",
        section="groups",
        words=words,
        holders=await roles.holders(actor),
        leaderless=await roles.leaderless(actor),
        operator=policy.is_operator(actor),
        may_set_positions=policy.can_set_positions(actor, installation.current()),
    )


@get("/peran/beri", name="groups:giving_role", **allow(policy.can_give_roles))
async def show_form(actor: Me) -> Page:
    return await _form(actor, {}, {})


@post("/peran/beri", name="groups:give_role", **allow(policy.can_give_roles))
async def give(form: FormData, actor: Me) -> Page | Redirect:
    try:
        name = await role_steps.give(actor, form)
    except Invalid as no:
        return await _form(actor, form, no.errors, 422)
    return Redirect("/peran", _("Peran untuk %(name)s tersimpan.") % {"name": name})


@get(STAFF, name="groups:taking_staff", **allow(policy.can_take, held=roles.get_staff))
async def show_take_staff(held: NamedDependency[Held]) -> Page:
    return _take(held, {}, {})


@post(STAFF, name="groups:take_staff", **allow(policy.can_take, held=roles.get_staff))
async def take_staff(held: NamedDependency[Held], form: FormData, actor: Me) -> Page | Redirect:
    return await _taken(held, form, actor)


@get(ASSIGNED, name="groups:taking_role", **allow(policy.can_take, held=roles.get_assigned))
async def show_take_role(held: NamedDependency[Held]) -> Page:
    return _take(held, {}, {})


@post(ASSIGNED, name="groups:take_role", **allow(policy.can_take, held=roles.get_assigned))
async def take_role(held: NamedDependency[Held], form: FormData, actor: Me) -> Page | Redirect:
    return await _taken(held, form, actor)


@get("/peran/jabatan", name="groups:positions", **allow(policy.can_set_positions, house=installation.get))
async def show_positions() -> Page:
    return await _positions({}, {})


@post(
    "/peran/jabatan", name="groups:save_position", **allow(policy.can_set_positions, house=installation.get)
)
async def save_position(form: FormData, actor: Me) -> Page | Redirect:
    try:
        await settings.save_position(actor, form)
    except Invalid as no:
        return await _positions(form, no.errors, 422)
    return Redirect("/peran/jabatan", _("Daftar jabatan tersimpan."))


async def _form(actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    kinds = [("staff", _("Petugas dinas (pembina)")), ("forum_coord", _("Koordinator forum KIM"))]
    if policy.is_operator(actor):
        kinds.append(("sysadmin", str(words.ROLES["sysadmin"])))
    return Page(
        "groups/role_form.html",
        "fields",
        status=status,
        section="groups",
        kinds=kinds,
        houses=await roles.houses(actor),
        form=form,
        errors=errors,
    )


def _take(held: Held, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "groups/role_take.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        held=held,
        form=form,
        errors=errors,
    )


async def _taken(held: Held, form: dict[str, str], actor: Actor) -> Page | Redirect:
    try:
        await role_steps.take(held, actor, form.get("reason", ""))
    except Invalid as no:
        return _take(held, form, no.errors, 422)
    return Redirect("/peran", _("Peran %(name)s dicabut.") % {"name": held.name})


async def _positions(form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "groups/positions.html",
        "fields",
        status=status,
        section="groups",
        positions=await settings.positions(),
        form=form,
        errors=errors,
    )


handlers = [
    show_roles,
    show_form,
    give,
    show_take_staff,
    take_staff,
    show_take_role,
    take_role,
    show_positions,
    save_position,
]
