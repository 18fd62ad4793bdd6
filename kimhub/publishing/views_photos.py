"""A photo in its sizes, as pages see it."""

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

CARD: Final = "kartu.jpg"  # the form for previews, below the address of a photo


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


def dump_forms(forms: list[Variant]) -> str:
    """As a row keeps them; `Photo.forms` reads it."""
    return msgspec.json.encode(forms).decode()


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

    @property
    def card_path(self) -> str:
        """Its form for previews; empty while there is none."""
        return f"/foto/{self.id}-{self.version}/{CARD}" if self.card else ""

    @property
    def small(self) -> Variant:
        """What a list shows."""
        return self.forms[0]

    @property
    def desk_path(self) -> str:
        """Where its people work on it."""
        return f"/situs/{self.owner_slug}/foto/{self.id}"
