"""The photo of a profile: small, square, without what the camera wrote into it."""

from typing import Final

import msgspec

from kimhub.accounts.export import attaches
from kimhub.accounts.profile import set_photo
from kimhub.accounts.tables import User
from kimhub.core import files
from kimhub.core.kept_files import in_use, release

SIDE: Final = 320  # pixels
LARGEST: Final = 12_000_000  # bytes of what comes from the phone


class Photo(msgspec.Struct, frozen=True):
    """Whose photo, and where it lies."""

    user: int
    key: str
    size: int


async def get_photo(user_id: int) -> Photo | None:
    """The photo of this person; None when there is none."""
    row = await User.select(User.photo).where((User.id == user_id) & (User.photo != "")).first()
    size = await files.store().size(row["photo"]) if row else None
    return Photo(user_id, row["photo"], size) if row and size else None


async def read(photo: Photo) -> bytes:
    """The picture itself, a WebP."""
    return b"".join([chunk async for chunk in files.store().chunks(photo.key)])


async def change_photo(person: User, upload: files.Upload) -> None:
    """Put a new photo in the place of the old one. Raises Invalid for `photo`."""
    stored = await files.save_upload(
        upload, allowed=files.IMAGES, square=True, most_px=SIDE, limit=LARGEST, field="photo"
    )
    await set_photo(person, stored.key)
    await discard(person.photo)


async def remove_photo(person: User) -> None:
    await set_photo(person, "")
    await discard(person.photo)


async def discard(key: str) -> None:
    """Delete a photo nobody shows any more (the same picture is kept once, whoever sent it)."""
    if key:
        await release(key)


@in_use
async def _shown(key: str) -> bool:
    return await User.exists().where(User.photo == key)


@attaches
async def _photo_file(user_id: int) -> dict[str, bytes]:
    photo = await get_photo(user_id)
    return {"foto.webp": await read(photo)} if photo else {}
