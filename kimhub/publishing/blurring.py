"""Faces made unknowable, for good: the places are drawn as a few large squares in every form of the photo,
and the pixels that were there are kept nowhere."""

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.files import store
from kimhub.core.i18n import _
from kimhub.core.images import run
from kimhub.publishing import photo_adding, photo_forms, photo_words
from kimhub.publishing.events import PhotoChanged
from kimhub.publishing.photo_forms import Forms
from kimhub.publishing.photos import Work
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.views_photos import Photo

if TYPE_CHECKING:  # see core/images.py
    from PIL.Image import Image

COLUMNS: Final = 8  # of the grid somebody ticks where no finger can draw
MOST: Final = 100  # places
ACROSS: Final = 5  # squares on the shorter side of a place: nobody is known again in so few
FINEST: Final = 45  # of the width of a photo: no square is smaller
_AREA: Final = re.compile(r"(\d{1,4}),(\d{1,4}),(\d{1,4}),(\d{1,4})")
_WHOLE: Final = 1000

Box = tuple[int, int, int, int]  # left, top, right, bottom


class Place(Struct, frozen=True):
    """What is to be blurred, in thousandths of width and height: `parts` of a `frame`, which says how large
    the squares are."""

    frame: Box
    parts: tuple[Box, ...]


def drawn(texts: Iterable[str]) -> list[Place]:
    """Of "left,top,width,height" in thousandths; what is none is left out, what stands over is cut off."""
    found = []
    for text in list(texts)[:MOST]:
        if match := _AREA.fullmatch(text):
            left, top, width, height = map(int, match.groups())
            box = (left, top, min(_WHOLE, left + width), min(_WHOLE, top + height))
            if box[0] < box[2] and box[1] < box[3]:
                found.append(Place(box, (box,)))
    return found


def ticked(photo: Photo, cells: Iterable[str]) -> list[Place]:
    """Of fields of the grid ("3-0": column and row); fields side by side are one place, for a face may lie
    across them."""
    rows = rows_of(photo)
    known = {f"{column}-{row}": (column, row) for column in range(COLUMNS) for row in range(rows)}
    left = {known[cell] for cell in cells if cell in known}
    found = []
    while left:
        group, edge = list[tuple[int, int]](), [left.pop()]
        while edge:
            column, row = edge.pop()
            group.append((column, row))
            beside = {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)} & left
            left -= beside
            edge += beside
        found.append(_grouped(group, rows))
    return found


def rows_of(photo: Photo) -> int:
    """Of the grid, so that its fields are about square."""
    return max(2, min(16, round(COLUMNS * photo.height / photo.width)))


async def blur(one: Work, actor: Actor, places: list[Place], version: int) -> None:
    """Draw the photo anew without what was there. `version` is the one the person saw. Raises Invalid for
    `areas`, NotFound, Refused when it was changed meanwhile."""
    if not places:
        raise Invalid(areas=_("Pilih dulu bagian foto yang disamarkan."))
    _same(one.photo, version)
    content = b"".join([piece async for piece in store().chunks(one.photo.file)])
    kept = await photo_adding.keep(await run(redrawn, content, places))
    try:
        async with transaction():
            photo = (await photo_words.held(one, actor)).photo
            _same(photo, version)
            values: dict[Any, Any] = {PhotoRow.version: version + 1, PhotoRow.blurred: True}
            await PhotoRow.update(kept.columns | values).where(PhotoRow.id == photo.id)
            await publish(PhotoChanged(photo.id, photo.organization, actor.id or 0, "blurred"))
    except Exception:
        await photo_adding.let_go(kept.file, kept.forms, kept.card)
        raise
    await photo_adding.let_go(photo.file, photo.forms, photo.card)


def _same(photo: Photo, version: int) -> None:
    if photo.version != version:
        raise Refused(_("Foto ini baru saja diubah orang lain. Muat ulang, lalu pilih lagi."))


def redrawn(content: bytes, places: list[Place]) -> Forms:
    """All forms of the photo with these places blurred."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as source:
        image = source.convert("RGB")
    for place in places:
        _cover(image, place)
    return photo_forms.drawn(image)


def _cover(image: "Image", place: Place) -> None:
    """The frame as a few squares of one colour each; of it only the parts are laid over the photo."""
    from PIL.Image import Resampling

    left, top, right, bottom = _pixels(image, place.frame)
    square = max(image.width // FINEST, min(right - left, bottom - top) // ACROSS, 1)
    size = (max(1, (right - left) // square), max(1, (bottom - top) // square))
    few = image.crop((left, top, right, bottom)).resize(size, Resampling.BOX)
    mosaic = few.resize((right - left, bottom - top), Resampling.NEAREST)
    for part in place.parts:
        x, y, x_end, y_end = _pixels(image, part)
        image.paste(mosaic.crop((x - left, y - top, x_end - left, y_end - top)), (x, y))


def _pixels(image: "Image", box: Box) -> Box:
    """At least one pixel wide and high, and outwards: nothing of an edge stays."""
    left = min(box[0] * image.width // _WHOLE, image.width - 1)
    top = min(box[1] * image.height // _WHOLE, image.height - 1)
    right = min(image.width, max(left + 1, -(-box[2] * image.width // _WHOLE)))
    bottom = min(image.height, max(top + 1, -(-box[3] * image.height // _WHOLE)))
    return left, top, right, bottom


def _grouped(group: list[tuple[int, int]], rows: int) -> Place:
    boxes = tuple(
        (
            column * _WHOLE // COLUMNS,
            row * _WHOLE // rows,
            -(-(column + 1) * _WHOLE // COLUMNS),
            -(-(row + 1) * _WHOLE // rows),
        )
        for column, row in sorted(group)
    )
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Place((min(lefts), min(tops), max(rights), max(bottoms)), boxes)
