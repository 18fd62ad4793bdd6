"""Photos and papers of what was done, and the evidence behind a number or a sum that came in.

Photos are made smaller and lose where they were taken (core.images); papers are kept as they are.
"""

from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.files import Stored, store, thumbnail_key
from kimhub.core.i18n import _
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.programs import agreeing, entries, noting, policy, policy_work, programs
from kimhub.programs.entries import EntryOf
from kimhub.programs.events import EntryNoted
from kimhub.programs.tables_work import EntryFile
from kimhub.programs.views import Program

MOST: Final = 20  # of one entry
AT_ONCE: Final = 6  # photos sent with one form
LARGEST: Final = 12_000_000  # bytes of one
REQUEST: Final = 40_000_000
SIDE: Final = 1600  # pixels
UPLOADS: Final = 80  # of one person in PER
PER: Final = timedelta(hours=1)
ALLOWED: Final = files.IMAGES | files.DOCUMENTS


class File(Struct, frozen=True):
    id: int
    entry: int | None
    reading: int | None
    income: int | None
    purpose: str
    file: str
    name: str
    mime: str
    size: int
    width: int
    height: int
    alt: str
    created_by: int | None

    @property
    def is_picture(self) -> bool:
        return self.width > 0

    @property
    def kind(self) -> str:
        """PDF, DOCX ...: what people call the type."""
        return self.name.rpartition(".")[2][:5].upper()


class FileOf(Struct, frozen=True):
    """A file with its program: what one acts on."""

    program: Program
    file: File

    @property
    def is_photo(self) -> bool:
        return self.file.entry is not None and self.file.purpose == "photo"

    @property
    def created_by(self) -> int | None:
        return self.file.created_by


class Thumbnail(FileOf, frozen=True):
    """The small form of a picture; `bytes` are how many."""

    bytes: int


_COLUMNS: Final = ", ".join(File.__struct_fields__)
_of_line = prepare_sql(
    f"SELECT {', '.join(f'f.{name}' for name in File.__struct_fields__)} FROM program_file f"  # noqa: S608
    " JOIN program_entry e ON e.id = f.entry WHERE e.line = :line ORDER BY f.id",
    File,
)
_of_entry = prepare_sql(f"SELECT {_COLUMNS} FROM program_file WHERE entry = :entry ORDER BY id", File)  # noqa: S608
_of_readings = prepare_sql(f"SELECT {_COLUMNS} FROM program_file WHERE reading IN :ids ORDER BY id", File)  # noqa: S608
_of_incomes = prepare_sql(f"SELECT {_COLUMNS} FROM program_file WHERE income IN :ids ORDER BY id", File)  # noqa: S608
_one = prepare_sql(f"SELECT {_COLUMNS} FROM program_file WHERE id = :id AND program = :program", File)  # noqa: S608
_place = prepare_sql(
    "SELECT f.entry, coalesce(e.line, i.line) AS line, r.indicator FROM program_file f"
    " LEFT JOIN program_entry e ON e.id = f.entry LEFT JOIN program_reading r ON r.id = f.reading"
    " LEFT JOIN program_indicator i ON i.id = r.indicator WHERE f.id = :id"
    " AND coalesce(e.line, i.line) IS NOT NULL"
)


async def of_line(line_id: int) -> list[File]:
    """Of all entries of a line, in the order they came."""
    return await _of_line(line=line_id)


async def of_entry(entry_id: int) -> list[File]:
    return await _of_entry(entry=entry_id)


async def of_readings(ids: list[int]) -> list[File]:
    return await _of_readings(ids=ids) if ids else []


async def of_incomes(ids: list[int]) -> list[File]:
    return await _of_incomes(ids=ids) if ids else []


async def place_of(one: FileOf) -> str:
    """The address of the page that shows the file."""
    home = one.program.path
    if one.file.income is not None:
        return f"{home}/dana"
    row = await _place.first(id=one.file.id)
    if row is None:
        return f"{home}/pelaksanaan"
    if row["entry"] is not None:
        return f"{home}/kegiatan/{row['line']}/catatan/{row['entry']}/foto"
    return f"{home}/kegiatan/{row['line']}/indikator/{row['indicator']}"


async def get_file(slug: str, file_id: int) -> FileOf | None:
    program = await programs.get_program(slug)
    file = await _one.first(id=file_id, program=program.id) if program else None
    return FileOf(program, file) if program and file else None


async def get_thumbnail(slug: str, file_id: int) -> Thumbnail | None:
    one = await get_file(slug, file_id)
    if one is None or not one.file.is_picture:
        return None
    size = await store().size(thumbnail_key(one.file.file))
    return Thumbnail(one.program, one.file, size) if size else None


async def add(one: EntryOf, actor: Actor, upload: files.Upload, alt: str = "") -> None:
    """Keep a photo or paper of an entry. One that is there already is not added again. Raises Invalid for
    `file` or `alt`, NotFound when the entry is gone, Refused, TooMany."""
    words = checked_line(alt, "alt", most=200, least=0)
    stored = await keep(actor, upload)
    async with transaction():
        program = await agreeing.held(one.program.id)
        if not policy.can_add_photos(actor, one):
            raise Refused(_("Hanya anggota KIM ini yang bisa menambah foto."))
        if not policy.is_carried_out(program):
            raise Refused(_("Program ini sudah ditutup, jadi tidak bisa ditambah foto."))
        if not stored.width and not policy.can_note(actor, program):
            raise Invalid(file=_("Anggota bisa menambah foto. Berkas lain ditambah pengurus."))
        if await entries.of_id(one.line, one.entry.id) is None:
            raise NotFound  # somebody has removed it while the photo was on its way
        there = await of_entry(one.entry.id)
        if any(file.file == stored.key for file in there):
            return
        if len(there) >= MOST:
            raise Refused(_("Paling banyak %(n)s foto dan berkas. Hapus satu dulu.") % {"n": MOST})
        await insert(program, actor, stored, alt=words, entry=one.entry.id)
        await noting.touch(program.id)
        await publish(
            EntryNoted(
                program.id, program.organization, one.line.id, one.entry.id, actor.id or 0, "changed"
            )
        )


async def keep(actor: Actor, upload: files.Upload, field: str = "file") -> Stored:
    """The content, before a row names it. Raises Invalid for `field`, TooMany."""
    await limits.spend("program-upload", actor.id, most=UPLOADS, per=PER)
    return await files.save_upload(upload, allowed=ALLOWED, limit=LARGEST, field=field, most_px=SIDE)


async def insert(program: Program, actor: Actor, stored: Stored, *, alt: str = "", **of: Any) -> None:
    """Name the content as a file of an entry, a reading or an income, inside the caller's transaction."""
    await EntryFile.insert(
        EntryFile(
            program=program.id, purpose="photo" if stored.width else "document", file=stored.key,
            name=stored.name, mime=stored.mime, size=stored.size, width=stored.width, height=stored.height,
            alt=alt, created_by=actor.id, created_at=now(), **of,
        )
    )  # fmt: skip


async def describe(one: FileOf, actor: Actor, alt: str) -> None:
    """What can be seen on a photo, in words. Raises Invalid, NotFound, Refused."""
    words = checked_line(alt, "alt", most=200, least=0)
    async with transaction():
        await _open(one, actor)
        changed = await (
            EntryFile.update({EntryFile.alt: words})
            .where(EntryFile.id == one.file.id)
            .returning(EntryFile.id)
        )
        if not changed:
            raise NotFound
        await noting.touch(one.program.id)


async def remove(one: FileOf, actor: Actor) -> None:
    """Take a file out; its content goes when nobody shows it any more. Raises Refused."""
    async with transaction():
        await _open(one, actor)
        await EntryFile.delete().where(EntryFile.id == one.file.id)
        await noting.touch(one.program.id)
    await release(one.file.file)


async def _open(one: FileOf, actor: Actor) -> None:
    program = await agreeing.held(one.program.id)
    if not policy.is_carried_out(program):
        raise Refused(_("Program ini sudah ditutup, jadi tidak bisa diubah."))
    if not policy_work.can_remove_file(actor, one):
        raise Refused(_("Hanya pengurus dan yang menambahkannya yang bisa mengubah berkas ini."))
    if one.file.income is not None and not policy.can_note_money(actor, program):
        raise Refused(_("Bukti uang hanya bisa diubah bendahara atau admin KIM."))


@in_use
async def _shown(key: str) -> bool:
    return await EntryFile.exists().where(EntryFile.file == key)
