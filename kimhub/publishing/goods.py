"""Good articles of other houses, to be passed on: what is new in the regency, and what others pass on."""
# ruff: noqa: S608 - every part is written here; values arrive as values

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import lists
from kimhub.publishing.kinds import LISTED
from kimhub.publishing.lists import IS_PUBLIC, IS_RELAYED, Mark
from kimhub.publishing.views import House, Line

PER_PAGE: Final = 20
REGENCY: Final = 5  # length of its code
OFTEN: Final = 5
LATELY: Final = timedelta(days=30)


class Count(Struct, frozen=True):
    """An article and how many houses pass it on; `mine` is whether this one does."""

    article: int
    houses: int
    mine: bool


# Articles of the regency that others began to pass on lately, most of them first.
_often = prepare_sql(
    "SELECT r.article, count(*) AS houses, false AS mine FROM article_relay r"
    " JOIN article a ON a.id = r.article JOIN organization o ON o.id = a.organization"
    " JOIN organization h ON h.id = r.organization"
    f" WHERE r.at > :since AND {IS_RELAYED} AND {IS_PUBLIC} AND o.legal_status <> 'draft'"
    " AND h.wilayah_code >= :low AND h.wilayah_code < :high AND a.organization <> :house"
    " AND NOT EXISTS (SELECT 1 FROM article_relay own WHERE own.article = a.id"
    " AND own.organization = :house AND own.ended_at IS NULL)"
    f" GROUP BY r.article ORDER BY 2 DESC, r.article DESC LIMIT {OFTEN}",
    Count,
)
_counts = prepare_sql(
    "SELECT r.article, count(*) AS houses, max(CASE WHEN r.organization = :house THEN 1 ELSE 0 END) = 1"
    f" AS mine FROM article_relay r WHERE r.article IN :ids AND {IS_RELAYED} GROUP BY r.article",
    Count,
)


async def page(house: House, after: Mark) -> tuple[list[Line], Line | None]:
    """What others of the regency tell, the newest first; and after which line it goes on, if it does."""
    found = await lists.of_area(house.wilayah_code[:REGENCY], LISTED, after, PER_PAGE + 1)
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    return [line for line in found[:PER_PAGE] if line.organization != house.id], last


async def often(house: House) -> list[tuple[Line, int]]:
    """What others of the regency passed on most lately and this house does not, with how many do."""
    code = house.wilayah_code[:REGENCY]
    found = await _often(
        house=house.id, low=code, high=f"{code}/" if code else "~", since=now() - LATELY, now=now()
    )
    lines = {line.id: line for line in await lists.some([one.article for one in found])}
    return [(lines[one.article], one.houses) for one in found if one.article in lines]


async def passed_by(house: House, lines: Sequence[Line]) -> dict[int, Count]:
    """How many houses pass each of these on, and whether this one does."""
    ids = [line.id for line in lines]
    return {one.article: one for one in await _counts(house=house.id, ids=ids, now=now())} if ids else {}
