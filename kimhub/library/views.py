"""A document as pages and rules see it."""

from datetime import date, datetime, tzinfo

from msgspec import Struct

from kimhub.core.zones import zone_for


class Document(Struct, frozen=True):
    """A row of the table with its owner. `organization` is the owner's id."""

    id: int
    organization: int
    owner_name: str
    owner_slug: str
    owner_kind: str
    owner_place: str
    owner_status: str
    seat: str
    folder: int | None
    title: str
    slug: str
    kind: str
    number: str
    dated_on: date | None
    year: int | None
    description: str
    tags: str
    visibility: str
    info_class: str
    status: str
    official_name: str
    official_at: datetime | None
    valid_until: date | None
    replaced_by: int | None
    current: int | None
    versions: int
    file: str
    file_name: str
    mime: str
    size: int
    pages: int
    sha256: str
    thumbnail: str
    downloads: int
    openings: int
    keep_until: date | None
    version: int
    rev: int
    created_by: int | None
    created_name: str
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None
    remove_reason: str

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def ref(self) -> str:
        """Its part of the address."""
        return f"{self.id}-{self.slug}" if self.slug else str(self.id)

    @property
    def path(self) -> str:
        return f"/pustaka/d/{self.ref}"

    @property
    def zone(self) -> tzinfo:
        return zone_for(self.seat)

    @property
    def tag_list(self) -> list[str]:
        return self.tags.split()


class Version(Struct, frozen=True):
    """A file of a document."""

    id: int
    document: int
    number: int
    file: str
    file_name: str
    mime: str
    size: int
    sha256: str
    pages: int
    width: int
    height: int
    thumbnail: str
    text_state: str
    text_source: str
    text_reason: str
    preview_state: str
    preview_reason: str
    note: str
    author: int | None
    author_name: str
    created_at: datetime
