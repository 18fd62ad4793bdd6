"""The file of a decree on its way in and out."""

from typing import Any

from kimhub.core import files as core_files
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.groups.decree_form import Scan
from kimhub.groups.decrees import Entry

MOST_BYTES = 10_000_000
MOST_REQUEST = MOST_BYTES + 1_000_000  # the file and the fields beside it
ALLOWED = frozenset({"pdf", "jpg", "png", "webp"})
ACCEPT = "application/pdf,image/jpeg,image/png,image/webp"
LEGIBLE = 1600  # pixels: the small print of a photographed page


async def keep_scan(files: dict[str, list[Any]], field: str) -> Scan | None:
    """The PDF or photo that came with the form; None when there was none. Raises Invalid for `field`."""
    if not files.get(field):
        return None
    stored = await core_files.save_upload(
        files[field][0], allowed=ALLOWED, most_px=LEGIBLE, limit=MOST_BYTES, field=field
    )
    return Scan(stored.key, stored.name, stored.size, stored.mime)


def send_scan(entry: Entry) -> RangeFile:
    return stored_file(
        core_files.store(),
        entry.file,
        size=entry.file_size,
        mime=entry.file_mime,
        name=entry.file_name or "SK",
        inline=entry.file_mime.startswith("image/"),
    )
