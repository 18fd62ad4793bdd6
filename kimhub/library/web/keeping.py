"""Taking a library out as one file, and what becomes of documents whose time is over."""

from datetime import timedelta
from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import noting, now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.rangefile import Growing
from kimhub.core.zones import zone_for
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import policy, retention, zipped
from kimhub.library.web import inside

AT: Final = "/pustaka/o/{slug:str}"
MOST_ZIPS: Final = 20
PER: Final = timedelta(hours=1)


@get(f"{AT}/zip", name="library:zip", **allow(policy.can_take_out, house=organizations.get))
async def take_out(
    house: NamedDependency[Profile], actor: Me, folder: FromQuery[str | None] = None
) -> Growing | Redirect:
    """What this person may read of the library, or of a folder."""
    wanted = int(folder) if folder and folder.isascii() and folder.isdigit() and len(folder) < 16 else None
    try:
        pieces = await zipped.pieces_of(house, actor, wanted)
    except Invalid as no:
        return Redirect(inside.shelf_path(house.slug), " ".join(no.errors.values()))
    if not pieces:
        return Redirect(inside.shelf_path(house.slug), _("Tidak ada dokumen yang bisa Anda unduh di sini."))
    async with noting():
        await limits.spend("library-zip", actor.id, most=MOST_ZIPS, per=PER)
        await zipped.note(house, actor, wanted, pieces)
    at = now().astimezone(zone_for(house.wilayah_code))
    return Growing(zipped.stream(house, pieces, at), zipped.MIME, f"pustaka-{house.slug}.zip")


@get(f"{AT}/retensi", name="library:retention", **allow(policy.can_keep, house=organizations.get))
async def show(house: NamedDependency[Profile], actor: Me) -> Page:
    return await _page(house, actor, {}, {})


@post(f"{AT}/retensi", name="library:retain", **allow(policy.can_keep, house=organizations.get))
async def decide(house: NamedDependency[Profile], actor: Me, form: FormData) -> Page | Redirect:
    typed = form.get("document", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
    here = f"{inside.shelf_path(house.slug)}/retensi"
    try:
        if form.get("action") == "let_go":
            await retention.let_go(number, house, actor, form)
            return Redirect(here, _("Dipindahkan ke tempat sampah."))
        if form.get("action") != "keep":
            raise Refused(_("Pilih apa yang dilakukan dengan dokumen ini."))
        until = await retention.keep(number, house, actor, form)
    except Invalid as no:
        return await _page(house, actor, form, no.errors)
    if until == retention.FOR_GOOD:
        return Redirect(here, _("Disimpan selamanya."))
    return Redirect(here, _("Disimpan sampai %(day)s.") % {"day": long_date(until)})


async def _page(house: Profile, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "library/retention.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.library(actor, house, "retention"),
        rows=[
            (one, policy.can_rule(actor, one.document))
            for one in await retention.due(house)
            if policy.can_read(actor, one.document)
        ],
        acts=await retention.acts(house, actor),
        longer=[(key, str(word)) for key, word in retention.LONGER.items()],
        for_good=retention.FOR_GOOD,
        most=retention.SHOWN,
        form=form,
        errors=errors,
    )


HANDLERS = [take_out, show, decide]
