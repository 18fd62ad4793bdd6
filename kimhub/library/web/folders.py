"""Folders of a library: one's own page for each, making and changing them, and moving documents."""

from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import editing, folders, listing, policy
from kimhub.library.folders import FolderOf
from kimhub.library.listing import Wanted
from kimhub.library.web import inside
from kimhub.library.web.inside import shelf_path
from kimhub.library.web.lists import list_page, row
from kimhub.library.web.speaking import speak

AT: Final = "/pustaka/o/{slug:str}"
ONE: Final = f"{AT}/{{folder_id:int}}"


@get(ONE, name="library:folder", **allow(folders.can_browse, one=folders.get_folder))
async def show_folder(one: NamedDependency[FolderOf], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
    branches = await folders.seen_by(actor, one.house)
    if all(branch.folder.id != one.folder.id for branch in branches):
        raise NotFound  # nothing in it for this person: it is not told that it is there
    return await list_page(actor, request, one.house, branches, one.folder)


@get(f"{AT}/map", name="library:adding_folder", **allow(policy.can_keep, house=organizations.get))
async def show_add(house: NamedDependency[Profile], actor: Me, request: Request) -> Page:
    inside_of = request.query_params.get("di", "") if request.scope["query_string"] else ""
    return await _page(actor, house, {"parent": inside_of}, {})


@post(f"{AT}/map", name="library:add_folder", **allow(policy.can_keep, house=organizations.get))
async def add(house: NamedDependency[Profile], actor: Me, form: FormData) -> Page | Redirect:
    try:
        folder_id = await folders.add(house, actor, form, form_key(form))
    except Invalid as no:
        return await _page(actor, house, form, no.errors)
    return Redirect(f"{shelf_path(house.slug)}/{folder_id}", _("Map dibuat."))


@get(f"{ONE}/atur", name="library:changing_folder", **allow(folders.can_keep, one=folders.get_folder))
async def show_change(one: NamedDependency[FolderOf], actor: Me) -> Page:
    folder = one.folder
    form = {"name": folder.name, "parent": str(folder.parent or ""), "version": str(folder.version)}
    return await _page(actor, one.house, form, {}, one)


@post(f"{ONE}/atur", name="library:change_folder", **allow(folders.can_keep, one=folders.get_folder))
async def change(one: NamedDependency[FolderOf], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await folders.change(one, actor, form)
    except Invalid as no:
        return await _page(actor, one.house, form, no.errors, one)
    return Redirect(f"{shelf_path(one.house.slug)}/{one.folder.id}", _("Map tersimpan."))


@post(f"{ONE}/hapus", name="library:remove_folder", **allow(folders.can_keep, one=folders.get_folder))
async def remove(one: NamedDependency[FolderOf], actor: Me) -> Redirect:
    await folders.remove(one, actor)
    up = f"/{one.folder.parent}" if one.folder.parent else ""
    return Redirect(
        f"{shelf_path(one.house.slug)}{up}", _("Map dihapus. Isinya pindah satu tingkat ke atas.")
    )


@get(f"{ONE}/hapus", name="library:to_folder", **allow(folders.can_keep, one=folders.get_folder))
async def to_folder(one: NamedDependency[FolderOf]) -> Redirect:
    return Redirect(f"{shelf_path(one.house.slug)}/{one.folder.id}/atur")


async def _page(
    actor: Actor, house: Profile, form: dict[str, str], errors: dict[str, str], one: FolderOf | None = None
) -> Page:
    branches = folders.tree(await folders.of_house(house.id))
    return Page(
        "library/folder.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.library(actor, house),
        form=form,
        errors=errors,
        folder=one.folder if one else None,
        parents=[
            (str(b.folder.id), b.path) for b in branches if one is None or b.folder.id != one.folder.id
        ],
    )


# ------------------------------------------------------------------------------------ moving documents


@get(f"{AT}/pindahkan", name="library:moving", **allow(policy.can_keep, house=organizations.get))
async def show_move(house: NamedDependency[Profile], actor: Me, request: Request) -> Page:
    """What lies in one folder (`dari`, empty: in none), to be ticked."""
    query = request.query_params if request.scope["query_string"] else {}
    branches = folders.tree(await folders.of_house(house.id))
    come_from = next((b for b in branches if str(b.folder.id) == query.get("dari", "")), None)
    after = query.get("setelah", "")
    wanted = Wanted(
        house=house.id, folder=come_from.folder.id if come_from else 0, at_top=come_from is None
    )
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    found = await listing.found(actor, wanted, last)
    path, come = f"{shelf_path(house.slug)}/pindahkan", str(come_from.folder.id) if come_from else ""
    return Page(
        "library/move.html",
        section="library",
        frame=inside.library(actor, house),
        come_from=come_from,
        come=come,
        rows=[row(one) for one in found.rows if policy.can_change(actor, one)],
        next=f"{path}?dari={come}&setelah={found.next}" if found.next else "",
        targets=[(str(b.folder.id), b.path) for b in branches if b is not come_from],
    )


@post(f"{AT}/pindahkan", name="library:move", **allow(policy.can_keep, house=organizations.get))
async def move(house: NamedDependency[Profile], actor: Me, form: FormData, choices: Choices) -> Redirect:
    wanted, path = form.get("folder", ""), shelf_path(house.slug)
    there = {str(folder.id): folder.id for folder in await folders.of_house(house.id)}
    if wanted and wanted not in there:
        return Redirect(f"{path}/pindahkan", _("Map itu sudah tidak ada. Pilih yang lain."))
    ids = [
        int(i) for i in choices.get("document[]", [])[:200] if i.isascii() and i.isdigit() and len(i) < 19
    ]
    moved = await editing.move(ids, house.id, actor, there.get(wanted))
    said = ngettext("%(n)s dokumen dipindahkan.", "%(n)s dokumen dipindahkan.", moved) % {"n": moved}
    return Redirect(f"{path}/{wanted}" if wanted else path, said)


HANDLERS = [show_folder, show_add, add, show_change, change, remove, to_folder, show_move, move]
