"""A workshop as pages and rules see it."""

from datetime import datetime, tzinfo
from functools import cached_property

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.zones import zone_for
from kimhub.workshops import states


class Workshop(Struct, frozen=True, dict=True):
    """A row of the table with its owner. `organization` is the owner's id; `told_helpers` is
    "12:organizer 40:door"."""

    id: int
    organization: int
    owner_name: str
    owner_slug: str
    owner_kind: str
    owner_place: str
    owner_status: str
    seat: str
    slug: str
    kind: str
    title: str
    theme: str
    purpose: str
    legal_basis: str
    adinda: str
    audience_note: str
    bring: str
    contact_name: str
    contact_phone: str
    mode: str
    venue: str
    address: str
    wilayah_code: str
    online_url: str
    online_note: str
    poster: str
    poster_width: int
    poster_height: int
    poster_alt: str
    starts_at: datetime | None
    ends_at: datetime | None
    state: str
    published_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    postponed_from: datetime | None
    finished_at: datetime | None
    admission: str
    guests: bool
    approval: bool
    opens_at: datetime | None
    closes_at: datetime | None
    capacity: int | None
    per_organization: int | None
    per_district: int | None
    waiting_list: bool
    taken: int
    waiting: int
    asking: int
    keep_months: int
    reminders: str
    door_code: str
    certificates: bool
    certificate_share: int
    credit_hours: int
    signer_name: str
    signer_position: str
    series: int | None
    copied_from: int | None
    is_template: bool
    version: int
    rev: int
    created_by: int | None
    told_helpers: str | None

    @cached_property
    def helpers(self) -> dict[int, str]:
        """Who helps to run it, by account id."""
        pairs = (entry.partition(":") for entry in (self.told_helpers or "").split())
        return {int(user): role for user, _, role in pairs}

    @property
    def zone(self) -> tzinfo:
        """Of the place: the promised times are told in it."""
        return zone_for(self.wilayah_code)

    @property
    def phase(self) -> str:
        return states.phase(self, now())

    @property
    def is_ahead(self) -> bool:
        """It can still be gone to."""
        return self.phase not in states.PAST and self.state != states.CANCELLED

    @property
    def seats_left(self) -> int | None:
        return states.seats_left(self)

    @property
    def path(self) -> str:
        return f"/pelatihan/{self.slug}"
