"""What a phone hands over as a chat: a text, or an archive with the text and what was sent with it."""

import asyncio
import io
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kimhub.core import files
from kimhub.core.archives import open_archive
from kimhub.core.errors import Invalid
from kimhub.forum import chats
from kimhub.forum.attachments import ALLOWED
from kimhub.forum.attachments import LARGEST as LARGEST_FILE

log = logging.getLogger(__name__)

LARGEST: Final = 40_000_000  # bytes: a chat of years without media is 2 MB, photos are 100 to 300 KB each
LONGEST_TEXT: Final = 8_000_000  # bytes of the text alone
MOST_FILES: Final = 200
_ZIP: Final = b"PK\x03\x04"


def text_of(path: Path) -> tuple[str, list[str]]:
    """The chat's text, and the names of what came with it. Raises BadArchive, chats.Unreadable. Slow."""
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            file.seek(0)
            return _decoded(file.read(LONGEST_TEXT + 1)), []
    with open_archive(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        texts = [member for member in members if member.filename.lower().endswith(".txt")]
        if not texts:
            raise chats.Unreadable("no text")
        chat = max(texts, key=lambda member: member.file_size)
        if chat.file_size > LONGEST_TEXT:
            raise chats.Unreadable("too long")
        with archive.open(chat) as content:
            text = _decoded(content.read(LONGEST_TEXT + 1))
        return text, [last_part(member.filename) for member in members if member is not chat]


async def keep_files(path: Path, posts: Sequence[chats.Message]) -> dict[int, files.Stored]:
    """What came with the chat, kept: by the index of its post. A file that cannot be taken (of an unknown
    kind, too large, broken) is left out."""
    wanted = {post.file: index for index, post in enumerate(posts) if post.file}
    kept: dict[int, files.Stored] = {}
    if not wanted or not await asyncio.to_thread(_is_archive, path):
        return kept
    with await asyncio.to_thread(open_archive, path) as archive:
        for member in archive.infolist():
            index = wanted.get(last_part(member.filename))
            if index is None or len(kept) >= MOST_FILES or member.file_size > LARGEST_FILE:
                continue
            content = io.BytesIO(await asyncio.to_thread(archive.read, member))
            try:
                kept[index] = await files.save_upload(
                    _Member(chats.without_numbers(posts[index].file, {}), content),
                    allowed=ALLOWED,
                    limit=LARGEST_FILE,
                )
            except Invalid:
                log.info("a file of an imported chat was left out")
    return kept


def last_part(name: str) -> str:
    return name.rpartition("/")[2]


class _Member:
    """A member of the archive, as save_upload takes files."""

    def __init__(self, filename: str, content: io.BytesIO) -> None:
        self.filename, self._content = filename, content

    async def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ZIP


def _decoded(content: bytes) -> str:
    if len(content) > LONGEST_TEXT:
        raise chats.Unreadable("too long")
    return content.decode("utf-8-sig", errors="replace").replace("\0", "")
