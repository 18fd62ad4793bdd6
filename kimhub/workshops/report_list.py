"""Which events still owe their report, for those who hold them and those who accept it (row D14)."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import zone_for

MOST: Final = 100
RUNNERS: Final = ("officer", "kim_admin", "forum_coord", "pembina", "province")


class Owed(Struct, frozen=True):
    """An event that is over. `state` is that of its report; empty while nobody has begun."""

    id: int
    slug: str
    title: str
    owner: str
    wilayah_code: str
    ends_at: datetime
    state: str

    @property
    def path(self) -> str:
        return f"/pelatihan/{self.slug}/laporan"

    @property
    def day(self) -> datetime:
        return self.ends_at.astimezone(zone_for(self.wilayah_code))


# A pembina's area is a stretch of codes; `low` of an area nobody has is above `high`.
_owed = prepare_sql(
    "SELECT w.id, w.slug, w.title, o.name AS owner, w.wilayah_code, w.ends_at,"
    " coalesce(r.state, '') AS state"
    " FROM workshop w JOIN organization o ON o.id = w.organization"
    " LEFT JOIN workshop_report r ON r.workshop = w.id"
    " WHERE w.state IN ('open', 'finished') AND w.ends_at < :at"
    " AND (o.id IN :houses OR (o.wilayah_code >= :low AND o.wilayah_code < :high))"
    " ORDER BY w.ends_at, w.id LIMIT :most",
    Owed,
)


def can_list(actor: Actor, _: object) -> bool:
    """Whoever holds events somewhere, or accepts reports."""
    return actor.plays(*RUNNERS)


async def of(actor: Actor) -> list[Owed]:
    """The oldest first: those of one's own houses, and in one's area as pembina."""
    houses = [g.organization for g in actor.grants if g.organization is not None and g.role in RUNNERS]
    areas = [g.wilayah for g in actor.grants if g.role == "pembina" and g.wilayah is not None]
    found: dict[int, Owed] = {}
    spans = [(area, f"{area}/") if area else ("", "~") for area in areas]
    for low, high in spans or [("~", "")]:
        for one in await _owed(at=now(), houses=houses, low=low, high=high, most=MOST):
            found[one.id] = one
    return sorted(found.values(), key=lambda one: (one.ends_at, one.id))[:MOST]
