"""Photos on paper."""

import asyncio
import io
from typing import Final

from kimhub.core.errors import NotFound
from kimhub.core.files import store

PRINTED: Final = 1200  # pixels: 8 cm at 300 dpi and more


async def for_paper(key: str, most_px: int = PRINTED) -> bytes:
    """The picture of the file store as JPEG, as large as paper needs it; empty when its file is gone. A PDF
    keeps JPEG as it is, while twelve photos of another kind swell to 40 MB there."""
    try:
        content = b"".join([chunk async for chunk in store().chunks(key)])
    except NotFound:
        return b""
    return await asyncio.to_thread(_redrawn, content, most_px)


def _redrawn(content: bytes, most_px: int) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((most_px, most_px))
        picture.convert("RGB").save(made, "JPEG", quality=80)
    return made.getvalue()
