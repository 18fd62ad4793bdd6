"""How a photo comes in: judged by its content, drawn anew in its sizes, and kept. Nothing the camera wrote
into it (where, when, with what) stays, and the file that came is not kept."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import db, files, limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.files import store
from kimhub.core.images import run
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql
from kimhub.core.storage import spooled
from kimhub.publishing import photo_forms
from kimhub.publishing.events import PhotoChanged
from kimhub.publishing.photo_forms import Drawn, Forms
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.views import House
from kimhub.publishing.views_photos import Variant, dump_forms

LARGEST: Final = 20_000_000  # bytes of one, as it comes from the camera
AT_ONCE: Final = 12  # photos of one form
REQUEST: Final = 80_000_000  # bytes of a form; a script sends one photo at a time
UPLOADS: Final = 300  # of one person in PER
PER: Final = timedelta(hours=1)

_by_key = prepare_sql("SELECT id FROM site_photo WHERE key = :key AND coalesce(created_by, 0) = :me")


async def add(
    house: House,
    actor: Actor,
    upload: files.Upload,
    key: UUID,
    article: int | None = None,
    counted: bool = True,
) -> int:
    """Keep a photo of a house, brought for an article of it or for later; returns its id. One sent twice is
    kept once; so is one of a guest, for the key is theirs alone. Raises Invalid for `photos` with a
    sentence, TooMany unless it is not `counted` (a whole site that moves in; a story)."""
    if found := await _by_key.value(key=key, me=actor.id or 0):
        return int(found)
    if counted:
        await limits.spend("site-photo", actor.id, most=UPLOADS, per=PER)
    try:
        async with files.received(upload, files.IMAGES, limit=LARGEST, field="photos") as (spool, _kind):
            forms = await run(photo_forms.draw, spool.path, "photos")
            kept = await keep(forms)
        return await _insert(house, actor, kept.columns, files.safe_name(upload.filename), key, article)
    except Exception as error:
        if not db.is_disk_full(error):
            raise
        raise Invalid(photos=files.full_disk()) from error


class Kept(Struct, frozen=True):
    """A photo in the storage: its largest form, all of them, and its card."""

    file: str
    forms: list[Variant]
    card: str

    @property
    def columns(self) -> dict[Any, Any]:
        """Of the row."""
        largest = self.forms[-1]
        return {
            PhotoRow.file: self.file,
            PhotoRow.mime: largest.mime,
            PhotoRow.width: largest.width,
            PhotoRow.height: largest.height,
            PhotoRow.size: largest.size,
            PhotoRow.variants: dump_forms(self.forms),
            PhotoRow.card: self.card,
        }


async def keep(forms: Forms) -> Kept:
    """Put the forms into the storage. The others hang on the largest, and go with it."""
    largest = forms.sizes[-1]
    stored = await files.save_content(largest.content, "image/webp", "foto.webp")
    made = [await _hang(stored.key, form, "webp") for form in forms.sizes[:-1]]
    made.append(Variant(largest.width, largest.height, stored.mime, stored.key, stored.size))
    card = await _hang(stored.key, forms.card, "jpg")
    return Kept(stored.key, made, card.key)


async def let_go(file: str, forms: list[Variant], card: str) -> None:
    """Forget the forms of a photo, unless another one is the same picture."""
    if await release(file):
        for key in [one.key for one in forms] + [card]:
            if key and key != file:
                await store().delete(key)


async def _hang(largest: str, form: Drawn, ending: str) -> Variant:
    key, mime = f"{largest}.{form.width}.{ending}", "image/jpeg" if ending == "jpg" else "image/webp"
    async with spooled(files.pieces_of(form.content), store().spool_folder, len(form.content)) as spool:
        await store().keep(spool.path, key, mime)
    return Variant(form.width, form.height, mime, key, len(form.content))


async def _insert(
    house: House, actor: Actor, columns: dict[Any, Any], name: str, key: UUID, article: int | None
) -> int:
    row = PhotoRow(
        columns,
        organization=house.id,
        article=article,
        name=name,
        created_by=actor.id,
        created_at=now(),
        key=key,
    )
    try:
        async with transaction():
            made = await PhotoRow.insert(row).returning(PhotoRow.id)
            photo_id = int(made[0]["id"])
            await publish(PhotoChanged(photo_id, house.id, actor.id or 0, "added"))
    except Exception as error:
        found = await _by_key.value(key=key, me=actor.id or 0) if db.is_unique_violation(error) else None
        if found is None:  # not the same form, sent twice at the same moment
            raise
        return int(found)
    return photo_id
