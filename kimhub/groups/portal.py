"""What the front page tells everybody: how many KIM there are, where, and which villages have none."""

import msgspec

from kimhub.core.prepared import prepare_sql
from kimhub.groups import installation
from kimhub.groups.register import count_gaps
from kimhub.wilayah.names import LENGTHS, LEVELS, prefix_range
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import children, get_wilayah

NAMES_PER_AREA = 4


class Named(msgspec.Struct, frozen=True):
    name: str
    slug: str


class Area(msgspec.Struct, frozen=True):
    """A part of the installation's wilayah and its KIM, the first few by name."""

    place: Place
    count: int
    first: list[Named]

    @property
    def more(self) -> int:
        return self.count - len(self.first)


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
    areas: list[Area]  # with at least one KIM
    without: list[Place]  # areas with none
    forums: list[Named]
    contacts: list[Contact]


class _Row(msgspec.Struct, frozen=True):
    area: str
    name: str
    slug: str
    number: int
    total: int


# `state` of everything everybody may know, in one place
_KNOWN = "legal_status NOT IN ('draft', 'dissolved')"
_INSIDE = "(wilayah_code = :code OR (wilayah_code >= :low AND wilayah_code < :high))"

_by_area = prepare_sql(
    "SELECT * FROM (SELECT substr(wilayah_code, 1, CAST(:length AS INTEGER)) AS area, name, slug,"  # noqa: S608 - constants
    " row_number() OVER (PARTITION BY substr(wilayah_code, 1, CAST(:length AS INTEGER))"
    " ORDER BY search, id) AS number,"
    " count(*) OVER (PARTITION BY substr(wilayah_code, 1, CAST(:length AS INTEGER))) AS total"
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
    "SELECT count(*) FROM wilayah WHERE level = 4 AND retired_on IS NULL"
    " AND (code = :code OR (code >= :low AND code < :high))"
)


async def overview() -> Overview:
    """The installation's wilayah with its parts one level below."""
    code = installation.current().wilayah_code
    low, high = prefix_range(code)
    level = min(LEVELS[len(code)] + 1, 4) if code else 1
    rows = await _by_area(code=code, low=low, high=high, length=LENGTHS[level])
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row)
    parts = await children(code)
    return Overview(
        place=await get_wilayah(code) if code else None,
        kims=sum(group[0].total for group in found.values()),
        villages=int(await _villages.value(code=code, low=low, high=high)),
        gaps=await count_gaps(code),
        areas=[
            Area(part, found[part.code][0].total, [Named(row.name, row.slug) for row in found[part.code]])
            for part in parts
            if part.code in found
        ],
        without=[part for part in parts if part.code not in found],
        forums=await _forums(code=code, low=low, high=high),
        contacts=await _offices(code=code),
    )
