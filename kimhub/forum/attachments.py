"""Photos and files of posts: received, kept loose until the post is sent, handed out, taken away.

An upload is a row without post that only its owner sees. Sending the post claims it, in the transaction of
the post; what nobody claims within a day is swept.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct, structs

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.forum.composing import author_id
from kimhub.forum.tables_writing import Attachment

MOST: Final = 6  # under one post
LARGEST: Final = 12_000_000  # bytes of one, before a photo is made smaller
TOGETHER: Final = LARGEST * MOST + 200_000  # bytes of a form
UPLOADS: Final = 60  # of one person in PER
PER: Final = timedelta(minutes=10)
LOOSE_FOR: Final = timedelta(days=1)
MAX_ALT: Final = 200
ALLOWED: Final = files.IMAGES | files.DOCUMENTS | files.SHEETS | files.VIDEOS


class File(Struct, frozen=True):
    """A photo or file, as the page of its post shows it."""

    id: int
    post: int | None
    number: int
    file: str
    name: str
    mime: str
    size: int
    width: int
    height: int
    alt: str

    @property
    def path(self) -> str:
        return f"/forum/berkas/{self.id}"

    @property
    def is_photo(self) -> bool:
        return self.width > 0

    @property
    def kind(self) -> str:
        """PDF, DOCX ...: what people call the type."""
        return self.name.rpartition(".")[2][:5].upper()


_COLUMNS: Final = "f.id, f.post, f.number, f.file, f.name, f.mime, f.size, f.width, f.height, f.alt"
_of_posts = prepare_sql(
    f"SELECT {_COLUMNS} FROM attachment f WHERE f.post IN :posts AND f.deleted_at IS NULL"  # noqa: S608
    " ORDER BY f.post, f.number, f.id",
    File,
)
_loose = prepare_sql(
    f'SELECT {_COLUMNS} FROM attachment f WHERE f.id IN :ids AND f."user" = :me AND f.post IS NULL'  # noqa: S608
    " AND f.deleted_at IS NULL ORDER BY f.id",
    File,
)
_of_pending = prepare_sql(
    f"SELECT {_COLUMNS} FROM attachment f WHERE f.pending = :pending AND f.deleted_at IS NULL"  # noqa: S608
    " ORDER BY f.number, f.id",
    File,
)


async def of_posts(ids: Iterable[int]) -> dict[int, list[File]]:
    """The files of each of these posts, in order; a post without files is not there."""
    wanted = list(ids)
    found: dict[int, list[File]] = {}
    for file in await _of_posts(posts=wanted) if wanted else []:
        found.setdefault(file.post or 0, []).append(file)
    return found


async def of_pending(pending_id: int) -> list[File]:
    """The files of something that waits to come out."""
    return await _of_pending(pending=pending_id)


async def chosen(actor: Actor, ids: Iterable[str]) -> list[File]:
    """Those of these uploads that are the actor's own and not used yet, in the order they came."""
    wanted = [
        int(text) for text in list(ids)[: 2 * MOST] if text.isascii() and text.isdigit() and len(text) < 19
    ]
    return await _loose(ids=wanted, me=actor.id or 0) if wanted else []


async def keep(actor: Actor, upload: files.Upload) -> File:
    """Take one upload in, loose. Raises Invalid for `files`, TooMany."""
    await limits.spend("forum-upload", actor.id, most=UPLOADS, per=PER)
    stored = await files.save_upload(upload, allowed=ALLOWED, limit=LARGEST, field="files")
    row = Attachment(shown(stored), user=author_id(actor))
    async with transaction():
        made = await Attachment.insert(row).returning(Attachment.id)
    (file,) = await chosen(actor, [str(made[0]["id"])])
    return file


def shown(stored: files.Stored) -> dict[Any, Any]:
    """The columns of Attachment that say what a kept file is."""
    return {
        Attachment.file: stored.key,
        Attachment.name: stored.name,
        Attachment.mime: stored.mime,
        Attachment.size: stored.size,
        Attachment.width: stored.width,
        Attachment.height: stored.height,
        Attachment.created_at: now(),
    }


async def take(actor: Actor, ids: Iterable[str], uploads: list[Any], errors: dict[str, str]) -> list[File]:
    """What goes with a form: files sent before and files sent along, these kept loose at once, so that a
    form with a mistake loses none. What is wrong with one is said in `errors`."""
    found = await chosen(actor, ids)
    if len(found) > MOST:
        errors["files"] = _("Paling banyak %(n)s foto atau berkas.") % {"n": MOST}
    for upload in uploads:
        if len(found) >= MOST:
            errors["files"] = _("Paling banyak %(n)s foto atau berkas.") % {"n": MOST}
            break
        try:
            found.append(await keep(actor, upload))
        except Invalid as no:
            name = files.safe_name(upload.filename)
            errors["files"] = f"{name}: {no.errors['files']}"
    return found


async def claim(ids: Iterable[int], user_id: int, post_id: int) -> int:
    """Put the files under the post, in the caller's transaction; returns how many it got."""
    got = 0
    for number, file_id in enumerate(ids, 1):
        mine = (Attachment.id == file_id) & (Attachment.user == user_id)
        free = Attachment.post.is_null() & Attachment.deleted_at.is_null()
        change: dict[Any, Any] = {Attachment.post: post_id, Attachment.number: number}
        got += len(await Attachment.update(change).where(mine & free).returning(Attachment.id))
    return got


async def hold(ids: Iterable[int], user_id: int, pending_id: int) -> None:
    """Put the files with something that waits to come out, in the caller's transaction."""
    for number, file_id in enumerate(ids, 1):
        mine = (Attachment.id == file_id) & (Attachment.user == user_id) & Attachment.post.is_null()
        change: dict[Any, Any] = {Attachment.pending: pending_id, Attachment.number: number}
        await Attachment.update(change).where(mine)


async def describe(actor: Actor, found: list[File], form: dict[str, str]) -> list[File]:
    """The photos with what `alt-<id>` of the form says is on them, kept."""
    described = []
    for file in found:
        text = clean_line(form.get(f"alt-{file.id}", file.alt))[:MAX_ALT]
        if text != file.alt:
            async with transaction():
                await Attachment.update({Attachment.alt: text}).where(
                    (Attachment.id == file.id) & (Attachment.user == author_id(actor))
                )
        described.append(structs.replace(file, alt=text))
    return described


async def sweep() -> int:
    """Forget uploads that were never sent, and removed ones; returns how many."""
    old = now() - LOOSE_FOR
    async with transaction():
        rows = await (
            Attachment.delete()
            .where(
                (Attachment.post.is_null() & Attachment.pending.is_null() & (Attachment.created_at < old))
                | (Attachment.deleted_at < old)
            )
            .returning(Attachment.file)
        )
    for row in rows:
        await release(row["file"])
    return len(rows)


@in_use
async def _shown(key: str) -> bool:
    return await Attachment.exists().where(Attachment.file == key)
