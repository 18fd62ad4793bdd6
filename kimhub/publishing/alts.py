"""What is said of the photos in a text while it is written: what is to be seen on them, or that they are
there for beauty only (features.md G7)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import clean_line
from kimhub.core.db import transaction
from kimhub.publishing import policy_photos
from kimhub.publishing.blocks import MOST_BLOCKS
from kimhub.publishing.events import PhotoChanged
from kimhub.publishing.photos import some, visible, work_of
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.views_photos import Photo

MOST_ALT: Final = 300

Said = Mapping[int, tuple[str, bool]]


def read(form: dict[str, str], choices: dict[str, list[str]]) -> dict[int, tuple[str, bool]]:
    """What a form says of photos: (what is to be seen, only for beauty) by id."""
    said: dict[int, tuple[str, bool]] = {}
    for text in choices.get("told", [])[:MOST_BLOCKS]:
        if text.isascii() and text.isdigit() and len(text) < 19:
            words = clean_line(form.get(f"alt-{text}", ""))[:MOST_ALT]
            said[int(text)] = (words, form.get(f"decorative-{text}") == "on")
    return said


async def tell(organization: int, actor: Actor, said: Said) -> None:
    """Keep it, of photos of this house: those this person has in a text nobody reads yet, and for editors
    all. What readers see of a photo is not changed past the editors."""
    new = [
        photo for photo in (await some(said)).values() if said[photo.id] != (photo.alt, photo.decorative)
    ]
    seen = await visible(actor, [photo.id for photo in new])
    async with transaction():
        for photo in new:
            alt, decorative = said[photo.id]
            may = policy_photos.can_describe(actor, await work_of(photo), photo.id in seen)
            if photo.organization != organization or not may:
                continue
            values: dict[Any, Any] = {PhotoRow.alt: alt, PhotoRow.decorative: decorative}
            await PhotoRow.update(values).where(PhotoRow.id == photo.id)
            await publish(PhotoChanged(photo.id, organization, actor.id or 0, "told"))


async def agree(organization: int, actor: Actor, photos: Sequence[Photo]) -> None:
    """Note of these photos that those to be seen agreed, as far as this person may say so."""
    seen = await visible(actor, [photo.id for photo in photos])
    async with transaction():
        for photo in photos:
            may = policy_photos.can_describe(actor, await work_of(photo), photo.id in seen)
            if photo.organization != organization or not may:
                continue
            agreed: dict[Any, Any] = {PhotoRow.consent: True}
            await PhotoRow.update(agreed).where(PhotoRow.id == photo.id)
            await publish(PhotoChanged(photo.id, organization, actor.id or 0, "told"))


async def unsure(ids: Sequence[int]) -> list[Photo]:
    """Those of which nobody has said that the people on them agreed, and on which nothing is blurred."""
    photos = await some(ids)
    every = [photos[one] for one in dict.fromkeys(ids) if one in photos]
    return [one for one in every if not (one.consent or one.blurred or one.decorative)]


async def silent(ids: Sequence[int]) -> list[Photo]:
    """Those of which nobody has said what is to be seen, nor that they are for beauty only."""
    photos = await some(ids)
    return [photos[one] for one in dict.fromkeys(ids) if one in photos and _is_silent(photos[one])]


def _is_silent(photo: Photo) -> bool:
    return not photo.alt and not photo.decorative
