"""Who signs papers of a house: its chair and secretary, as they were on the day of the paper."""

from datetime import date
from typing import Final

from kimhub.core.prepared import prepare_sql
from kimhub.groups import settings

SIGN: Final = ("secretary", "chair")
_officers = prepare_sql(
    "SELECT position, name FROM officer WHERE organization = :house AND position IN ('chair', 'secretary')"
    " AND term_start <= :day AND (term_end IS NULL OR term_end >= :day)"
    " AND (ended_on IS NULL OR ended_on > :day) ORDER BY id"
)


async def of(organization_id: int, day: date) -> list[dict[str, str]]:
    """Secretary and chair: position and name; the name is empty where nobody held it on that day."""
    names = {row["position"]: row["name"] for row in await _officers(house=organization_id, day=day)}
    labels = {row.code: row.label for row in await settings.positions()}
    return [{"position": labels.get(one, ""), "name": names.get(one, "")} for one in SIGN]
