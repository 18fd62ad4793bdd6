"""Drawings where the sample's articles need photos: flat colours, so that they weigh little and are
mistaken for no real place."""

import io
from collections.abc import Callable
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageOps

WIDE, HIGH = 1080, 720
WIDTHS: Final = (320, 480, 720, 1080)
CARD: Final = (1200, 630)

_SKY, _FAR, _NEAR, _GRASS, _SOIL = "#dfe6f6", "#aebde6", "#7f97cf", "#17633f", "#0f4a2c"
_INK, _WOOD, _WALL, _SUN, _RED = "#15265a", "#6e4018", "#f3e6d6", "#c88d4b", "#a3231b"
_PAPER: Final = "#ffffff"

Pen = ImageDraw.ImageDraw


def _scene(name: str) -> Image.Image:
    picture = Image.new("RGB", (WIDE, HIGH), _SKY)
    _SCENES[name](ImageDraw.Draw(picture))
    return picture


@cache
def forms(name: str) -> tuple[tuple[int, int, bytes], ...]:
    """Of the drawing of this name, which several articles show: width, height and bytes as WebP, smallest
    first. Raises KeyError for one there is not."""
    picture, made = _scene(name), []
    for width in WIDTHS:
        high = picture.height * width // picture.width
        kept = io.BytesIO()
        picture.resize((width, high), Image.Resampling.LANCZOS).save(kept, "WEBP", quality=70, method=2)
        made.append((width, high, kept.getvalue()))
    return tuple(made)


@cache
def card(name: str) -> bytes:
    """The JPEG beside a link that is passed on. Raises KeyError as well."""
    kept = io.BytesIO()
    ImageOps.fit(_scene(name), CARD, Image.Resampling.LANCZOS).save(kept, "JPEG", quality=70, optimize=True)
    return kept.getvalue()


def _village(pen: Pen) -> None:
    for left, top, colour in ((0, 300, _FAR), (170, 260, _NEAR), (420, 240, _FAR), (740, 330, _NEAR)):
        pen.polygon([(left, 520), (left + 210, top), (left + 420, 520)], fill=colour)
    pen.ellipse((700, 90, 840, 230), fill=_SUN)
    pen.rectangle((0, 500, WIDE, 600), fill=_GRASS)
    pen.rectangle((0, 600, WIDE, HIGH), fill=_SOIL)
    for left in (90, 650):
        for leg in (left + 40, left + 130, left + 220):
            pen.rectangle((leg, 480, leg + 12, 570), fill=_WOOD)
        pen.rectangle((left + 20, 400, left + 250, 490), fill=_WOOD)
        pen.rectangle((left + 112, 425, left + 158, 490), fill=_WALL)
        pen.polygon([(left - 10, 405), (left + 135, 285), (left + 280, 405)], fill=_INK)
    pen.rectangle((486, 300, 496, 560), fill="#181818")
    pen.polygon([(496, 322), (556, 282), (556, 376), (496, 344)], fill=_RED)
    for far in (26, 46):
        pen.arc((540, 328 - far, 540 + 2 * far, 328 + far), 300, 60, fill=_RED, width=6)


def _sea(pen: Pen) -> None:
    pen.ellipse((820, 70, 950, 200), fill="#f4c542")
    pen.polygon([(0, 340), (290, 220), (600, 340)], fill="#5d7f6b")
    pen.rectangle((0, 340, WIDE, HIGH), fill="#2f6f8f")
    for row in range(7):
        high = 384 + row * 48
        pen.line((30, high, WIDE - 30, high - 14), fill="#e8dcc0", width=4)
        for column in range(16):
            left = 46 + column * 62 + row * 9
            pen.ellipse((left, high - 6, left + 32, high + 24), fill=_WOOD)
    pen.polygon([(420, 520), (720, 520), (670, 590), (470, 590)], fill=_INK)


def _field(pen: Pen) -> None:
    pen.rectangle((0, 0, WIDE, 300), fill="#f2e3c4")
    pen.ellipse((120, 90, 270, 240), fill="#f4c542")
    pen.polygon([(380, 300), (640, 170), (900, 300)], fill=_NEAR)
    pen.rectangle((0, 300, WIDE, HIGH), fill="#c7a53b")
    for row in range(8):
        high = 320 + row * row * 7
        pen.line((0, high, WIDE, high + 20), fill="#8f7420", width=3 + row)
    for column in range(-3, 12):
        pen.line((540 + (column - 4) * 40, 300, 540 + (column - 4) * 240, HIGH), fill="#a98b2c", width=4)
    pen.rectangle((760, 250, 930, 340), fill=_WOOD)
    pen.polygon([(740, 254), (845, 190), (950, 254)], fill=_INK)


def _meeting(pen: Pen) -> None:
    pen.rectangle((0, 0, WIDE, 470), fill=_WALL)
    pen.rectangle((0, 470, WIDE, HIGH), fill="#b98e5d")
    pen.rectangle((360, 90, 720, 300), fill=_PAPER, outline=_WOOD, width=10)
    for line in range(4):
        pen.line((400, 140 + line * 36, 680 - line * 40, 140 + line * 36), fill=_INK, width=8)
    colours = (_INK, _GRASS, _RED, _NEAR, _WOOD, _SUN)
    for number in range(8):
        left, top = 70 + number * 122, 500 + (40 if number % 2 else 0)
        pen.ellipse((left + 22, top - 74, left + 78, top - 18), fill="#8a5a34")
        pen.pieslice((left, top - 20, left + 100, top + 140), 180, 360, fill=colours[number % len(colours)])


_SCENES: Final[dict[str, Callable[[Pen], None]]] = {
    "village": _village,
    "sea": _sea,
    "field": _field,
    "meeting": _meeting,
}
