"""How much room a library has, and giving it more."""

from typing import Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import putting, quota
from kimhub.library.kinds import KINDS
from kimhub.library.web import inside

AT: Final = "/pustaka/o/{slug:str}/ruang"


@get(AT, name="library:room", **allow(quota.can_see, house=organizations.get))
async def show(house: NamedDependency[Profile], actor: Me) -> Page:
    return await _page(house, actor, {}, {})


@post(AT, name="library:give_room", **allow(quota.can_raise, house=organizations.get))
async def give(house: NamedDependency[Profile], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await quota.give(house, actor, form.get("most", ""))
    except Invalid as no:
        return await _page(house, actor, form, no.errors)
    return Redirect(f"{inside.shelf_path(house.slug)}/ruang", _("Ruang pustaka tersimpan."))


async def _page(house: Profile, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    room = await putting.room(house.id)
    return Page(
        "library/room.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.library(actor, house, "room"),
        room=room,
        kinds=[(str(KINDS[kind].word), n, size) for kind, n, size in await quota.by_kind(house.id)],
        in_bin=await quota.in_bin(house.id),
        form={"most": str(room.most // quota.MEGABYTE)} | form,
        errors=errors,
        can_raise=quota.can_raise(actor, house),
    )


HANDLERS = [show, give]
