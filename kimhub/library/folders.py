"""Folders of a library, at most some levels deep. Removing one leaves what lies in it one level higher."""
# ruff: noqa: S608 - no value in the statements

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Organization
from kimhub.library import listing, policy
from kimhub.library.events import FolderChanged
from kimhub.library.listing import Wanted
from kimhub.library.tables import Document
from kimhub.library.tables import Folder as Row

DEEPEST: Final = 5
MOST: Final = 300  # folders of one library
MAX_NAME: Final = 80


class Folder(Struct, frozen=True):
    id: int
    organization: int
    parent: int | None
    name: str
    version: int


class Branch(Struct, frozen=True):
    """A folder where it stands: how deep, with what above it, and how many documents a person reads in it
    and below."""

    folder: Folder
    depth: int
    path: str  # "Materi / Cek fakta"
    documents: int = 0


class FolderOf(Struct, frozen=True):
    """A folder with the organization whose it is; for rules that ask about the house."""

    house: Profile
    folder: Folder


_of_house = prepare_sql(
    "SELECT id, organization, parent, name, version FROM library_folder"
    f" WHERE organization = :house AND removed_at IS NULL ORDER BY lower(name), id LIMIT {MOST}",
    Folder,
)
_one = prepare_sql(
    "SELECT id, organization, parent, name, version FROM library_folder"
    " WHERE id = :id AND removed_at IS NULL",
    Folder,
)
_by_key = prepare_sql("SELECT id FROM library_folder WHERE key = :key")


async def of_house(house: int) -> list[Folder]:
    """All folders of a library, by name."""
    return await _of_house(house=house)


async def get_folder(slug: str, folder_id: int) -> FolderOf | None:
    """The folder at this address."""
    house = await organizations.get(slug)
    folder = await _one.first(id=folder_id) if house else None
    if house is None or folder is None or folder.organization != house.id:
        return None
    return FolderOf(house, folder)


def can_browse(actor: Actor, one: FolderOf) -> bool:
    """The page of a folder; that it is empty for this person the handler finds out."""
    return policy.can_browse(actor, one.house)


def can_keep(actor: Actor, one: FolderOf) -> bool:
    return policy.can_keep(actor, one.house)


def tree(folders: list[Folder], counts: dict[int, int] | None = None) -> list[Branch]:
    """Every folder below its parent, by name."""
    below: dict[int | None, list[Folder]] = {}
    known = {folder.id for folder in folders}
    for folder in folders:
        below.setdefault(folder.parent if folder.parent in known else None, []).append(folder)
    found: list[Branch] = []

    def walk(parent: int | None, depth: int, path: str) -> int:
        total = 0
        for folder in below.get(parent, ()):
            at = len(found)
            said = f"{path} / {folder.name}" if path else folder.name
            found.append(Branch(folder, depth, said))
            number = (counts or {}).get(folder.id, 0) + walk(folder.id, depth + 1, said)
            found[at] = Branch(folder, depth, said, number)
            total += number
        return total

    walk(None, 0, "")
    return found


async def seen_by(actor: Actor, house: Profile) -> list[Branch]:
    """All folders for who keeps the library, for others those with something to read."""
    counts = await listing.by_folder(actor, Wanted(house=house.id))
    every = tree(await of_house(house.id), counts)
    keeps = policy.can_keep(actor, house)
    return [branch for branch in every if keeps or branch.documents]


def above(folders: list[Folder], folder_id: int | None) -> list[Folder]:
    """The way down to a folder, from the top, without it."""
    known = {folder.id: folder for folder in folders}
    way: list[Folder] = []
    step = known.get(folder_id or 0)
    while step and step.parent in known and len(way) < DEEPEST:
        step = known[step.parent]
        way.insert(0, step)
    return way


async def add(house: Profile, actor: Actor, form: dict[str, str], key: UUID) -> int:
    """Make a folder; returns its id, of a form that came before the one it made. Raises Invalid (`name`,
    `parent`)."""
    name = checked_line(form.get("name", ""), "name", most=MAX_NAME, empty=_("Beri nama mapnya."))
    async with transaction():
        await lock_id(Organization, house.id)
        if (made := await _by_key.value(key=key)) is not None:
            return int(made)
        there = await of_house(house.id)
        if len(there) >= MOST:
            raise Invalid(name=_("Sudah ada %(most)s map. Hapus yang tidak dipakai dulu.") % {"most": MOST})
        parent = _place(there, form.get("parent", ""))
        _check_name(there, name, parent, None)
        row = Row(organization=house.id, parent=parent, name=name, created_by=actor.id, key=key)
        folder_id = int((await Row.insert(row))[0]["id"])
        await publish(FolderChanged(folder_id, house.id, actor.id or 0, "added"))
        return folder_id


async def change(one: FolderOf, actor: Actor, form: dict[str, str]) -> None:
    """Rename it, or move it with all that lies in it. Raises Invalid, and Refused when somebody else has
    changed it since the form was opened."""
    name = checked_line(form.get("name", ""), "name", most=MAX_NAME, empty=_("Beri nama mapnya."))
    async with transaction():
        await lock_id(Organization, one.house.id)
        there = await of_house(one.house.id)
        now_there = next((folder for folder in there if folder.id == one.folder.id), None)
        if now_there is None or form.get("version") != str(now_there.version):
            raise Refused(_("Map ini baru saja diubah orang lain. Muat ulang halamannya, lalu coba lagi."))
        parent = _place(there, form.get("parent", ""), moving=one.folder.id)
        _check_name(there, name, parent, one.folder.id)
        if (name, parent) == (now_there.name, now_there.parent):
            return
        values: dict[Any, Any] = {Row.name: name, Row.parent: parent, Row.version: Row.version + 1}
        await Row.update(values).where(Row.id == one.folder.id)
        act = "moved" if parent != now_there.parent else "renamed"
        await publish(FolderChanged(one.folder.id, one.house.id, actor.id or 0, act))


async def remove(one: FolderOf, actor: Actor) -> None:
    """What lies in it comes to lie one level higher, also what is in the bin."""
    async with transaction():
        await lock_id(Organization, one.house.id)
        folder = await _one.first(id=one.folder.id)
        if folder is None:
            return
        up: dict[Any, Any] = {Row.parent: folder.parent, Row.version: Row.version + 1}
        await Row.update(up).where(Row.parent == folder.id)
        out: dict[Any, Any] = {Document.folder: folder.parent, Document.version: Document.version + 1}
        await Document.update(out).where(Document.folder == folder.id)
        await Row.update({Row.removed_at: now()}).where(Row.id == folder.id)
        await publish(FolderChanged(folder.id, one.house.id, actor.id or 0, "removed"))


def _place(there: list[Folder], typed: str, moving: int | None = None) -> int | None:
    """The folder that is to be the parent. Raises Invalid (`parent`) when it cannot be."""
    if not typed:
        return None
    branches = tree(there)
    found = next((branch for branch in branches if str(branch.folder.id) == typed), None)
    if found is None:
        raise Invalid(parent=_("Map itu sudah tidak ada. Pilih yang lain."))
    way = [folder.id for folder in above(there, found.folder.id)] + [found.folder.id]
    if moving in way:
        raise Invalid(parent=_("Map tidak bisa dipindah ke dalam dirinya sendiri."))
    if found.depth + 1 + (_height(there, moving) if moving else 0) >= DEEPEST:
        raise Invalid(parent=_("Paling dalam %(deepest)s tingkat.") % {"deepest": DEEPEST})
    return found.folder.id


def _height(there: list[Folder], folder_id: int) -> int:
    """How many levels lie below a folder."""
    return max((1 + _height(there, one.id) for one in there if one.parent == folder_id), default=0)


def _check_name(there: list[Folder], name: str, parent: int | None, own: int | None) -> None:
    for one in there:
        if one.parent == parent and one.id != own and one.name.casefold() == name.casefold():
            raise Invalid(name=_("Di sini sudah ada map bernama %(name)s.") % {"name": one.name})
