"""Photos that go: taken away by a person (and back again for a week), and what nobody ever used."""

from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import NotFound
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import blocks, photo_words, photos
from kimhub.publishing.events import PhotoChanged
from kimhub.publishing.photo_adding import let_go
from kimhub.publishing.photos import Work
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.tables import PhotoUse
from kimhub.publishing.views_photos import Photo

BACK_FOR: Final = timedelta(days=7)  # so long one that was taken away can come back
UNUSED_FOR: Final = timedelta(days=90)
AT_ONCE: Final = 200  # of one run; the next takes the rest


class _Old(Struct, frozen=True):
    id: int
    organization: int


_removed = prepare_sql(
    "SELECT id, organization FROM site_photo WHERE removed_at < :before ORDER BY id LIMIT :most", _Old
)
# Of the photos of that age those that stand in no shown text, are no evidence and no cover.
_unused = prepare_sql(
    "SELECT p.id, p.organization FROM site_photo p WHERE p.created_at < :before AND p.removed_at IS NULL"
    " AND p.id > :after AND NOT EXISTS (SELECT 1 FROM site_photo_use u WHERE u.photo = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM info_package_reach r WHERE r.photo = p.id)"
    " ORDER BY p.id LIMIT :most",
    _Old,
)
_texts = prepare_sql(
    "SELECT r.body, r.cover FROM article a JOIN article_revision r ON r.article = a.id"
    " WHERE a.removed_at IS NULL AND (r.cover IS NOT NULL OR r.body LIKE '%\"photo\":%')"
    " AND (a.organization = :house OR a.source_article IN"
    " (SELECT f.id FROM article f WHERE f.organization = :house))"
)


async def remove(one: Work, actor: Actor) -> None:
    """Take a photo away from everywhere at once. Raises NotFound, Refused."""
    async with transaction():
        photo = (await photo_words.held(one, actor)).photo
        await PhotoRow.update({PhotoRow.removed_at: now()}).where(PhotoRow.id == photo.id)
        await publish(PhotoChanged(photo.id, photo.organization, actor.id or 0, "removed"))


async def bring_back(one: Work, actor: Actor) -> None:
    """There again, wherever it was. Raises NotFound when it is gone for good."""
    async with transaction():
        await lock_id(PhotoRow, one.photo.id)
        values: dict[Any, Any] = {PhotoRow.removed_at: None}
        there = PhotoRow.update(values).where(PhotoRow.id == one.photo.id)
        if not await there.returning(PhotoRow.id):
            raise NotFound
        await publish(PhotoChanged(one.photo.id, one.photo.organization, actor.id or 0, "back"))


async def sweep(at: datetime) -> int:
    """Forget what was taken away a week ago, and what nobody used for three months; returns how many."""
    gone = 0
    for old in await _removed(before=at - BACK_FOR, most=AT_ONCE):
        gone += await _forget(old.id)
    needed: dict[int, set[int]] = {}
    after = 0
    while found := await _unused(before=at - UNUSED_FOR, after=after, most=AT_ONCE):
        after = found[-1].id
        for old in found:
            if old.organization not in needed:
                needed[old.organization] = await _in_texts(old.organization)
            if old.id not in needed[old.organization]:
                gone += await _forget(old.id)
    return gone


async def _in_texts(organization: int) -> set[int]:
    """Photos in any text of this house, and in texts made of its own: drafts and earlier ones too."""
    found: set[int] = set()
    for row in await _texts(house=organization):
        found.update(blocks.photos(blocks.load(row["body"])))
        if row["cover"]:
            found.add(row["cover"])
    return found


async def _forget(photo_id: int) -> bool:
    """The row and its files."""
    photo: Photo | None = await photos.any_photo(photo_id)
    if photo is None:
        return False
    async with transaction():
        await PhotoUse.delete().where(PhotoUse.photo == photo_id)
        await PhotoRow.delete().where(PhotoRow.id == photo_id)
    await let_go(photo.file, photo.forms, photo.card)
    return True
