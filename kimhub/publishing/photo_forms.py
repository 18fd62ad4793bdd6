"""A photo drawn in the sizes phones ask for, each with an aim in bytes, and as a card for previews. Pure,
and slow: runs in the threads of core.images.

WebP alone: at equal SSIM AVIF saved 6 to 16 % of a photo and took five to ten times the time to draw.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kimhub.core import images

if TYPE_CHECKING:  # see core/images.py
    from PIL.Image import Image

# Width and the bytes it should stay under: a page with one photo weighs at most 100 KB with everything.
AIMS: Final = {320: 18_000, 480: 32_000, 720: 54_000, 1080: 72_000}
WIDEST: Final = 1080
TALLEST: Final = 2160  # a receipt or a screenshot is scaled to that height
MOST_SIDE: Final = 1200  # what is decoded at most, so that a form is drawn from enough pixels
CARD: Final = (1200, 630)
MOST_CARD: Final = 60_000
_QUALITIES: Final = (76, 66, 56, 46, 36, 26)
_PAPER: Final = (255, 255, 255)
_ALIKE: Final = 0.9  # two widths nearer than that are one
_OVER: Final = 1.1  # what weighs so much more than it should is left out: a smaller form does


@dataclass(frozen=True, slots=True)
class Drawn:
    """A form ready to be kept."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Forms:
    """All of a photo: its sizes, smallest first, and its card (a JPEG)."""

    sizes: list[Drawn]
    card: Drawn


def draw(path: Path, field: str = "file") -> Forms:
    """The photo at `path`. Raises Invalid with a sentence for `field` when it cannot be read."""
    return drawn(images.opened(path, MOST_SIDE, field, still=True))


def drawn(image: "Image") -> Forms:
    """The forms of a picture: upright, without other data, on white paper where it lets light through."""
    image = _on_paper(image)
    sizes: list[Drawn] = []
    for width, aim in _wanted(image):
        form = _size(image, width, aim)
        if not sizes or len(form.content) <= aim * _OVER:
            sizes.append(form)
    return Forms(sizes, card(image))


def card(image: "Image") -> Drawn:
    """The middle of it as previews want it; of a tall one rather the upper part, where the faces are."""
    from PIL import ImageFilter, ImageOps
    from PIL.Image import Resampling

    fitted = ImageOps.fit(image, CARD, Resampling.LANCZOS, centering=(0.5, 0.35))
    while True:
        for quality in (80, 70, 60, 50, 40, 30):
            buffer = io.BytesIO()
            fitted.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
            if buffer.tell() <= MOST_CARD:
                return Drawn(buffer.getvalue(), *CARD)
        fitted = fitted.filter(ImageFilter.GaussianBlur(2))  # nothing but grain weighs that much


def _wanted(image: "Image") -> list[tuple[int, int]]:
    """The widths it comes in, with their aims; a small photo is never made larger."""
    own = min(image.width, WIDEST, max(1, image.width * TALLEST // image.height))
    widths = [width for width in AIMS if width < own * _ALIKE] + [own]
    return [(width, next(aim for most, aim in AIMS.items() if width <= most)) for width in widths]


def _size(image: "Image", width: int, aim: int) -> Drawn:
    from PIL.Image import Resampling

    height = max(1, round(image.height * width / image.width))
    small = image.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)
    buffer = io.BytesIO()
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
        if buffer.tell() <= aim:
            break
    return Drawn(buffer.getvalue(), width, height)


def _on_paper(image: "Image") -> "Image":
    if image.mode == "RGB":
        return image
    from PIL import Image

    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper
