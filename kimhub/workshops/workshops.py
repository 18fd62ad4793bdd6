"""Finding one workshop: what every handler of this slice loads through `allow(...)`."""

from typing import Final

from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.workshops.views import Workshop

COLUMNS: Final = ", ".join(
    f"w.{name}"
    for name in Workshop.__struct_fields__
    if not name.startswith("owner_") and name not in {"seat", "told_helpers"}
)
SELECT: Final = (
    f"SELECT {COLUMNS}, o.name AS owner_name, o.slug AS owner_slug, o.kind AS owner_kind,"  # noqa: S608
    " o.place AS owner_place, o.legal_status AS owner_status, o.wilayah_code AS seat,"
    " (SELECT group_concat(h.\"user\" || ':' || h.role, ' ') FROM workshop_helper h"
    " WHERE h.workshop = w.id) AS told_helpers FROM workshop w JOIN organization o ON o.id = w.organization"
)
ON_POSTGRES: Final = SELECT.replace("group_concat(", "string_agg(")


def _one(where: str) -> Prepared[Workshop]:
    return prepare_sql(f"{SELECT} WHERE {where}", Workshop, postgres=f"{ON_POSTGRES} WHERE {where}")


_by_slug = _one("w.slug = :slug")
_by_id = _one("w.id = :id")


async def get_workshop(slug: str) -> Workshop | None:
    """The workshop at this address, whatever its state; who may see it is for the rule to say."""
    return await _by_slug.first(slug=slug)


async def by_id(workshop_id: int) -> Workshop | None:
    """The same by its id, for jobs and events."""
    return await _by_id.first(id=workshop_id)
