"""Files of documents that are gone: versions, pages and thumbnails leave the disk after their rows."""

from dataclasses import dataclass
from typing import Final

from kimhub.core.jobs import enqueue
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql

AT_ONCE: Final = 200

_files = prepare_sql(
    "SELECT file FROM library_version WHERE document = :document"
    " UNION SELECT thumbnail FROM library_version WHERE document = :document AND thumbnail <> ''"
    " UNION SELECT p.file FROM library_page p JOIN library_version v ON v.id = p.version"
    " WHERE v.document = :document"
)


@dataclass(frozen=True, slots=True)
class Files:
    """Keys of the store."""

    keys: list[str]


async def note(document_id: int) -> None:
    """Before its rows go, inside the caller's transaction: let go of its files once they have gone."""
    keys = sorted(str(row[0]) for row in await _files.rows(document=document_id))
    for start in range(0, len(keys), AT_ONCE):
        await enqueue(let_go, Files(keys[start : start + AT_ONCE]))


async def let_go(files: Files) -> None:
    """Delete those that no row names any more: the same content may be somebody else's, too."""
    for key in files.keys:
        await release(key)
