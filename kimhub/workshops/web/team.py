"""Who helps to run an event."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import finding_people, policy, team, workshops
from kimhub.workshops.team import OneHelper
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

ALL = "/pelatihan/{slug:str}/tim"
ONE = f"{ALL}/{{helper_id:int}}/cabut"


@get(ALL, name="workshops:team", **allow(policy.can_choose_helpers, workshop=workshops.get_workshop))
async def show_team(
    workshop: NamedDependency[Workshop], actor: Me, cari: FromQuery[str | None] = None
) -> Page:
    return await _list(workshop, actor, cari or "")


@post(ALL, name="workshops:give_help",
      **allow(policy.can_choose_helpers, workshop=workshops.get_workshop))  # fmt: skip
async def give_help(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        name = await team.give(workshop, actor, form.get("user", ""), form.get("role", ""))
    except Invalid as no:
        return await _list(workshop, actor, "", no.errors)
    return Redirect(f"{workshop.path}/tim", _("%(name)s masuk tim.") % {"name": name})


@post(ONE, name="workshops:end_help", **allow(policy.can_choose_helpers, one=team.get_helper))
async def end_help(one: NamedDependency[OneHelper], actor: Me) -> Redirect:
    await team.revoke(one, actor)
    return Redirect(
        f"{one.workshop.path}/tim", _("%(name)s tidak lagi di tim.") % {"name": one.helper.name}
    )


@get(ONE, name="workshops:to_team", **allow(policy.can_choose_helpers, one=team.get_helper))
async def to_team(one: NamedDependency[OneHelper]) -> Redirect:
    return Redirect(f"{one.workshop.path}/tim")


async def _list(workshop: Workshop, actor: Actor, words: str, errors: dict[str, str] | None = None) -> Page:
    return Page(
        "workshops/team.html",
        "found",
        status=422 if errors else 200,
        **plan.around(actor, workshop, "team"),
        helpers=await team.of(workshop.id),
        roles=team.ROLES,
        means=team.MEANS,
        words=words,
        found=await finding_people.find(workshop, actor, words),
        form={},
        errors=errors or {},
    )


HANDLERS = [show_team, give_help, end_help, to_team]
