"""A workshop as a line of a list, and what lists can be narrowed to."""

from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.i18n import SOURCE, current_locale
from kimhub.core.zones import zone_for
from kimhub.wilayah.labels import full_name
from kimhub.workshops import states
from kimhub.workshops.kinds import KINDS

HOLDS: Final = ("asked", "confirmed", "waiting", "offered")  # somebody who signed up and has not left


class Listed(Struct, frozen=True, dict=True):
    """One event with its owner, and the reader's own place in it (`mine`: state of the registration)."""

    id: int
    slug: str
    title: str
    kind: str
    kind_label: str | None
    kind_label_en: str | None
    state: str
    starts_at: datetime | None
    ends_at: datetime | None
    postponed_from: datetime | None
    wilayah_code: str
    place_kind: str | None
    place_name: str | None
    mode: str
    venue: str
    opens_at: datetime | None
    closes_at: datetime | None
    capacity: int | None
    taken: int
    waiting: int
    waiting_list: bool
    owner_name: str
    owner_slug: str
    mine: str | None
    offered_until: datetime | None

    @property
    def path(self) -> str:
        return f"/pelatihan/{self.slug}"

    @property
    def zone(self) -> tzinfo:
        return zone_for(self.wilayah_code)

    @cached_property
    def phase(self) -> str:
        return states.phase(self, now())

    @property
    def seats_left(self) -> int | None:
        return states.seats_left(self)

    @property
    def kind_name(self) -> str:
        return kind_name(self.kind, self.kind_label, self.kind_label_en)

    @cached_property
    def first_day(self) -> date | None:
        """In the place's own zone, as it is promised."""
        return days_of(self.starts_at, self.ends_at, self.zone)[0] if self.starts_at else None

    @cached_property
    def last_day(self) -> date | None:
        return days_of(self.starts_at, self.ends_at, self.zone)[1] if self.starts_at else None

    @property
    def area(self) -> str:
        """ "Kec. Awangpone": where it is, by the name people know."""
        return full_name(_Named(self.wilayah_code[:8], self.place_kind or "", self.place_name or ""))


class _Named(Struct, frozen=True):
    code: str
    kind: str
    name: str


class Wanted(Struct, frozen=True):
    """What of all events a list shows. `who` is "saya" (I signed up) or "kim" (of my organizations)."""

    who: str = ""
    kim: str = ""  # slug of an organization
    wilayah: str = ""  # code
    kind: str = ""
    past: bool = False

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {
            "milik": self.who,
            "kim": self.kim,
            "wilayah": self.wilayah,
            "jenis": self.kind,
            "lalu": "1" if self.past else "",
        }

    @property
    def narrowed(self) -> bool:
        return bool(self.who or self.kim or self.wilayah or self.kind)


EVERYTHING: Final = Wanted()


def days_of(starts_at: datetime, ends_at: datetime | None, zone: tzinfo) -> tuple[date, date]:
    """First and last day in this zone; what ends at midnight still belongs to the evening before."""
    last = max(starts_at, ends_at - timedelta(minutes=1)) if ends_at else starts_at
    return starts_at.astimezone(zone).date(), last.astimezone(zone).date()


def kind_name(code: str, label: str | None, label_en: str | None) -> str:
    """What this kind of event is called: a word of ours, or one that a district has added."""
    if code in KINDS:
        return str(KINDS[code])
    if current_locale() != SOURCE and label_en:
        return label_en
    return label or code
