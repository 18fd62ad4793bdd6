"""A library or a folder as one ZIP that opens anywhere: the files by folder, and a page that lists them.

It is made while it is sent, with little memory, of what the asker may read at that moment. Files are
stored as they are: nearly all of them are compressed already.
"""

import html
from collections.abc import AsyncGenerator, Iterable
from datetime import datetime
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.amounts import size as shown_size
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.files import safe_name
from kimhub.core.formats import long_date
from kimhub.core.i18n import _, current_locale
from kimhub.core.zipping import Zip
from kimhub.groups.organizations import Profile
from kimhub.library import folders, listing
from kimhub.library.events import LibraryTakenOut
from kimhub.library.folders import Folder
from kimhub.library.kinds import KINDS, STATUSES
from kimhub.library.listing import Wanted
from kimhub.library.views import Document

MOST: Final = 5000  # documents
LARGEST: Final = 4_000_000_000  # bytes
MIME: Final = "application/zip"
INDEX: Final = "index.html"


class Piece(Struct, frozen=True):
    """A document with its place in the ZIP."""

    path: str
    document: Document


async def pieces_of(house: Profile, actor: Actor, folder: int | None) -> list[Piece]:
    """What would be in it: of the whole library, or of a folder with those below it. Raises Invalid when it
    is too much for one file."""
    every = await folders.of_house(house.id)
    wanted = _below(every, folder) if folder is not None else None
    found = await listing.every(actor, Wanted(house=house.id), MOST + 1)
    some = [one for one in found if one.file and (wanted is None or one.folder in wanted)]
    if len(some) > MOST or sum(one.size for one in some) > LARGEST:
        raise Invalid(folder=_("Isinya terlalu banyak untuk satu berkas. Unduh map demi map."))
    taken: set[str] = set()
    return [Piece(_place(one, every, taken), one) for one in reversed(some)]


async def note(house: Profile, actor: Actor, folder: int | None, pieces: list[Piece]) -> None:
    """Write down that it was taken out, before there is a file."""
    size = sum(piece.document.size for piece in pieces)
    async with transaction():
        await publish(LibraryTakenOut(house.id, actor.id or 0, folder, len(pieces), size))


async def stream(house: Profile, pieces: list[Piece], at: datetime) -> AsyncGenerator[bytes, None]:
    """The ZIP, piece by piece. A file that is gone from the store is named in the list and left out."""
    made, gone = Zip(at), set[str]()
    for piece in pieces:
        try:
            async for part in made.kept(piece.path, piece.document.file):
                yield part
        except NotFound:
            gone.add(piece.path)
    yield made.put(INDEX, _index(house, pieces, gone, at).encode())
    yield made.end()


def _below(every: Iterable[Folder], top: int) -> set[int]:
    """The folder with all below it."""
    children: dict[int | None, list[int]] = {}
    for one in every:
        children.setdefault(one.parent, []).append(one.id)
    found, ahead = set[int](), [top]
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += children.get(here, [])
    return found


def _place(one: Document, every: list[Folder], taken: set[str]) -> str:
    """A path nothing else has: the folders, then the title with the ending of the file."""
    own = [folder for folder in every if folder.id == one.folder]
    way = [_name(folder.name) for folder in [*folders.above(every, one.folder), *own]]
    dot = one.file_name.rfind(".")
    ending = one.file_name[dot:] if dot >= 0 and len(one.file_name) - dot < 10 else ""
    name = _name(f"{one.title[:100]}{ending}")
    path = "/".join([*way, name])
    if path.casefold() in taken or path.casefold() == INDEX:
        path = "/".join([*way, f"{one.id} {name}"])
    taken.add(path.casefold())
    return path


def _name(text: str) -> str:
    """Fit for a file: a slash ("SK 12/2026") would be a folder, and dots lead upwards."""
    return safe_name(text.replace("/", "-").replace("\\", "-"))


def _index(house: Profile, pieces: list[Piece], gone: set[str], at: datetime) -> str:
    """A page that lists what there is; opens without any network."""
    rows = "\n".join(_row(piece, piece.path in gone) for piece in pieces)
    title = html.escape(_("Pustaka %(house)s") % {"house": house.name})
    total = shown_size(sum(piece.document.size for piece in pieces))
    said = _("%(n)s dokumen, %(size)s, diunduh %(day)s.") % {
        "n": len(pieces), "size": total, "day": long_date(at.date()),
    }  # fmt: skip
    head = "".join(
        f"<th>{html.escape(word)}</th>" for word in (_("Judul"), _("Jenis"), _("Tanggal"), _("Keadaan"))
    )
    return (
        f'<!doctype html>\n<html lang="{current_locale()}"><meta charset="utf-8"><title>{title}</title>\n'
        f"<h1>{title}</h1>\n<p>{html.escape(said)}</p>\n"
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></html>\n"
    )


def _row(piece: Piece, gone: bool) -> str:
    one = piece.document
    title = html.escape(one.title)
    link = title if gone else f'<a href="{html.escape(quote(piece.path))}">{title}</a>'
    kind = html.escape(str(KINDS[one.kind].word)) if one.kind in KINDS else ""
    day = long_date(one.dated_on) if one.dated_on else str(one.year or "")
    state = _("berkasnya hilang") if gone else str(STATUSES[one.status])
    return (
        f"<tr><td>{link}</td><td>{kind}</td><td>{html.escape(day)}</td><td>{html.escape(state)}</td></tr>"
    )
