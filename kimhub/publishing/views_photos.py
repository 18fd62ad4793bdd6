"""A photo in its sizes, as pages see it."""

from datetime import datetime

import msgspec
from msgspec import Struct


class Variant(Struct, frozen=True):
    """One form of a photo. `key` in kimhub.core.files.store(); `size` in bytes."""

    width: int
    height: int
    mime: str
    key: str
    size: int

    @property
    def ending(self) -> str:
        return self.mime.rpartition("/")[2]


class Photo(Struct, frozen=True):
    """A row of the table with its owner."""

    id: int
    organization: int
    owner_slug: str
    owner_kind: str
    owner_status: str
    seat: str
    publishers: str
    editors: str
    article: int | None
    file: str
    mime: str
    width: int
    height: int
    size: int
    variants: str
    card: str
    alt: str
    decorative: bool
    caption: str
    credit: str
    consent: bool
    blurred: bool
    name: str
    version: int
    created_by: int | None
    created_at: datetime
    removed_at: datetime | None

    @property
    def forms(self) -> list[Variant]:
        """The sizes it comes in, smallest first."""
        return msgspec.json.decode(self.variants, type=list[Variant])

    def path(self, form: Variant) -> str:
        """Where a form of it lies; `version` because its pixels change when faces are blurred."""
        return f"/foto/{self.id}-{self.version}/{form.width}.{form.ending}"
