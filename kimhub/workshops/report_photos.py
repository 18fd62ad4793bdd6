"""Photos of the event, for its report."""

from datetime import timedelta
from typing import Final

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.kept_files import release
from kimhub.core.text import checked_line
from kimhub.papers.pictures import for_paper
from kimhub.workshops import materials, reports
from kimhub.workshops.materials import File
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables import WorkshopFile
from kimhub.workshops.views import Workshop

PURPOSE: Final = "photo"
MOST: Final = 12
LARGEST: Final = 15_000_000  # bytes of one, before it is made smaller
SIDE: Final = 1600  # pixels
PER: Final = timedelta(hours=1)


async def of(workshop_id: int) -> list[File]:
    """The photos, in the order they came."""
    return await materials.of(workshop_id, PURPOSE)


async def add(workshop: Workshop, actor: Actor, upload: files.Upload, alt: str) -> None:
    """Keep a photo, made smaller and without where it was taken. Raises Invalid, Refused, TooMany."""
    words = checked_line(alt, "alt", most=200, least=0)
    await limits.spend("workshop-upload", actor.id, most=materials.UPLOADS, per=PER)
    stored = await files.save_upload(
        upload, allowed=files.IMAGES, limit=LARGEST, field="photo", most_px=SIDE
    )
    async with transaction():
        await lock_id(WorkshopRow, workshop.id)
        reports.check_open(await reports.fresh(workshop.id))
        there = await of(workshop.id)
        if any(one.file == stored.key for one in there):
            return
        if len(there) >= MOST:
            raise Refused(_("Paling banyak %(n)s foto. Hapus satu dulu.") % {"n": MOST})
        await WorkshopFile.insert(
            WorkshopFile(
                workshop=workshop.id,
                purpose=PURPOSE,
                for_whom="team",
                file=stored.key,
                name=stored.name,
                mime=stored.mime,
                size=stored.size,
                width=stored.width,
                height=stored.height,
                alt=words,
                sort=len(there),
                created_by=actor.id,
                created_at=now(),
            )
        )


async def remove(workshop: Workshop, photo_id: int) -> None:
    """Take a photo out; its file goes when nobody shows it any more. Raises Refused once it was sent."""
    async with transaction():
        await lock_id(WorkshopRow, workshop.id)
        reports.check_open(await reports.fresh(workshop.id))
        gone = await (
            WorkshopFile.delete()
            .where(
                (WorkshopFile.workshop == workshop.id)
                & (WorkshopFile.id == photo_id)
                & (WorkshopFile.purpose == PURPOSE)
            )
            .returning(WorkshopFile.file)
        )
    for row in gone:
        await release(row["file"])


async def content_of(photo: File) -> bytes:
    """The picture as paper needs it; empty when its file is gone."""
    return await for_paper(photo.file)
