"""Places by their code. Everything here reads; loading.py fills the tables and search.py finds by name."""

from kimhub.core.prepared import prepare_sql
from kimhub.wilayah.loading import load, loaded_version
from kimhub.wilayah.names import chain, is_within, prefix_range
from kimhub.wilayah.places import SELECT, Place, PlaceRow, Step, make_place, places_by_code
from kimhub.wilayah.search import search

__all__ = [
    "Place",
    "Step",
    "ancestors",
    "chain",
    "children",
    "get_wilayah",
    "get_wilayah_many",
    "is_within",
    "load",
    "loaded_version",
    "prefix_range",
    "search",
]


async def get_wilayah(code: str) -> Place | None:
    """The place with this code, retired or not, and what it lies in."""
    row = await _by_code.first(code=code)
    return make_place(row) if row else None


async def get_wilayah_many(codes: list[str]) -> dict[str, Place]:
    """The places with these codes, by code; unknown codes are left out."""
    return await places_by_code(codes)


async def ancestors(code: str) -> list[Place]:
    """What the place lies in, province first, by the prefixes of its code; the place itself is left out."""
    found = await get_wilayah_many(chain(code)[:-1])
    return [found[above] for above in sorted(found)]


async def children(code: str = "") -> list[Place]:
    """The places one level below, by name; of the empty code the provinces. Retired ones are left out."""
    return [make_place(row) for row in await _children(parent=code)]


_by_code = prepare_sql(f"{SELECT} p.code = :code", PlaceRow)
_children = prepare_sql(
    f"{SELECT} p.parent = :parent AND p.retired_on IS NULL ORDER BY p.norm, p.code", PlaceRow
)
