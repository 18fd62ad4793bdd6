"""Photos of signed sheets: evidence, for the team only, and not for ever."""

from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.jobs import Tick, every
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import tables
from kimhub.workshops.materials import PER, UPLOADS
from kimhub.workshops.sheets import OneSheet
from kimhub.workshops.tables import WorkshopFile
from kimhub.workshops.tables_door import Sheet as SheetRow

MOST: Final = 20  # of one sheet
LARGEST: Final = 12_000_000
LEGIBLE: Final = 1800  # pixels
ALLOWED: Final = files.IMAGES | {"pdf"}
KEPT: Final = timedelta(days=730)  # after the event (domain.md 5: two years, then counts only)
AT_ONCE: Final = 200  # photos purged in one run; the next day takes the rest


class Photo(Struct, frozen=True):
    id: int
    name: str
    size: int


class _Old(Struct, frozen=True):
    id: int
    file: str


_photos = prepare_sql(
    "SELECT id, name, size FROM workshop_file WHERE workshop = :workshop AND purpose = 'sheet'"
    " AND alt = :alt ORDER BY id",
    Photo,
)
_old = prepare_sql(
    "SELECT f.id, f.file FROM workshop_file f JOIN workshop w ON w.id = f.workshop"
    " WHERE f.purpose = 'sheet' AND w.ends_at < :before ORDER BY f.id LIMIT :most",
    _Old,
)


async def of(one: OneSheet) -> list[Photo]:
    """What was photographed of the signed sheet."""
    return await _photos(workshop=one.workshop.id, alt=_name(one))


async def attach(one: OneSheet, actor: Actor, upload: files.Upload) -> None:
    """Keep a photo of the signed sheet, for the team only. Raises Invalid for `photo`, Refused, TooMany."""
    await limits.spend("workshop-upload", actor.id, most=UPLOADS, per=PER)
    stored = await files.save_upload(upload, allowed=ALLOWED, most_px=LEGIBLE, limit=LARGEST, field="photo")
    try:
        async with transaction():
            await lock_id(tables.Workshop, one.workshop.id)
            there = await of(one)
            if len(there) >= MOST:
                raise Refused(_("Paling banyak %(n)s foto untuk satu lembar.") % {"n": MOST})
            row = WorkshopFile(
                workshop=one.workshop.id,
                purpose="sheet",
                for_whom="team",
                file=stored.key,
                name=stored.name,
                mime=stored.mime,
                size=stored.size,
                width=stored.width,
                height=stored.height,
                alt=_name(one),
                sort=len(there),
                created_by=actor.id,
            )
            made = await WorkshopFile.insert(row).returning(WorkshopFile.id)
            change: dict[Any, Any] = {SheetRow.photo: made[0]["id"]}
            await SheetRow.update(change).where(SheetRow.id == one.sheet.id)
    except Refused:
        await release(stored.key)
        raise


def _name(one: OneSheet) -> str:
    return f"Daftar hadir lembar {one.sheet.number}"


@every(86_400)
async def purge(tick: Tick) -> None:
    """Signatures and numbers go after two years; who was there stays a row, and a count."""
    await forget_older(tick.at - KEPT)


async def forget_older(before: datetime) -> int:
    """Let go of the photos of events that ended before that moment; returns how many."""
    old = await _old(before=before, most=AT_ONCE)
    ids = [one.id for one in old]
    if ids:
        async with transaction():
            await SheetRow.update({SheetRow.photo: None}).where(SheetRow.photo.is_in(ids))
            await WorkshopFile.delete().where(WorkshopFile.id.is_in(ids))
    for one in old:
        await release(one.file)
    return len(old)
