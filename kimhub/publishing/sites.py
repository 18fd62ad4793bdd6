"""Finding one house with its site, whatever was set of it."""

from typing import Final

from kimhub.core.prepared import prepare_sql
from kimhub.publishing.views import House

_OF_HOUSE: Final = (
    "id", "kind", "name", "slug", "wilayah_code", "place", "legal_status", "logo",
)  # fmt: skip
_JOINED: Final = {"site": "s.id", "version": "coalesce(s.version, 0)", "host": "s.host"}


def _column(name: str) -> str:
    if name in _OF_HOUSE:
        return f"o.{name}"
    return f"{_JOINED.get(name) or _told(name)} AS {name}"


def _told(name: str) -> str:
    return f"coalesce(s.{name}, '{_USUAL.get(name, '')}')"


_USUAL: Final = {"publishers": "admins", "links": "[]"}
COLUMNS: Final = ", ".join(_column(name) for name in House.__struct_fields__)
SELECT: Final = f"SELECT {COLUMNS} FROM organization o LEFT JOIN site s ON s.organization = o.id"  # noqa: S608

_by_slug = prepare_sql(f"{SELECT} WHERE o.slug = :slug", House)
_named = prepare_sql(
    "SELECT s.host, o.slug FROM site s JOIN organization o ON o.id = s.organization"
    " WHERE s.host IS NOT NULL AND o.legal_status <> 'draft'"
)
_by_id = prepare_sql(f"{SELECT} WHERE o.id = :id", House)


async def get(slug: str) -> House | None:
    """The house at this address."""
    return await _by_slug.first(slug=slug)


async def get_open(slug: str) -> House | None:
    """The same for pages everybody may see: a draft is not there yet."""
    found = await get(slug)
    return found if found and found.legal_status != "draft" else None


async def named() -> dict[str, str]:
    """Sites with a host name of their own: by name the slug of the house."""
    return {row["host"]: row["slug"] for row in await _named()}


async def by_id(organization_id: int) -> House | None:
    return await _by_id.first(id=organization_id)
