"""Photos of a house, as its people find them at the desk."""

from collections.abc import Iterable
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.publishing import policy
from kimhub.publishing.photos import COLUMNS, FROM
from kimhub.publishing.policy import OFFICER, STAFF
from kimhub.publishing.views import House
from kimhub.publishing.views_photos import Photo

PER_PAGE: Final = 12
_LAST: Final = 2**63 - 1


def _listed(which: str) -> Prepared[Photo]:
    return prepare_sql(
        f"SELECT {COLUMNS} {FROM} WHERE p.organization = :house AND p.removed_at IS NULL AND p.id < :before"
        f" AND (:all = 1 OR p.created_by = :me) AND {which} ORDER BY p.id DESC LIMIT :most",
        Photo,
    )


_USED: Final = "EXISTS (SELECT 1 FROM site_photo_use u WHERE u.photo = p.id)"
# Parts of the page, by what its address says.
PARTS: Final[dict[str, str]] = {"": "1 = 1", "dipakai": _USED, "belum": f"NOT {_USED}"}
_parts = {part: _listed(which) for part, which in PARTS.items()}
_used = prepare_sql("SELECT DISTINCT photo FROM site_photo_use WHERE photo IN :ids")


async def of_house(
    actor: Actor, house: House, part: str = "", before: int = _LAST, most: int = PER_PAGE
) -> tuple[list[Photo], int | None]:
    """Photos this person finds at the desk, the newest first, and after which one the next page begins.
    Officers and editors find all, others their own."""
    found = await _parts[part](before=before, most=most + 1, **_who(actor, house))
    return found[:most], found[most - 1].id if len(found) > most else None


async def used(ids: Iterable[int]) -> set[int]:
    """Those of these that a text which is or was shown has."""
    wanted = list(ids)
    return {row["photo"] for row in await _used(ids=wanted)} if wanted else set()


def finds_all(actor: Actor, house: House) -> bool:
    return actor.has(house.id, *OFFICER, *STAFF) or policy.edits(actor, house)


def _who(actor: Actor, house: House) -> dict[str, Any]:
    return {"house": house.id, "me": actor.id, "all": int(finds_all(actor, house))}
