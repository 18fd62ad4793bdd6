"""The light picture that WhatsApp and others show beside a shared link: words on our colours, no photo.

1200 by 630 pixels is what they ask for; with a handful of flat colours that weighs 10 to 25 KB.
"""

import io
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # see core/images.py
    from PIL.ImageDraw import ImageDraw

WIDTH: Final = 1200
HEIGHT: Final = 630
MIME: Final = "image/png"
_KEPT: Final = 256  # cards

_INK: Final = "#15265a"
_PAPER: Final = "#ffffff"
_GOLD: Final = "#f6be26"
_SOFT: Final = "#c9d2ee"
_EDGE: Final = 72
_COLOURS: Final = 16  # letters with soft edges need some shades between
_SIZES: Final = ((76, 3), (62, 4), (50, 5))  # of the title, and how many lines of it fit
_SIZES_ABOVE_TIME: Final = ((76, 3), (62, 3), (50, 4))


@lru_cache(_KEPT)
def draw(title: str, kicker: str, foot: str, when: str = "") -> bytes:
    """A PNG with `kicker` above, `title` large, `foot` below, and over it `when`, if it is about a time.
    Slow (some 30 ms): see core.images.run, whose threads draw photos too. Whoever asks for the same again
    gets what was drawn."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _INK)
    pen = ImageDraw.Draw(image)
    _mark(pen, WIDTH - _EDGE - 80, _EDGE, 2)
    room = WIDTH - 2 * _EDGE
    pen.text((_EDGE, _EDGE + 8), _shortened(pen, kicker, 36, room - 120), _SOFT, _font(36))
    size, lines = _fitted(pen, title, room, _SIZES_ABOVE_TIME if when else _SIZES)
    top = 178
    for line in lines:
        pen.text((_EDGE, top), line, _PAPER, _font(size))
        top += round(size * 1.22)
    bar = HEIGHT - (172 if when else 132)
    pen.rectangle((_EDGE, bar, _EDGE + 96, bar + 8), _GOLD)
    if when:
        pen.text((_EDGE, bar + 22), _shortened(pen, when, 40, room), _PAPER, _font(40))
    pen.text((_EDGE, HEIGHT - (90 if when else 106)), _shortened(pen, foot, 34, room), _SOFT, _font(34))
    flat = image.quantize(_COLOURS, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    flat.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _mark(pen: "ImageDraw", left: int, top: int, scale: float) -> None:
    """The sign of static/mark.svg."""

    def shape(points: str) -> list[tuple[float, float]]:
        numbers = [float(number) * scale for number in points.split()]
        return [(left + x, top + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    for points, colour in (
        ("9 4 31 4 20 17", _PAPER),
        ("4 9 4 31 17 20", _PAPER),
        ("36 9 36 31 23 20", _PAPER),
        ("9 36 31 36 20 23", _GOLD),
    ):
        pen.polygon(shape(points), fill=colour)


def _fitted(
    pen: "ImageDraw", text: str, room: int, sizes: tuple[tuple[int, int], ...]
) -> tuple[int, list[str]]:
    """The largest size in which all of the text fits, else the smallest with its end cut off."""
    for size, most in sizes:
        lines = _wrapped(pen, text, size, room)
        if len(lines) <= most:
            return size, lines
    size, most = sizes[-1]
    lines = _wrapped(pen, text, size, room)
    return size, [*lines[: most - 1], _shortened(pen, f"{lines[most - 1]} {lines[most]}", size, room)]


def _wrapped(pen: "ImageDraw", text: str, size: int, room: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _width(pen, f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(_shortened(pen, word, size, room))
    return lines


def _shortened(pen: "ImageDraw", text: str, size: int, room: int) -> str:
    if _width(pen, text, size) <= room:
        return text
    fitting = bisect_right(
        range(len(text)), float(room), key=lambda most: _width(pen, f"{text[:most].rstrip()}…", size)
    )
    return f"{text[: max(0, fitting - 1)].rstrip()}…"


def _width(pen: "ImageDraw", text: str, size: int) -> float:
    return pen.textlength(text, _font(size))


@cache
def _font(size: int) -> Any:
    """The letters Pillow brings along: nothing to install, Latin with its accents."""
    from PIL import ImageFont

    return ImageFont.load_default(size)
