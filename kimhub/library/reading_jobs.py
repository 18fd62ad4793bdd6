"""A new version is read once, one after the other in each process, and whatever happens is told.

A file that cannot be read is no failed job: its row says so, and nobody tries again on their own.
"""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from kimhub.core.bus import on, publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.files import save_content
from kimhub.core.jobs import Tick, enqueue, every
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents, reading, suggestions
from kimhub.library.events import VersionAdded, VersionRead
from kimhub.library.reading import Read
from kimhub.library.reasons import state_of
from kimhub.library.tables import Document, DocumentPage, DocumentText, DocumentVersion
from kimhub.library.views import Version

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(seconds=90)
AGAIN: Final = frozenset({"slow", "died"})  # reasons that another time may not be there

_lane = asyncio.Lock()  # one at a time: the others' pages have the rest of the machine
_waiting: deque[int] = deque()  # after a crash `read_forgotten` finds them again

_forgotten = prepare_sql(
    "SELECT id FROM library_version WHERE text_state = 'waiting' AND created_at < :before"
    " ORDER BY id LIMIT 100"
)

_wait_again = prepare_sql(
    "UPDATE library_version SET text_state = 'waiting' WHERE text_reason IN ('scan', 'slow', 'died')"
    " OR (preview_reason IN ('office', 'converter') AND mime NOT LIKE 'text/%') RETURNING id"
)
_FAILED: Final = (
    "UPDATE library_version SET text_state = 'failed', text_reason = 'died', preview_state = 'failed',"
    " preview_reason = 'died'"
)
_failed = prepare_sql(f"{_FAILED} WHERE id = :id")
_give_up = prepare_sql(
    f"{_FAILED} WHERE text_state = 'waiting' AND EXISTS (SELECT 1 FROM job"  # noqa: S608 - ours
    " WHERE job.key = 'library:read:' || library_version.id AND job.failed_at IS NOT NULL)"
)
_kind = prepare_sql("SELECT kind FROM library_document WHERE id = :id")
_pages = prepare_sql("SELECT file FROM library_page WHERE version = :version")
_twin = prepare_sql(
    "SELECT v.id FROM library_version v WHERE v.file = :file AND v.id <> :id"
    " AND v.text_state IN ('done', 'none') AND v.preview_state IN ('done', 'none')"
    " ORDER BY v.id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A version that waits to be read."""

    version_id: int


@on(VersionAdded)
async def read_new(event: VersionAdded) -> None:
    await read_waiting(Turn(event.version_id))


async def read_waiting(turn: Turn) -> None:
    """Read it now, or leave it to who is reading at this moment. What was read already is left alone."""
    if turn.version_id not in _waiting:
        _waiting.append(turn.version_id)
    if _lane.locked():
        return
    async with _lane:
        while _waiting:
            version = await documents.version_by_id(_waiting[0])
            if version and (version.text_state == "waiting" or version.text_reason in AGAIN):
                await _try(version)
            _waiting.popleft()


async def _try(version: Version) -> None:
    """Read it; a fault of ours is told on its page as well, and in the log."""
    try:
        await read_one(version)
    except Exception:
        log.exception("version %s could not be read", version.id)
        await _failed.rows(id=version.id)


@every(seconds=120)
async def read_forgotten(tick: Tick) -> None:
    """Versions nobody was told of (a library filled from outside, a crash): their turn comes once. Those
    whose turn was given up in the queue have failed; `kimhub retry` reads them again."""
    async with transaction():
        await _give_up()
        for row in await _forgotten.rows(before=tick.at - PATIENCE):
            await enqueue(read_waiting, Turn(int(row[0])), key=f"library:read:{row[0]}")


async def read_again() -> int:
    """Let what another program could read, or draw, wait once more; returns how many that are."""
    async with transaction():
        return len(await _wait_again.rows())


async def read_one(version: Version) -> None:
    """Read a version, keep what was found in the place of what was there, and tell."""
    twin = await _twin.value(file=version.file, id=version.id)
    if twin is not None and await _copy(int(twin), version):
        return
    kind = str(await _kind.value(id=version.document) or "")
    await keep(version, await reading.read(version.file, version.mime, kind))


async def keep(version: Version, read: Read) -> None:
    """Write down what was found of a version, in the place of what was there."""
    pages = []
    for picture in read.pictures:
        stored = await save_content(picture.content, "image/webp", f"{picture.number}.webp")
        pages.append((picture.number, stored.key, stored.size, picture.width, picture.height))
    thumbnail = (
        (await save_content(read.thumbnail, "image/webp", "gambar.webp")).key if read.thumbnail else ""
    )
    state: dict[Any, Any] = {
        "pages": read.pages, "thumbnail": thumbnail,
        "text_state": state_of(read.text_reason), "text_source": read.source,
        "text_reason": read.text_reason,
        "preview_state": state_of(read.preview_reason), "preview_reason": read.preview_reason,
    }  # fmt: skip
    if not version.width and pages and version.mime.startswith("image/"):
        state |= {"width": pages[0][3], "height": pages[0][4]}
    await _write(version, state, read.text, pages)


async def _copy(twin: int, version: Version) -> bool:
    """The same file was read before: as it was then. False when that one is gone meanwhile."""
    there = await documents.version_by_id(twin)
    if there is None:
        return False
    text = await DocumentText.select(DocumentText.text).where(DocumentText.version == twin).first()
    rows = await DocumentPage.select().where(DocumentPage.version == twin)
    names = "pages width height thumbnail text_state text_source text_reason preview_state preview_reason"
    state: dict[Any, Any] = {name: getattr(there, name) for name in names.split()}
    pages = [(row["number"], row["file"], row["size"], row["width"], row["height"]) for row in rows]
    await _write(version, state, text["text"] if text else "", pages)
    return True


async def _write(
    version: Version, state: dict[Any, Any], text: str, pages: list[tuple[int, str, int, int, int]]
) -> None:
    async with transaction():
        await lock_id(Document, version.document)
        changed = (
            await DocumentVersion.update(state)
            .where(DocumentVersion.id == version.id)
            .returning(DocumentVersion.id)
        )
        if not changed:
            return  # purged meanwhile
        before = {str(row[0]) for row in await _pages.rows(version=version.id)}
        before.add(version.thumbnail)
        await DocumentPage.delete().where(DocumentPage.version == version.id)
        await DocumentText.delete().where(DocumentText.version == version.id)
        if text:
            said = suggestions.dumps(suggestions.read_from(text))
            await DocumentText.insert(DocumentText(version=version.id, text=text, suggested=said))
        if pages:
            await DocumentPage.insert(
                *(
                    DocumentPage(
                        version=version.id, number=number, file=file, size=size, width=width, height=height
                    )
                    for number, file, size, width, height in pages
                )
            )
        current: dict[Any, Any] = {
            "pages": state["pages"], "thumbnail": state["thumbnail"], "rev": Document.rev + 1,
        }  # fmt: skip
        await Document.update(current).where(
            (Document.id == version.document) & (Document.current == version.id)
        )
        await publish(VersionRead(version.document, version.id))
    for key in before - {state["thumbnail"], "", *(page[1] for page in pages)}:
        with contextlib.suppress(OSError):
            await release(key)
