"""What is said of a photo: what is to be seen, what stands below it, who took it, and whether those to be
seen agreed."""

from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.text import checked_line
from kimhub.publishing import photos, policy_photos
from kimhub.publishing.events import PhotoChanged
from kimhub.publishing.photos import Work
from kimhub.publishing.tables import Photo as PhotoRow

MOST_ALT: Final = 300
MOST_CAPTION: Final = 300
MOST_CREDIT: Final = 120


class Words(Struct, frozen=True):
    """`consent`: those to be seen agreed that the photo is shown, or nobody can be told apart."""

    alt: str = ""
    decorative: bool = False
    caption: str = ""
    credit: str = ""
    consent: bool = False


async def change(one: Work, actor: Actor, words: Words) -> None:
    """Keep the words. Raises Invalid by field, NotFound, Refused."""
    said = checked(words)
    async with transaction():
        photo = (await held(one, actor)).photo
        if said == words_of(photo):
            return
        values: dict[Any, Any] = {
            getattr(PhotoRow, name): getattr(said, name) for name in Words.__struct_fields__
        }
        await PhotoRow.update(values).where(PhotoRow.id == photo.id)
        await publish(PhotoChanged(photo.id, photo.organization, actor.id or 0, "told"))


def checked(words: Words) -> Words:
    """The words with their lines cleaned. Raises Invalid for what is missing or too long."""
    alt = checked_line(words.alt, "alt", most=MOST_ALT, least=0)
    if not alt and not words.decorative:
        raise Invalid(alt=_("Tulis apa yang terlihat di foto ini, atau centang “hanya hiasan”."))
    return Words(
        "" if words.decorative else alt,
        words.decorative,
        checked_line(words.caption, "caption", most=MOST_CAPTION, least=0),
        checked_line(words.credit, "credit", most=MOST_CREDIT, least=0),
        words.consent,
    )


def words_of(photo: Any) -> Words:
    return Words(*(getattr(photo, name) for name in Words.__struct_fields__))


async def held(one: Work, actor: Actor) -> Work:
    """The photo as it stands at this moment, inside a transaction; others wait. Raises NotFound when it is
    gone, Refused when this person may not change it any more."""
    await lock_id(PhotoRow, one.photo.id)
    found = await photos.get_photo(one.photo.id)
    if found is None:
        raise NotFound
    now_there = await photos.work_of(found)
    if not policy_photos.can_change(actor, now_there):
        raise Refused(_("Foto ini sudah tampil di tulisan. Hanya redaktur yang bisa mengubahnya sekarang."))
    return now_there
