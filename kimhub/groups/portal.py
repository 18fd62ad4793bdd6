"""What the front page tells everybody: how many KIM there are, where, and which villages have none."""

import time

import msgspec

from kimhub.core.prepared import prepare_sql
from kimhub.groups import installation
from kimhub.groups.register import count_gaps
from kimhub.wilayah.names import LENGTHS, LEVELS, prefix_range
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import children, get_wilayah

NAMES_PER_AREA = 4
REGENCY = 5  # length of its code
KEPT = 30.0  # seconds


_kept: "tuple[str, float, Overview] | None" = None


class Named(msgspec.Struct, frozen=True):
    name: str
    slug: str


class Area(msgspec.Struct, frozen=True):
    """A part of the installation's wilayah and its KIM, the first few by name. `covered` of its `villages`
    have a KIM."""

    place: Place
    count: int
    first: list[Named]
    villages: int = 0
    covered: int = 0

    @property
    def more(self) -> int:
        """How many there are besides those named; 0 where none is named."""
        return self.count - len(self.first) if self.first else 0

    @property
    def percent(self) -> int:
        """How many of a hundred villages have a KIM; 100 only where none is without."""
        return self.covered * 100 // self.villages if self.villages else 0

    @property
    def heat(self) -> int:
        """0 for none, to 3 for two thirds and more."""
        return 0 if not self.covered else min(3, 1 + self.percent // 34)


class Contact(msgspec.Struct, frozen=True):
    """An office people may turn to."""

    name: str
    slug: str
    address: str
    contact_phone: str


class Overview(msgspec.Struct, frozen=True):
    place: Place | None
    kims: int
    villages: int
    gaps: int
    parts: list[Area]  # all of them, by name
    forums: list[Named]
    contacts: list[Contact]

    @property
    def areas(self) -> list[Area]:
        """Parts with at least one KIM."""
        return [area for area in self.parts if area.count]

    @property
    def without(self) -> list[Place]:
        """Parts with none."""
        return [area.place for area in self.parts if not area.count]


class _Row(msgspec.Struct, frozen=True):
    area: str
    name: str
    slug: str
    number: int


# What everybody may know of
_KNOWN = "legal_status NOT IN ('draft', 'dissolved')"
_INSIDE = "(wilayah_code = :code OR (wilayah_code >= :low AND wilayah_code < :high))"
_AREA = "substr(wilayah_code, 1, CAST(:length AS INTEGER))"

_counts = prepare_sql(
    f"SELECT {_AREA} AS area, count(*) AS n,"  # noqa: S608 - constants
    " count(DISTINCT CASE WHEN length(wilayah_code) = 13 THEN wilayah_code END) AS covered"
    f" FROM organization WHERE kind = 'kim' AND {_KNOWN} AND {_INSIDE} GROUP BY 1"
)
_names = prepare_sql(
    f"SELECT * FROM (SELECT {_AREA} AS area, name, slug,"  # noqa: S608 - constants
    f" row_number() OVER (PARTITION BY {_AREA} ORDER BY search, id) AS number"
    f" FROM organization WHERE kind = 'kim' AND {_KNOWN} AND {_INSIDE}) t"
    f" WHERE number <= {NAMES_PER_AREA} ORDER BY area, number",
    _Row,
)
_forums = prepare_sql(
    f"SELECT name, slug FROM organization WHERE kind = 'forum_kim' AND {_KNOWN} AND {_INSIDE}"  # noqa: S608
    " ORDER BY search, id LIMIT 60",
    Named,
)
_offices = prepare_sql(
    "SELECT name, slug, address, contact_phone FROM organization"  # noqa: S608 - constants
    f" WHERE kind = 'agency' AND {_KNOWN} AND wilayah_code = :code ORDER BY id LIMIT 5",
    Contact,
)
_villages = prepare_sql(
    "SELECT substr(code, 1, CAST(:length AS INTEGER)) AS area, count(*) AS n FROM wilayah"
    " WHERE level = 4 AND retired_on IS NULL AND (code = :code OR (code >= :low AND code < :high))"
    " GROUP BY 1"
)


async def overview() -> Overview:
    """The installation's wilayah with its parts one level below.

    A regency is counted anew each time (2 ms); a province or the whole country, which take up to 0.3 s, at
    most every KEPT seconds.
    """
    global _kept
    code = installation.current().wilayah_code
    if len(code) >= REGENCY:
        return await _count(code)
    if _kept is None or _kept[0] != code or time.monotonic() - _kept[1] > KEPT:
        _kept = (code, time.monotonic(), await _count(code))
    return _kept[2]


async def _count(code: str) -> Overview:
    low, high = prefix_range(code)
    level = min(LEVELS[len(code)] + 1, 4) if code else 1
    inside = {"code": code, "low": low, "high": high}
    length = LENGTHS[level]
    counts = {row["area"]: row for row in await _counts(**inside, length=length)}
    villages = {row["area"]: int(row["n"]) for row in await _villages(**inside, length=length)}
    names: dict[str, list[Named]] = {}
    if len(code) >= REGENCY:  # above that, the first few names of a part say nothing
        for row in await _names(**inside, length=length):
            names.setdefault(row.area, []).append(Named(row.name, row.slug))
    return Overview(
        place=await get_wilayah(code) if code else None,
        kims=sum(int(row["n"]) for row in counts.values()),
        villages=sum(villages.values()),
        gaps=await count_gaps(code),
        parts=[
            Area(
                part,
                int(counts[part.code]["n"]) if part.code in counts else 0,
                names.get(part.code, []),
                villages.get(part.code, 0),
                int(counts[part.code]["covered"]) if part.code in counts else 0,
            )
            for part in await children(code)
        ],
        forums=await _forums(**inside),
        contacts=await _offices(code=code),
    )
