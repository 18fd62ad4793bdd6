"""Files of an event: what is handed out to everybody, to confirmed people or to the team; its poster."""

from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.workshops import changes
from kimhub.workshops import workshops as finding
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables import WorkshopFile as Row
from kimhub.workshops.views import Workshop

MOST: Final = 60
LARGEST: Final = 20_000_000  # bytes of one
POSTER_BYTES: Final = 12_000_000
POSTER_SIDE: Final = 1600
REQUEST: Final = LARGEST + 200_000
UPLOADS: Final = 60  # of one person in PER
PER: Final = timedelta(hours=1)
ALLOWED: Final = files.IMAGES | files.DOCUMENTS | files.SHEETS
FOR_WHOM: Final[dict[str, Lazy]] = {
    "public": lazy_("Semua orang"),
    "confirmed": lazy_("Peserta yang terdaftar"),
    "team": lazy_("Tim saja"),
}


class File(Struct, frozen=True):
    id: int
    purpose: str
    for_whom: str
    file: str
    name: str
    mime: str
    size: int
    width: int
    height: int
    alt: str

    @property
    def kind(self) -> str:
        """PDF, DOCX ...: what people call the type."""
        return self.name.rpartition(".")[2][:5].upper()


class OneFile(PartOf, frozen=True):
    """A file with its event: what one acts on."""

    file: File


_COLUMNS: Final = "id, purpose, for_whom, file, name, mime, size, width, height, alt"
_of = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_file WHERE workshop = :workshop AND purpose = :purpose"  # noqa: S608
    " ORDER BY sort, id",
    File,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_file WHERE workshop = :workshop AND id = :id"  # noqa: S608
    " AND purpose = 'material'",
    File,
)


async def of(workshop_id: int, purpose: str = "material") -> list[File]:
    """The files for one purpose, whomever they are for."""
    return await _of(workshop=workshop_id, purpose=purpose)


async def get_file(slug: str, file_id: int) -> OneFile | None:
    """A file to hand out with its event, for those who plan it; what others may have is in handouts.py."""
    workshop = await finding.get_workshop(slug)
    file = await _one.first(workshop=workshop.id, id=file_id) if workshop else None
    return OneFile(workshop, file) if workshop and file else None


async def add(workshop: Workshop, actor: Actor, upload: files.Upload, form: dict[str, str]) -> None:
    """Raises Invalid, Refused, TooMany."""
    values = _read(form)
    await limits.spend("workshop-upload", actor.id, most=UPLOADS, per=PER)
    if len(await of(workshop.id)) >= MOST:
        raise Refused(_("Berkasnya sudah banyak. Hapus yang tidak dipakai."))
    stored = await files.save_upload(upload, allowed=ALLOWED, limit=LARGEST, field="file")
    async with transaction():
        row = await changes.held(workshop.id)
        there = await of(workshop.id)
        if any((one.file, one.for_whom) == (stored.key, values["for_whom"]) for one in there):
            return  # the form was sent twice
        await Row.insert(
            Row(
                workshop=workshop.id,
                file=stored.key,
                name=stored.name,
                mime=stored.mime,
                size=stored.size,
                width=stored.width,
                height=stored.height,
                sort=len(there),
                created_by=actor.id,
                created_at=now(),
                **values,
            )
        )
        await changes.record(row, actor, "files", {"file_added": ["", stored.name]})


async def change(one: OneFile, actor: Actor, form: dict[str, str]) -> None:
    """For whom it is, and what is on the photo. Raises Invalid, NotFound."""
    values = _read(form)
    async with transaction():
        row = await changes.held(one.workshop.id)
        if not await Row.update(values).where(Row.id == one.file.id).returning(Row.id):
            raise NotFound
        said = {"file_changed": [one.file.for_whom, values["for_whom"]]}
        await changes.record(row, actor, "files", said)


async def remove(one: OneFile, actor: Actor) -> None:
    async with transaction():
        row = await changes.held(one.workshop.id)
        gone = await Row.delete().where(Row.id == one.file.id).returning(Row.id)
        if gone:
            await changes.record(row, actor, "files", {"file_removed": [one.file.name, ""]})
    if gone:
        await release(one.file.file)


async def put_poster(
    workshop: Workshop, actor: Actor, upload: files.Upload | None, alt: str, *, remove: bool = False
) -> None:
    """Hang up a poster, describe the one that hangs there, or take it down. Raises Invalid for `poster`."""
    words = checked_line(alt, "poster_alt", most=200, least=0)
    stored = None
    if upload and not remove:
        stored = await files.save_upload(
            upload, allowed=files.IMAGES, most_px=POSTER_SIDE, limit=POSTER_BYTES, field="poster"
        )
    elif not remove and not workshop.poster:
        raise Invalid(poster=_("Pilih fotonya dulu."))
    async with transaction():
        row = await changes.held(workshop.id)
        old = row.poster
        values: dict[Any, Any] = {WorkshopRow.poster_alt: "" if remove else words}
        if stored or remove:
            values |= {
                WorkshopRow.poster: stored.key if stored else "",
                WorkshopRow.poster_width: stored.width if stored else 0,
                WorkshopRow.poster_height: stored.height if stored else 0,
            }
        new = values.get(WorkshopRow.poster, old)
        await changes.record(row, actor, "poster", {"poster": [old, new]}, values=values)
    if old and old != new:
        await release(old)


def _read(form: dict[str, str]) -> dict[Any, Any]:
    for_whom = form.get("for_whom") or "public"
    if for_whom not in FOR_WHOM:
        raise Invalid(for_whom=_("Pilih siapa yang bisa membukanya."))
    return {"for_whom": for_whom, "alt": checked_line(form.get("alt", ""), "alt", most=200, least=0)}


@in_use
async def _shown(key: str) -> bool:
    return await Row.exists().where(Row.file == key)


@in_use
async def _is_poster(key: str) -> bool:
    return await WorkshopRow.exists().where(WorkshopRow.poster == key)
