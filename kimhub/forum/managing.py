"""Further boards of a house (an organization, or an area): opened beside one that is there, changed, put in
order, archived. The address of a board stays when its name changes."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _, lazy_
from kimhub.core.text import checked_line, slugify
from kimhub.forum import acts
from kimhub.forum import statements_boards as sql
from kimhub.forum.boards import free_slug
from kimhub.forum.events import BoardChanged, BoardMade
from kimhub.forum.tables import Board
from kimhub.forum.views import BoardView

MOST: Final = 30  # boards of one house, the archived ones too
MAX_NAME: Final = 80
MAX_DESCRIPTION: Final = 300
VISIBILITIES: Final = ("members", "officers", "public")
# Names of static/icons.svg a board may wear, and what people see in them.
ICONS: Final = {
    "forum": lazy_("Percakapan"),
    "message": lazy_("Tanya jawab"),
    "megaphone": lazy_("Pengumuman"),
    "news": lazy_("Berita"),
    "image": lazy_("Foto"),
    "training": lazy_("Pelatihan"),
    "document": lazy_("Dokumen"),
    "people": lazy_("Pengurus"),
    "target": lazy_("Usulan"),
    "money": lazy_("Keuangan"),
    "mailbox": lazy_("Aspirasi"),
    "place": lazy_("Wilayah"),
}


class Fields(Struct, frozen=True):
    """What a manager says about a board."""

    name: str
    description: str = ""
    visibility: str = "members"
    icon: str = "forum"
    hold_newcomers: bool = False


def checked(fields: Fields) -> Fields:
    """The cleaned fields. Raises Invalid."""
    errors: dict[str, str] = {}
    lines = {}
    for field, text, most, least in (
        ("name", fields.name, MAX_NAME, 3),
        ("description", fields.description, MAX_DESCRIPTION, 0),
    ):
        try:
            lines[field] = checked_line(
                text, field, most=most, least=least, empty=_("Beri nama rubriknya.")
            )
        except Invalid as no:
            errors |= no.errors
    if fields.visibility not in VISIBILITIES:
        errors["visibility"] = _("Pilih siapa yang bisa membaca.")
    if fields.icon not in ICONS:
        errors["icon"] = _("Pilih gambarnya.")
    if errors:
        raise Invalid(**errors)
    return structs.replace(fields, name=lines["name"], description=lines["description"])


async def house(board: BoardView) -> list[BoardView]:
    """All boards of the same house in their order, the archived ones too."""
    return await sql.beside(
        kind=board.kind, code=board.wilayah_code, organization=board.organization or 0, me=0
    )


async def open_board(beside: BoardView, actor: Actor, fields: Fields, key: UUID) -> str:
    """Open a further board; returns its slug. Sent twice with one key it is opened once.

    Raises Invalid, Refused when the house has enough of them.
    """
    fields = checked(fields)
    made_for = str(key)
    async with transaction():
        there = await _locked(beside)
        if found := await sql.slug_made_for.value(made_for=made_for):
            return str(found)
        if len(there) >= MOST:
            raise Refused(_("Rubriknya sudah banyak. Pakai salah satu yang ada."))
        board = Board(
            kind=beside.kind,
            organization=beside.organization,
            wilayah_code=beside.wilayah_code,
            made_for=made_for,
            slug=await free_slug(slugify(f"{beside.slug[:40]} {fields.name}")),
            sort=max((each.sort for each in there), default=0) + 1,
            created_at=now(),
            **_columns(fields),
        )
        (made,) = await Board.insert(board).returning(Board.id)
        await publish(BoardMade(beside.organization, made["id"], fields.name))
        await acts.record(actor.id, made["id"], "board_open", title=fields.name)
    return board.slug


async def change(board: BoardView, actor: Actor, fields: Fields) -> None:
    """Raises Invalid."""
    fields = checked(fields)
    async with transaction():
        await lock_id(Board, board.id)
        before = await Board.select(Board.name, Board.visibility).where(Board.id == board.id).first()
        await Board.update(_columns(fields)).where(Board.id == board.id)
        await acts.record(actor.id, board.id, "board_change", title=fields.name)
        if before != {"name": fields.name, "visibility": fields.visibility}:
            await publish(BoardChanged(board.organization, board.id, actor.id))


async def move(board: BoardView, step: int) -> None:
    """Put the board one place up (-1) or down (1) among the open boards of its house."""
    async with transaction():
        row = [each for each in await _locked(board) if not each.archived]
        at = next((i for i, each in enumerate(row) if each.id == board.id), None)
        if at is None or not 0 <= at + step < len(row):
            return
        row[at], row[at + step] = row[at + step], row[at]
        for sort, each in enumerate(row):
            if each.sort != sort:
                await Board.update({Board.sort: sort}).where(Board.id == each.id)


async def archive(board: BoardView, actor: Actor) -> None:
    """Nothing is written there any more, and lists leave it out. Raises Refused for the last open board."""
    async with transaction():
        row = [each for each in await _locked(board) if not each.archived]
        if not any(each.id == board.id for each in row):
            return
        if len(row) == 1:
            raise Refused(_("Sisakan satu rubrik yang terbuka. Buat rubrik lain dulu."))
        await Board.update({Board.archived_at: now()}).where(Board.id == board.id)
        await acts.record(actor.id, board.id, "board_archive", title=board.name)


async def reopen(board: BoardView, actor: Actor) -> None:
    """Take the archiving back; the board stands last."""
    async with transaction():
        there = await _locked(board)
        if not any(each.id == board.id and each.archived for each in there):
            return
        last = max(each.sort for each in there) + 1
        await Board.update({Board.archived_at: None, Board.sort: last}).where(Board.id == board.id)
        await acts.record(actor.id, board.id, "board_reopen", title=board.name)


async def _locked(board: BoardView) -> list[BoardView]:
    """The house's boards; whoever else changes their number or order waits until we are done."""
    there = await house(board)
    if not there:
        raise NotFound
    for each in sorted(there, key=lambda board: board.id):  # as everybody locks boards
        await lock_id(Board, each.id)
    return await house(board)


def _columns(fields: Fields) -> dict[Any, Any]:
    return {
        "name": fields.name,
        "description": fields.description,
        "visibility": fields.visibility,
        "icon": fields.icon,
        "hold_newcomers": fields.hold_newcomers,
    }
