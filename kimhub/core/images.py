"""Photos drawn anew: smaller, upright, as WebP, and without what the camera wrote into them.

Everything here is slow and runs in the two threads of `run`, so that many uploads at once use little
memory.
"""

import asyncio
import contextvars
import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _

if TYPE_CHECKING:  # Pillow is loaded with the first photo, not at start: 4 MB, and 40 ms of it
    from PIL.Image import Image

T = TypeVar("T")
log = logging.getLogger("kimhub")

MAX_BYTES: Final = 100_000  # of a photo on a page (design/README.md section 12)
THUMBNAIL: Final = 160
# A JPEG is decoded at an eighth of its size where that is enough, other formats in full.
MAX_JPEG_PIXELS: Final = 50_000_000
MAX_PIXELS: Final = 24_000_000
_MAX_SIDE: Final = 16_383  # WebP's own limit; also refuses pictures of one pixel's height and endless width
_QUALITIES: Final = (78, 68, 58, 46)

_POOL: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="images")


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP ready to be kept."""

    content: bytes
    width: int
    height: int


async def run(work: Callable[..., T], *arguments: object) -> T:
    """Do `work` in a thread of our own, in the language of the request."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_POOL, lambda: context.run(work, *arguments))


def redraw(
    path: Path, most_px: int, square: bool = False, field: str = "file", most_bytes: int = MAX_BYTES
) -> tuple[Picture, Picture]:
    """The photo at `path` at most `most_px` wide and high, and its thumbnail. With `square` the middle is
    cut out, as for a portrait. Raises Invalid with a sentence for `field` when it cannot be read."""
    from PIL import ImageOps
    from PIL.Image import Resampling

    image = opened(path, most_px, field)
    if square:
        image = ImageOps.fit(image, (min(most_px, *image.size),) * 2, Resampling.LANCZOS)
    else:
        image.thumbnail((most_px, most_px), Resampling.LANCZOS, reducing_gap=3.0)
    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Resampling.LANCZOS)
    return _encode(image, most_bytes), _encode(small)


def opened(path: Path, most_px: int, field: str = "file", still: bool = False) -> "Image":
    """The photo at `path`, upright and without other data, decoded no larger than `most_px` needs. Raises
    Invalid with a sentence for `field` when it cannot be read, or moves although it has to be `still`."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _MAX_SIDE**2  # Pillow's own guard; ours below is tighter and just as early
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF")) as source:
            _check_size(source, field)
            if still and source.format != "MPO" and getattr(source, "is_animated", False):
                raise Invalid(**{field: _("Gambar bergerak tidak bisa dipakai di sini. Pilih foto biasa.")})
            source.draft("RGB", (2 * most_px, 2 * most_px))
            return _upright(source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(**{field: _too_large()}) from error
    except Invalid:
        raise
    except Exception as error:  # a broken file can trip Pillow's decoders in many ways
        log.info("a picture could not be read: %r", error)
        message = _("Foto ini tidak dapat dibaca. Coba foto lain, atau simpan ulang sebagai JPG.")
        raise Invalid(**{field: message}) from error


def _check_size(source: "Image", field: str) -> None:
    """From the header alone, before a single pixel is decoded."""
    width, height = source.size
    is_jpeg = source.format in {"JPEG", "MPO"}  # MPO: many phones put a second picture behind it
    most = MAX_JPEG_PIXELS if is_jpeg else MAX_PIXELS
    if width * height > most or max(width, height) > _MAX_SIDE:
        raise Invalid(**{field: _too_large()})


def _upright(source: "Image") -> "Image":
    """Decoded, turned as the camera was held, in RGB or with transparency, and without any other data."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(source)
    transparent = turned.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in turned.info
    image = turned.convert("RGBA" if transparent else "RGB")
    image.info.clear()  # EXIF with the place, comments, colour profile
    return image


def _encode(image: "Image", most: int = MAX_BYTES) -> Picture:
    """WebP of at most so many bytes: less quality first, then fewer pixels."""
    while True:
        for quality in _QUALITIES:
            buffer = io.BytesIO()
            image.save(buffer, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
            if buffer.tell() <= most:
                return Picture(buffer.getvalue(), *image.size)
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


def _too_large() -> str:
    return _("Ukuran foto terlalu besar: paling banyak 50 megapiksel. Kecilkan fotonya, lalu unggah lagi.")
