"""Light pictures of pages, and a thumbnail of the first."""

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageOps

from kimhub.library.reading_office import Unreadable

if TYPE_CHECKING:
    from kimhub.library.reading_worker import Found

WIDE: Final = 1000  # an A4 page that can be read on a phone
HIGH: Final = 1414
THUMBNAIL: Final = 240
PAGE_BYTES: Final = 90_000
THUMBNAIL_BYTES: Final = 12_000
MOST_JPEG_PIXELS: Final = 50_000_000  # decoded at an eighth of its size where that is enough
MOST_PIXELS: Final = 24_000_000
MOST_SIDE: Final = 16_383
QUALITIES: Final = (62, 48, 36, 24, 12)


def read_picture(path: Path, orders: dict[str, Any], found: "Found") -> None:
    """A photo is its own only page; letters on it are read where that is asked for. Raises Unreadable."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF")) as source:
            most = MOST_JPEG_PIXELS if source.format == "JPEG" else MOST_PIXELS
            if source.width * source.height > most or max(source.size) > MOST_SIDE:
                raise Unreadable("pixels")
            source.draft("RGB", (2 * WIDE, 2 * HIGH))
            image = ImageOps.exif_transpose(source).convert("RGB")
    except Unreadable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable("pixels") from error
    except MemoryError:
        raise
    except Exception as error:  # a broken file can trip Pillow's decoders in many ways
        raise Unreadable("broken") from error
    found.say(pages=1)
    keep_page(1, image, found)
    if orders["ocr"]:
        from kimhub.library.reading_converters import recognised

        if text := recognised(image, orders, found.folder):
            found.text(text, "ocr")


def keep_page(number: int, image: Image.Image, found: "Found") -> None:
    """A page as a light picture, of the first also the thumbnail."""
    image.info.clear()
    page = image.copy()
    page.thumbnail((WIDE, HIGH), Image.Resampling.LANCZOS, reducing_gap=3.0)
    size = _save(page, found.folder / f"{number}.webp", PAGE_BYTES)
    found.say(page=number, width=size[0], height=size[1])
    if number == 1:
        page.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
        _save(page, found.folder / "thumbnail.webp", THUMBNAIL_BYTES)
        found.say(thumbnail=True)


def _save(image: Image.Image, path: Path, most: int) -> tuple[int, int]:
    """WebP of at most so many bytes: less quality first, then fewer pixels."""
    while True:
        for quality in QUALITIES:
            buffer = io.BytesIO()
            image.save(buffer, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
            if buffer.tell() <= most:
                path.write_bytes(buffer.getvalue())
                return image.size
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))
